"""What members buy outside that somebody of the network makes: who and whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketplace.economy.core.periods import Period, year_until
from marketplace.economy.core.reading import in_period
from marketplace.economy.core.substitution import (
    FERTILISER_CHAIN,
    Certainty,
    needs_of,
    substitutions,
)
from marketplace.economy.models import knowledge, makers, outlays
from marketplace.economy.queries.common import names_of, network_named, viewer_of
from marketplace.kernel.calendar import add_months
from marketplace.kernel.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from sqlalchemy.orm import Session

    from marketplace.economy.core.substitution import (
        Candidate,
        Knowledge,
        Need,
        Substitution,
    )
    from marketplace.economy.core.viewing import Viewer
    from marketplace.kernel.money import Currency
    from network.policy import Actor

#: Products on the page, and organisations that could make each.
MOST_PRODUCTS, MOST_MAKERS = 50, 6


@dataclass(frozen=True, slots=True)
class MakerLine:
    """An organisation that makes it or could.

    Attributes:
        organisation_id: Which one.
        name: Its name.
        certainty: How sure that is.
        source: Who says so, when it is starting knowledge.
    """

    organisation_id: int
    name: str
    certainty: Certainty
    source: str


@dataclass(frozen=True, slots=True)
class BuyerLine:
    """An organisation that buys it outside, as far as the viewer may read."""

    organisation_id: int
    name: str
    amount: Money


@dataclass(frozen=True, slots=True)
class SubstitutionLine:
    """A product bought outside that somebody of the network makes or could.

    Attributes:
        product_id: Product of the catalogue.
        product: Its name.
        certainty: How sure the surest maker is.
        amount: What was spent on it outside in a year; None when too few
            organisations are behind it.
        amount_last_month: The same a month ago; None when it may not be seen.
        last_day: Day of the last invoice; None with the amount.
        makers: The surest first.
        more_makers: How many others there are.
        buyers: Who buys it outside, the most first.
        hidden_buyers: How many others the viewer is not told of.
        is_own: Whether the viewer's organisation makes it or buys it.
    """

    product_id: int
    product: str
    certainty: Certainty
    amount: Money | None
    amount_last_month: Money | None
    last_day: date | None
    makers: tuple[MakerLine, ...]
    more_makers: int
    buyers: tuple[BuyerLine, ...]
    hidden_buyers: int
    is_own: bool

    @property
    def invited(self) -> str:
        """Keys of the buyers, as the page of a new purchase takes them."""
        return "-".join(str(each.organisation_id) for each in self.buyers)


@dataclass(frozen=True, slots=True)
class SubstitutionPage:
    """What could be bought inside instead.

    Attributes:
        network_id: Which network.
        network: Its name.
        lines: The surest first, then the largest.
        more: How many products are not listed.
        bought_outside: Whether anything was bought outside at all.
        coordinates: Whether the viewer coordinates the network.
    """

    network_id: int
    network: str
    lines: tuple[SubstitutionLine, ...]
    more: int
    bought_outside: bool
    coordinates: bool


def substitution_page(
    session: Session, network_id: int, *, actor: Actor, day: date
) -> SubstitutionPage:
    """Return what members bought outside in a year and could buy inside.

    Who makes it is known to everybody in the network; who buys how much is for
    the coordination and for the people of that organisation.

    Raises:
        NotFoundError: If the actor has nothing to do with the network.
        NotAllowedError: If the actor is there for a firm that sells or buys.
    """
    viewer = viewer_of(actor, network_id)
    network = network_named(session, network_id)
    last_month = year_until(add_months(day, -1))
    rows = outlays(session, network_id, Period(last_month.since, day))
    needs = needs_of(in_period(rows, year_until(day)))
    before = {
        (each.product_id, each.currency): each
        for each in needs_of(in_period(rows, last_month))
    }
    found = _found(session, network_id, needs, day)
    shown = found[:MOST_PRODUCTS]
    ids = {key for each in shown for key in each.need.by_buyer}
    ids |= {
        candidate.organisation_id
        for each in shown
        for candidate in each.candidates[:MOST_MAKERS]
    }
    names = names_of(session, ids)
    return SubstitutionPage(
        network_id,
        network.name,
        tuple(_line(each, before, viewer, names) for each in shown),
        len(found) - len(shown),
        bool(needs),
        viewer.coordinates,
    )


def _found(
    session: Session, network_id: int, needs: Iterable[Need], day: date
) -> list[Substitution]:
    rows = list(needs)
    if not rows:
        return []
    known = knowledge(session)
    chains = {each.chain for each in rows} | _fertilising(known, rows)
    made = makers(session, network_id, day, chains=chains)
    return substitutions(rows, made, known)


def _fertilising(known: Iterable[Knowledge], needs: Iterable[Need]) -> set[str]:
    """Return the chains that matter when fertiliser was bought outside."""
    if all(need.chain != FERTILISER_CHAIN for need in needs):
        return set()
    return {
        chain
        for each in known
        if each.is_fertiliser
        for chain in (each.source_chain, each.target_chain)
    }


def _line(
    found: Substitution,
    before: Mapping[tuple[int, Currency], Need],
    viewer: Viewer,
    names: Mapping[int, str],
) -> SubstitutionLine:
    need = found.need
    sees_total = viewer.sees_total(need.by_buyer.keys())
    then = before.get((need.product_id, need.currency))
    saw_total = then and viewer.sees_total(then.by_buyer.keys())
    buyers = [
        BuyerLine(key, names[key], Money(minor, need.currency))
        for key, minor in sorted(
            need.by_buyer.items(), key=lambda pair: (-pair[1], pair[0])
        )
        if viewer.sees(key)
    ]
    concerned = {each.organisation_id for each in found.candidates} | set(need.by_buyer)
    return SubstitutionLine(
        need.product_id,
        need.product,
        found.certainty,
        Money(need.total, need.currency) if sees_total else None,
        Money(then.total, need.currency) if then and saw_total else None,
        need.last_day if sees_total else None,
        tuple(_maker(each, names) for each in found.candidates[:MOST_MAKERS]),
        max(len(found.candidates) - MOST_MAKERS, 0),
        tuple(buyers),
        len(need.by_buyer) - len(buyers),
        not viewer.own.isdisjoint(concerned),
    )


def _maker(candidate: Candidate, names: Mapping[int, str]) -> MakerLine:
    return MakerLine(
        candidate.organisation_id,
        names[candidate.organisation_id],
        candidate.certainty,
        candidate.source,
    )
