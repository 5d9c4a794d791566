"""Networks with ties, for tests of what is read from them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING

from network.models import Layer, TieKind
from network.services.ties import record_event
from tests.factories import TODAY, an_organisation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from network.models import Network, Organisation

_evidence = count(1)


def some_organisations(
    session: Session, network: Network, how_many: int
) -> list[Organisation]:
    """Organisations of the network, named after their number."""
    return [
        an_organisation(session, network=network, name=f"Asociación {number:03d}")
        for number in range(how_many)
    ]


def a_tie(
    session: Session,
    network: Network,
    one: Organisation,
    other: Organisation,
    *,
    layer: Layer = Layer.JOINT_PURCHASE,
    kind: TieKind = TieKind.BOUGHT_TOGETHER,
    day: date = TODAY - timedelta(days=30),
    weight: int = 1,
) -> None:
    """Something that two organisations did on a day."""
    record_event(
        session,
        network_id=network.id,
        layer=layer,
        kind=kind,
        source_id=one.id,
        target_id=other.id,
        day=day,
        weight=weight,
        evidence=f"test:{next(_evidence)}",
    )


def a_trust(
    session: Session,
    network: Network,
    one: Organisation,
    other: Organisation,
    *,
    day: date = TODAY - timedelta(days=30),
    withdrawn: bool = False,
) -> None:
    """One organisation declares trust in another, or withdraws it."""
    kind = TieKind.TRUST_WITHDRAWN if withdrawn else TieKind.TRUST_DECLARED
    a_tie(
        session,
        network,
        one,
        other,
        layer=Layer.DECLARED_TRUST,
        kind=kind,
        day=day,
        weight=0 if withdrawn else 1,
    )


def woven(
    session: Session,
    network: Network,
    organisations: list[Organisation],
    pairs: Iterable[tuple[int, int]],
    *,
    layer: Layer = Layer.JOINT_PURCHASE,
    day: date = TODAY - timedelta(days=30),
) -> None:
    """Ties between organisations, by their places in the list."""
    for one, other in pairs:
        a_tie(
            session,
            network,
            organisations[one],
            organisations[other],
            layer=layer,
            day=day,
        )
