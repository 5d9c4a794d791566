"""Whom an organisation has not met and may trust through others."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from network.core.trust.degrees import TrustDegree
from network.core.trust.derived import derive
from network.models import Layer, Organisation, Tie, TrustTerms
from network.models.facts import ACTIVE_DAYS, members_on

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Introduced:
    """Somebody an organisation has not met and may trust through others.

    Attributes:
        other_id: Who.
        path: Names from the organisation to them, both included.
    """

    other_id: int
    path: tuple[str, ...]


def introduced_to(
    session: Session, network_id: int, organisation_id: int, day: date
) -> list[Introduced]:
    """Return whom an organisation may trust through others, the surest first.

    For callers that asked already.
    Its own ties count when both sides declared them; those of others only when
    both sides also let the network tell it.
    """
    told = _told(session, network_id, organisation_id, day)
    inside = members_on(session, network_id, day)
    statements: defaultdict[int, dict[int, float]] = defaultdict(dict)
    for (source_id, target_id), (degree, may_introduce) in told.items():
        back = told.get((target_id, source_id))
        if back is None or not {source_id, target_id} <= inside:
            continue
        is_own = organisation_id in {source_id, target_id}
        if is_own or (may_introduce and back[1]):
            statements[source_id][target_id] = degree.amount
    met = _met(session, network_id, organisation_id, day)
    derived = [
        one
        for one in derive(statements, organisation_id).values()
        if not one.is_declared and one.target_id not in met
    ]
    keys = {key for one in derived for key in one.path}
    names: dict[int, str] = dict(
        session.execute(
            select(Organisation.id, Organisation.name).where(
                Organisation.id.in_(sorted(keys))
            )
        ).all()
    )
    return [
        Introduced(one.target_id, tuple(names[key] for key in one.path))
        for one in sorted(derived, key=lambda one: (-one.score, one.target_id))
    ]


def _told(
    session: Session, network_id: int, organisation_id: int, day: date
) -> dict[tuple[int, int], tuple[TrustDegree, bool]]:
    """Return degree and permission of what stands: own ties, and told ones."""
    rows = session.execute(
        select(
            Tie.source_id, Tie.target_id, TrustTerms.degree, TrustTerms.may_introduce
        )
        .outerjoin(TrustTerms, TrustTerms.tie_id == Tie.id)
        .where(
            Tie.network_id == network_id,
            Tie.layer == Layer.DECLARED_TRUST,
            # A withdrawn trust weighs nothing.
            Tie.weight > 0,
            Tie.last_day > day - timedelta(days=ACTIVE_DAYS),
            (Tie.source_id == organisation_id)
            | (Tie.target_id == organisation_id)
            | TrustTerms.may_introduce,
        )
        .order_by(Tie.id)
    )
    return {
        (source_id, target_id): (degree or TrustDegree.GOOD, bool(may_introduce))
        for source_id, target_id, degree, may_introduce in rows
    }


def _met(
    session: Session, network_id: int, organisation_id: int, day: date
) -> set[int]:
    """Return with whom an organisation did something within the year."""
    rows = session.execute(
        select(Tie.source_id, Tie.target_id).where(
            Tie.network_id == network_id,
            (Tie.source_id == organisation_id) | (Tie.target_id == organisation_id),
            Tie.last_day > day - timedelta(days=ACTIVE_DAYS),
        )
    )
    return {key for ends in rows for key in ends} - {organisation_id}
