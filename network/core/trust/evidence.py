"""Evidence of what an organisation kept of what it promised.

Evidence, never prophecy: closed facts are counted, old ones weigh less, many
of one pair in one year weigh less each, and what comes out is a range.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from scipy.special import betaincinv

from network.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

#: Below so many facts there is no history to speak of.
ENOUGH = 3
SHORTEST_HALF_LIFE = 180
USUAL_HALF_LIFE = 365
LONGEST_HALF_LIFE = 730
#: What one fact weighs at most, however large the deal was.
HEAVIEST = 3
#: How sure the range is.
SURE = 0.9


class HalfLifeError(InvalidError):
    """A half-life is between ``least`` and ``most`` days."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something promised that is over: it was kept or it was not.

    Attributes:
        day: When it was over.
        source_id: Whom it was promised to.
        target_id: Who promised it.
        is_kept: Whether it was kept.
        weight: How large it was, 1 or more.
    """

    day: date
    source_id: int
    target_id: int
    is_kept: bool
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Evidence:
    """What closed facts say of who made the promises.

    Attributes:
        kept: How many were kept.
        total: How many there were.
        last_kept: Day of the last that was kept, if any was.
        last_day: Day of the last fact, if there is one.
        positive: Weight of the kept ones today (``r``).
        negative: Weight of the others today (``s``).
        low: Lower end of the range, 0 to 1.
        high: Upper end of the range, 0 to 1.
    """

    kept: int
    total: int
    last_kept: date | None
    last_day: date | None
    positive: float
    negative: float
    low: float
    high: float

    @property
    def expected(self) -> float:
        """The mean of the beta distribution, ``(r + 1) / (r + s + 2)``."""
        return (self.positive + 1) / (self.positive + self.negative + 2)

    @property
    def is_enough(self) -> bool:
        """Whether there is history enough to show the range."""
        return self.total >= ENOUGH


def ensure_half_life(days: int) -> int:
    """Return a half-life in days, refused when it is out of bounds.

    A short one punishes who sells once a year.

    Raises:
        HalfLifeError: If it is below 180 days or beyond 730.
    """
    if not SHORTEST_HALF_LIFE <= days <= LONGEST_HALF_LIFE:
        raise HalfLifeError(least=SHORTEST_HALF_LIFE, most=LONGEST_HALF_LIFE)
    return days


def weigh(
    facts: Iterable[Fact], *, day: date, half_life: int = USUAL_HALF_LIFE
) -> Evidence:
    """Return what closed facts say on a day.

    A fact of weight ``w`` that is ``a`` days old counts ``min(w, 3) · 2^(-a/h)``.
    Of one pair in one calendar year the heaviest counts whole, the second by
    ``1/√2``, the third by ``1/√3``: two friends cannot pump each other up.
    One more kept fact never lowers the mean, one more failure never raises it.

    Args:
        facts: Facts in any order; those after the day are left out.
        day: The day on which it is asked.
        half_life: Days after which a fact counts half, 180 to 730.

    Raises:
        HalfLifeError: If the half-life is out of bounds.

    Source:
        Jøsang, A. and Ismail, R. (2002). The beta reputation system. 15th Bled
        Electronic Commerce Conference: the mean, and forgetting.  The cap and
        the share of a repeated pair are choices of this project.
    """
    ensure_half_life(half_life)
    known = [fact for fact in facts if fact.day <= day]
    groups: defaultdict[tuple[int, int, int], list[tuple[float, bool]]]
    groups = defaultdict(list)
    for fact in known:
        fresh = min(fact.weight, HEAVIEST) * 2 ** (-(day - fact.day).days / half_life)
        key = (fact.source_id, fact.target_id, fact.day.year)
        groups[key].append((fresh, fact.is_kept))
    sums = {True: 0.0, False: 0.0}
    for group in groups.values():
        # Of two that weigh alike the failure comes first: it counts more.
        ranked = sorted(group, key=lambda one: (-one[0], one[1]))
        for rank, (fresh, is_kept) in enumerate(ranked, start=1):
            sums[is_kept] += fresh / sqrt(rank)
    positive, negative = sums[True], sums[False]
    low, high = _interval(positive + 1, negative + 1)
    return Evidence(
        kept=sum(fact.is_kept for fact in known),
        total=len(known),
        last_kept=max((fact.day for fact in known if fact.is_kept), default=None),
        last_day=max((fact.day for fact in known), default=None),
        positive=positive,
        negative=negative,
        low=low,
        high=high,
    )


def out_of_ten(evidence: Evidence) -> tuple[int, int]:
    """Return the range as whole numbers out of ten, as people say it."""
    return round(evidence.low * 10), round(evidence.high * 10)


def _interval(alpha: float, beta: float) -> tuple[float, float]:
    """Return the central range of a beta distribution by its exact quantiles."""
    tail = (1 - SURE) / 2
    return (
        float(betaincinv(alpha, beta, tail)),
        float(betaincinv(alpha, beta, 1 - tail)),
    )
