"""What people are told when somebody else changed how they come in."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from marketplace.notices.services.telling import notify

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session


class AccountNotice(StrEnum):
    """What happened to an account."""

    CODES_RESET = "codes_reset"


def tell_codes_reset(session: Session, person_id: int, *, now: datetime) -> None:
    """Tell somebody that a coordinator took their one-time codes away.

    Args:
        session: The open transaction.
        person_id: Whose codes they were.
        now: The present instant.
    """
    notify(
        session,
        person_id=person_id,
        kind=AccountNotice.CODES_RESET,
        thing=f"codes:{now.isoformat()}",
        values={"at": now},
        path="/cuenta/segundo-paso",
        now=now,
    )
