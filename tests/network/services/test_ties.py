"""Ties are woven by events and by what both sides declare."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from network.models import (
    Layer,
    Tie,
    TieKind,
)
from network.services import ties
from tests.factories import (
    TODAY,
    a_network,
    an_organisation,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.models import Network


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


def weave(
    session: Session, network: Network, one: int, other: int, **more: object
) -> bool:
    event: dict[str, object] = {
        "layer": Layer.JOINT_PURCHASE,
        "kind": TieKind.BOUGHT_TOGETHER,
        "day": TODAY,
        "weight": 2,
        "evidence": "purchase:1",
    }
    return ties.record_event(
        session,
        network_id=network.id,
        source_id=one,
        target_id=other,
        **(event | more),  # type: ignore[arg-type] # tests give what they vary
    )


def test_an_event_counts_once_and_makes_the_tie(
    session: Session, network: Network
) -> None:
    one, other = (an_organisation(session, network=network).id for _ in range(2))
    before = TODAY - timedelta(days=9)

    news = [
        weave(session, network, other, one),
        weave(session, network, one, other),
        weave(session, network, one, other, evidence="purchase:2", day=before),
    ]

    tie = session.scalars(select(Tie)).one()
    assert news == [True, False, True]
    assert (tie.source_id, tie.target_id, tie.weight) == (one, other, 4)
    assert (tie.first_day, tie.last_day) == (before, TODAY)


def test_trade_has_a_direction(session: Session, network: Network) -> None:
    one, other = (an_organisation(session, network=network).id for _ in range(2))
    more = {"layer": Layer.TRADE, "kind": TieKind.DELIVERED}

    weave(session, network, other, one, evidence="a", **more)
    weave(session, network, one, other, evidence="b", **more)

    assert session.scalar(select(func.count(Tie.id))) == 2


def test_a_tie_has_two_ends_and_no_negative_weight(
    session: Session, network: Network
) -> None:
    one, other = (an_organisation(session, network=network).id for _ in range(2))

    with pytest.raises(ties.TieToItselfError):
        weave(session, network, one, one)
    with pytest.raises(ValueError, match="negative"):
        weave(session, network, one, other, weight=-1)
