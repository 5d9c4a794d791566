"""Ties are woven by events and by what both sides declare."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from network.errors import NotAllowedError, NotFoundError
from network.models import (
    Layer,
    Organisation,
    Tie,
    TieEvent,
    TieKind,
)
from network.policy import Actor, Role
from network.queries.actors import actor_of
from network.queries.ties import network_picture
from network.queries.trust import trust_of
from network.services import ties, trust
from network.services.trust import TrustDeclaration
from tests.factories import (
    NOW,
    TODAY,
    a_coordinator,
    a_member,
    a_network,
    an_organisation,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.models import Network, Person


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def coordinator(session: Session, network: Network) -> Actor:
    return actor(session, a_coordinator(session, network))


def actor(session: Session, person: Person) -> Actor:
    return actor_of(session, person.id, day=TODAY)


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


def declare(
    session: Session,
    network: Network,
    source: Organisation,
    target: Organisation,
    day: date = TODAY,
    reason: str = "Cumplen siempre",
) -> bool:
    officer = actor(session, a_member(session, source, Role.OFFICER))
    declaration = TrustDeclaration(network.id, source.id, target.id, reason)
    return trust.declare_trust(session, declaration, actor=officer, day=day, now=NOW)


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


def test_trust_is_a_tie_when_both_sides_declared_it(
    session: Session, network: Network, coordinator: Actor
) -> None:
    one, other = (an_organisation(session, network=network) for _ in range(2))

    def drawn(day: date = TODAY) -> int:
        return len(
            network_picture(session, network.id, actor=coordinator, day=day).ties
        )

    declare(session, network, one, other)
    one_side = drawn()
    declare(session, network, other, one)

    assert one_side == 0
    assert drawn() == 1
    assert drawn(TODAY + timedelta(days=365)) == 0


def test_trust_is_withdrawn_and_declared_again(
    session: Session, network: Network
) -> None:
    one, other = (an_organisation(session, network=network) for _ in range(2))
    officer = actor(session, a_member(session, one, Role.OFFICER))
    why = TrustDeclaration(network.id, one.id, other.id, "No entregaron")

    def withdraw() -> bool:
        return trust.withdraw_trust(session, why, actor=officer, day=TODAY, now=NOW)

    def ours() -> str | None:
        rows = trust_of(session, network.id, one.id, actor=officer, day=TODAY)
        return rows[0].ours

    with pytest.raises(NotFoundError):
        withdraw()
    first, again = (declare(session, network, one, other) for _ in range(2))
    said = ours()
    gone = withdraw()
    unsaid = ours()
    declare(session, network, one, other, reason="Ya cumplieron")

    assert (first, again, gone) == (True, False, True)
    assert (said, unsaid, ours()) == ("Cumplen siempre", None, "Ya cumplieron")
    assert session.scalar(select(func.count(TieEvent.id))) == 3


@pytest.mark.parametrize("reason", ["", "no", "\u200b\u200b\u200b\u200b\u200b"])
def test_trust_needs_a_reason(session: Session, network: Network, reason: str) -> None:
    one, other = (an_organisation(session, network=network) for _ in range(2))

    with pytest.raises(trust.TrustNeedsReasonError):
        declare(session, network, one, other, reason=reason)


def test_trust_is_declared_inside_a_network(session: Session, network: Network) -> None:
    one = an_organisation(session, network=network)
    outside = an_organisation(session)

    with pytest.raises(NotFoundError):
        declare(session, network, one, outside)
    with pytest.raises(NotAllowedError):
        trust.declare_trust(
            session,
            TrustDeclaration(network.id, one.id, outside.id, "Porque sí"),
            actor=actor(session, a_member(session, one)),
            day=TODAY,
            now=NOW,
        )
