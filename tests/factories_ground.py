"""Small worlds of the ground: people who can sign in, browsers of theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from network.clock import now
from network.models import Membership, NetworkMembership, Person
from network.services.access import Sitting, open_session
from network.services.passwords import hash_password
from network.web.identity import ACCESS
from tests.factories import LONG_AGO, a_person

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from network.models import Network, Organisation
    from network.policy import Role

PASSWORD = "tres vacas pardas"
_KEPT = hash_password(PASSWORD)


def with_password(session: Session, person: Person | None = None) -> Person:
    """A person who knows PASSWORD."""
    someone = person or a_person(session)
    someone.password_hash = _KEPT
    session.flush()
    return someone


def sign_in(
    client: FlaskClient, session: Session, person: Person, *, second_factor: bool = True
) -> str:
    """Open a sitting for the person and put it into the browser's cookie."""
    sitting = Sitting(person.id, "test", second_factor=second_factor)
    token = open_session(session, sitting, now=now())
    session.flush()
    with client.session_transaction() as cookie:
        cookie.clear()
        cookie[ACCESS] = token
    return token


def joins(session: Session, network: Network, *organisations: Organisation) -> None:
    """Bring organisations into one more network."""
    for organisation in organisations:
        session.add(
            NetworkMembership(
                network_id=network.id, organisation_id=organisation.id, since=LONG_AGO
            )
        )
    session.flush()


def holds(
    session: Session, person: Person, organisation: Organisation, role: Role
) -> Membership:
    """Give the person one more role."""
    row = Membership(
        person_id=person.id,
        organisation_id=organisation.id,
        role=role,
        since=LONG_AGO,
    )
    session.add(row)
    session.flush()
    return row
