"""What somebody was told, and what left by mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import joinedload

from marketplace.notices.core.mentions import read
from marketplace.notices.models import MailWay, Notice, SentMail
from network.models import (
    Consent,
    ConsentPurpose,
    Country,
    Membership,
    NetworkMembership,
    Person,
    PersonState,
)
from network.policy import Action, require_network

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from network.policy import Actor

PAGE = 30
MOST_UNREAD = 100
_REACHABLE = (PersonState.ACTIVE, PersonState.ASSISTED)


@dataclass(frozen=True, slots=True)
class Message:
    """Something a person was told, before it is put into words.

    Attributes:
        id: Of the message.
        kind: Whose words it has.
        mentions: What the sentence mentions.
        path: Where it leads; may be empty.
        due_at: When it was told.
        is_read: Whether the person opened it.
    """

    id: int
    kind: str
    mentions: Mapping[str, object]
    path: str
    due_at: datetime
    is_read: bool


@dataclass(frozen=True, slots=True)
class MessagesPage:
    """What the actor was told.

    Attributes:
        unread: Newest first, a hundred at most.
        earlier: Read before, newest first, thirty at most.
        older_than: Give it as ``before`` to see older ones; None at the end.
    """

    unread: tuple[Message, ...]
    earlier: tuple[Message, ...]
    older_than: int | None


@dataclass(frozen=True, slots=True)
class MailToSend:
    """A message that is to leave by mail.

    Attributes:
        message: The message.
        address: Where to.
        name: Of the person.
        country: Whose words and days the person uses.
        is_demonstration: Whether the person is invented: no real mail then.
    """

    message: Message
    address: str
    name: str
    country: Country
    is_demonstration: bool


@dataclass(frozen=True, slots=True)
class ResetToSend:
    """Somebody to whom a way back in is to leave by mail.

    Attributes:
        address: Where to.
        name: Of the person.
        country: Whose words the person uses.
        is_demonstration: Whether the person is invented: no real mail then.
    """

    address: str
    name: str
    country: Country
    is_demonstration: bool


@dataclass(frozen=True, slots=True)
class SentRow:
    """A mail that left."""

    id: int
    person: str
    subject: str
    body: str
    way: MailWay
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class SentPage:
    """Mails that left to people of a network, newest first.

    Attributes:
        network_id: Of the network.
        mails: At most thirty.
        older_than: Give it as ``before`` to see older ones; None at the end.
    """

    network_id: int
    mails: tuple[SentRow, ...]
    older_than: int | None


@dataclass(frozen=True, slots=True)
class OwnNotice:
    """Something the actor was told, for the copy of one's own data.

    Attributes:
        message: Before it is put into words.
        read_at: When it was opened, or none.
        mailed_at: When it left by mail, or none.
        address: Where to, or none.
        mailed_subject: As the mail was worded, or none.
        mailed_body: Likewise.
    """

    message: Message
    read_at: datetime | None
    mailed_at: datetime | None
    address: str | None
    mailed_subject: str | None
    mailed_body: str | None


def unread_count(session: Session, *, actor: Actor, now: datetime) -> int:
    """Return how many messages wait for the actor."""
    return (
        session.scalar(
            select(func.count()).select_from(Notice).where(*_waiting(actor, now))
        )
        or 0
    )


def messages(
    session: Session, *, actor: Actor, now: datetime, before: int | None = None
) -> MessagesPage:
    """Return what the actor was told; a person sees only what is their own.

    Args:
        session: To read with.
        actor: Who reads.
        now: Messages due later are not shown.
        before: Of the page before; the unread ones are left out then.
    """
    unread: tuple[Message, ...] = ()
    if before is None:
        rows = session.scalars(
            select(Notice)
            .where(*_waiting(actor, now))
            .order_by(Notice.due_at.desc(), Notice.id.desc())
            .limit(MOST_UNREAD)
        )
        unread = tuple(_message(row) for row in rows)
    wanted = select(Notice).where(
        Notice.person_id == actor.person_id, Notice.read_at.is_not(None)
    )
    if before is not None:
        wanted = wanted.where(Notice.id < before)
    found = session.scalars(wanted.order_by(Notice.id.desc()).limit(PAGE + 1)).all()
    shown = found[:PAGE]
    return MessagesPage(
        unread=unread,
        earlier=tuple(_message(row) for row in shown),
        older_than=shown[-1].id if len(found) > PAGE else None,
    )


def own_notices(session: Session, *, actor: Actor, now: datetime) -> list[OwnNotice]:
    """Return everything the actor was told until now, oldest first."""
    rows = session.execute(
        select(
            Notice,
            SentMail.sent_at,
            SentMail.address,
            SentMail.subject,
            SentMail.body,
        )
        .outerjoin(SentMail, SentMail.notice_id == Notice.id)
        .where(Notice.person_id == actor.person_id, Notice.due_at <= now)
        .order_by(Notice.due_at, Notice.id)
    )
    return [
        OwnNotice(_message(row), row.read_at, sent_at, address, subject, body)
        for row, sent_at, address, subject, body in rows
    ]


def mail_to_send(
    session: Session, notice_id: int, *, now: datetime
) -> MailToSend | None:
    """Return a message that is to leave by mail, or None if it need not.

    It need not when it left already, was read on the page, is not due yet, or
    when the person has no address, may not be reached or has not agreed to
    mails.  Asked by the job of the timetable, for no actor.
    """
    row = session.scalars(
        select(Notice)
        .options(joinedload(Notice.person))
        .where(
            Notice.id == notice_id,
            Notice.read_at.is_(None),
            Notice.due_at <= now,
            ~exists().where(SentMail.notice_id == Notice.id),
            exists().where(
                Consent.person_id == Notice.person_id,
                Consent.purpose == ConsentPurpose.MESSAGES,
                Consent.revoked_at.is_(None),
            ),
        )
    ).one_or_none()
    if row is None or row.person.state not in _REACHABLE or not row.person.email:
        return None
    return MailToSend(
        message=_message(row),
        address=row.person.email,
        name=row.person.name,
        country=row.person.country,
        is_demonstration=row.person.is_demonstration,
    )


def reset_to_send(session: Session, person_id: int) -> ResetToSend | None:
    """Return whom a way back in is sent to; None without an address or suspended.

    Asked by a job, for no actor; the mail is part of the account, so that no
    consent to messages is asked.
    """
    row = session.get(Person, person_id)
    if row is None or row.state is not PersonState.ACTIVE or not row.email:
        return None
    return ResetToSend(row.email, row.name, row.country, row.is_demonstration)


def sent_mails(
    session: Session,
    network_id: int,
    *,
    actor: Actor,
    day: date,
    before: int | None = None,
) -> SentPage:
    """Return the mails that left to people of a network; for its coordinators.

    Args:
        session: To read with.
        network_id: Of the network.
        actor: Who reads.
        day: On which people and organisations belong to the network.
        before: Of the page before.

    Raises:
        NotFoundError: If the actor has nothing to do with the network.
        NotAllowedError: If the actor does not coordinate it.
    """
    require_network(actor, Action.COORDINATE_NETWORK, network_id)
    wanted = (
        select(SentMail, Person.name)
        .join(Notice, Notice.id == SentMail.notice_id)
        .join(Person, Person.id == Notice.person_id)
        .where(Notice.person_id.in_(_people_of(network_id, day)))
    )
    if before is not None:
        wanted = wanted.where(SentMail.id < before)
    rows = session.execute(wanted.order_by(SentMail.id.desc()).limit(PAGE + 1)).all()
    shown = rows[:PAGE]
    return SentPage(
        network_id=network_id,
        mails=tuple(
            SentRow(row.id, name, row.subject, row.body, row.way, row.sent_at)
            for row, name in shown
        ),
        older_than=shown[-1][0].id if len(rows) > PAGE else None,
    )


def _waiting(actor: Actor, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Notice.person_id == actor.person_id,
        Notice.read_at.is_(None),
        Notice.due_at <= now,
    )


def _people_of(network_id: int, day: date) -> Select[int]:
    organisations = select(NetworkMembership.organisation_id).where(
        NetworkMembership.network_id == network_id,
        NetworkMembership.held_on(day),
    )
    return select(Membership.person_id).where(
        Membership.held_on(day),
        or_(
            Membership.network_id == network_id,
            Membership.organisation_id.in_(organisations),
        ),
    )


def _message(row: Notice) -> Message:
    return Message(
        id=row.id,
        kind=row.kind,
        mentions=read(row.mentions),
        path=row.path,
        due_at=row.due_at,
        is_read=row.read_at is not None,
    )
