"""An organisation in a network: its ties, its place, what hangs on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from network.errors import NotFoundError
from network.models import (
    Layer,
    NetworkMembership,
    NetworkSnapshot,
    Organisation,
    SnapshotOrganisation,
)
from network.models.facts import active_ties
from network.queries.directory import network_card
from network.queries.red.findings import names_of
from network.queries.red.readings import Named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from network.core.graph import TieFact
    from network.policy import Actor
    from network.queries.directory import NetworkCard


@dataclass(frozen=True, slots=True)
class TieWith:
    """A tie with another organisation, or both its directions.

    Attributes:
        other: With whom.
        since: Day of the first thing done.
        last_day: Day of the last one within the year.
        gives: Whether it sold to the other, or kept a promise to it.
        receives: Whether the other sold to it, or kept a promise to it.
    """

    other: Named
    since: date
    last_day: date
    gives: bool = False
    receives: bool = False


@dataclass(frozen=True, slots=True)
class LayerTies:
    """The active ties of one kind, the most recent first."""

    layer: Layer
    ties: tuple[TieWith, ...]


@dataclass(frozen=True, slots=True)
class PlaceInMonth:
    """How an organisation stood in a month."""

    month: str
    day: date
    degree: int
    cut_off: int


@dataclass(frozen=True, slots=True)
class OrganisationReading:
    """What the network knows of the ties of one of its organisations.

    Attributes:
        network: The network.
        organisation: The organisation.
        left_on: Day it left the network; none while it is in.
        is_supporting: Whether it accompanies the network and is not measured.
        layers: Its active ties, by kind, only those it has.
        neighbours: How many others it has a tie with.
        months: How it stood each month, the oldest first; empty if never
            measured.
        cut_off: Who would be cut off if it left, as last measured: the first.
        cut_off_count: How many they are.
    """

    network: NetworkCard
    organisation: Named
    left_on: date | None
    is_supporting: bool
    layers: tuple[LayerTies, ...]
    neighbours: int
    months: tuple[PlaceInMonth, ...]
    cut_off: tuple[Named, ...]
    cut_off_count: int


def organisation_reading(
    session: Session, network_id: int, organisation_id: int, *, actor: Actor, day: date
) -> OrganisationReading:
    """Return what the network knows of the ties of an organisation.

    Only what everybody in the network may know: declared trust appears when
    both sides declared it.

    Raises:
        NotFoundError: If the actor has nothing to do with the network, or the
            organisation was never in it.
    """
    network = network_card(session, network_id, actor=actor)
    name, memberships = _memberships(session, network_id, organisation_id)
    now = [each for each in memberships if _is_inside(each, day)]
    facts = _ties(session, network_id, organisation_id, day) if now else []
    others = {_other(fact, organisation_id) for fact in facts}
    months, hanging = _months(session, network_id, organisation_id)
    names = names_of(session, others | set(hanging))
    return OrganisationReading(
        network=network,
        organisation=Named(organisation_id, name),
        left_on=None if now else memberships[-1].until,
        is_supporting=any(each.is_supporting for each in now),
        layers=_layers(facts, organisation_id, names),
        neighbours=len(others),
        months=months,
        cut_off=tuple(names[key] for key in hanging) if now else (),
        cut_off_count=months[-1].cut_off if months and now else 0,
    )


def _memberships(
    session: Session, network_id: int, organisation_id: int
) -> tuple[str, Sequence[NetworkMembership]]:
    name = session.scalar(
        select(Organisation.name).where(Organisation.id == organisation_id)
    )
    held = session.scalars(
        select(NetworkMembership)
        .where(
            NetworkMembership.network_id == network_id,
            NetworkMembership.organisation_id == organisation_id,
        )
        .order_by(NetworkMembership.since, NetworkMembership.id)
    ).all()
    if name is None or not held:
        raise NotFoundError(organisation=organisation_id)
    return name, held


def _ties(
    session: Session, network_id: int, organisation_id: int, day: date
) -> list[TieFact]:
    """Return its ties with those that are in the network: what is measured."""
    facts = active_ties(session, network_id, day, touching=[organisation_id])
    others = {_other(fact, organisation_id) for fact in facts}
    inside = frozenset(
        session.scalars(
            select(NetworkMembership.organisation_id).where(
                NetworkMembership.network_id == network_id,
                NetworkMembership.organisation_id.in_(others),
                NetworkMembership.held_on(day),
            )
        )
    )
    return [fact for fact in facts if _other(fact, organisation_id) in inside]


def _is_inside(membership: NetworkMembership, day: date) -> bool:
    until = membership.until
    return membership.since <= day and (until is None or until > day)


def _other(fact: TieFact, organisation_id: int) -> int:
    return fact.target if fact.source == organisation_id else fact.source


def _giver(layer: Layer, fact: TieFact) -> int | None:
    """Return who gave: goods in trade, what was promised in observed trust."""
    givers = {Layer.TRADE: fact.source, Layer.OBSERVED_TRUST: fact.target}
    return givers.get(layer)


def _layers(
    facts: Iterable[TieFact], organisation_id: int, names: Mapping[int, Named]
) -> tuple[LayerTies, ...]:
    found: dict[Layer, dict[int, TieWith]] = {}
    for fact in facts:
        layer = Layer(fact.layer)
        ties = found.setdefault(layer, {})
        other = _other(fact, organisation_id)
        ties[other] = _joined(
            ties.get(other),
            TieWith(
                other=names[other],
                since=fact.first_day,
                last_day=fact.last_day,
                gives=organisation_id == _giver(layer, fact),
                receives=_other(fact, organisation_id) == _giver(layer, fact),
            ),
        )
    return tuple(
        LayerTies(layer, tuple(sorted(ties.values(), key=_latest_first)))
        for layer, ties in sorted(found.items())
    )


def _latest_first(tie: TieWith) -> tuple[int, str]:
    return -tie.last_day.toordinal(), tie.other.name


def _joined(one: TieWith | None, other: TieWith) -> TieWith:
    """Return both directions of a tie as one."""
    if one is None:
        return other
    return TieWith(
        other=one.other,
        since=min(one.since, other.since),
        last_day=max(one.last_day, other.last_day),
        gives=one.gives or other.gives,
        receives=one.receives or other.receives,
    )


def _months(
    session: Session, network_id: int, organisation_id: int
) -> tuple[tuple[PlaceInMonth, ...], Sequence[int]]:
    """Return the months of an organisation, and who hangs on it in the last."""
    rows = session.execute(
        select(
            NetworkSnapshot.month,
            NetworkSnapshot.day,
            SnapshotOrganisation.degree,
            SnapshotOrganisation.cut_off,
            SnapshotOrganisation.cut_off_ids,
        )
        .join(NetworkSnapshot, NetworkSnapshot.id == SnapshotOrganisation.snapshot_id)
        .where(
            NetworkSnapshot.network_id == network_id,
            SnapshotOrganisation.organisation_id == organisation_id,
        )
        .order_by(NetworkSnapshot.month)
    ).all()
    months = tuple(PlaceInMonth(*row[:4]) for row in rows)
    return months, rows[-1].cut_off_ids if rows else ()
