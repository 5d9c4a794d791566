"""Spread units beyond what was wanted, so that nobody carries much extra cost.

The vector of extra costs of the members, the largest first, is made as small as
possible in the order of the dictionary: first the largest, then the next.

* One item: exact, by filling the members with the smallest extra cost first.
  Moving a unit from whoever has more to whoever has less never raises the larger
  of the two, so no other spread is smaller.
* Several items that share members: with different prices this contains number
  partitioning.  Small cases are settled by dynamic programming over members,
  those with few members by least sums of the k largest for k = 1, 2, ...; with
  many, the items are filled one after the other, dearest first, units are
  exchanged while that helps, and a lower bound of the largest extra cost says
  how far it can be from the best.

Source:
    Ogryczak, W. and Tamir, A. (2003). Minimizing the sum of the k largest
    functions in linear time. Information Processing Letters 85 (3).
    Federgruen, A. and Groenevelt, H. (1986). The greedy procedure for resource
    allocation problems. Operations Research 34 (6).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from marketplace.purchasing.core.model import Model
from marketplace.purchasing.core.solving import minimise

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Members that share several items up to which the spread is exact.
EXACT_MEMBERS = 10
#: Steps of the dynamic programme up to which it is used.
EXACT_STEPS = 200_000
#: Longest time, in seconds, for one programme of the spread.
SECONDS = 2.0
#: Pairs of members that are looked at for an exchange, at most.
_LOOKS = 1_000_000


#: Units by item and member.
Shares: TypeAlias = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Pool:
    """Extra units of one item.

    Attributes:
        item: Id of the item.
        units: Units to spread, at most the sum of ``room``.
        price: Minor units of money per unit, zero or more.
        room: Extra units each member would take; of equals, the members named
            first take first.
    """

    item: str
    units: int
    price: int
    room: dict[str, int]


@dataclass(frozen=True, slots=True)
class Spread:
    """Extra units of every member.

    Attributes:
        given: Units by item and member.
        largest: Largest extra cost of a member, in minor units.
        bound: No spread has a smaller largest extra cost.
        exact: Whether every next largest is known to be smallest too.
    """

    given: Shares
    largest: int
    bound: int
    exact: bool


def spread(pools: Iterable[Pool]) -> Spread:
    """Spread the extra units of several items over their members.

    The answer does not depend on the order of the pools.
    """
    given: Shares = {}
    burden: dict[str, int] = {}
    open_: list[Pool] = []
    for pool in sorted(pools, key=lambda each: each.item):
        if pool.price and 0 < pool.units < sum(pool.room.values()):
            open_.append(pool)
            continue
        # Nothing to decide, or nothing that costs: as even as can be.
        given[pool.item] = fill(pool.units, 1, pool.room, {})
        _add(burden, pool, given[pool.item])
    bound, exact = max([0, *burden.values()]), True
    for group in _connected(open_):
        shares, least, proved = _spread_group(group, burden)
        given |= shares
        bound, exact = max(bound, least), exact and proved
        for pool in group:
            _add(burden, pool, shares[pool.item])
    return Spread(given, max([0, *burden.values()]), bound, exact)


def _add(burden: dict[str, int], pool: Pool, parts: dict[str, int]) -> None:
    for member, units in parts.items():
        if units:
            burden[member] = burden.get(member, 0) + units * pool.price


def fill(
    units: int, price: int, room: dict[str, int], burden: dict[str, int]
) -> dict[str, int]:
    """Spread the units of one item, those with the smallest burden first.

    Args:
        units: Units to spread, at most the sum of ``room``.
        price: Minor units of money per unit, at least one.
        room: Most units of each member; of equals, the first take first.
        burden: Extra cost that members carry already; zero if left out.
    """
    if not units:
        return dict.fromkeys(room, 0)
    base = np.array([burden.get(member, 0) for member in room], dtype=np.int64)
    caps = np.array(list(room.values()), dtype=np.int64)

    def taken(level: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.clip((level - base) // price, 0, caps)

    low, high = 0, int(base.max() + price * caps.max()) + 1
    while high - low > 1:
        level = (low + high) // 2
        if int(taken(level).sum()) <= units:
            low = level
        else:
            high = level
    parts = taken(low)
    rest = units - int(parts.sum())
    more = np.flatnonzero(taken(low + 1) > parts)[:rest]
    parts[more] += 1
    return dict(zip(room, parts.tolist(), strict=True))


def _connected(pools: Sequence[Pool]) -> list[list[Pool]]:
    """Return the pools in groups that share no member with room."""
    groups: list[tuple[set[str], list[Pool]]] = []
    for pool in pools:
        members = {member for member, room in pool.room.items() if room}
        joined = [pool]
        apart = []
        for others, group in groups:
            if others & members:
                members |= others
                joined = group + joined
            else:
                apart.append((others, group))
        groups = [*apart, (members, joined)]
    return [group for _, group in groups]


def _spread_group(
    group: Sequence[Pool], burden: dict[str, int]
) -> tuple[Shares, int, bool]:
    """Return units by item and member, a bound, and whether they are exact."""
    if len(group) == 1:
        pool = group[0]
        parts = fill(pool.units, pool.price, pool.room, burden)
        costs = [burden.get(m, 0) + pool.price * n for m, n in parts.items() if n]
        return {pool.item: parts}, max(costs), True
    members = sorted({m for pool in group for m, room in pool.room.items() if room})
    base = {member: burden.get(member, 0) for member in members}
    if _small(group, members):
        shares, costs = _every(group, base)
        return shares, costs[0], True
    few = len(members) <= EXACT_MEMBERS
    shares, bound, proved = _least_sums(group, base, len(members) if few else 1)
    if few and proved:
        return shares, bound, True
    tried = [
        _exchanged(group, base, each) for each in (_one_by_one(group, base), shares)
    ]
    best = min(tried, key=lambda each: _falling(_costs(group, base, each)))
    return best, bound, False


def _small(group: Sequence[Pool], members: Sequence[str]) -> bool:
    states = prod(pool.units + 1 for pool in group)
    choices = (prod(p.room.get(m, 0) + 1 for p in group) for m in members)
    return states * sum(choices) <= EXACT_STEPS


def _every(group: Sequence[Pool], base: dict[str, int]) -> tuple[Shares, list[int]]:
    """Return the best of every spread, and its costs, largest first.

    Members are added one at a time; of all ways to reach the same units used up
    the smallest falling vector is kept.  Adding one cost to two vectors keeps
    their order, so what is dropped could never have become the best.
    """
    start: dict[tuple[int, ...], tuple[list[int], tuple[tuple[int, ...], ...]]]
    start = {tuple(0 for _ in group): ([], ())}
    for member, carried in base.items():
        following: dict[
            tuple[int, ...], tuple[list[int], tuple[tuple[int, ...], ...]]
        ] = {}
        choices = product(*(range(p.room.get(member, 0) + 1) for p in group))
        for choice in list(choices):
            cost = carried + sum(
                units * pool.price for units, pool in zip(choice, group, strict=True)
            )
            for used, (costs, taken) in start.items():
                total = tuple(a + b for a, b in zip(used, choice, strict=True))
                if any(a > p.units for a, p in zip(total, group, strict=True)):
                    continue
                vector = sorted([*costs, cost], reverse=True)
                if total not in following or vector < following[total][0]:
                    following[total] = (vector, (*taken, choice))
        start = following
    costs, taken = start[tuple(pool.units for pool in group)]
    shares: Shares = {}
    for place, pool in enumerate(group):
        parts = {m: row[place] for m, row in zip(base, taken, strict=True)}
        shares[pool.item] = {member: parts.get(member, 0) for member in pool.room}
    return shares, costs


def _costs(
    group: Sequence[Pool], base: dict[str, int], given: Shares
) -> dict[str, int]:
    costs = dict(base)
    for pool in group:
        _add(costs, pool, given.get(pool.item, {}))
    return costs


def _falling(costs: dict[str, int]) -> list[int]:
    return sorted(costs.values(), reverse=True)


def _one_by_one(group: Sequence[Pool], base: dict[str, int]) -> Shares:
    """Fill the items one after the other, dearest first."""
    carried = dict(base)
    given: Shares = {}
    for pool in sorted(group, key=lambda each: (-each.price, each.item)):
        given[pool.item] = fill(pool.units, pool.price, pool.room, carried)
        _add(carried, pool, given[pool.item])
    return given


def _exchanged(group: Sequence[Pool], base: dict[str, int], given: Shares) -> Shares:
    """Move units from who carries more to who carries less, while it helps."""
    better = {item: dict(parts) for item, parts in given.items()}
    costs = _costs(group, base, better)
    looks, moved = 0, True
    while moved and looks < _LOOKS:
        moved = False
        for giver in sorted(costs, key=lambda member: (-costs[member], member)):
            looks += len(group) * len(costs)
            moved = any(_move(pool, giver, better[pool.item], costs) for pool in group)
            if moved or looks >= _LOOKS:
                break
    return better


def _move(pool: Pool, giver: str, parts: dict[str, int], costs: dict[str, int]) -> bool:
    """Move a unit of the giver to the member with least cost, if that helps."""
    takers = [m for m, room in pool.room.items() if parts[m] < room and m != giver]
    if not parts.get(giver) or not takers:
        return False
    taker = min(takers, key=lambda member: (costs[member], member))
    if costs[taker] + pool.price >= costs[giver]:
        return False
    parts[giver] -= 1
    parts[taker] += 1
    costs[giver] -= pool.price
    costs[taker] += pool.price
    return True


def _least_sums(
    group: Sequence[Pool], base: dict[str, int], depth: int
) -> tuple[Shares, int, bool]:
    """Make the sum of the k largest costs least, for k = 1 up to ``depth``.

    Returns:
        Units, a bound of the largest cost, and whether every sum is proved.
    """
    model = Model()
    columns = {
        (pool.item, member): model.column(room)
        for pool in group
        for member, room in pool.room.items()
    }
    for pool in group:
        row = {columns[pool.item, member]: 1 for member in pool.room}
        model.row(row, least=pool.units, most=pool.units)
    most = max(_costs(group, base, {pool.item: pool.room for pool in group}).values())
    values: list[int] = []
    bound, proved = max(base.values()), True
    for many in range(1, depth + 1):
        top = model.column(most)
        aim = {top: many}
        for member, cost in base.items():
            over = model.column(most) if many > 1 else top
            aim.setdefault(over, 1)
            carried = {
                columns[pool.item, member]: -pool.price
                for pool in group
                if member in pool.room
            }
            model.row({**carried, top: 1, over: 1}, least=cost)
        model.cost = [aim.get(column, 0) for column in range(len(model.cost))]
        found = minimise(model, SECONDS)
        proved = proved and found.proved
        values = found.values or values
        bound = max(bound, found.bound) if many == 1 else bound
        if not proved:
            break
        model.row(aim, most=found.objective)
    shares: Shares = {pool.item: _one_by_one(group, base)[pool.item] for pool in group}
    for (item, member), column in columns.items() if values else ():
        shares[item][member] = values[column]
    return shares, bound, proved
