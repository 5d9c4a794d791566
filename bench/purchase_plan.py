"""Time and proof of joint-purchase plans, against the raw solver.

Run with ``python bench/purchase_plan.py [--large]`` from the repository root.
The raw solver is given the final integer programme of the plan as arrays that
are already made; the ratio is what choosing in stages, checking in whole
numbers, sharing and explaining add to it.
"""

from __future__ import annotations

import random
import sys
from time import perf_counter

from scipy.optimize import milp

from marketplace.purchasing.core.checks import faults
from marketplace.purchasing.core.choosing import Chooser
from marketplace.purchasing.core.model import Aim, Forced, Purpose, build
from marketplace.purchasing.core.plan import solve
from marketplace.purchasing.core.problem import (
    Break,
    Discount,
    Freight,
    Item,
    Line,
    Problem,
    Request,
    Supplier,
    in_order,
)
from marketplace.purchasing.core.solving import as_arrays


def purchase(
    items: int, suppliers: int, members: int, seed: int, seconds: int = 60
) -> Problem:
    """Return a made-up purchase of inputs in pesos (hundredths)."""
    rng = random.Random(seed)  # noqa: S311 - made-up figures, not a secret
    names = [f"m{n:03d}" for n in range(members)]
    market = {f"i{n:02d}": rng.randint(400, 4000) * 5000 for n in range(items)}
    rows = []
    for item, price in market.items():
        asking = rng.sample(names, rng.randint(3, min(12, members)))
        requests = []
        for name in asking:
            wanted = rng.randint(2, 40)
            requests.append(Request(name, wanted, wanted + rng.randint(0, 4)))
        rows.append(Item(item, "bulto", price, tuple(requests)))
    sellers = []
    for place in range(suppliers):
        lines = []
        for item, price in market.items():
            if rng.random() < 0.3 and place:
                continue
            base = price * rng.randint(85, 105) // 100 // 100 * 100
            breaks = [Break(0, base)]
            for start, percent in ((40, 97), (100, 94), (250, 91))[: rng.randint(0, 3)]:
                breaks.append(Break(start, base * percent // 100 // 100 * 100))
            discount = rng.choice([Discount.ALL_UNITS, Discount.INCREMENTAL])
            pack = rng.choice([1, 1, 2, 4, 5])
            least = rng.choice([0, 0, 20])
            lines.append(Line(item, pack, least, None, discount, tuple(breaks)))
        freight = Freight(
            rng.randint(0, 20) * 1_000_000,
            rng.randint(0, 10) * 10_000,
            600,
            rng.randint(50, 150) * 1_000_000,
        )
        least_order = rng.randint(0, 5) * 100_000_000
        sellers.append(Supplier(f"s{place:02d}", tuple(lines), freight, least_order))
    return Problem("COP", tuple(rows), tuple(sellers), seconds)


def row(label: str, problem: Problem) -> None:
    """Print one row of the table."""
    assert not faults(problem)
    rows = in_order(problem)
    arrays = as_arrays(build(rows, Purpose(Aim.SPEND, surplus=True), Forced()))
    options = {"mip_rel_gap": 0.0, "time_limit": problem.seconds}
    start = perf_counter()
    milp(**arrays, options=options)
    raw = perf_counter() - start
    start = perf_counter()
    Chooser(rows, Forced()).choose()
    chosen = perf_counter() - start
    start = perf_counter()
    plan = solve(problem)
    whole = perf_counter() - start
    print(
        f"{label:<16}{raw:>9.2f}{chosen:>9.2f}{chosen / raw:>8.2f}"
        f"{whole:>9.2f}{whole / raw:>8.2f}  {plan.status:<9}{plan.gap:.5%}"
    )


def main() -> None:
    print(f"{'items x sellers':<16}{'raw s':>9}{'choose s':>9}{'ratio':>8}", end="")
    print(f"{'whole s':>9}{'ratio':>8}  status   gap")
    for seed in range(3):
        row(f"20 x 8 ({seed})", purchase(20, 8, 60, seed))
    if "--large" in sys.argv:
        row("50 x 15", purchase(50, 15, 200, 7))


if __name__ == "__main__":
    main()
