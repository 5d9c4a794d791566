from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from network.models import Job
from network.services.asking import TASK
from tests.factories import a_coordinator, a_member, a_network, an_organisation
from tests.factories_ground import sign_in

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from network.models import Network


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


def asked(session: Session) -> list[int | None]:
    return list(session.scalars(select(Job.network_id).where(Job.name == TASK)))


def test_a_coordinator_has_a_network_measured_from_where_it_waits(
    client: FlaskClient, session: Session, network: Network
) -> None:
    sign_in(client, session, a_coordinator(session, network))

    waiting = client.get(f"/red/{network.id}").text
    answer = client.post(f"/red/{network.id}/medir", follow_redirects=True)

    assert f'action="/red/{network.id}/medir"' in waiting
    assert "La red se está midiendo." in answer.text
    assert asked(session) == [network.id]
    assert "Medir la red ahora" in client.get(f"/red/{network.id}/lecturas").text


def test_a_member_does_not_ask(
    client: FlaskClient, session: Session, network: Network
) -> None:
    organisation = an_organisation(session, network=network)
    sign_in(client, session, a_member(session, organisation))

    page = client.get(f"/red/{network.id}").text
    answer = client.post(f"/red/{network.id}/medir")

    assert "Medir la red ahora" not in page
    assert answer.status_code == 403
    assert asked(session) == []
