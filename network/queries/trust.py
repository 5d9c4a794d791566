"""Who trusts whom, for those who may know it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from network.models import Layer, NetworkMembership, Tie, TieEvent, TieKind
from network.policy import Action, require, require_network
from network.queries.directory import network_organisations

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.policy import Actor

#: A declaration that nobody renewed for a year does not count any more.
TRUST_DAYS = 365


@dataclass(frozen=True, slots=True)
class TrustRow:
    """What two organisations declared of each other, for one of them to read.

    Attributes:
        other_id: The other organisation.
        other: Its name.
        ours: Why we trust them, if we said so.
        theirs: Why they trust us, if they said so.
    """

    other_id: int
    other: str
    ours: str | None
    theirs: str | None


def trust_of(
    session: Session,
    network_id: int,
    organisation_id: int,
    *,
    actor: Actor,
    day: date,
) -> list[TrustRow]:
    """Return what an organisation and each other one declared of each other.

    Raises:
        NotFoundError: If the actor holds nothing in the organisation.
        NotAllowedError: If the actor does not declare trust for it.
    """
    require(actor, Action.DECLARE_TRUST, organisation_id)
    require_network(actor, Action.SEE_NETWORK, network_id)
    notes = _standing_notes(session, network_id, organisation_id, day)
    return [
        TrustRow(
            card.id,
            card.name,
            notes.get((organisation_id, card.id)),
            notes.get((card.id, organisation_id)),
        )
        for card in network_organisations(session, network_id, day=day)
        if card.id != organisation_id
    ]


def trusted_neighbours(
    session: Session, network_id: int, day: date
) -> dict[int, set[int]]:
    """Return whom each organisation trusts and is trusted by, on a day.

    Only what both sides declared, did not withdraw and renewed within a year,
    between organisations that are in the network on that day; for callers that
    asked already.

    Args:
        session: The open transaction.
        network_id: The network.
        day: Any day, past ones too: it is read from the events.

    Returns:
        Neighbours by organisation; who has none is not a key.
    """
    standing = _standing(session, network_id, day)
    inside = set(
        session.scalars(
            select(NetworkMembership.organisation_id).where(
                NetworkMembership.network_id == network_id,
                NetworkMembership.held_on(day),
            )
        )
    )
    found: defaultdict[int, set[int]] = defaultdict(set)
    for source_id, target_id in standing:
        is_mutual = (target_id, source_id) in standing
        if is_mutual and {source_id, target_id} <= inside:
            found[source_id].add(target_id)
    return dict(sorted(found.items()))


def _standing(
    session: Session, network_id: int, day: date
) -> dict[tuple[int, int], date]:
    """Return the day of each declaration that stands: source and target."""
    rows = session.execute(
        select(Tie.source_id, Tie.target_id, TieEvent.kind, TieEvent.day)
        .join(TieEvent, TieEvent.tie_id == Tie.id)
        .where(
            Tie.network_id == network_id,
            Tie.layer == Layer.DECLARED_TRUST,
            TieEvent.day > day - timedelta(days=TRUST_DAYS),
            TieEvent.day <= day,
        )
        .order_by(TieEvent.day, TieEvent.id)
    )
    found: dict[tuple[int, int], date] = {}
    for source_id, target_id, kind, said_on in rows:
        if kind is TieKind.TRUST_DECLARED:
            found[source_id, target_id] = said_on
        else:
            found.pop((source_id, target_id), None)
    return found


def _standing_notes(
    session: Session, network_id: int, organisation_id: int, day: date
) -> dict[tuple[int, int], str]:
    rows = session.execute(
        select(Tie.source_id, Tie.target_id, TieEvent.kind, TieEvent.note)
        .join(TieEvent, TieEvent.tie_id == Tie.id)
        .where(
            Tie.network_id == network_id,
            Tie.layer == Layer.DECLARED_TRUST,
            (Tie.source_id == organisation_id) | (Tie.target_id == organisation_id),
            Tie.last_day > day - timedelta(days=TRUST_DAYS),
        )
        .order_by(TieEvent.id)
    )
    notes: dict[tuple[int, int], str] = {}
    for source_id, target_id, kind, note in rows:
        if kind is TieKind.TRUST_DECLARED:
            notes[source_id, target_id] = note
        else:
            notes.pop((source_id, target_id), None)
    return notes
