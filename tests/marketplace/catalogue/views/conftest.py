"""People of one association, signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from network.policy import Role
from tests.factories import a_member, a_network, an_organisation
from tests.factories_ground import sign_in

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from network.models import Organisation, Person


@pytest.fixture
def organisation(session: Session) -> Organisation:
    return an_organisation(session, network=a_network(session), name="Asociación Uno")


@pytest.fixture
def officer(
    session: Session, organisation: Organisation, client: FlaskClient
) -> Person:
    person = a_member(session, organisation, Role.OFFICER, name="Rosa Directiva")
    sign_in(client, session, person)
    return person


@pytest.fixture
def member(session: Session, organisation: Organisation, client: FlaskClient) -> Person:
    person = a_member(session, organisation)
    sign_in(client, session, person)
    return person
