"""Trust between two that have not met, by those who know both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: How many steps trust travels, and below what it stops.
HORIZON = 3
THRESHOLD = 0.6


@dataclass(frozen=True, slots=True)
class Derived:
    """Trust in somebody through others.

    Attributes:
        target_id: In whom.
        score: How much, 0 to 1.
        path: The strongest way there, both ends included.
    """

    target_id: int
    score: float
    path: tuple[int, ...]

    @property
    def is_declared(self) -> bool:
        """Whether the source said it itself."""
        return len(self.path) == 2


def derive(
    statements: Mapping[int, Mapping[int, float]],
    source: int,
    *,
    horizon: int = HORIZON,
    threshold: float = THRESHOLD,
) -> dict[int, Derived]:
    """Return whom a source may trust, and through whom.

    Organisations are ranked by their distance from the source; only what those
    of one distance say of those of the next counts.  A score is the mean of
    what is said, weighted by the scores of who says it; who scores below the
    threshold says nothing more.

    Args:
        statements: Whom each one trusts and how much, 0 to 1.
        source: From whose side.
        horizon: Steps at most, 1 or more.
        threshold: Least score, more than 0.

    Returns:
        Those that reach the threshold, by key; the source is not among them.

    Source:
        Massa, P. and Avesani, P. (2007). Trust metrics on recommender systems.
        Its published example gives Eve (0.8·0.6 + 1.0·0.9) / 1.8 = 0.767.
    """
    found = {source: Derived(source, 1.0, (source,))}
    seen, rank = {source}, {source}
    for _step in range(horizon):
        said: dict[int, list[tuple[float, float, int]]] = {}
        for teller in sorted(rank):
            for target, amount in statements.get(teller, {}).items():
                if target not in seen:
                    told = said.setdefault(target, [])
                    if teller in found:
                        told.append((found[teller].score, amount, teller))
        for target, told in said.items():
            reached = _derived(target, told, found)
            if reached is not None and reached.score >= threshold:
                found[target] = reached
        rank = set(said)
        seen |= rank
    del found[source]
    return dict(sorted(found.items()))


def _derived(
    target: int, told: list[tuple[float, float, int]], found: Mapping[int, Derived]
) -> Derived | None:
    total = sum(score for score, _amount, _teller in told)
    if not total:
        return None
    mean = sum(score * amount for score, amount, _teller in told) / total
    best = max(told, key=lambda one: (one[0] * one[1], -one[2]))
    return Derived(target, mean, (*found[best[2]].path, target))
