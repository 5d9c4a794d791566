"""Share what arrived: wanted amounts first, then what each would still take.

When it does not suffice, by largest remainder on what each asked, never by order
of arrival.  Equal remainders go first to whoever was rounded down before
(``carried``), then to the smaller request, then by name, so that the order of
the rows never matters.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from marketplace.kernel.sharing import largest_remainder
from marketplace.purchasing.core.extras import Pool, spread
from marketplace.purchasing.core.wording import number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MEMBER, _WANTED = itemgetter(0), itemgetter(1)


class Ask(NamedTuple):
    """What one member asks of an item that arrived, in units.

    Attributes:
        member: Who asks.
        wanted: Units really needed.
        at_most: Units the member would still take, at least ``wanted``.
    """

    member: str
    wanted: int
    at_most: int


@dataclass(frozen=True, slots=True)
class Arrived:
    """An item that arrived and has to be shared.

    Attributes:
        id: Name of the item.
        available: Units that arrived.
        price: Minor units of money per unit.
        requests: Who asks for how much.
    """

    id: str
    available: int
    price: int
    requests: tuple[Ask, ...]


class Portion(NamedTuple):
    """What one member gets of one item.

    Attributes:
        item: Id of the item.
        member: Who gets it.
        wanted: Units asked.
        allocated: Units given.
        pays: Minor units: units given times the price.
        reason: Why, in a sentence.
    """

    item: str
    member: str
    wanted: int
    allocated: int
    pays: int
    reason: str


@dataclass(frozen=True, slots=True)
class Sharing:
    """Everything shared out.

    Attributes:
        objective: Largest extra cost that a member carries, in minor units.
        bound: No sharing has a smaller one.
        exact: Whether the next largest costs are known to be smallest too.
        allocations: By item and member.
        left: Units of each item that nobody would take, zero left out.
        carried: How often each member was rounded down and not yet up again.
    """

    objective: int
    bound: int
    exact: bool
    allocations: tuple[Portion, ...]
    left: dict[str, int]
    carried: dict[str, int]


def allocate(
    items: Sequence[Arrived], carried: Mapping[str, int] | None = None
) -> Sharing:
    """Share items that arrived among those who asked.

    Args:
        items: What arrived; ids are different, and so are the members of one
            item.
        carried: Times each member was rounded down in earlier sharings.

    Returns:
        Portions that sum to what arrived, less what nobody would take, and the
        memory for the next sharing.
    """
    memory = dict(carried or {})
    given: dict[str, dict[str, int]] = {}
    pools: list[Pool] = []
    rows = sorted(items, key=lambda each: each.id)
    for item in rows:
        if item.available < sum(ask.wanted for ask in item.requests):
            given[item.id] = _short(item, carried or {}, memory)
        else:
            given[item.id] = {ask.member: ask.wanted for ask in item.requests}
            pools.append(_pool(item))
    extra = spread(pools)
    for name, parts in extra.given.items():
        for member, units in parts.items():
            given[name][member] += units
    portions: list[Portion] = []
    left: dict[str, int] = {}
    for item in rows:
        portions += _portions(item, given[item.id])
        rest = item.available - sum(given[item.id].values())
        if rest:
            left[item.id] = rest
    kept = {member: times for member, times in sorted(memory.items()) if times}
    return Sharing(extra.largest, extra.bound, extra.exact, tuple(portions), left, kept)


def _short(
    item: Arrived, carried: Mapping[str, int], memory: dict[str, int]
) -> dict[str, int]:
    """Share units that do not suffice; write down who was rounded down."""
    # Two stable sorts by one field are several times faster than one by both.
    asks = sorted(sorted(item.requests, key=_MEMBER), key=_WANTED)
    weights = [ask.wanted for ask in asks]
    parts = largest_remainder(
        item.available, weights, [carried.get(ask.member, 0) for ask in asks]
    )
    whole = sum(weights)
    for ask, part in zip(asks, parts, strict=True):
        exact = item.available * ask.wanted
        if part * whole < exact:
            memory[ask.member] = memory.get(ask.member, 0) + 1
        elif part * whole > exact:
            memory[ask.member] = max(0, memory.get(ask.member, 0) - 1)
    return {ask.member: part for ask, part in zip(asks, parts, strict=True)}


def _pool(item: Arrived) -> Pool:
    """Return the units beyond what was wanted; larger requests take first."""
    asks = sorted(sorted(item.requests, key=_MEMBER), key=_WANTED, reverse=True)
    room = {ask.member: ask.at_most - ask.wanted for ask in asks}
    over = item.available - sum(ask.wanted for ask in asks)
    return Pool(item.id, min(over, sum(room.values())), item.price, room)


def _portions(item: Arrived, given: Mapping[str, int]) -> list[Portion]:
    wanted = sum(ask.wanted for ask in item.requests)
    come = f"{number(item.available)} de {number(wanted)}"
    why: dict[tuple[int, int, int], str] = {}
    portions = []
    for member, asked, at_most in sorted(item.requests, key=_MEMBER):
        units = given[member]
        case = (asked, at_most, units)
        text = why.get(case)
        if text is None:
            text = why[case] = reason(asked, at_most, units, come)
        pays = units * item.price
        portions.append(Portion(item.id, member, asked, units, pays, text))
    return portions


def reason(wanted: int, at_most: int, units: int, come: str) -> str:
    """Return why a member gets that many units, in a Spanish sentence.

    Args:
        wanted: Units asked.
        at_most: Units the member would take.
        units: Units given.
        come: How many there were of how many asked by all, in words.
    """
    if not units and wanted:
        return f"Alcanzó para {come}: pidió {number(wanted)} y esta vez no le tocó."
    if units < wanted:
        return (
            f"Alcanzó para {come}: de los {number(wanted)} que pidió le "
            f"corresponden {number(units)}, en proporción a lo pedido."
        )
    if units > wanted:
        return (
            f"Recibe lo que pidió ({number(wanted)}) y {number(units - wanted)} más, "
            f"dentro de su máximo de {number(at_most)}."
        )
    return f"Recibe lo que pidió: {number(units)}."


class TwoLevels(NamedTuple):
    """What each association gets, and inside it each member.

    Attributes:
        associations: Units by association.
        members: Units by association and member; they sum to the above.
        left: Units that nobody would take.
        carried: Memory for the next sharing, of associations and members.
    """

    associations: dict[str, int]
    members: dict[str, dict[str, int]]
    left: int
    carried: dict[str, int]


def share_two_levels(
    available: int,
    groups: Mapping[str, Mapping[str, tuple[int, int]]],
    carried: Mapping[str, int] | None = None,
) -> TwoLevels:
    """Share one item to associations and then to their members.

    When it does not suffice, associations share by largest remainder on what
    their members ask together, and each shares the same way inside.  When there
    is more, extra units are spread over all members as if there were no
    associations, so that belonging to a small one is no burden.

    Args:
        available: Units to share.
        groups: For each association, its members with units wanted and the
            most they would take.
        carried: Times each association or member was rounded down before.

    Raises:
        ValueError: If an association and a member have the same name, or a
            member is in two associations: the memory could not tell them apart.
    """
    names = [*groups, *(member for group in groups.values() for member in group)]
    if len(set(names)) < len(names):
        msg = "associations and members must have different names"
        raise ValueError(msg)
    asks = {name: _asks(group) for name, group in groups.items()}
    wanted = sum(ask.wanted for group in asks.values() for ask in group)
    memory = dict(carried or {})
    if available >= wanted:
        everyone = tuple(ask for group in asks.values() for ask in group)
        shared = allocate([Arrived("", available, 1, everyone)], memory)
        units = {portion.member: portion.allocated for portion in shared.allocations}
        members = {
            name: {member: units[member] for member in sorted(groups[name])}
            for name in sorted(groups)
        }
        totals = {name: sum(parts.values()) for name, parts in members.items()}
        return TwoLevels(totals, members, shared.left.get("", 0), shared.carried)
    upper = tuple(
        Ask(name, total, total)
        for name, group in asks.items()
        for total in [sum(ask.wanted for ask in group)]
    )
    first = allocate([Arrived("", available, 1, upper)], memory)
    totals = {portion.member: portion.allocated for portion in first.allocations}
    memory = first.carried
    members = {}
    for name, units_of_group in totals.items():
        inner = allocate([Arrived("", units_of_group, 1, asks[name])], memory)
        memory = inner.carried
        members[name] = {each.member: each.allocated for each in inner.allocations}
    return TwoLevels(totals, members, 0, memory)


def _asks(group: Mapping[str, tuple[int, int]]) -> tuple[Ask, ...]:
    return tuple(
        Ask(member, wanted, at_most) for member, (wanted, at_most) in group.items()
    )
