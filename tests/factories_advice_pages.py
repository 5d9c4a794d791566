"""Small worlds of the pages of advice: a star of today, what a browser sends."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import select

from network.clock import now, today
from network.models import CoordinatorTask, Introduction, TieEvent
from network.services.advice import refresh_introductions
from tests.factories_advice import a_star, graph_of, proposed

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from network.models import Network, Organisation

#: The days of these pages are those of the clock.
DAY = today("America/Bogota")


def a_star_of_today(session: Session, network: Network) -> list[Organisation]:
    """A hub and three leaves whose ties are active on the clock's day, advised."""
    some = a_star(session, network, 3)
    # The ties of the star are of the tests' own year; these are of today's.
    for event in session.scalars(select(TieEvent)):
        event.day = DAY - timedelta(days=20)
    session.flush()
    advised_today(session, network)
    return some


def advised_today(session: Session, network: Network) -> list[Introduction]:
    """The proposals of a network on the clock's day, the best first."""
    graph = graph_of(session, network, DAY)
    refresh_introductions(session, network.id, graph, day=DAY, now=now())
    return proposed(session, network)


def sent(**fields: str) -> dict[str, str]:
    """What a browser sends, with the key of a page of its own."""
    return {"client_key": str(uuid4()), **fields}


def accepted(
    client: FlaskClient, session: Session, row: Introduction, kind: str = "visit"
) -> CoordinatorTask:
    """The task that a coordinator made of a proposal, by its page."""
    data = sent(kind=kind, due_on=(DAY + timedelta(days=5)).isoformat(), note="Ir")
    client.post(f"/red/{row.network_id}/propuestas/{row.id}/aceptar", data=data)
    return session.scalars(select(CoordinatorTask)).one()
