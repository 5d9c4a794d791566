"""The way back in for somebody who forgot the password, sent by mail.

It is no :class:`~marketplace.notices.models.Notice`: whoever needs it cannot
sign in, it asks for no consent, and its secret is made when the mail leaves, so
that neither the outbox nor the list of mails ever holds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import select

from network import jobs
from network.models import Person

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

#: Name of the job that sends it.
SEND_RESET = "notices.send_reset"

#: Kind of its words in the table of messages.
PASSWORD_RESET = "password_reset"  # noqa: S105 - a name, not a password


def deliver_reset(session: Session, person_id: int, *, now: datetime) -> None:
    """Note that a way back in has to leave; nothing for people without mail.

    Args:
        session: The open transaction.
        person_id: Who forgot the password.
        now: The present instant.
    """
    address = session.scalar(select(Person.email).where(Person.id == person_id))
    if address:
        jobs.enqueue(
            session,
            SEND_RESET,
            {"person_id": person_id},
            key=f"{SEND_RESET}:{uuid4()}",
            run_after=now,
        )
