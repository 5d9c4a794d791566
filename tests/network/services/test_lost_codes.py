"""Somebody lost the telephone of the second step: who may help, and who may not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyotp
import pytest
from sqlalchemy import select

from network.clock import now
from network.errors import DomainError, NotFoundError
from network.models import AccessSession, AuditRow, Membership, Person
from network.policy import Actor, Role
from network.services import codes
from network.services.access import Sitting, open_session
from tests.factories import (
    LONG_AGO,
    TODAY,
    a_coordinator,
    a_member,
    a_network,
    an_organisation,
)
from tests.factories_ground import with_password

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.models import Network

REASON = "La vi en la reunión de hoy"


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def treasurer(session: Session, network: Network) -> Person:
    organisation = an_organisation(session, network=network)
    return with_codes(session, a_member(session, organisation, Role.TREASURER))


def with_codes(session: Session, person: Person) -> Person:
    with_password(session, person)
    person.totp_secret, person.totp_confirmed_at = pyotp.random_base32(), now()
    person.totp_last_step = 1
    session.flush()
    return person


def a_helper(
    session: Session, network: Network, *, second_factor: bool = True
) -> Actor:
    person = a_coordinator(session, network)
    return Actor(
        person.id, coordinates=frozenset({network.id}), second_factor=second_factor
    )


def reset(session: Session, person: Person, actor: Actor, reason: str = REASON) -> None:
    codes.reset_codes(session, person.id, reason, actor=actor, day=TODAY, now=now())


def test_a_coordinator_takes_the_codes_away_and_closes_every_sitting(
    session: Session, network: Network, treasurer: Person
) -> None:
    for device in ("celular", "computador"):
        open_session(session, Sitting(treasurer.id, device), now=now())
    helper = a_helper(session, network)

    reset(session, treasurer, helper)

    assert (treasurer.totp_secret, treasurer.totp_confirmed_at) == (None, None)
    assert treasurer.totp_last_step is None
    assert treasurer.password_hash is not None
    ended = session.scalars(
        select(AccessSession.ended_at).where(AccessSession.person_id == treasurer.id)
    ).all()
    assert len(ended) == 2
    assert None not in ended
    trace = session.scalars(
        select(AuditRow).where(AuditRow.deed == "codes.reset")
    ).one()
    assert (trace.person_id, trace.on_behalf_of) == (helper.person_id, treasurer.id)
    assert trace.details["reason"] == REASON


def test_the_coordinator_of_another_network_does_not_know_the_person(
    session: Session, treasurer: Person
) -> None:
    stranger = a_helper(session, a_network(session))

    with pytest.raises(NotFoundError):
        reset(session, treasurer, stranger)

    assert treasurer.totp_secret is not None


def test_an_officer_of_the_same_organisation_may_not(
    session: Session, treasurer: Person
) -> None:
    home = treasurer.memberships[0].organisation_id
    assert home is not None
    officer = Actor(10**6, {home: frozenset({Role.OFFICER})}, second_factor=True)

    with pytest.raises(NotFoundError):
        reset(session, treasurer, officer)


def test_nobody_resets_their_own(session: Session, network: Network) -> None:
    helper = a_helper(session, network)
    own = with_codes(session, session.get_one(Person, helper.person_id))

    with pytest.raises(codes.OwnCodesError):
        reset(session, own, helper)

    assert own.totp_secret is not None


@pytest.mark.parametrize("reason", ["", "   ", "ok", "\u200b\u200b\u200b\u200b\u200b"])
def test_a_reset_is_explained(
    session: Session, network: Network, treasurer: Person, reason: str
) -> None:
    with pytest.raises(codes.ResetUnexplainedError):
        reset(session, treasurer, a_helper(session, network), reason)


def test_without_an_own_code_in_this_sitting_nobody_resets(
    session: Session, network: Network, treasurer: Person
) -> None:
    with pytest.raises(codes.OwnCodesNeededError):
        reset(session, treasurer, a_helper(session, network, second_factor=False))


def test_the_coordinator_of_another_network_is_helped_by_that_network(
    session: Session, network: Network, treasurer: Person
) -> None:
    other = a_network(session)
    session.add(
        Membership(
            person_id=treasurer.id,
            network_id=other.id,
            role=Role.COORDINATOR,
            since=LONG_AGO,
        )
    )
    session.flush()

    with pytest.raises(codes.ForeignCoordinatorError):
        reset(session, treasurer, a_helper(session, network))
    reset(session, treasurer, a_helper(session, other))

    assert treasurer.totp_secret is None


def test_there_is_nothing_to_take_from_somebody_without_codes(
    session: Session, network: Network, treasurer: Person
) -> None:
    helper = a_helper(session, network)
    reset(session, treasurer, helper)

    with pytest.raises(DomainError) as error:
        reset(session, treasurer, helper)

    assert isinstance(error.value, codes.CodesNotStartedError)
