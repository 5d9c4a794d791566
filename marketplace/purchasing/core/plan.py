"""Plan a joint purchase: choose, share, split the bill and explain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace.purchasing.core.allotting import allot
from marketplace.purchasing.core.alone import Alone
from marketplace.purchasing.core.choosing import Chooser, units_of
from marketplace.purchasing.core.extras import Pool, spread
from marketplace.purchasing.core.finding import Findings
from marketplace.purchasing.core.model import Forced
from marketplace.purchasing.core.outcome import (
    Allocation,
    MemberTotal,
    Plan,
    Status,
    Surplus,
)
from marketplace.purchasing.core.paying import balance, by_units, invoice, over_items
from marketplace.purchasing.core.problem import in_order, inputs_hash
from marketplace.purchasing.core.share import reason
from marketplace.purchasing.core.solving import SOLVER, highs
from marketplace.purchasing.core.wording import money, number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from marketplace.purchasing.core.choosing import Choice
    from marketplace.purchasing.core.paying import Balanced, Invoice
    from marketplace.purchasing.core.problem import Item, Problem, Request
    from marketplace.purchasing.core.solving import Solver

#: Smallest gap that is shown for a plan that is not proved.
SMALLEST_GAP = 1e-6
#: Units by item and member.
Given = dict[str, dict[str, int]]


def solve(
    problem: Problem,
    *,
    seed: int = 0,
    forced: Forced | None = None,
    on_progress: Callable[[str, float], object] | None = None,
    solver: Solver = highs,
) -> Plan:
    """Return the best plan of a joint purchase, with its proof or its gap.

    Aims, each settled before the next: most value of wanted units served; least
    money in all, freight included; fewest suppliers.  Units that nobody asked
    for are bought only if that serves the same for less.

    Args:
        problem: A problem without faults (see ``checks.faults``).
        seed: Written in the plan; the solver has nothing random.
        forced: What a person insists on.
        on_progress: Told the stage (``cost``, ``serve``, ``surplus``,
            ``alone``) and the part of the time that has gone.
        solver: Who solves the integer programmes.

    Returns:
        The plan; it does not depend on the order of the rows.
    """
    rows = in_order(problem)
    insisted = forced or Forced()
    chooser = Chooser(rows, insisted, on_progress, solver)
    choice = chooser.choose()
    bought = units_of(rows, choice.packs)
    bill = invoice(rows, choice.packs)
    given, left = shared_out(rows, choice, bought, bill)
    pays = by_units(bill.landed, given)
    if on_progress is not None:
        on_progress("alone", 1 - chooser.left() / rows.seconds)
    prices = Alone(rows, chooser.left).costs(_baskets(rows, given))
    totals = {member: sum(pays.get(member, {}).values()) for member in prices}
    balanced = balance(totals, prices)
    alone = {member: price.alone for member, price in prices.items()}
    findings = Findings(rows, choice, insisted, bill, given, left, alone, balanced)
    served = sum(
        item.weight * min(request.wanted, given[item.id][request.member])
        for item in rows.items
        for request in item.requests
    )
    return Plan(
        status=_status(choice),
        objective=choice.money,
        bound=choice.bound,
        gap=_gap(choice),
        solver=SOLVER,
        seed=seed,
        inputs_hash=inputs_hash(problem),
        served=served,
        served_bound=max(served, choice.served_bound),
        orders=bill.orders,
        freight=bill.freight,
        allocations=_allocations(rows, bought, given, pays, balanced),
        surplus=_surplus(rows, left, choice),
        members=tuple(
            MemberTotal(member, paid, price, None if price is None else price - paid)
            for member, paid in sorted(balanced.totals.items())
            for price in [alone[member]]
        ),
        findings=findings.all(),
    )


def _status(choice: Choice) -> Status:
    if not choice.feasible:
        return Status.INFEASIBLE
    return Status.OPTIMAL if choice.proved else Status.GAP


def _gap(choice: Choice) -> float:
    if choice.proved or not choice.feasible:
        return 0.0
    spent = (choice.money - choice.bound) / max(choice.money, 1)
    served = (choice.served_bound - choice.served) / max(choice.served_bound, 1)
    return max(spent, served, SMALLEST_GAP)


def shared_out(
    problem: Problem, choice: Choice, bought: Mapping[str, int], bill: Invoice
) -> tuple[Given, dict[str, int]]:
    """Return units by item and member, and the units nobody asked for.

    Extra units are spread over all items at once, each at its landed cost per
    unit (rounded up), so that no member carries much more extra than another.
    """
    given: Given = {}
    left: dict[str, int] = {}
    pools: list[Pool] = []
    for item in problem.items:
        units = bought[item.id]
        surplus = choice.saved is not None
        allotment = allot(item, units, surplus=surplus)
        given[item.id], left[item.id] = allotment.given, allotment.left
        if allotment.extras:
            price = -(-bill.landed[item.id] // units)
            pools.append(Pool(item.id, allotment.extras, price, allotment.room))
    for name, parts in spread(pools).given.items():
        for member, more in parts.items():
            given[name][member] += more
    return given, left


def _baskets(problem: Problem, given: Given) -> dict[str, dict[str, int]]:
    """Return what every member that asked for something gets."""
    members = {each.member for item in problem.items for each in item.requests}
    return {
        member: {
            item: parts[member] for item, parts in given.items() if parts.get(member)
        }
        for member in sorted(members)
    }


def _allocations(
    problem: Problem,
    bought: Mapping[str, int],
    given: Given,
    pays: Mapping[str, Mapping[str, int]],
    balanced: Balanced,
) -> tuple[Allocation, ...]:
    final = {
        member: over_items(balanced.totals[member], parts)
        for member, parts in pays.items()
    }
    return tuple(
        Allocation(
            item.id,
            request.member,
            request.wanted,
            given[item.id][request.member],
            final.get(request.member, {}).get(item.id, 0),
            _why(item, request, bought[item.id], given[item.id][request.member]),
        )
        for item in problem.items
        for request in item.requests
    )


def _why(item: Item, request: Request, bought: int, units: int) -> str:
    """Return why a member gets that many units, in Spanish."""
    if units == 0 and request.at_least and request.wanted:
        return (
            f"Pidió recibir al menos {number(request.at_least)} o nada, "
            f"y se compran {number(bought)} de {number(item.wanted)}: no recibe."
        )
    if units == 0 and request.wanted == 0:
        return "Solo aceptaba lo que sobrara, y no le tocó."
    come = f"{number(bought)} de {number(item.wanted)}"
    if 0 < request.at_least == units < request.wanted:
        return f"Alcanzó para {come}: recibe el mínimo que aceptaba, {number(units)}."
    return reason(request.wanted, request.at_most, units, come)


def _surplus(
    problem: Problem, left: Mapping[str, int], choice: Choice
) -> tuple[Surplus, ...]:
    saved = money(choice.saved or 0, problem.currency)
    return tuple(
        Surplus(
            item.id,
            left[item.id],
            f"Nadie pidió estas unidades; comprarlas baja el total en {saved}.",
        )
        for item in problem.items
        if left[item.id]
    )
