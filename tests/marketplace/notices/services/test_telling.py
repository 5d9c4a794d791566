from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.notices.models import MailWay, Notice, SentMail
from marketplace.notices.queries import (
    PAGE,
    mail_to_send,
    messages,
    sent_mails,
    unread_count,
)
from marketplace.notices.services import (
    Telling,
    mark_all_read,
    mark_read,
    note_sent,
    tell,
)
from network.errors import NotAllowedError, NotFoundError
from network.models import Job, PersonState
from network.policy import Actor
from tests.counting import counted_statements
from tests.factories import (
    NOW,
    TODAY,
    a_coordinator,
    a_member,
    a_network,
    a_person,
    acting,
    an_organisation,
    coordinating,
)
from tests.factories_notices import TestKind, a_notice, agrees_to_mail

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from network.models import Person

LATER = NOW + timedelta(hours=3)


@pytest.fixture
def person(session: Session) -> Person:
    return a_person(session, name="Rosa")


@pytest.fixture
def actor(person: Person) -> Actor:
    return Actor(person.id)


def jobs_of(session: Session, notice_id: int) -> list[Job]:
    key = f"notices.send_mail:{notice_id}"
    return list(session.scalars(select(Job).where(Job.key == key)))


def test_somebody_is_told_once_per_kind_and_thing(
    session: Session, person: Person, actor: Actor
) -> None:
    ids = [
        a_notice(session, person),
        a_notice(session, person),
        a_notice(session, person, thing="purchase:2"),
        a_notice(session, person, kind=TestKind.OPENED),
    ]

    assert ids[0] == ids[1]
    assert len(set(ids)) == 3
    assert unread_count(session, actor=actor, now=NOW) == 3


def test_a_mail_is_promised_only_where_there_is_an_address(
    session: Session, person: Person
) -> None:
    without = a_notice(session, person)
    agrees_to_mail(session, person, "rosa@example.org")
    with_one = a_notice(session, person, thing="purchase:2", run_after=LATER)

    assert jobs_of(session, without) == []
    [job] = jobs_of(session, with_one)
    assert (job.run_after, job.arguments) == (LATER, {"notice_id": with_one})


def test_several_people_are_told_the_same_once_each(
    session: Session, person: Person
) -> None:
    other = a_person(session)
    telling = Telling(TestKind.CLOSED, "purchase:9", {"name": "Urea"}, "/catalogo")

    ids = tell(session, [person.id, other.id, person.id], telling, now=NOW)

    assert len(set(ids)) == 2
    assert session.get_one(Notice, ids[0]).path == "/catalogo"


def test_what_is_due_later_is_not_shown_before(
    session: Session, person: Person, actor: Actor
) -> None:
    notice_id = a_notice(session, person, run_after=LATER)

    assert messages(session, actor=actor, now=NOW).unread == ()
    with pytest.raises(NotFoundError):
        mark_read(session, notice_id, actor=actor, now=NOW)
    assert len(messages(session, actor=actor, now=LATER).unread) == 1


def test_what_was_read_moves_down_and_leads_to_its_page(
    session: Session, person: Person, actor: Actor
) -> None:
    read_one = a_notice(session, person, path="/catalogo")
    new = a_notice(session, person, thing="purchase:2")

    paths = [mark_read(session, read_one, actor=actor, now=NOW) for _ in range(2)]

    page = messages(session, actor=actor, now=NOW)
    assert paths == ["/catalogo", "/catalogo"]
    assert [message.id for message in page.unread] == [new]
    assert [message.id for message in page.earlier] == [read_one]
    assert page.unread[0].mentions == {"name": "Urea"}


def test_a_message_of_another_person_does_not_exist(
    session: Session, person: Person
) -> None:
    notice_id = a_notice(session, person)
    other = Actor(a_person(session).id)

    mark_all_read(session, actor=other, now=NOW)

    with pytest.raises(NotFoundError):
        mark_read(session, notice_id, actor=other, now=NOW)
    assert messages(session, actor=other, now=NOW).unread == ()
    assert session.get_one(Notice, notice_id, populate_existing=True).read_at is None


