"""Small worlds of trust: what is said, kept and not kept."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from network.core.trust.degrees import TrustDegree
from network.models import Layer, TieKind
from network.policy import Role
from network.queries.actors import actor_of
from network.services.ties import record_event
from network.services.trust import TrustDeclaration, declare_trust
from tests.factories import NOW, TODAY, a_member

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from network.models import Network, Organisation
    from network.policy import Actor

_numbers = count(1)


def speaking_for(
    session: Session, organisation: Organisation, role: Role = Role.OFFICER
) -> Actor:
    """The actor that a person of the organisation is."""
    return actor_of(session, a_member(session, organisation, role).id, day=TODAY)


def trusts(
    session: Session,
    network: Network,
    one: Organisation,
    other: Organisation,
    *,
    day: date = TODAY,
    reason: str = "Cumplen siempre",
    degree: TrustDegree = TrustDegree.GOOD,
    tells: bool = False,
) -> bool:
    """One declares that it trusts the other."""
    said = TrustDeclaration(network.id, one.id, other.id, reason, degree, tells)
    officer = speaking_for(session, one)
    return declare_trust(session, said, actor=officer, day=day, now=NOW)


def befriends(
    session: Session,
    network: Network,
    *pairs: tuple[Organisation, Organisation],
    day: date = TODAY,
    tells: bool = False,
) -> None:
    """Both of each pair declare that they trust each other."""
    for one, other in pairs:
        trusts(session, network, one, other, day=day, tells=tells)
        trusts(session, network, other, one, day=day, tells=tells)


def keeps(
    session: Session,
    network: Network,
    promiser: Organisation,
    promisee: Organisation,
    kind: TieKind = TieKind.DELIVERED,
    *,
    day: date = TODAY,
    layer: Layer = Layer.OBSERVED_TRUST,
    matter: str | None = None,
) -> None:
    """Something happens to what was promised: kept or not, as the kind says."""
    number = next(_numbers)
    ends = (promisee.id, promiser.id)
    source, target = ends if layer is Layer.OBSERVED_TRUST else ends[::-1]
    record_event(
        session,
        network_id=network.id,
        layer=layer,
        kind=kind,
        source_id=source,
        target_id=target,
        day=day,
        weight=0 if kind is TieKind.CLAIM_FILED else 1,
        evidence=f"{matter or f'purchase:{number}'}:{kind}:{number}",
    )
