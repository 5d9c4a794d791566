"""What members spent, how much of it stayed, and whether it is in few hands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketplace.economy.core import reading
from marketplace.economy.core.periods import (
    Period,
    months_until,
    year_before,
    year_until,
)
from marketplace.economy.models import other_expenses, outlays
from marketplace.economy.queries.common import names_of, network_named, viewer_of
from marketplace.kernel.calendar import add_months
from marketplace.kernel.money import Currency, Money
from network.core import flows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from fractions import Fraction

    from sqlalchemy.orm import Session

    from marketplace.economy.core.outlays import Outlay
    from marketplace.economy.core.reading import Reading, Spending
    from marketplace.economy.core.viewing import Viewer
    from network.policy import Actor

#: Lines of a list of organisations; the rest is in the total.
MOST_LISTED = 12


@dataclass(frozen=True, slots=True)
class MonthLine:
    """What was spent in a month.

    Attributes:
        month: First day of it.
        spent: Everything; None when too few organisations are behind it.
        stays: Part that stayed in the network; None too when nothing was spent.
    """

    month: date
    spent: Money | None
    stays: Fraction | None


@dataclass(frozen=True, slots=True)
class PartyLine:
    """An organisation and an amount that the viewer may read.

    Attributes:
        organisation_id: Which one.
        name: Its name.
        is_inside: Whether it is an association or cooperative of the network.
        amount: What it spent or received.
        part: Of everything.
    """

    organisation_id: int
    name: str
    is_inside: bool
    amount: Money
    part: Fraction


@dataclass(frozen=True, slots=True)
class OwnLine:
    """What an organisation of the viewer spent.

    Attributes:
        name: Its name.
        spent: Everything.
        stays: Part that stayed in the network.
    """

    name: str
    spent: Money
    stays: Fraction | None


@dataclass(frozen=True, slots=True)
class CurrencyEconomy:
    """The economy of a network in one currency, in the year until a day.

    Attributes:
        currency: Of every amount.
        is_visible: Whether enough organisations are behind it for the viewer.
        spent: What members spent; zero when it is not to be seen.
        stayed: What of it was paid to organisations of the network; None when
            so few received it that it would be the sales of one.
        stays: That, as a part; None when nothing was spent or may be seen.
        leaves: The rest (*fuga*).
        stays_last_month: The same part a month ago.
        stays_year_before: The same part the year before.
        prosumo: Part of what was consumed that the network made, at least.
        buyers: How many organisations spent.
        months: The last twelve months.
        sellers: Who received most, as far as the viewer may read.
        spenders: Who spent most, as far as the viewer may read.
        hidden_sellers: How many others received something.
        index: E-I index of the pairs that traded.
        multiplier: LM3, at least.
        cycling: Finn's cycling index.
        concentration: How far few sellers received it.
        largest_last_month: Part of the largest of them a month ago.
        own: What the viewer's organisations spent.
        unnamed: Expenses in the books that do not say on whom, if to be seen.
    """

    currency: Currency
    is_visible: bool
    spent: Money
    stayed: Money | None
    stays: Fraction | None
    leaves: Fraction | None
    stays_last_month: Fraction | None
    stays_year_before: Fraction | None
    prosumo: Fraction | None
    buyers: int
    months: tuple[MonthLine, ...]
    sellers: tuple[PartyLine, ...]
    spenders: tuple[PartyLine, ...]
    hidden_sellers: int
    index: Fraction | None
    multiplier: Fraction | None
    cycling: Fraction | None
    concentration: flows.Concentration | None
    largest_last_month: Fraction | None
    own: tuple[OwnLine, ...]
    unnamed: Money | None

    @property
    def stays_of_100(self) -> int:
        """Of each hundred that was spent, how much stayed."""
        return _of_100(self.stays)

    @property
    def moved_of_100(self) -> int:
        """What each hundred that was spent moved in three rounds, at least."""
        return _of_100(self.multiplier)

    @property
    def cycled_of_100(self) -> int:
        """Of each hundred that passed, how much had passed before."""
        return _of_100(self.cycling)

    @property
    def largest_of_100(self) -> int:
        """Of each hundred that was spent, how much one seller received."""
        return _of_100(self.concentration.largest if self.concentration else None)

    @property
    def main_seller(self) -> PartyLine | None:
        """Who received most, if the viewer may read who it is."""
        largest = self.concentration.largest if self.concentration else None
        return next((each for each in self.sellers if each.part == largest), None)


@dataclass(frozen=True, slots=True)
class EconomyPage:
    """The solidarity economy of a network.

    Attributes:
        network_id: Which one.
        network: Its name.
        day: The last day of the year that it is about.
        economies: One for each currency in which somebody spent.
        coordinates: Whether the viewer coordinates the network.
    """

    network_id: int
    network: str
    day: date
    economies: tuple[CurrencyEconomy, ...]
    coordinates: bool


def economy_page(
    session: Session, network_id: int, *, actor: Actor, day: date
) -> EconomyPage:
    """Return what members spent in the year until a day, and what it says.

    Totals are for everybody in the network when three organisations or more are
    behind them; amounts of one organisation are for its own people who may see
    its book and for the coordination.

    Raises:
        NotFoundError: If the actor has nothing to do with the network.
        NotAllowedError: If the actor is there for a firm that sells or buys.
    """
    viewer = viewer_of(actor, network_id)
    network = network_named(session, network_id)
    both = Period(year_before(day).since, day)
    found = reading.by_currency(outlays(session, network_id, both))
    unnamed = other_expenses(session, network_id, year_until(day))
    ids = {each.buyer_id for rows in found.values() for each in rows}
    ids |= {each.bill.seller_id for rows in found.values() for each in rows}
    names = names_of(session, ids)
    return EconomyPage(
        network_id,
        network.name,
        day,
        tuple(
            _economy(currency, rows, viewer, names, unnamed, day)
            for currency, rows in found.items()
        ),
        viewer.coordinates,
    )


def _economy(
    currency: Currency,
    rows: Sequence[Outlay],
    viewer: Viewer,
    names: Mapping[int, str],
    unnamed: Mapping[Currency, tuple[int, frozenset[int]]],
    day: date,
) -> CurrencyEconomy:
    year = reading.in_period(rows, year_until(day))
    year_last_month = reading.in_period(rows, year_until(add_months(day, -1)))
    now = reading.read(year)
    spending = now.spending
    is_visible = viewer.sees_total(spending.buyers)
    months = reading.by_month(rows, months_until(day))
    sellers = _sellers(year, now, viewer, names, currency)
    return CurrencyEconomy(
        currency=currency,
        is_visible=is_visible,
        spent=Money(spending.total if is_visible else 0, currency),
        stayed=Money(spending.internal, currency)
        if is_visible and viewer.sees_total(now.inside)
        else None,
        stays=spending.stays if is_visible else None,
        leaves=spending.leaves if is_visible else None,
        stays_last_month=_stays(year_last_month, viewer),
        stays_year_before=_stays(reading.in_period(rows, year_before(day)), viewer),
        prosumo=flows.prosumption(0, spending.internal, spending.external)
        if is_visible
        else None,
        buyers=len(spending.buyers),
        months=_months(months, viewer, currency),
        sellers=sellers,
        spenders=_spenders(now, viewer, names, currency),
        hidden_sellers=len(now.by_seller) - len(sellers),
        index=now.index if is_visible else None,
        multiplier=now.multiplier if is_visible else None,
        cycling=now.cycling if is_visible else None,
        concentration=now.sellers if is_visible else None,
        largest_last_month=_largest(year_last_month, viewer),
        own=_own(year, viewer, names, currency),
        unnamed=_unnamed(unnamed, currency, viewer),
    )


def _of_100(part: Fraction | None) -> int:
    return round(part * 100) if part is not None else 0


def _stays(rows: Sequence[Outlay], viewer: Viewer) -> Fraction | None:
    spending = reading.spending_of(rows)
    return spending.stays if viewer.sees_total(spending.buyers) else None


def _largest(rows: Sequence[Outlay], viewer: Viewer) -> Fraction | None:
    then = reading.read(rows)
    if then.sellers is None or not viewer.sees_total(then.spending.buyers):
        return None
    return then.sellers.largest


def _months(
    months: Sequence[tuple[date, Spending]], viewer: Viewer, currency: Currency
) -> tuple[MonthLine, ...]:
    shown = viewer.shown([(each.total, each.buyers) for _, each in months])
    return tuple(
        MonthLine(month, Money(each.total, currency), each.stays)
        if is_shown
        else MonthLine(month, None, None)
        for (month, each), is_shown in zip(months, shown, strict=True)
    )


def _sellers(
    year: Sequence[Outlay],
    now: Reading,
    viewer: Viewer,
    names: Mapping[int, str],
    currency: Currency,
) -> tuple[PartyLine, ...]:
    """Return who received most; an organisation of the network is asked for itself."""
    behind: dict[int, set[int]] = {key: {key} for key in now.inside}
    for each in year:
        if not each.bill.is_inside:
            behind.setdefault(each.bill.seller_id, set()).add(each.buyer_id)
    amounts = list(now.by_seller.items())
    shown = viewer.shown([(minor, behind[key]) for key, minor in amounts])
    lines = [
        PartyLine(
            key,
            names[key],
            key in now.inside,
            Money(minor, currency),
            _part(minor, now.spending.total),
        )
        for (key, minor), is_shown in zip(amounts, shown, strict=True)
        if is_shown
    ]
    return tuple(lines[:MOST_LISTED])


def _spenders(
    now: Reading, viewer: Viewer, names: Mapping[int, str], currency: Currency
) -> tuple[PartyLine, ...]:
    if not viewer.coordinates:
        return ()
    return tuple(
        PartyLine(
            key,
            names[key],
            is_inside=True,
            amount=Money(minor, currency),
            part=_part(minor, now.spending.total),
        )
        for key, minor in list(now.by_buyer.items())[:MOST_LISTED]
    )


def _own(
    year: Sequence[Outlay],
    viewer: Viewer,
    names: Mapping[int, str],
    currency: Currency,
) -> tuple[OwnLine, ...]:
    lines = []
    for key in sorted(viewer.own):
        spending = reading.spending_of(each for each in year if each.buyer_id == key)
        if spending.total:
            spent = Money(spending.total, currency)
            lines.append(OwnLine(names[key], spent, spending.stays))
    return tuple(lines)


def _unnamed(
    unnamed: Mapping[Currency, tuple[int, frozenset[int]]],
    currency: Currency,
    viewer: Viewer,
) -> Money | None:
    minor, books = unnamed.get(currency, (0, frozenset()))
    return Money(minor, currency) if viewer.sees_total(books) else None


def _part(minor: int, total: int) -> Fraction:
    part = flows.internal_share(minor, total - minor)
    assert part is not None  # whoever received something makes the total positive
    return part
