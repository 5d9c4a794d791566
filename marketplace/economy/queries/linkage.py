"""How linked members, organisations and buyers are, now and by quarter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.economy.core.linkage import (
    BUYERS_SIDE,
    MEMBERS_SIDE,
    NATIONAL_REFERENCE,
    UNJUDGED,
    Level,
    levels,
    linkages,
)
from marketplace.economy.core.periods import quarters_until
from marketplace.economy.core.viewing import LEAST_BEHIND
from marketplace.economy.models import members, signs
from marketplace.economy.models.spending import inside_of
from marketplace.economy.queries.common import network_named, viewer_of
from network.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from fractions import Fraction

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from marketplace.economy.core.linkage import Levels, Linkage, Milestone
    from network.policy import Actor


#: Organisations on one page of the list.
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class LevelLine:
    """A level, the part of the network at it and the national reference.

    Attributes:
        level: High, medium or low.
        count: Organisations of the network at it.
        part: Of those that could be judged; None when too few could be.
        reference: Percent of the alliances of the national evaluation.
    """

    level: Level
    count: int
    part: Fraction | None
    reference: int


@dataclass(frozen=True, slots=True)
class LinkageLine:
    """How linked an organisation is, for who may read it.

    Attributes:
        organisation_id: Which one.
        name: Its name.
        linkage: Points and level; None when nothing could be judged.
        history: Points at the end of each quarter, None where not judged.
    """

    organisation_id: int
    name: str
    linkage: Linkage | None
    history: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class LinkagePage:
    """The linkage of a network.

    Attributes:
        network_id: Which network.
        network: Its name.
        is_visible: Whether enough organisations are behind the parts.
        judged: How many organisations could be judged.
        inside: How many there are.
        lines: The levels beside the national reference.
        quarters: Days on which it was worked out, the last is today.
        high: Part at the high level on each of them, None where too few.
        organisations: Those that the viewer may read, by name, a page of them.
        page: Which page of them, from 1.
        pages: How many pages there are.
        members_side: Milestones between members and organisation that the
            records can tell, in order.
        buyers_side: The same between organisation and buyers.
        unjudged: Milestones that nothing tells yet.
        coordinates: Whether the viewer coordinates the network.
    """

    network_id: int
    network: str
    is_visible: bool
    judged: int
    inside: int
    lines: tuple[LevelLine, ...]
    quarters: tuple[date, ...]
    high: tuple[Fraction | None, ...]
    organisations: tuple[LinkageLine, ...]
    page: int
    pages: int
    members_side: tuple[Milestone, ...]
    buyers_side: tuple[Milestone, ...]
    unjudged: tuple[Milestone, ...]
    coordinates: bool


def linkage_page(
    session: Session, network_id: int, page: int = 1, *, actor: Actor, day: date
) -> LinkagePage:
    """Return how linked the organisations of a network are.

    The parts are for everybody in the network when three organisations could be
    judged; the points of one are for its own people who may see its book and
    for the coordination.  Past quarters are worked out from the days on which
    things happened, for the organisations and members of today.

    Args:
        session: The open transaction.
        network_id: The network.
        page: Of the list of organisations; one that is not there is the nearest.
        actor: Who looks.
        day: The present day.

    Raises:
        NotFoundError: If the actor has nothing to do with the network.
        NotAllowedError: If the actor is there for a firm that sells or buys.
    """
    viewer = viewer_of(actor, network_id)
    network = network_named(session, network_id)
    inside = inside_of(session, network_id, day)
    happened = [
        each for each in signs(session, network_id) if each.organisation_id in inside
    ]
    quarters = quarters_until(day)
    of = members(session, inside)
    past = [linkages(happened, of, end) for end in quarters]
    counted = [levels(found.values()) for found in past]
    now = counted[-1]
    seen = [key for key in inside if viewer.sees(key)]
    pages = max(-(-len(seen) // PAGE_SIZE), 1)
    page = min(max(page, 1), pages)
    shown = session.execute(_named(seen).offset((page - 1) * PAGE_SIZE)).all()
    is_visible = viewer.coordinates or now.judged >= LEAST_BEHIND
    return LinkagePage(
        network_id,
        network.name,
        is_visible,
        now.judged,
        len(inside),
        tuple(
            LevelLine(
                level,
                now.count(level) if is_visible else 0,
                now.part(level) if is_visible else None,
                NATIONAL_REFERENCE[level],
            )
            for level in Level
        ),
        quarters,
        tuple(_high(each, coordinates=viewer.coordinates) for each in counted),
        tuple(_line(key, name, past) for key, name in shown),
        page,
        pages,
        tuple(each for each in MEMBERS_SIDE if each not in UNJUDGED),
        tuple(each for each in BUYERS_SIDE if each not in UNJUDGED),
        UNJUDGED,
        viewer.coordinates,
    )


def _named(organisation_ids: Iterable[int]) -> Select[int, str]:
    """Return the select of number and name of a page of organisations."""
    return (
        select(Organisation.id, Organisation.name)
        .where(Organisation.id.in_(sorted(organisation_ids)))
        .order_by(Organisation.search_key, Organisation.id)
        .limit(PAGE_SIZE)
    )


def _high(counted: Levels, *, coordinates: bool) -> Fraction | None:
    is_visible = coordinates or counted.judged >= LEAST_BEHIND
    return counted.part(Level.HIGH) if is_visible else None


def _line(
    organisation_id: int, name: str, past: list[dict[int, Linkage]]
) -> LinkageLine:
    found = [each.get(organisation_id) for each in past]
    return LinkageLine(
        organisation_id,
        name,
        found[-1],
        tuple(None if each is None else each.total for each in found),
    )
