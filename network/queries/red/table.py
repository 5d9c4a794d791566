"""The table of a network: a page of organisations, those with most ties first."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from network.models import Layer, Organisation, Place, SnapshotOrganisation
from network.models.facts import active_ties
from network.policy import Action, require_network
from network.queries.directory import contains
from network.queries.red.chosen import Chosen, chosen
from network.queries.red.readings import Named, TablePage, TableRow, WantedRows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from network.policy import Actor

PAGE_LENGTH = 50
#: So many neighbours of each organisation are named.
FEW = 6
#: So many are looked at, since some are not measured any more.
_LOOKED_AT = 30
_Wider = aliased(Place)


def table_page(
    session: Session, network_id: int, wanted: WantedRows, *, actor: Actor
) -> TablePage:
    """Return a page of the table, as last measured in the month.

    Returns:
        No rows when the network was never measured, or not in that month.

    Raises:
        NotFoundError: If the actor has nothing to do with the network.
    """
    require_network(actor, Action.SEE_NETWORK, network_id)
    snapshot = chosen(session, network_id, wanted.month)
    if snapshot is None:
        return TablePage((), None, 0)
    fits = list(_conditions(snapshot, wanted))
    rows = session.execute(
        _rows(fits + list(_beyond(wanted)))
        .order_by(
            SnapshotOrganisation.degree.desc(), SnapshotOrganisation.organisation_id
        )
        .limit(PAGE_LENGTH + 1)
    ).all()
    shown = rows[:PAGE_LENGTH]
    neighbours = _neighbours(session, snapshot, [row.id for row in shown])
    last = shown[-1] if len(rows) > PAGE_LENGTH else None
    return TablePage(
        rows=tuple(_row(row, neighbours) for row in shown),
        next_after=(last.degree, last.id) if last else None,
        total=_total(session, snapshot, wanted, fits),
    )


def _conditions(snapshot: Chosen, wanted: WantedRows) -> Iterator[ColumnElement[bool]]:
    yield SnapshotOrganisation.snapshot_id == snapshot.id
    if wanted.community is not None:
        yield SnapshotOrganisation.community == wanted.community
    if wanted.words.strip():
        yield contains(Organisation.search_key, wanted.words)


def _beyond(wanted: WantedRows) -> Iterator[ColumnElement[bool]]:
    """Yield the condition of coming after the page before."""
    if wanted.after is not None:
        degree, key = wanted.after
        yield or_(
            SnapshotOrganisation.degree < degree,
            and_(
                SnapshotOrganisation.degree == degree,
                SnapshotOrganisation.organisation_id > key,
            ),
        )


def _rows(conditions: Sequence[ColumnElement[bool]]) -> Select[Any]:
    return (
        select(
            Organisation.id,
            Organisation.name,
            Organisation.kind,
            Place.name.label("place"),
            _Wider.name.label("wider"),
            SnapshotOrganisation.degree,
            SnapshotOrganisation.degrees,
            SnapshotOrganisation.cut_off,
            SnapshotOrganisation.community,
            SnapshotOrganisation.last_day,
        )
        .select_from(SnapshotOrganisation)
        .join(Organisation, Organisation.id == SnapshotOrganisation.organisation_id)
        .join(Place, Place.id == Organisation.place_id)
        .outerjoin(_Wider, _Wider.id == Place.parent_id)
        .where(*conditions)
    )


def _total(
    session: Session,
    snapshot: Chosen,
    wanted: WantedRows,
    conditions: Sequence[ColumnElement[bool]],
) -> int:
    """Return how many fit; known without counting when nothing is asked."""
    if wanted.community is None and not wanted.words.strip():
        return snapshot.organisations
    counted = session.scalar(
        select(func.count())
        .select_from(SnapshotOrganisation)
        .join(Organisation, Organisation.id == SnapshotOrganisation.organisation_id)
        .where(*conditions)
    )
    return counted or 0


def _neighbours(
    session: Session, snapshot: Chosen, keys: Sequence[int]
) -> Mapping[int, tuple[Named, ...]]:
    """Return the first neighbours of each organisation of a page, by name."""
    facts = active_ties(session, snapshot.network_id, snapshot.day, touching=keys)
    others: defaultdict[int, set[int]] = defaultdict(set)
    for fact in facts:
        others[fact.source].add(fact.target)
        others[fact.target].add(fact.source)
    looked_at = {key: sorted(others[key])[:_LOOKED_AT] for key in keys}
    rows = session.execute(
        select(Organisation.id, Organisation.name, Organisation.search_key)
        .join(
            SnapshotOrganisation,
            SnapshotOrganisation.organisation_id == Organisation.id,
        )
        .where(
            SnapshotOrganisation.snapshot_id == snapshot.id,
            Organisation.id.in_(
                sorted({other for few in looked_at.values() for other in few})
            ),
        )
    )
    names = {row.id: (row.search_key, Named(row.id, row.name)) for row in rows}
    return {
        key: tuple(
            named
            for _search_key, named in sorted(
                (names[other] for other in few if other in names),
                key=lambda each: (each[0], each[1].id),
            )[:FEW]
        )
        for key, few in looked_at.items()
    }


def _row(row: Any, neighbours: Mapping[int, tuple[Named, ...]]) -> TableRow:  # noqa: ANN401 - a row of _rows()
    return TableRow(
        organisation=Named(row.id, row.name),
        kind=row.kind,
        place=f"{row.place}, {row.wider}" if row.wider else row.place,
        degree=row.degree,
        degrees={Layer(layer): count for layer, count in sorted(row.degrees.items())},
        neighbours=neighbours[row.id],
        cut_off=row.cut_off,
        community=row.community,
        last_day=row.last_day,
    )
