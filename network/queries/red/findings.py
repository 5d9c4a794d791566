"""Whom a month's measures point at: left alone, indispensable, overloaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, select

from network.core.advice.attention import AloneSign
from network.models import Organisation, SnapshotOrganisation
from network.queries.red.readings import Finding, Named

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from sqlalchemy.orm import Session

#: How many the first screen names.
FEW = 5
#: How many a list behind a question holds at most.
MOST = 200


@dataclass(frozen=True, slots=True)
class FirstFindings:
    """The first few of each list."""

    alone: tuple[Finding, ...]
    indispensable: tuple[Finding, ...]
    overloaded: tuple[Finding, ...]


def first_findings(
    session: Session, snapshot_id: int, measures: Mapping[str, Any]
) -> FirstFindings:
    """Return the first few of each list, for callers that asked already."""
    return FirstFindings(
        alone=left_alone(session, snapshot_id, measures, most=FEW),
        indispensable=indispensable(session, snapshot_id, most=FEW),
        overloaded=overloaded(session, snapshot_id, measures, most=FEW),
    )


def left_alone(
    session: Session,
    snapshot_id: int,
    measures: Mapping[str, Any],
    *,
    most: int = MOST,
) -> tuple[Finding, ...]:
    """Return who is being left alone, those with the gravest signs first."""
    listed = measures["findings"]["alone"][:most]
    signs = {each["id"]: tuple(map(AloneSign, each["signs"])) for each in listed}
    return _in_order(session, snapshot_id, signs)


def overloaded(
    session: Session,
    snapshot_id: int,
    measures: Mapping[str, Any],
    *,
    most: int = MOST,
) -> tuple[Finding, ...]:
    """Return those that carry far more than the others, the heaviest first."""
    listed = measures["findings"]["overloaded"][:most]
    return _in_order(session, snapshot_id, dict.fromkeys(listed, ()))


def indispensable(
    session: Session, snapshot_id: int, *, most: int = MOST
) -> tuple[Finding, ...]:
    """Return those without whom others are cut off, the worst first."""
    statement = (
        _rows(snapshot_id, SnapshotOrganisation.cut_off > 0)
        .order_by(
            SnapshotOrganisation.cut_off.desc(),
            SnapshotOrganisation.degree.desc(),
            Organisation.id,
        )
        .limit(most)
    )
    return _findings(session, statement, {})


def names_of(session: Session, keys: Collection[int]) -> Mapping[int, Named]:
    """Return organisations by their keys, all those of a page at once."""
    if not keys:
        return {}
    rows = session.execute(
        select(Organisation.id, Organisation.name).where(
            Organisation.id.in_(sorted(set(keys)))
        )
    )
    return {key: Named(key, name) for key, name in rows}


def _in_order(
    session: Session, snapshot_id: int, signs: Mapping[int, tuple[AloneSign, ...]]
) -> tuple[Finding, ...]:
    """Return findings about these organisations, in the order of the keys."""
    if not signs:
        return ()
    inside = SnapshotOrganisation.organisation_id.in_(sorted(signs))
    found = _findings(session, _rows(snapshot_id, inside), signs)
    by_key = {each.organisation.id: each for each in found}
    return tuple(by_key[key] for key in signs if key in by_key)


def _rows(
    snapshot_id: int, condition: ColumnElement[bool]
) -> Select[int, str, int, date | None, int, list[int]]:
    return (
        select(
            Organisation.id,
            Organisation.name,
            SnapshotOrganisation.degree,
            SnapshotOrganisation.last_day,
            SnapshotOrganisation.cut_off,
            SnapshotOrganisation.cut_off_ids,
        )
        .join(Organisation, Organisation.id == SnapshotOrganisation.organisation_id)
        .where(SnapshotOrganisation.snapshot_id == snapshot_id, condition)
    )


def _findings(
    session: Session,
    statement: Select[int, str, int, date | None, int, list[int]],
    signs: Mapping[int, tuple[AloneSign, ...]],
) -> tuple[Finding, ...]:
    rows = session.execute(statement).all()
    names = names_of(session, {key for row in rows for key in row.cut_off_ids})
    return tuple(
        Finding(
            organisation=Named(row.id, row.name),
            degree=row.degree,
            last_day=row.last_day,
            cut_off=row.cut_off,
            cut_off_names=tuple(names[key] for key in row.cut_off_ids),
            signs=signs.get(row.id, ()),
        )
        for row in rows
    )
