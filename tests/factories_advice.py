"""Small worlds of advice: a star of organisations, and proposals for it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import networkx as nx
from sqlalchemy import select

from network.models import Introduction, IntroductionState, Layer, TieKind
from network.models.facts import active_ties, members_on, supporting_on
from network.services.advice import refresh_introductions
from network.services.ties import record_event
from tests.factories import NOW, TODAY, an_organisation

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.models import Network, Organisation


def a_tie(
    session: Session,
    network: Network,
    one: Organisation,
    other: Organisation,
    *,
    layer: Layer = Layer.JOINT_PURCHASE,
    day: date = TODAY - timedelta(days=30),
) -> None:
    """Something two organisations did together."""
    record_event(
        session,
        network_id=network.id,
        layer=layer,
        kind=TieKind.BOUGHT_TOGETHER,
        source_id=one.id,
        target_id=other.id,
        day=day,
        weight=1,
        evidence=f"test:{layer}:{one.id}:{other.id}:{day}",
    )


def a_star(session: Session, network: Network, leaves: int = 4) -> list[Organisation]:
    """A hub, first, and its leaves, which only know the hub."""
    names = ["La Palma", "El Roble", "Las Delicias", "Buenavista", "El Mirador"]
    some = [
        an_organisation(
            session,
            network=network,
            name=f"Asociación {names[number % 5]} {number or ''}".strip(),
        )
        for number in range(leaves + 1)
    ]
    for leaf in some[1:]:
        a_tie(session, network, some[0], leaf)
    return some


def graph_of(session: Session, network: Network, day: date = TODAY) -> nx.Graph[int]:
    """The active ties of a network, as the snapshot sees them."""
    inside = members_on(session, network.id, day)
    inside -= supporting_on(session, network.id, day)
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(sorted(inside))
    graph.add_edges_from(
        (fact.source, fact.target)
        for fact in active_ties(session, network.id, day)
        if fact.source in inside and fact.target in inside
    )
    return graph


def advised(session: Session, network: Network) -> list[Introduction]:
    """The proposals of a network, worked out now, the best first."""
    graph = graph_of(session, network)
    refresh_introductions(session, network.id, graph, day=TODAY, now=NOW)
    return proposed(session, network)


def proposed(session: Session, network: Network) -> list[Introduction]:
    """The proposals nobody decided on, the best first."""
    return list(
        session.scalars(
            select(Introduction)
            .where(
                Introduction.network_id == network.id,
                Introduction.state == IntroductionState.PROPOSED,
            )
            .order_by(Introduction.rank)
        )
    )
