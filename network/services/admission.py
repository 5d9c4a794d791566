"""What the assembly elected and decided about trust, written down."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from network.core.text import clean_name
from network.core.trust.endorsement import ensure_needed
from network.core.trust.evidence import ensure_half_life
from network.db import lock
from network.errors import ConflictError, InvalidError, NotFoundError
from network.models import (
    Network,
    NetworkMembership,
    Organisation,
    TrustRules,
    TrustSeed,
)
from network.policy import Action, require_network
from network.services import audit

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor

LONGEST_ACT = 40
LONGEST_REASON = 300

#: What people write before the number of some minutes.
_MINUTES = re.compile(r"^acta\b\s*(?:n\.?\s?[º°o]\.?\s*|número\s+)?", re.IGNORECASE)


class ElectionUnprovedError(InvalidError):
    """An election has the number of its minutes, or two people who saw it."""


class ElectionAheadError(InvalidError):
    """An assembly is written down after it was held."""


class AlreadySeedError(ConflictError):
    """The organisation is a seed of the network already."""


class SeedEndedError(ConflictError):
    """The organisation is no seed any more."""


class EndNeedsReasonError(InvalidError):
    """What the assembly elected ends with a reason."""


class RulesWithoutActError(InvalidError):
    """Rules are those of an assembly, with the number of its minutes."""


@dataclass(frozen=True, slots=True)
class SeedElection:
    """What an assembly decided: who vouches for others.

    Attributes:
        network_id: Whose assembly.
        organisation_id: Who was elected.
        elected_on: Day of the assembly.
        act: Number of its minutes; may be empty with two witnesses.
        witness_one: Somebody who was there.
        witness_two: Somebody else who was there.
    """

    network_id: int
    organisation_id: int
    elected_on: date
    act: str = ""
    witness_one: str = ""
    witness_two: str = ""


@dataclass(frozen=True, slots=True)
class SeedEnding:
    """Why a seed vouches for others no longer."""

    network_id: int
    seed_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class RulesDecision:
    """What an assembly decided about how trust is counted.

    Attributes:
        network_id: Whose assembly.
        half_life_days: Days after which a fact counts half, 180 to 730.
        needed_endorsements: How many admit, 1 to 5; a seed's alone is enough.
        decided_on: Day of the assembly.
        act: Number of its minutes.
    """

    network_id: int
    half_life_days: int
    needed_endorsements: int
    decided_on: date
    act: str


def elect_seed(
    session: Session, election: SeedElection, *, actor: Actor, day: date, now: datetime
) -> int:
    """Write down that the assembly elected a seed, and return its key.

    Raises:
        NotFoundError: If the actor has nothing to do with the network, or the
            organisation is not in it.
        NotAllowedError: If the actor does not coordinate it.
        ElectionAheadError: If the assembly is still to come.
        ElectionUnprovedError: Without minutes and without two people.
        AlreadySeedError: If it is a seed already.
    """
    require_network(actor, Action.KEEP_TRUST_GATE, election.network_id)
    proof = _proof(election)
    if election.elected_on > day:
        raise ElectionAheadError
    # Locked so that two coordinators do not write it down twice.
    lock(session, Network, election.network_id)
    _require_inside(session, election, day)
    if _open_seed(session, election) is not None:
        raise AlreadySeedError(organisation=election.organisation_id)
    act, witness_one, witness_two = proof
    row = TrustSeed(
        network_id=election.network_id,
        organisation_id=election.organisation_id,
        elected_on=election.elected_on,
        act=act,
        witness_one=witness_one,
        witness_two=witness_two,
        recorded_by=actor.person_id,
        recorded_at=now,
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor=actor,
        deed="seed.elected",
        subject="organisation",
        subject_id=election.organisation_id,
        organisation_id=election.organisation_id,
        network_id=election.network_id,
        at=now,
        name=session.get_one(Organisation, election.organisation_id).name,
        number=act,
    )
    return row.id


def end_seed(
    session: Session, ending: SeedEnding, *, actor: Actor, day: date, now: datetime
) -> None:
    """Write down that an organisation vouches for others no longer.

    Raises:
        NotFoundError: If the actor has nothing to do with the network, or it
            has no such seed.
        NotAllowedError: If the actor does not coordinate it.
        EndNeedsReasonError: Without a reason.
        SeedEndedError: If it ended already.
    """
    require_network(actor, Action.KEEP_TRUST_GATE, ending.network_id)
    told = clean_name(ending.reason, LONGEST_REASON)
    if len(told) < 5:
        raise EndNeedsReasonError
    row = lock(session, TrustSeed, ending.seed_id)
    if row.network_id != ending.network_id:
        raise NotFoundError(seed=ending.seed_id)
    if row.ended_on is not None:
        raise SeedEndedError(day=row.ended_on)
    row.ended_on = max(day, row.elected_on)
    row.ended_by, row.ending_reason = actor.person_id, told
    session.flush()
    audit.record(
        session,
        actor=actor,
        deed="seed.ended",
        subject="organisation",
        subject_id=row.organisation_id,
        organisation_id=row.organisation_id,
        network_id=ending.network_id,
        at=now,
        name=session.get_one(Organisation, row.organisation_id).name,
        reason=told,
    )


def decide_rules(
    session: Session, decision: RulesDecision, *, actor: Actor, day: date, now: datetime
) -> None:
    """Write down how the assembly wants trust to be counted.

    Raises:
        NotFoundError: If the actor has nothing to do with the network.
        NotAllowedError: If the actor does not coordinate it.
        RulesWithoutActError: Without the number of the minutes.
        ElectionAheadError: If the assembly is still to come.
        HalfLifeError: If the half-life is out of bounds.
        NeededEndorsementsError: If the endorsements are out of bounds.
    """
    require_network(actor, Action.KEEP_TRUST_GATE, decision.network_id)
    half_life = ensure_half_life(decision.half_life_days)
    needed = ensure_needed(decision.needed_endorsements)
    act = _act(decision.act)
    if not act:
        raise RulesWithoutActError
    if decision.decided_on > day:
        raise ElectionAheadError
    lock(session, Network, decision.network_id)
    row = session.get(TrustRules, decision.network_id, populate_existing=True)
    if row is None:
        row = TrustRules(network_id=decision.network_id)
        session.add(row)
    row.half_life_days, row.needed_endorsements = half_life, needed
    row.decided_on, row.act = decision.decided_on, act
    row.recorded_by, row.recorded_at = actor.person_id, now
    session.flush()
    audit.record(
        session,
        actor=actor,
        deed="trust.rules_decided",
        subject="network",
        subject_id=decision.network_id,
        network_id=decision.network_id,
        at=now,
        number=act,
    )


def _act(text: str) -> str:
    """Return the number of some minutes: "Acta n.º 4" is "4"."""
    return _MINUTES.sub("", clean_name(text, LONGEST_ACT))


def _proof(election: SeedElection) -> tuple[str, str, str]:
    act = _act(election.act)
    one, other = (
        clean_name(name) for name in (election.witness_one, election.witness_two)
    )
    if not act and (min(len(one), len(other)) < 2 or one.lower() == other.lower()):
        raise ElectionUnprovedError
    return act, one, other


def _require_inside(session: Session, election: SeedElection, day: date) -> None:
    inside = session.scalar(
        select(NetworkMembership.id).where(
            NetworkMembership.network_id == election.network_id,
            NetworkMembership.organisation_id == election.organisation_id,
            # Who accompanies the network vouches for nobody in it.
            NetworkMembership.is_supporting.is_(False),
            NetworkMembership.held_on(day),
        )
    )
    if inside is None:
        raise NotFoundError(organisation=election.organisation_id)


def _open_seed(session: Session, election: SeedElection) -> int | None:
    return session.scalar(
        select(TrustSeed.id).where(
            TrustSeed.network_id == election.network_id,
            TrustSeed.organisation_id == election.organisation_id,
            TrustSeed.ended_on.is_(None),
        )
    )
