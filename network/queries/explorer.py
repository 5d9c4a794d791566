"""The explorer: a whole network to walk through, and the list beside it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from network.core.labels import short_names
from network.core.layout import HEIGHT, WIDTH
from network.models import (
    Layer,
    Organisation,
    OrganisationChain,
    SnapshotOrganisation,
)
from network.policy import Action, require_network
from network.queries.directory import NetworkCard, contains, network_card
from network.queries.localities import REGION, locality_of, located
from network.queries.woven import Woven, snapshot_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from network.policy import Actor

#: Rows of the list; who looks for more writes a part of the name.
MOST_ROWS = 100


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which organisations are wanted; empty parts do not matter.

    Attributes:
        month: One of the history; the latest when none.
        words: Parts of the name, in any order, accents and case ignored.
        layers: Only those with a tie of one of these kinds.
        chain: Code of a value chain.
        region: Name of a department or province.
    """

    month: str | None = None
    words: str = ""
    layers: frozenset[Layer] = frozenset()
    chain: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class ExplorerRow:
    """An organisation in the list beside the drawing."""

    id: int
    name: str
    place: str
    degree: int


@dataclass(frozen=True, slots=True)
class ExplorerPage:
    """The explorer before anything is drawn.

    Attributes:
        network: The network.
        month: Month it shows; none when it was never measured.
        rows: Those that fit, those with most ties first; at most 100.
        total: How many fit.
        regions: Departments and provinces with organisations of the network.
        chains: Codes of the value chains they work in.
    """

    network: NetworkCard
    month: str | None
    rows: tuple[ExplorerRow, ...]
    total: int
    regions: tuple[str, ...]
    chains: tuple[str, ...]


def explorer_page(
    session: Session, network_id: int, wanted: Sieve, *, actor: Actor, day: date
) -> ExplorerPage:
    """Return the list of the explorer and what it can be narrowed by.

    Args:
        session: The open transaction.
        network_id: The network.
        wanted: Which organisations.
        actor: Who looks.
        day: Today, for a network that was never measured.

    Raises:
        NotFoundError: If the actor has nothing to do with the network, or it
            was not measured in that month.
    """
    require_network(actor, Action.SEE_NETWORK, network_id)
    snapshot = snapshot_of(session, network_id, wanted.month)
    on = snapshot.day if snapshot else day
    degree = func.coalesce(SnapshotOrganisation.degree, 0)
    inside = located(network_id, on)
    fitting = (
        inside.add_columns(degree)
        .outerjoin(
            SnapshotOrganisation,
            and_(
                SnapshotOrganisation.organisation_id == Organisation.id,
                SnapshotOrganisation.snapshot_id == (snapshot.id if snapshot else None),
            ),
        )
        .where(*_conditions(wanted))
    )
    rows = session.execute(
        fitting.order_by(None)
        .order_by(degree.desc(), Organisation.search_key, Organisation.id)
        .limit(MOST_ROWS)
    ).all()
    return ExplorerPage(
        network=network_card(session, network_id, actor=actor),
        month=snapshot.month if snapshot else None,
        rows=tuple(
            ExplorerRow(row[0], row[1], locality_of(row).words, row[-1]) for row in rows
        ),
        total=_count(session, fitting),
        regions=_regions(session, inside),
        chains=_chains(session, inside),
    )


def explorer_document(whole: Woven, chain_names: Mapping[str, str]) -> dict[str, Any]:
    """Return a network as the explorer's script reads it.

    Nothing private: names, places, and the ties that everybody may know; no
    weight, day, reason or score.

    Args:
        whole: The network.
        chain_names: Names of the value chains by code.
    """
    number = {each.id: at for at, each in enumerate(whole.organisations)}
    shorts = short_names([each.name for each in whole.organisations])
    pairs: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)
    for tie in whole.ties:
        ends = sorted((number[tie.source], number[tie.target]))
        pairs[tie.layer.value].add((ends[0], ends[1]))
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "month": whole.month,
        "day": whole.day.isoformat(),
        "fields": ["id", "name", "short", "x", "y", "place", "region", "chains"],
        "organisations": [
            [
                each.id,
                each.name,
                short,
                each.x,
                each.y,
                each.locality.name,
                each.locality.region,
                list(each.chains),
            ]
            for each, short in zip(whole.organisations, shorts, strict=True)
        ],
        "chains": {
            code: chain_names.get(code, code)
            for code in sorted(
                {code for each in whole.organisations for code in each.chains}
            )
        },
        "ties": {layer: sorted(found) for layer, found in sorted(pairs.items())},
    }


def _conditions(wanted: Sieve) -> Iterator[ColumnElement[bool]]:
    if wanted.words:
        yield contains(Organisation.search_key, wanted.words)
    if wanted.region:
        yield REGION.in_([wanted.region])
    if wanted.chain:
        yield Organisation.id.in_(
            select(OrganisationChain.organisation_id).where(
                OrganisationChain.chain == wanted.chain
            )
        )
    if wanted.layers:
        yield or_(
            *(
                SnapshotOrganisation.degrees[layer.value].as_integer() > 0
                for layer in sorted(wanted.layers)
            )
        )


def _count(session: Session, fitting: Select[*tuple[Any, ...]]) -> int:
    keys = fitting.with_only_columns(Organisation.id).order_by(None).subquery()
    return session.scalar(select(func.count()).select_from(keys)) or 0


def _regions(session: Session, inside: Select[*tuple[Any, ...]]) -> tuple[str, ...]:
    names = inside.with_only_columns(REGION).order_by(None).distinct()
    return tuple(sorted(session.scalars(names)))


def _chains(session: Session, inside: Select[*tuple[Any, ...]]) -> tuple[str, ...]:
    keys = inside.with_only_columns(Organisation.id).order_by(None)
    return tuple(
        session.scalars(
            select(OrganisationChain.chain)
            .where(OrganisationChain.organisation_id.in_(keys))
            .distinct()
            .order_by(OrganisationChain.chain)
        )
    )
