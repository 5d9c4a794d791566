"""Telling somebody something, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from marketplace.notices.core.mentions import written
from marketplace.notices.models import MailWay, Notice, SentMail
from network import jobs
from network.errors import NotFoundError
from network.models import Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from enum import StrEnum

    from sqlalchemy.orm import Session

    from network.policy import Actor

#: Name of the job that sends a message by mail.
SEND_MAIL = "notices.send_mail"


@dataclass(frozen=True, slots=True)
class Telling:
    """Something to tell.

    Attributes:
        kind: Of the area that tells it; its words are in the area's labels.
        thing: What it is about, such as "purchase:12".
        values: What the sentence mentions: texts, numbers, money, days.
        path: Page where the person can see it or act on it; may be empty.
    """

    kind: StrEnum
    thing: str
    values: Mapping[str, object]
    path: str = ""


def notify(  # noqa: PLR0913 - a message has this many parts, all by keyword
    session: Session,
    *,
    person_id: int,
    kind: StrEnum,
    thing: str,
    values: Mapping[str, object],
    now: datetime,
    run_after: datetime | None = None,
    path: str = "",
) -> int:
    """Tell somebody something once per kind and thing; return the id.

    The message is on the person's page at once, or from ``run_after`` on; a
    mail leaves by a job, if the person has an address and agreed to mails.
    Telling the same again changes nothing.  The caller's service has asked
    for permission.

    Args:
        session: The open transaction.
        person_id: Who is told.
        kind: Of the area that tells it.
        thing: What it is about, such as "purchase:12".
        values: What the sentence mentions: texts, numbers, money, days.
        now: When it is told.
        run_after: Not shown or sent before.
        path: Page where the person can see it or act on it.
    """
    telling = Telling(kind, thing, values, path)
    return _tell_one(session, person_id, telling, now, run_after or now)


def tell(
    session: Session,
    people: Iterable[int],
    telling: Telling,
    *,
    now: datetime,
    run_after: datetime | None = None,
) -> list[int]:
    """Tell several people the same, each once; return the ids in order."""
    due = run_after or now
    return [
        _tell_one(session, person_id, telling, now, due)
        for person_id in dict.fromkeys(people)
    ]


def mark_read(session: Session, notice_id: int, *, actor: Actor, now: datetime) -> str:
    """Note that the actor read a message; return the path it leads to.

    Raises:
        NotFoundError: If there is no such message, or it is another person's.
    """
    row = session.get(Notice, notice_id)
    if row is None or row.person_id != actor.person_id or row.due_at > now:
        raise NotFoundError(notice=notice_id)
    if row.read_at is None:
        row.read_at = now
        session.flush()
    return row.path


def mark_all_read(session: Session, *, actor: Actor, now: datetime) -> None:
    """Note that the actor read everything that is shown."""
    session.execute(
        update(Notice)
        .where(
            Notice.person_id == actor.person_id,
            Notice.read_at.is_(None),
            Notice.due_at <= now,
        )
        .values(read_at=now)
    )


def note_sent(  # noqa: PLR0913 - a mail has this many parts, all by keyword
    session: Session,
    notice_id: int,
    *,
    address: str,
    subject: str,
    body: str,
    way: MailWay,
    now: datetime,
) -> None:
    """Keep what left by mail; noting it twice keeps the first."""
    known = session.scalar(select(SentMail.id).where(SentMail.notice_id == notice_id))
    if known is None:
        session.add(
            SentMail(
                notice_id=notice_id,
                address=address,
                subject=subject,
                body=body,
                way=way,
                sent_at=now,
            )
        )
        session.flush()


def _tell_one(
    session: Session, person_id: int, telling: Telling, now: datetime, due: datetime
) -> int:
    session.flush()
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert if is_postgresql else sqlite.insert
    made: int | None = session.scalar(
        insert(Notice)
        .values(
            person_id=person_id,
            kind=telling.kind.value,
            thing=telling.thing,
            mentions=written(telling.values),
            path=telling.path,
            created_at=now,
            due_at=due,
        )
        .on_conflict_do_nothing(index_elements=["person_id", "kind", "thing"])
        .returning(Notice.id)
    )
    if made is None:
        return session.scalars(
            select(Notice.id).where(
                Notice.person_id == person_id,
                Notice.kind == telling.kind.value,
                Notice.thing == telling.thing,
            )
        ).one()
    address = session.scalar(select(Person.email).where(Person.id == person_id))
    if address:
        jobs.enqueue(
            session,
            SEND_MAIL,
            {"notice_id": made},
            key=f"{SEND_MAIL}:{made}",
            run_after=due,
        )
    return made
