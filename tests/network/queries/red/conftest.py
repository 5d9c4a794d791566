"""A measured network of eight: a wheel of trade, two that hang on one, one alone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from network.models import Layer
from network.services import snapshots
from tests.factories import NOW, TODAY, a_coordinator, a_network, coordinating
from tests.factories_red import some_organisations, woven

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.models import Network, Organisation
    from network.policy import Actor

#: Five in a ring, two that hang on the first, and an eighth without ties.
TIES = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 0), (0, 5), (0, 6)]
MONTH_AGO = TODAY - timedelta(days=40)


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def eight(session: Session, network: Network) -> list[Organisation]:
    return some_organisations(session, network, 8)


@pytest.fixture
def actor(session: Session, network: Network) -> Actor:
    return coordinating(a_coordinator(session, network), network)


@pytest.fixture
def measured(
    session: Session, network: Network, eight: list[Organisation]
) -> list[Organisation]:
    """The network of eight with two months measured: two ties are new."""
    woven(session, network, eight, TIES[:5], day=MONTH_AGO)
    woven(session, network, eight, TIES[5:], layer=Layer.TRADE, day=TODAY)
    snapshots.take_snapshot(session, network.id, day=MONTH_AGO, now=NOW)
    snapshots.take_snapshot(session, network.id, day=TODAY, now=NOW)
    return eight
