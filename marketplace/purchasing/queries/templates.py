"""Spreadsheets to fill in: members' orders, a supplier's prices."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.attachments.services import write_xlsx
from marketplace.kernel.calendar import local_day
from marketplace.purchasing.core import line_rows, quote_rows
from marketplace.purchasing.models import LineState, PurchaseLine
from marketplace.purchasing.queries.pages_head import head, require_power
from network.errors import NotAllowedError, NotFoundError
from network.models import Membership, Person, PersonState
from network.policy import Action, Role

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor

_OUTSIDERS = (Role.BUYER_AGENT, Role.SUPPLIER_AGENT, Role.COORDINATOR)


def line_template(
    session: Session,
    purchase_id: int,
    organisation_id: int,
    *,
    actor: Actor,
    now: datetime,
) -> bytes:
    """Return a workbook with every member and input of a purchase, to fill in.

    What was noted already stands in it.  It can be sent back as it is: rows
    without a quantity ask for nothing.

    Raises:
        NotFoundError: If purchase or association are not the actor's.
        NotAllowedError: If the actor may not type for its members.
    """
    shown = head(session, purchase_id, actor=actor, now=now)
    part = shown.part(organisation_id)
    if not part.may_note_for_others:
        if not part.is_mine:
            raise NotFoundError(organisation=organisation_id)
        raise NotAllowedError(
            action=Action.NOTE_LINE_FOR_OTHERS, organisation=organisation_id
        )
    day = local_day(now, shown.time_zone)
    members = session.scalars(
        select(Person)
        .where(
            Person.id.in_(
                select(Membership.person_id).where(
                    Membership.organisation_id == organisation_id,
                    Membership.role.not_in(_OUTSIDERS),
                    Membership.since <= day,
                    Membership.until.is_(None) | (Membership.until > day),
                )
            )
        )
        .where(Person.state != PersonState.ANONYMISED)
        .order_by(Person.search_key, Person.id)
    ).all()
    noted = {
        (line.person_id, line.item_id): (
            line.wanted,
            line.at_most,
            line.at_least or None,
        )
        for line in session.scalars(
            select(PurchaseLine)
            .where(PurchaseLine.purchase_id == purchase_id)
            .where(PurchaseLine.organisation_id == organisation_id)
            .where(PurchaseLine.state == LineState.NOTED)
        )
    }
    rows = [
        (
            person.name,
            person.phone,
            item.text,
            *noted.get((person.id, item.id), (None, None, None)),
        )
        for person in members
        for item in shown.items
    ]
    return write_xlsx(shown.title, _headers(line_rows.COLUMNS), rows)


def quote_template(
    session: Session, purchase_id: int, *, actor: Actor, now: datetime
) -> bytes:
    """Return a workbook with every input of a purchase, for a supplier to price.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
        NotAllowedError: If the actor may not record quotes.
    """
    shown = head(session, purchase_id, actor=actor, now=now)
    require_power(shown, Action.RECORD_QUOTE)
    headers = _headers(quote_rows.COLUMNS)
    rows = [
        tuple(cell for _, cell in zip_longest(headers, (item.text, 0)))
        for item in shown.items
    ]
    return write_xlsx(shown.title, headers, rows)


def _headers(columns: dict[str, tuple[str, ...]]) -> list[str]:
    return [names[0].capitalize() for names in columns.values()]
