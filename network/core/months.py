"""Months by name, and what changed between two of them, as facts."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from network.core.measures.kind import NetworkKind, Shape


class NotAMonthError(ValueError):
    """A text names no month."""


def month_of(day: date) -> str:
    """Return the name of the month of a day, such as ``2026-11``."""
    return f"{day.year:04d}-{day.month:02d}"


def last_day(month: str) -> date:
    """Return the last day of a month.

    Raises:
        NotAMonthError: If the text is no month, such as ``2026-13``.
    """
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise NotAMonthError(month) from error
    return first.replace(day=monthrange(first.year, first.month)[1])


def month_before(month: str, back: int = 1) -> str:
    """Return the month so many months earlier; later when negative."""
    day = last_day(month)
    year, number = divmod(day.year * 12 + day.month - 1 - back, 12)
    return f"{year:04d}-{number + 1:02d}"


def months_between(first: str, last: str) -> list[str]:
    """Return all months from one to another, both included, in order."""
    months = [first]
    while months[-1] < last:
        months.append(month_before(months[-1], -1))
    return months if first <= last else []


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """What is known of a network at the end of a month.

    Attributes:
        organisations: Those measured.
        pairs: Pairs with a tie, the lower key first, with their layers.
        shape: Kind, index and parts.
        degrees: With how many others each one had a tie.
    """

    organisations: frozenset[int]
    pairs: Mapping[tuple[int, int], frozenset[str]]
    shape: Shape
    degrees: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Gain:
    """An organisation that has more or fewer ties than a month ago.

    Attributes:
        organisation: Its key.
        before: With how many others it had a tie.
        after: The same a month later.
    """

    organisation: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class MonthChanges:
    """What changed from one month to the next, for sentences.

    Attributes:
        new_ties: Pairs that had no tie before, in order.
        lost_ties: Pairs that have none any more, in order.
        came: Organisations that were not measured before.
        left: Organisations that are not measured any more.
        kind: Kind before and after, when it changed.
        index: Index before and after; none where it is not defined.
        gained: Who has more ties, those with the largest gain first.
        lost: Who has fewer, those with the largest loss first.
    """

    new_ties: tuple[tuple[int, int], ...]
    lost_ties: tuple[tuple[int, int], ...]
    came: tuple[int, ...]
    left: tuple[int, ...]
    kind: tuple[NetworkKind, NetworkKind] | None
    index: tuple[float | None, float | None]
    gained: tuple[Gain, ...]
    lost: tuple[Gain, ...]


def changes(before: MonthFacts, after: MonthFacts) -> MonthChanges:
    """Return what changed from one month to the next."""
    steps = [
        Gain(key, before.degrees.get(key, 0), after.degrees.get(key, 0))
        for key in sorted(before.organisations | after.organisations)
    ]
    kinds = (before.shape.kind, after.shape.kind)
    return MonthChanges(
        new_ties=_missing(after.pairs, before.pairs),
        lost_ties=_missing(before.pairs, after.pairs),
        came=tuple(sorted(after.organisations - before.organisations)),
        left=tuple(sorted(before.organisations - after.organisations)),
        kind=kinds if kinds[0] is not kinds[1] else None,
        index=(before.shape.index, after.shape.index),
        gained=tuple(sorted((s for s in steps if s.after > s.before), key=_by_gain)),
        lost=tuple(sorted((s for s in steps if s.after < s.before), key=_by_gain)),
    )


def _missing(
    there: Collection[tuple[int, int]], here: Collection[tuple[int, int]]
) -> tuple[tuple[int, int], ...]:
    return tuple(sorted(pair for pair in there if pair not in here))


def _by_gain(step: Gain) -> tuple[int, int]:
    return -abs(step.after - step.before), step.organisation
