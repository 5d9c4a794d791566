"""The *red distribuida*: who has a tie with whom, drawn and listed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from network.core.distribution import Distribution, degrees, distribution
from network.core.graph import build_graph
from network.core.layout import HEIGHT, WIDTH, Line, Spot, lay_out, line_between
from network.models import Layer, NetworkMembership, Tie
from network.policy import Action, require_network
from network.queries.directory import OrganisationCard, network_organisations
from network.queries.trust import TRUST_DAYS

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.policy import Actor


@dataclass(frozen=True, slots=True)
class TieRow:
    """A tie between two organisations in one layer.

    Attributes:
        source_id: One end; who trusts, when the layer has a direction.
        target_id: The other end.
        layer: Kind of tie.
        weight: Sum of its events.
        last_day: Day of the last event.
        is_mutual: Whether both sides declared it; true where none declares.
    """

    source_id: int
    target_id: int
    layer: Layer
    weight: int
    last_day: date
    is_mutual: bool


@dataclass(frozen=True, slots=True)
class DrawnNode:
    """An organisation in the drawing and in the table beside it.

    Attributes:
        card: The organisation.
        spot: Where it stands; none for the supporting one, which is left out.
        degree: With how many others it has a tie.
        neighbours: Names of those others, in order.
        layers: Kinds of its ties, in order.
        holds_together: Whether its group falls apart without it.
        is_supporting: Whether it is left out of the measures.
    """

    card: OrganisationCard
    spot: Spot | None
    degree: int
    neighbours: tuple[str, ...]
    layers: tuple[Layer, ...]
    holds_together: bool
    is_supporting: bool


@dataclass(frozen=True, slots=True)
class DrawnTie:
    """A line of the drawing: where it runs, its layer and whom it joins."""

    line: Line
    layer: Layer
    names: tuple[str, str]


@dataclass(frozen=True, slots=True)
class NetworkPicture:
    """The page of a network's ties.

    Attributes:
        nodes: Every organisation, those with most ties first.
        ties: The lines of the drawing, one per pair and layer.
        spread: The measures.
        alone: Names of the organisations without ties.
        bridges: Names of those without which a group falls apart.
        width: Width of the drawing.
        height: Height of the drawing.
    """

    nodes: tuple[DrawnNode, ...]
    ties: tuple[DrawnTie, ...]
    spread: Distribution
    alone: tuple[str, ...]
    bridges: tuple[str, ...]
    width: int = WIDTH
    height: int = HEIGHT


def ties_of_network(
    session: Session, network_id: int, *, actor: Actor, day: date
) -> list[TieRow]:
    """Return the ties of a network that count on a day.

    A declared trust counts while it is not withdrawn and for a year; whether
    only one side declared it is for those two sides alone, so one-sided
    declarations are left out.

    Raises:
        NotFoundError: If the actor has nothing to do with the network.
    """
    require_network(actor, Action.SEE_NETWORK, network_id)
    return _ties(session, network_id, day)


def network_picture(
    session: Session, network_id: int, *, actor: Actor, day: date
) -> NetworkPicture:
    """Return the organisations of a network and their ties, measured and drawn.

    Raises:
        NotFoundError: If the actor has nothing to do with the network.
    """
    require_network(actor, Action.SEE_NETWORK, network_id)
    cards = {
        card.id: card for card in network_organisations(session, network_id, day=day)
    }
    ties = [
        tie
        for tie in _ties(session, network_id, day)
        if tie.source_id in cards and tie.target_id in cards
    ]
    supporting = _supporting(session, network_id, day)
    graph = build_graph(
        cards, ((tie.source_id, tie.target_id) for tie in ties), without=supporting
    )
    spread = distribution(graph)
    spots = lay_out(graph)
    layers: defaultdict[int, set[Layer]] = defaultdict(set)
    for tie in ties:
        layers[tie.source_id].add(tie.layer)
        layers[tie.target_id].add(tie.layer)
    counts = degrees(graph)
    nodes = [
        DrawnNode(
            card=card,
            spot=spots.get(key),
            degree=counts.get(key, 0),
            neighbours=tuple(
                sorted(cards[other].name for other in graph.adj.get(key, ()))
            ),
            layers=tuple(sorted(layers[key])),
            holds_together=key in spread.bridges,
            is_supporting=key in supporting,
        )
        for key, card in cards.items()
    ]
    return NetworkPicture(
        nodes=tuple(sorted(nodes, key=lambda node: -node.degree)),
        ties=_drawn(ties, spots, cards),
        spread=spread,
        alone=tuple(cards[key].name for key in spread.alone),
        bridges=tuple(cards[key].name for key in spread.bridges),
    )


def _ties(session: Session, network_id: int, day: date) -> list[TieRow]:
    rows = session.execute(
        select(Tie.source_id, Tie.target_id, Tie.layer, Tie.weight, Tie.last_day)
        .where(Tie.network_id == network_id, Tie.weight > 0)
        .order_by(Tie.id)
    ).all()
    trusts = {
        (row.source_id, row.target_id)
        for row in rows
        if row.layer is Layer.DECLARED_TRUST
        and row.last_day > day - timedelta(days=TRUST_DAYS)
    }
    ties = []
    for row in rows:
        is_trust = row.layer is Layer.DECLARED_TRUST
        is_mutual = (
            not is_trust
            or {
                (row.source_id, row.target_id),
                (row.target_id, row.source_id),
            }
            <= trusts
        )
        if is_mutual:
            ties.append(TieRow(*row, is_mutual=is_mutual))
    return ties


def _supporting(session: Session, network_id: int, day: date) -> frozenset[int]:
    return frozenset(
        session.scalars(
            select(NetworkMembership.organisation_id).where(
                NetworkMembership.network_id == network_id,
                NetworkMembership.is_supporting,
                NetworkMembership.held_on(day),
            )
        )
    )


def _drawn(
    ties: list[TieRow], spots: dict[int, Spot], cards: dict[int, OrganisationCard]
) -> tuple[DrawnTie, ...]:
    """Return one line per pair and layer, beside each other."""
    layers: defaultdict[tuple[int, int], set[Layer]] = defaultdict(set)
    for tie in ties:
        ends = sorted((tie.source_id, tie.target_id))
        if all(key in spots for key in ends):
            layers[ends[0], ends[1]].add(tie.layer)
    return tuple(
        DrawnTie(
            line_between(spots[one], spots[other], rank),
            layer,
            (cards[one].name, cards[other].name),
        )
        for (one, other), kinds in sorted(layers.items())
        for rank, layer in enumerate(sorted(kinds))
    )
