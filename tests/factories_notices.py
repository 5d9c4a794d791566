"""Messages for tests."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from marketplace.notices.services import notify
from network.models import Consent, ConsentChannel, ConsentPurpose
from tests.factories import NOW

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from network.models import Person


class TestKind(StrEnum):
    """What the tests tell people."""

    __test__ = False

    CLOSED = "test_closed"
    OPENED = "test_opened"


def agrees_to_mail(session: Session, person: Person, address: str) -> Consent:
    """Give the person an address and write down that mails are welcome."""
    person.email = address
    consent = Consent(
        person_id=person.id,
        purpose=ConsentPurpose.MESSAGES,
        text_version="1",
        channel=ConsentChannel.SCREEN,
        granted_at=NOW,
    )
    session.add(consent)
    session.flush()
    return consent


def a_notice(
    session: Session,
    person: Person,
    *,
    kind: TestKind = TestKind.CLOSED,
    thing: str = "purchase:1",
    path: str = "",
    run_after: datetime | None = None,
) -> int:
    """The id of something the person was told."""
    return notify(
        session,
        person_id=person.id,
        kind=kind,
        thing=thing,
        values={"name": "Urea"},
        now=NOW,
        run_after=run_after,
        path=path,
    )
