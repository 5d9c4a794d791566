"""Pages of orders: one's own, and those of an association for its officers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from marketplace.kernel.calendar import local_day
from marketplace.purchasing.models import (
    JointPurchase,
    LineChannel,
    LineState,
    PurchaseLine,
)
from marketplace.purchasing.queries.pages_head import Head, ItemCard, Part, head
from marketplace.purchasing.queries.pages_purchase import ALIVE
from marketplace.purchasing.queries.paid import paid_people, shown_state
from network.core.text import fold
from network.errors import NotAllowedError, NotFoundError
from network.models import Membership, Person, PersonState
from network.policy import ALLOWED, Action

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from network.policy import Actor

PAGE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line in the list of an association.

    Attributes:
        id: Of the line.
        person_id: Whose.
        person: Name.
        item: Which input.
        wanted: Units needed.
        at_most: Units that would still be taken.
        at_least: Fewer are of no use.
        state: Of the line.
        channel: How it came in.
        typist: Who typed it, when it was not the member.
        version: Of the line.
    """

    id: int
    person_id: int
    person: str
    item: ItemCard
    wanted: int
    at_most: int
    at_least: int
    state: LineState
    channel: LineChannel
    typist: str | None
    version: int


@dataclass(frozen=True, slots=True)
class Total:
    """What an association asks for of an input."""

    item: ItemCard
    wanted: int
    at_most: int
    people: int


