"""What is known of organisations beside their ties, for services and queries."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from network.core.advice.surroundings import LeadFact, Surroundings, ordered
from network.models.advice import (
    CoordinatorTask,
    Introduction,
    IntroductionState,
    Lead,
    TaskState,
)
from network.models.facts import active_ties, members_on
from network.models.organisations import (
    NetworkMembership,
    Organisation,
    OrganisationChain,
    Place,
)
from network.models.ties import Layer, Tie
from network.models.trust import TrustTerms

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from network.core.advice.surroundings import Pair


def surroundings_on(
    session: Session, network_id: int, day: date, *, rejected_since: datetime
) -> Surroundings:
    """Return what is known of the organisations of a network on a day.

    Args:
        session: The open transaction.
        network_id: The network.
        day: Day on which they are inside and their trust is active.
        rejected_since: Pairs that a coordinator rejected from then on are not
            to be proposed.
    """
    inside = members_on(session, network_id, day)
    return Surroundings(
        chains=_chains(session, network_id, day),
        places=_places(session, network_id, day),
        trusted=_trusted(session, network_id, day),
        leads=_leads(session, network_id, inside),
        refused=_rejected(session, network_id, rejected_since),
        standing=_pairs(session, network_id, IntroductionState.PROPOSED),
        planned=_planned(session, network_id),
    )


def _chains(
    session: Session, network_id: int, day: date
) -> Mapping[int, frozenset[str]]:
    rows = session.execute(
        select(OrganisationChain.organisation_id, OrganisationChain.chain)
        .join(
            NetworkMembership,
            NetworkMembership.organisation_id == OrganisationChain.organisation_id,
        )
        .where(
            NetworkMembership.network_id == network_id, NetworkMembership.held_on(day)
        )
        .order_by(OrganisationChain.organisation_id, OrganisationChain.chain)
    )
    found: defaultdict[int, set[str]] = defaultdict(set)
    for organisation_id, chain in rows:
        found[organisation_id].add(chain)
    return {key: frozenset(chains) for key, chains in found.items()}


def _places(
    session: Session, network_id: int, day: date
) -> Mapping[int, tuple[float, float]]:
    """Return where each organisation is: its place, or the one around it."""
    around = aliased(Place)
    latitude = func.coalesce(Place.latitude, around.latitude)
    longitude = func.coalesce(Place.longitude, around.longitude)
    rows = session.execute(
        select(Organisation.id, latitude, longitude)
        .join(NetworkMembership, NetworkMembership.organisation_id == Organisation.id)
        .join(Place, Place.id == Organisation.place_id)
        .outerjoin(around, around.id == Place.parent_id)
        .where(
            NetworkMembership.network_id == network_id,
            NetworkMembership.held_on(day),
            latitude.is_not(None),
            longitude.is_not(None),
        )
        .order_by(Organisation.id)
    )
    return {key: (float(north), float(east)) for key, north, east in rows}


def _trusted(
    session: Session, network_id: int, day: date
) -> Mapping[int, frozenset[int]]:
    """Return who trusts whom, as far as it may be told to introduce others.

    Trust seen in deeds may; declared trust if both sides declared it and both
    let the network tell it.
    """
    deeds = active_ties(session, network_id, day, layers=[Layer.OBSERVED_TRUST])
    declared = active_ties(session, network_id, day, layers=[Layer.DECLARED_TRUST])
    arcs = {(fact.source, fact.target) for fact in deeds}
    open_arcs = _told_openly(session, network_id) if declared else frozenset()
    arcs |= {
        (fact.source, fact.target)
        for fact in declared
        if {(fact.source, fact.target), (fact.target, fact.source)} <= open_arcs
    }
    found: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in arcs:
        found[one].add(other)
        found[other].add(one)
    return {key: frozenset(others) for key, others in found.items()}


def _told_openly(session: Session, network_id: int) -> frozenset[Pair]:
    """Return the declarations that the network may tell to introduce others."""
    rows = session.execute(
        select(Tie.source_id, Tie.target_id)
        .join(TrustTerms, TrustTerms.tie_id == Tie.id)
        .where(
            Tie.network_id == network_id,
            Tie.layer == Layer.DECLARED_TRUST,
            TrustTerms.may_introduce,
        )
    )
    return frozenset((one, other) for one, other in rows)


def _leads(
    session: Session, network_id: int, inside: frozenset[int]
) -> Mapping[Pair, tuple[LeadFact, ...]]:
    rows = session.execute(
        select(Lead.kind, Lead.source_id, Lead.target_id, Lead.what, Lead.weight)
        .where(Lead.network_id == network_id)
        .order_by(Lead.id)
    )
    found: defaultdict[Pair, list[LeadFact]] = defaultdict(list)
    for kind, source, target, what, weight in rows:
        if source in inside and target in inside:
            fact = LeadFact(kind.value, source, target, what, weight)
            found[ordered(source, target)].append(fact)
    return {pair: tuple(facts) for pair, facts in found.items()}


def _rejected(session: Session, network_id: int, since: datetime) -> frozenset[Pair]:
    rows = session.execute(
        select(Introduction.one_id, Introduction.other_id).where(
            Introduction.network_id == network_id,
            Introduction.state == IntroductionState.REJECTED,
            Introduction.decided_at > since,
        )
    )
    return frozenset((one, other) for one, other in rows)


def _pairs(
    session: Session, network_id: int, state: IntroductionState
) -> frozenset[Pair]:
    rows = session.execute(
        select(Introduction.one_id, Introduction.other_id).where(
            Introduction.network_id == network_id, Introduction.state == state
        )
    )
    return frozenset((one, other) for one, other in rows)


def _planned(session: Session, network_id: int) -> frozenset[Pair]:
    """Return the pairs that a coordinator is already bringing together."""
    rows = session.execute(
        select(CoordinatorTask.one_id, CoordinatorTask.other_id).where(
            CoordinatorTask.network_id == network_id,
            CoordinatorTask.state == TaskState.OPEN,
        )
    )
    return frozenset((one, other) for one, other in rows)