def test_read_messages_go_back_in_pages(
    session: Session, person: Person, actor: Actor, connection: Connection
) -> None:
    ids = [a_notice(session, person, thing=f"t:{n}") for n in range(PAGE + 2)]
    mark_all_read(session, actor=actor, now=NOW)
    session.expire_all()

    with counted_statements(connection) as sent:
        first = messages(session, actor=actor, now=NOW)
    rest = messages(session, actor=actor, now=NOW, before=first.older_than)

    assert len(sent) == 2
    assert [m.id for m in (*first.earlier, *rest.earlier)] == ids[::-1]
    assert rest.older_than is None


def test_a_mail_leaves_for_who_agreed_and_has_not_read_it(
    session: Session, person: Person
) -> None:
    agrees_to_mail(session, person, "rosa@example.org")
    notice_id = a_notice(session, person)

    found = mail_to_send(session, notice_id, now=NOW)

    assert found is not None
    assert (found.address, found.name) == ("rosa@example.org", "Rosa")


@pytest.mark.parametrize(
    "case",
    ["no consent", "revoked", "read", "sent", "early", "no address", "anonymised"],
)
def test_no_mail_leaves_otherwise(
    session: Session, person: Person, actor: Actor, case: str
) -> None:
    consent = agrees_to_mail(session, person, "rosa@example.org")
    notice_id = a_notice(session, person, run_after=LATER if case == "early" else None)
    if case == "no consent":
        session.delete(consent)
    elif case == "revoked":
        consent.revoked_at = NOW
    elif case == "read":
        mark_read(session, notice_id, actor=actor, now=NOW)
    elif case == "sent":
        a_sent_mail(session, notice_id)
    elif case == "no address":
        person.email = None
    elif case == "anonymised":
        person.state = PersonState.ANONYMISED
    session.flush()

    assert mail_to_send(session, notice_id, now=NOW) is None


def a_sent_mail(session: Session, notice_id: int, subject: str = "Cierre") -> None:
    note_sent(
        session,
        notice_id,
        address="rosa@example.org",
        subject=subject,
        body="Cerró.",
        way=MailWay.FOLDER,
        now=NOW,
    )


def test_a_mail_that_left_twice_is_noted_once(session: Session, person: Person) -> None:
    notice_id = a_notice(session, person)

    a_sent_mail(session, notice_id, "Primero")
    a_sent_mail(session, notice_id, "Segundo")

    subjects = session.scalars(
        select(SentMail.subject).where(SentMail.notice_id == notice_id)
    ).all()
    assert subjects == ["Primero"]


def test_a_coordinator_sees_the_mails_of_the_network_and_no_others(
    session: Session, person: Person
) -> None:
    network = a_network(session)
    organisation = an_organisation(session, network=network)
    member = a_member(session, organisation, name="Ana")
    coordinator = coordinating(a_coordinator(session, network), network)
    for number, somebody in enumerate([person, *[member] * (PAGE + 1)]):
        a_sent_mail(session, a_notice(session, somebody, thing=f"m:{number}"))

    first = sent_mails(session, network.id, actor=coordinator, day=TODAY)
    rest = sent_mails(
        session, network.id, actor=coordinator, day=TODAY, before=first.older_than
    )

    assert len(first.mails) == PAGE
    assert len(rest.mails) == 1
    assert {mail.person for mail in (*first.mails, *rest.mails)} == {"Ana"}
    with pytest.raises(NotAllowedError):
        sent_mails(
            session,
            network.id,
            actor=acting(member, organisation, network=network),
            day=TODAY,
        )
    with pytest.raises(NotFoundError):
        sent_mails(session, network.id, actor=Actor(person.id), day=TODAY)
