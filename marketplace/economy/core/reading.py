"""What the spending of a network says in one currency and one period."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketplace.economy.core.periods import first_of
from network.core import flows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from fractions import Fraction

    from marketplace.economy.core.outlays import Outlay
    from marketplace.economy.core.periods import Period
    from marketplace.kernel.money import Currency


@dataclass(frozen=True, slots=True)
class Spending:
    """What was spent, and by whom.

    Attributes:
        internal: Minor units paid to organisations of the network.
        external: Minor units paid to others.
        buyers: Organisations that spent.
    """

    internal: int
    external: int
    buyers: frozenset[int]

    @property
    def total(self) -> int:
        """Everything that was spent, in minor units."""
        return self.internal + self.external

    @property
    def stays(self) -> Fraction | None:
        """Part of it that stayed in the network."""
        return flows.internal_share(self.internal, self.external)

    @property
    def leaves(self) -> Fraction | None:
        """Part of it that left the network (*fuga*)."""
        return flows.leak(self.internal, self.external)


@dataclass(frozen=True, slots=True)
class Reading:
    """The solidarity economy of one currency and period.

    Attributes:
        spending: What was spent inside and outside.
        by_seller: Minor units by who received them, the most first.
        by_buyer: Minor units by who spent them, the most first.
        inside: Sellers that are organisations of the network.
        index: E-I index of the pairs that traded.
        multiplier: LM3 of what was spent.
        cycling: Finn's index: part of the money that had passed before.
        sellers: How far it was received by few.
    """

    spending: Spending
    by_seller: Mapping[int, int]
    by_buyer: Mapping[int, int]
    inside: frozenset[int]
    index: Fraction | None
    multiplier: Fraction | None
    cycling: Fraction | None
    sellers: flows.Concentration | None


def in_period(outlays: Iterable[Outlay], period: Period) -> list[Outlay]:
    """Return the outlays of a period."""
    return [each for each in outlays if each.bill.day in period]


def by_currency(outlays: Iterable[Outlay]) -> dict[Currency, list[Outlay]]:
    """Return the outlays of each currency; currencies are never added up."""
    found: defaultdict[Currency, list[Outlay]] = defaultdict(list)
    for each in outlays:
        found[each.bill.currency].append(each)
    return dict(sorted(found.items()))


def spending_of(outlays: Iterable[Outlay]) -> Spending:
    """Return what was spent inside and outside, in one currency."""
    internal, external, buyers = 0, 0, set()
    for each in outlays:
        buyers.add(each.buyer_id)
        if each.bill.is_inside:
            internal += each.minor
        else:
            external += each.minor
    return Spending(internal, external, frozenset(buyers))


def by_month(
    outlays: Iterable[Outlay], months: Sequence[date]
) -> tuple[tuple[date, Spending], ...]:
    """Return what was spent in each of these months, also in those without."""
    found: defaultdict[date, list[Outlay]] = defaultdict(list)
    for each in outlays:
        found[first_of(each.bill.day)].append(each)
    return tuple((month, spending_of(found[month])) for month in months)


def read(outlays: Sequence[Outlay]) -> Reading:
    """Return what the outlays of one currency and period say.

    Two organisations of the network that trade are one pair inside, whichever
    of them bought; what an organisation sells to itself is no pair.
    """
    by_seller: defaultdict[int, int] = defaultdict(int)
    by_buyer: defaultdict[int, int] = defaultdict(int)
    inner: defaultdict[tuple[int, int], int] = defaultdict(int)
    outward: defaultdict[int, int] = defaultdict(int)
    pairs: set[frozenset[int]] = set()
    outer_pairs: set[tuple[int, int]] = set()
    for each in outlays:
        ends = (each.buyer_id, each.bill.seller_id)
        by_buyer[ends[0]] += each.minor
        by_seller[ends[1]] += each.minor
        if each.bill.is_inside:
            inner[ends] += each.minor
            pairs.add(frozenset(ends))
        else:
            outward[ends[0]] += each.minor
            outer_pairs.add(ends)
    spending = spending_of(outlays)
    cycle = flows.cycling(inner, flows.balancing_inflows(inner, outward))
    return Reading(
        spending,
        _largest_first(by_seller),
        _largest_first(by_buyer),
        frozenset(seller for _, seller in inner),
        flows.external_internal_index(
            sum(len(pair) > 1 for pair in pairs), len(outer_pairs)
        ),
        flows.local_multiplier(
            spending.total, spending.internal, _third_round(inner, by_buyer)
        ),
        cycle.index if cycle else None,
        flows.concentration(by_seller.values()),
    )


def _third_round(
    inner: Mapping[tuple[int, int], int], by_buyer: Mapping[int, int]
) -> int:
    """Return what those who were paid inside would spend inside in their turn.

    Each spends what it received as it spent all else; who spent nothing that is
    written down adds nothing, so the result is the least it can be.
    """
    received: defaultdict[int, int] = defaultdict(int)
    spent_inside: defaultdict[int, int] = defaultdict(int)
    for (buyer, seller), minor in inner.items():
        received[seller] += minor
        spent_inside[buyer] += minor
    return sum(
        minor * spent_inside[key] // by_buyer[key]
        for key, minor in received.items()
        if by_buyer.get(key)
    )


def _largest_first(amounts: Mapping[int, int]) -> dict[int, int]:
    return dict(sorted(amounts.items(), key=lambda pair: (-pair[1], pair[0])))
