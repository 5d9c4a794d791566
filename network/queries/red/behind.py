"""What lies behind the first screen: whole lists, and changes of the month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from network.core.measures.kind import NetworkKind
from network.models import Layer, NetworkSnapshot
from network.policy import Action, require_network
from network.queries.red.findings import (
    indispensable,
    left_alone,
    names_of,
    overloaded,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from network.policy import Actor
    from network.queries.red.readings import Finding, Named


@dataclass(frozen=True, slots=True)
class FindingLists:
    """The lists behind the second and the third question, 200 long at most.

    Attributes:
        alone: Who is being left alone, with the signs of it.
        indispensable: Without whom others are cut off, the worst first.
        overloaded: Who carries far more than the others.
        totals: How many there are of each, by the same names.
    """

    alone: tuple[Finding, ...]
    indispensable: tuple[Finding, ...]
    overloaded: tuple[Finding, ...]
    totals: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class TieChange:
    """A pair that has a tie now, or had one a month ago, and of which kinds."""

    one: Named
    other: Named
    layers: tuple[Layer, ...]


@dataclass(frozen=True, slots=True)
class DegreeChange:
    """An organisation with more ties, or fewer, than a month ago."""

    organisation: Named
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class ChangesReading:
    """What changed in a month, for sentences; lists are 12 long at most.

    Attributes:
        month: Such as ``2026-11``.
        new_ties: Pairs that had no tie a month ago.
        new_tie_count: How many they are.
        lost_ties: Pairs that have none any more.
        lost_tie_count: How many they are.
        came: Organisations that came.
        came_count: How many they are.
        left: Organisations that left.
        left_count: How many they are.
        kind: Kind of network before and now, when it changed.
        index: Index before and now; none where it is not defined.
        gained: Who has more ties, the largest gain first.
        lost: Who has fewer, the largest loss first.
    """

    month: str
    new_ties: tuple[TieChange, ...]
    new_tie_count: int
    lost_ties: tuple[TieChange, ...]
    lost_tie_count: int
    came: tuple[Named, ...]
    came_count: int
    left: tuple[Named, ...]
    left_count: int
    kind: tuple[NetworkKind, NetworkKind] | None
    index: tuple[float | None, float | None]
    gained: tuple[DegreeChange, ...]
    lost: tuple[DegreeChange, ...]


def finding_lists(
    session: Session, network_id: int, *, actor: Actor, month: str | None = None
) -> FindingLists | None:
    """Return whom the measures of a month point at; none if it was not measured.

    Raises:
        NotFoundError: If the actor has nothing to do with the network.
    """
    require_network(actor, Action.SEE_NETWORK, network_id)
    found = _measured(session, network_id, month)
    if found is None:
        return None
    key, _month, measures = found
    return FindingLists(
        alone=left_alone(session, key, measures),
        indispensable=indispensable(session, key),
        overloaded=overloaded(session, key, measures),
        totals=measures["counts"],
    )


def month_changes(
    session: Session, network_id: int, *, actor: Actor, month: str | None = None
) -> ChangesReading | None:
    """Return what changed in a month; none without a month before it.

    Raises:
        NotFoundError: If the actor has nothing to do with the network.
    """
    require_network(actor, Action.SEE_NETWORK, network_id)
    found = _measured(session, network_id, month)
    if found is None or found[2]["changes"] is None:
        return None
    _key, name, measures = found
    document = measures["changes"]
    first = document["first"]
    names = names_of(session, _mentioned(first))
    kind = document["kind"]
    before, after = document["index"]
    return ChangesReading(
        month=name,
        new_ties=_ties(first["new_ties"], names),
        new_tie_count=document["new_ties"],
        lost_ties=_ties(first["lost_ties"], names),
        lost_tie_count=document["lost_ties"],
        came=tuple(names[key] for key in first["came"]),
        came_count=document["came"],
        left=tuple(names[key] for key in first["left"]),
        left_count=document["left"],
        kind=(NetworkKind(kind[0]), NetworkKind(kind[1])) if kind else None,
        index=(before, after),
        gained=_steps(first["gained"], names),
        lost=_steps(first["lost"], names),
    )


def _measured(
    session: Session, network_id: int, month: str | None
) -> tuple[int, str, Mapping[str, Any]] | None:
    wanted = select(
        NetworkSnapshot.id, NetworkSnapshot.month, NetworkSnapshot.measures
    ).where(NetworkSnapshot.network_id == network_id)
    if month is not None:
        wanted = wanted.where(NetworkSnapshot.month == month)
    row = session.execute(
        wanted.order_by(NetworkSnapshot.month.desc()).limit(1)
    ).first()
    return None if row is None else (row.id, row.month, row.measures)


def _mentioned(first: Mapping[str, Sequence[Any]]) -> set[int]:
    pairs = [*first["new_ties"], *first["lost_ties"]]
    steps = [*first["gained"], *first["lost"]]
    return {
        *(key for one, other, _layers in pairs for key in (one, other)),
        *(key for key, _before, _after in steps),
        *first["came"],
        *first["left"],
    }


def _ties(
    rows: Sequence[Sequence[Any]], names: Mapping[int, Named]
) -> tuple[TieChange, ...]:
    return tuple(
        TieChange(names[one], names[other], tuple(map(Layer, layers)))
        for one, other, layers in rows
    )


def _steps(
    rows: Sequence[Sequence[int]], names: Mapping[int, Named]
) -> tuple[DegreeChange, ...]:
    return tuple(DegreeChange(names[key], before, after) for key, before, after in rows)
