"""The copy of one's own data holds what one was told, and nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from marketplace.notices.models import MailWay, SentMail
from marketplace.notices.queries import own_notices
from network.policy import Actor
from tests.factories import NOW, a_person
from tests.factories_notices import TestKind, a_notice

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def test_what_was_told_is_there_with_the_mail_that_left(session: Session) -> None:
    person = a_person(session)
    told = a_notice(session, person)
    a_notice(session, person, kind=TestKind.OPENED)
    session.add(
        SentMail(
            notice_id=told,
            address="rosa@campo.example",
            subject="Cerró la compra",
            body="Mire el precio.",
            way=MailWay.FOLDER,
            sent_at=NOW,
        )
    )
    session.flush()

    first, second = own_notices(session, actor=Actor(person.id), now=NOW)

    assert first.message.mentions == {"name": "Urea"}
    assert (first.mailed_at, first.address) == (NOW, "rosa@campo.example")
    assert (first.mailed_subject, first.mailed_body) == (
        "Cerró la compra",
        "Mire el precio.",
    )
    assert (second.read_at, second.mailed_at, second.mailed_body) == (None, None, None)


def test_what_others_were_told_or_is_told_later_is_not(session: Session) -> None:
    person = a_person(session)
    a_notice(session, a_person(session))
    a_notice(session, person, run_after=NOW + timedelta(hours=1))

    found = own_notices(session, actor=Actor(person.id), now=NOW)

    assert found == []
