"""Time and growth of sharing one article among many members.

Run with ``python -m bench.sharing`` from the repository root.  The goals are
under 50 ms for 10,000 members and a growth near the growth of the rows; as a
ratio, sorting the same rows by name and asked amount is the yardstick.
"""

from __future__ import annotations

import random
from time import perf_counter
from typing import TYPE_CHECKING

from marketplace.purchasing.core.share import Arrived, Ask, allocate

if TYPE_CHECKING:
    from collections.abc import Callable


def delivery(members: int, parts: int) -> Arrived:
    """Return a delivery of ``parts`` hundredths of what was asked."""
    rng = random.Random(members)  # noqa: S311 - made-up figures, not a secret
    asks = []
    for n in range(members):
        wanted = rng.randint(1, 50)
        asks.append(Ask(f"m{n:06d}", wanted, wanted + rng.randint(0, 10)))
    available = sum(ask.wanted for ask in asks) * parts // 100
    return Arrived("npk", available, 5_750_000, tuple(asks))


def least(work: Callable[[], object]) -> float:
    """Return the least of seven times, in milliseconds."""
    times = []
    for _ in range(7):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return min(times) * 1000


def main() -> None:
    print(
        f"{'members':>8}  {'case':<8}{'ms':>8}{'sort ms':>9}{'ratio':>7}{'growth':>8}"
    )
    before: dict[int, float] = {}
    for members in (10_000, 100_000):
        for parts, case in ((80, "short"), (105, "extras")):
            item = delivery(members, parts)
            rows = list(item.requests)
            random.Random(1).shuffle(rows)  # noqa: S311 - made-up figures
            whole = least(lambda item=item: allocate([item]))
            sort = least(lambda rows=rows: sorted(rows, key=lambda r: (r[1], r[0])))
            growth = f"{whole / before[parts]:.1f}" if parts in before else ""
            before[parts] = whole
            print(
                f"{members:>8}  {case:<8}{whole:>8.1f}{sort:>9.1f}"
                f"{whole / sort:>7.2f}{growth:>8}"
            )


if __name__ == "__main__":
    main()
