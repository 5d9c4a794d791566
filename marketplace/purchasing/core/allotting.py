"""Who gets how much of what was bought of one item.

Wanted units first, by largest remainder when they do not suffice; then extras
up to what each would take (see :mod:`marketplace.purchasing.core.extras`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketplace.kernel.sharing import largest_remainder
from marketplace.purchasing.core.model import Model
from marketplace.purchasing.core.solving import minimise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from marketplace.purchasing.core.problem import Item, Request

_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Allotment:
    """Units of one item shared out, extras still to be spread.

    Attributes:
        given: Units of each member with a request.
        extras: Units to spread as extras among those served in full.
        room: Extra units that each member would take.
        left: Units that nobody asked for.
    """

    given: dict[str, int]
    extras: int
    room: dict[str, int]
    left: int


def allot(item: Item, bought: int, *, surplus: bool) -> Allotment:
    """Share the units bought of an item.

    A member with a minimum gets it or nothing.  When not all of them can, the
    choice serves as many wanted units as possible, then leaves over as little
    as possible, then serves as many members as possible, those with the
    smaller minimum first.

    Args:
        item: Who asks for how much.
        bought: Units to share, in whole packs.
        surplus: Whether units may be left over in order to serve more.
    """
    admitted = _admitted(item, bought, surplus=surplus)
    taking = [request for request in item.requests if request.member in admitted]
    most = sum(request.at_most for request in taking)
    target = sum(request.target for request in taking)
    shared = min(bought, most)
    given = {request.member: 0 for request in item.requests}
    if shared < target:
        return Allotment(given | short(taking, shared), 0, {}, bought - shared)
    given |= {request.member: request.target for request in taking}
    room = {request.member: request.at_most - request.target for request in taking}
    return Allotment(given, shared - target, room, bought - shared)


def short(requests: Sequence[Request], available: int) -> dict[str, int]:
    """Share units that do not suffice, by largest remainder on what each asked.

    Whoever would fall under his minimum gets the minimum, and the rest is
    shared again among the others.  Equal remainders go to the smaller request,
    then by name.

    Args:
        requests: Those who take part; their minimums sum to at most the units.
        available: Units to share, fewer than all of them ask for.
    """
    open_ = sorted(requests, key=lambda each: (each.wanted, each.member))
    given: dict[str, int] = {}
    while True:
        weights = [request.target for request in open_]
        parts = largest_remainder(available, weights)
        pairs = list(zip(open_, parts, strict=True))
        low = [request for request, part in pairs if part < request.at_least]
        if not low:
            return given | {request.member: part for request, part in pairs}
        for request in low:
            given[request.member] = request.at_least
            available -= request.at_least
        open_ = [request for request, part in pairs if part >= request.at_least]


def _admitted(item: Item, bought: int, *, surplus: bool) -> set[str]:
    """Return the members who take part."""
    everyone = {request.member for request in item.requests}
    strict = [request for request in item.requests if request.at_least]
    simple = all(request.at_least <= request.wanted for request in strict)
    least = sum(request.at_least for request in strict)
    if not strict or item.target <= bought or (simple and least <= bought):
        return everyone
    free = [request for request in item.requests if not request.at_least]
    strict.sort(key=lambda each: (each.at_least, each.wanted, each.member))
    chosen = _choose(strict, free, bought, surplus=surplus)
    refused = {
        request.member
        for request, taken in zip(strict, chosen, strict=True)
        if not taken
    }
    return everyone - refused


def _choose(
    strict: Sequence[Request], free: Sequence[Request], bought: int, *, surplus: bool
) -> list[int]:
    """Return 1 or 0 for each request with a minimum: whether it is served."""
    model = Model()
    joins = [model.column(1) for _ in strict]
    served = model.column(bought)
    shared = model.column(bought, lower=0 if surplus else bought)
    needs = {joins[i]: -each.at_least for i, each in enumerate(strict)}
    model.row({**needs, shared: 1}, least=0)
    beyond = {joins[i]: each.wanted - each.target for i, each in enumerate(strict)}
    model.row({**beyond, shared: 1, served: -1}, least=0)
    wanted = {joins[i]: -each.wanted for i, each in enumerate(strict)}
    model.row({**wanted, served: 1}, most=sum(each.wanted for each in free))
    taken = {joins[i]: -each.at_most for i, each in enumerate(strict)}
    model.row({**taken, shared: 1}, most=sum(each.at_most for each in free))
    ranks = {column: rank + 1 for rank, column in enumerate(joins)}
    aims = [{served: -1}, {shared: -1}, dict.fromkeys(joins, -1), ranks]
    values: list[int] = []
    for aim in aims:
        model.cost = [aim.get(column, 0) for column in range(len(model.cost))]
        found = minimise(model, _SECONDS)
        values = found.values or values
        model.row(aim, most=found.objective)
    return [values[column] for column in joins]