@dataclass(frozen=True, slots=True)
class LinesFilter:
    """Parts of a member's name, and where the page before ended."""

    words: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class LinesPage:
    """Orders of an association.

    Attributes:
        head: The purchase.
        part: The association.
        rows: Lines by name; at most sixty.
        totals: By input.
        next_after: Where the next page starts; None at the end.
    """

    head: Head
    part: Part
    rows: tuple[LineRow, ...]
    totals: tuple[Total, ...]
    next_after: str | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member: asked already, or still missing.

    Attributes:
        person_id: Who.
        name: As people call them.
        whatsapp: Digits of the telephone for a message; "" without one.
        has_line: Whether something is noted.
    """

    person_id: int
    name: str
    whatsapp: str
    has_line: bool


def lines_page(
    session: Session,
    purchase_id: int,
    organisation_id: int | None,
    *,
    actor: Actor,
    now: datetime,
    wanted: LinesFilter | None = None,
) -> LinesPage:
    """Return the orders of an association, by name.

    Raises:
        NotFoundError: If purchase or association are not the actor's.
        NotAllowedError: If the actor does not type for its members.
    """
    shown = head(session, purchase_id, actor=actor, now=now)
    part = usable_part(shown, organisation_id, own=False)
    statement = _lines(shown, part)
    asked = wanted or LinesFilter()
    for word in fold(asked.words).split()[:6]:
        statement = statement.where(Person.search_key.contains(word, autoescape=True))
    key, _comma, last = asked.after.rpartition(",")
    if last.isdecimal():
        statement = statement.where(
            or_(
                Person.search_key > key,
                (Person.search_key == key) & (PurchaseLine.id > int(last)),
            )
        )
    found = session.execute(statement.limit(PAGE_LENGTH + 1)).all()
    rows = found[:PAGE_LENGTH]
    end = f"{rows[-1].search_key},{rows[-1].id}" if len(found) > PAGE_LENGTH else None
    return LinesPage(
        shown, part, _rows(shown, rows), _totals(session, shown, part), end
    )


def all_lines(
    session: Session,
    purchase_id: int,
    organisation_id: int | None,
    *,
    actor: Actor,
    now: datetime,
) -> tuple[Part, tuple[LineRow, ...]]:
    """Return every order of an association, for a spreadsheet.

    Raises:
        NotFoundError: If purchase or association are not the actor's.
        NotAllowedError: If the actor does not type for its members.
    """
    shown = head(session, purchase_id, actor=actor, now=now)
    part = usable_part(shown, organisation_id, own=False)
    purchase = session.get_one(JointPurchase, purchase_id)
    paid = paid_people(session, purchase, part.organisation_id)
    rows = _rows(shown, session.execute(_lines(shown, part)).all())
    return part, tuple(
        replace(row, state=shown_state(row.state, is_paid=row.person_id in paid))
        for row in rows
    )


def candidates(
    session: Session, shown: Head, part: Part, *, now: datetime, words: str = ""
) -> tuple[Candidate, ...]:
    """Return the members of an association by name, with who is missing.

    For pages whose permission was asked already.

    Args:
        session: To read with.
        shown: The purchase.
        part: The association.
        now: The instant.
        words: Parts of the name.
    """
    day = local_day(now, shown.time_zone)
    noted = select(PurchaseLine.person_id).where(
        PurchaseLine.purchase_id == shown.id,
        PurchaseLine.organisation_id == part.organisation_id,
        PurchaseLine.state.in_(ALIVE),
    )
    statement = (
        select(Person.id, Person.name, Person.phone, Person.id.in_(noted).label("has"))
        .where(
            Person.id.in_(
                select(Membership.person_id).where(
                    Membership.organisation_id == part.organisation_id,
                    Membership.role.in_(ALLOWED[Action.NOTE_LINE]),
                    Membership.held_on(day),
                )
            )
        )
        .where(Person.state != PersonState.ANONYMISED)
        .order_by(Person.search_key, Person.id)
    )
    for word in fold(words).split()[:6]:
        statement = statement.where(Person.search_key.contains(word, autoescape=True))
    return tuple(
        Candidate(row.id, row.name, (row.phone or "").lstrip("+"), bool(row.has))
        for row in session.execute(statement)
    )


def usable_part(shown: Head, organisation_id: int | None, *, own: bool) -> Part:
    """Return the association that is meant, if the actor may note there.

    Raises:
        NotFoundError: If it is not the actor's.
        NotAllowedError: If the actor's roles there do not allow it.
    """
    usable = shown.own_parts if own else shown.typed_parts
    if organisation_id is not None:
        part = shown.part(organisation_id)
        if part in usable:
            return part
        if not part.is_mine:
            raise NotFoundError(organisation=organisation_id)
    elif usable:
        return usable[0]
    action = Action.NOTE_LINE if own else Action.NOTE_LINE_FOR_OTHERS
    raise NotAllowedError(action=action, purchase=shown.id)


_Typist = aliased(Person)


def _lines(shown: Head, part: Part) -> Select[PurchaseLine, int, str, str, str]:
    return (
        select(
            PurchaseLine,
            PurchaseLine.id,
            Person.name.label("person"),
            Person.search_key,
            _Typist.name.label("typist"),
        )
        .join(Person, Person.id == PurchaseLine.person_id)
        .join(_Typist, _Typist.id == PurchaseLine.typed_by)
        .where(PurchaseLine.purchase_id == shown.id)
        .where(PurchaseLine.organisation_id == part.organisation_id)
        .where(PurchaseLine.state != LineState.WITHDRAWN)
        .order_by(Person.search_key, PurchaseLine.id)
        .execution_options(populate_existing=True)
    )


def _rows(shown: Head, found: Sequence[Any]) -> tuple[LineRow, ...]:
    items = {item.id: item for item in shown.items}
    return tuple(
        LineRow(
            row.id,
            row.PurchaseLine.person_id,
            row.person,
            items[row.PurchaseLine.item_id],
            row.PurchaseLine.wanted,
            row.PurchaseLine.at_most,
            row.PurchaseLine.at_least,
            row.PurchaseLine.state,
            row.PurchaseLine.channel,
            None
            if row.PurchaseLine.typed_by == row.PurchaseLine.person_id
            else row.typist,
            row.PurchaseLine.version,
        )
        for row in found
    )


def _totals(session: Session, shown: Head, part: Part) -> tuple[Total, ...]:
    asked = {
        row.item_id: row
        for row in session.execute(
            select(
                PurchaseLine.item_id,
                func.sum(PurchaseLine.wanted).label("wanted"),
                func.sum(PurchaseLine.at_most).label("at_most"),
                func.count(PurchaseLine.id).label("people"),
            )
            .where(PurchaseLine.purchase_id == shown.id)
            .where(PurchaseLine.organisation_id == part.organisation_id)
            .where(PurchaseLine.state.in_(ALIVE))
            .group_by(PurchaseLine.item_id)
        )
    }
    return tuple(
        Total(item, int(row.wanted), int(row.at_most), row.people)
        for item in shown.items
        for row in [asked.get(item.id)]
        if row is not None
    )
