"""Other ways to make the same purchase, to be seen side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from marketplace.purchasing.core.model import Forced
from marketplace.purchasing.core.outcome import Status
from marketplace.purchasing.core.plan import solve
from marketplace.purchasing.core.wording import counted, money

if TYPE_CHECKING:
    from collections.abc import Iterator

    from marketplace.purchasing.core.outcome import Plan
    from marketplace.purchasing.core.problem import Problem


@dataclass(frozen=True, slots=True)
class Alternative:
    """A plan with something insisted on, against the chosen one.

    Attributes:
        forced: What is insisted on.
        plan: The best plan that respects it.
        dearer: Minor units more than the chosen plan (less, if it serves less).
        unserved: Value of wanted units that it serves less.
        text: Both differences, in a Spanish sentence.
    """

    forced: Forced
    plan: Plan
    dearer: int
    unserved: int
    text: str


def alternatives(
    problem: Problem, plan: Plan, *, seed: int = 0, seconds: int | None = None
) -> tuple[Alternative, ...]:
    """Return the best plan without each supplier used, and with fewer of them.

    Args:
        problem: What was planned.
        plan: The plan chosen for it.
        seed: Written in the plans.
        seconds: Longest time for each; that of the problem if left out.
    """
    timed = replace(problem, seconds=seconds or problem.seconds)
    return tuple(
        compare(timed, plan, forced, seed=seed) for forced in _worth_seeing(plan)
    )


def compare(
    problem: Problem, plan: Plan, forced: Forced, *, seed: int = 0
) -> Alternative:
    """Return the best plan that respects what is insisted on, and its price.

    Args:
        problem: What was planned.
        plan: The plan chosen for it.
        forced: What is insisted on.
        seed: Written in the plan.
    """
    other = solve(problem, seed=seed, forced=forced)
    dearer = other.objective - plan.objective
    unserved = plan.served - other.served
    name = _named(forced)
    if other.status is Status.INFEASIBLE:
        text = f"{name}: no se puede comprar."
    elif unserved:
        text = f"{name}: no alcanza para servir lo mismo a todos."
    elif dearer > 0:
        text = f"{name}: cuesta {money(dearer, problem.currency)} más."
    else:
        text = f"{name}: cuesta lo mismo."
    return Alternative(forced, other, dearer, unserved, text)


def _worth_seeing(plan: Plan) -> Iterator[Forced]:
    for supplier in plan.suppliers:
        yield Forced(avoid=frozenset({supplier}))
    for many in range(len(plan.suppliers) - 1, 0, -1):
        yield Forced(at_most=many)
    pairs = [(order.item, order.supplier) for order in plan.orders]
    if len({item for item, _ in pairs}) < len(pairs):
        yield Forced(single=True)


def _named(forced: Forced) -> str:
    parts = [f"Sin {name}" for name in sorted(forced.avoid)]
    parts += [f"Con {name}" for name in sorted(forced.use)]
    if forced.at_most is not None:
        parts.append(f"Con {counted(forced.at_most, 'proveedor')} como máximo")
    if forced.single:
        parts.append("Con un solo proveedor por artículo")
    return "; ".join(parts) or "Sin condiciones"
