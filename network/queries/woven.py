"""A whole network on a day, for the explorer, the map and the files to take away.

Only what everybody in the network may know: declared trust appears when both
sides declared it, and no reason, note or score of trust is ever read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from network.core.graph import flatten, weave
from network.core.layout import HEIGHT, MARGIN, WIDTH, lay_out
from network.errors import NotFoundError
from network.models import (
    Layer,
    NetworkMembership,
    NetworkSnapshot,
    OrganisationChain,
    OrganisationKind,
    SnapshotOrganisation,
)
from network.policy import Action, require_network
from network.queries.directory import NetworkCard, network_card
from network.queries.facts import tie_facts
from network.queries.localities import Locality, locality_of, located

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from network.core.graph import TieFact
    from network.policy import Actor


@dataclass(frozen=True, slots=True)
class WantedTies:
    """Which ties, of when.

    Attributes:
        month: Such as ``2026-11``; the latest measured, or today, when none.
        layers: Only these kinds of tie; all when empty.
    """

    month: str | None = None
    layers: frozenset[Layer] = frozenset()


@dataclass(frozen=True, slots=True)
class WovenOrganisation:
    """An organisation, and where it stands in the drawing of 1000 by 700."""

    id: int
    name: str
    kind: OrganisationKind
    locality: Locality
    chains: tuple[str, ...]
    x: int
    y: int
    community: int


@dataclass(frozen=True, slots=True)
class WovenTie:
    """What is between two organisations in one layer, over the last year."""

    source: int
    target: int
    layer: Layer
    weight: int
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Woven:
    """A network on a day, without those who support all the others.

    Attributes:
        network: The network.
        month: Month of the coordinates; none when it was never measured.
        day: Day on which the ties were active.
        organisations: By name.
        ties: By layer, source and target; both ends are in ``organisations``.
    """

    network: NetworkCard
    month: str | None
    day: date
    organisations: tuple[WovenOrganisation, ...]
    ties: tuple[WovenTie, ...]

    def degrees(self) -> dict[int, int]:
        """Return with how many others each organisation has a tie."""
        others: dict[int, set[int]] = {each.id: set() for each in self.organisations}
        for tie in self.ties:
            others[tie.source].add(tie.target)
            others[tie.target].add(tie.source)
        return {key: len(found) for key, found in others.items()}


def woven(
    session: Session,
    network_id: int,
    wanted: WantedTies,
    *,
    actor: Actor,
    day: date,
) -> Woven:
    """Return a whole network, its ties and its places.

    Args:
        session: The open transaction.
        network_id: The network.
        wanted: Month and layers.
        actor: Who looks.
        day: Today, for a network that was never measured.

    Raises:
        NotFoundError: If the actor has nothing to do with the network, or it
            was not measured in that month.
    """
    require_network(actor, Action.SEE_NETWORK, network_id)
    network = network_card(session, network_id, actor=actor)
    snapshot = snapshot_of(session, network_id, wanted.month)
    on = snapshot.day if snapshot else day
    rows = session.execute(located(network_id, on)).all()
    keys = [row[0] for row in rows]
    facts = tie_facts(session, network_id, on, layers=wanted.layers or None)
    spots = _stored(session, snapshot.id, keys) if snapshot else _fresh(keys, facts)
    chains = _chains(session, network_id, on)
    organisations = tuple(_organisation(row, spots, chains) for row in rows)
    return Woven(
        network=network,
        month=snapshot.month if snapshot else None,
        day=on,
        organisations=organisations,
        ties=_inside(facts, {each.id for each in organisations}),
    )


class Measured(NamedTuple):
    """A snapshot: its key, month and day."""

    id: int
    month: str
    day: date


def snapshot_of(
    session: Session, network_id: int, month: str | None
) -> Measured | None:
    """Return the snapshot of a month, or the latest; none if never measured.

    Raises:
        NotFoundError: If the network was not measured in that month.
    """
    statement = (
        select(NetworkSnapshot.id, NetworkSnapshot.month, NetworkSnapshot.day)
        .where(NetworkSnapshot.network_id == network_id)
        .order_by(NetworkSnapshot.month.desc())
        .limit(1)
    )
    if month is not None:
        statement = statement.where(NetworkSnapshot.month == month)
    row = session.execute(statement).first()
    if row is None and month is not None:
        raise NotFoundError(month=month)
    return Measured(*row) if row else None


def _organisation(
    row: Sequence[Any], spots: dict[int, _Spot], chains: dict[int, list[str]]
) -> WovenOrganisation:
    key, name, kind, *_place = row
    spot = spots[key]
    return WovenOrganisation(
        id=key,
        name=name,
        kind=kind,
        locality=locality_of(row),
        chains=tuple(chains.get(key, ())),
        x=spot.x,
        y=spot.y,
        community=spot.community,
    )


class _Spot(NamedTuple):
    x: int
    y: int
    community: int


def _stored(
    session: Session, snapshot_id: int, keys: Sequence[int]
) -> dict[int, _Spot]:
    """Return where each was drawn; at the foot who came since."""
    rows = session.execute(
        select(
            SnapshotOrganisation.organisation_id,
            SnapshotOrganisation.x,
            SnapshotOrganisation.y,
            SnapshotOrganisation.community,
        )
        .where(SnapshotOrganisation.snapshot_id == snapshot_id)
        .order_by(SnapshotOrganisation.organisation_id)
    )
    held = {row[0]: _Spot(*row[1:]) for row in rows}
    width = WIDTH - 2 * MARGIN
    newer = [key for key in keys if key not in held]
    return held | {
        key: _Spot(MARGIN + width * at // len(newer), HEIGHT - MARGIN // 2, 0)
        for at, key in enumerate(newer)
    }


def _fresh(keys: Sequence[int], facts: Iterable[TieFact]) -> dict[int, _Spot]:
    """Return where each would be drawn in a network that was never measured."""
    spots = lay_out(flatten(weave(keys, facts)))
    return {key: _Spot(spot.x, spot.y, 0) for key, spot in spots.items()}


def _chains(session: Session, network_id: int, day: date) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    inside = select(NetworkMembership.organisation_id).where(
        NetworkMembership.network_id == network_id, NetworkMembership.held_on(day)
    )
    for key, chain in session.execute(
        select(OrganisationChain.organisation_id, OrganisationChain.chain)
        .where(OrganisationChain.organisation_id.in_(inside))
        .order_by(OrganisationChain.organisation_id, OrganisationChain.chain)
    ):
        found.setdefault(key, []).append(chain)
    return found


def _inside(facts: Iterable[TieFact], keys: set[int]) -> tuple[WovenTie, ...]:
    return tuple(
        WovenTie(
            fact.source,
            fact.target,
            Layer(fact.layer),
            fact.weight,
            fact.first_day,
            fact.last_day,
        )
        for fact in facts
        if fact.source in keys and fact.target in keys
    )
