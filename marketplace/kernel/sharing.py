"""Exact sharing: whole units split in proportion, losing none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def largest_remainder(
    total: int, weights: Sequence[int], priority: Sequence[int] | None = None
) -> list[int]:
    """Split ``total`` whole units in proportion to ``weights``.

    Each part is its exact share rounded down; the units left over go one each
    to the largest remainders.

    Args:
        total: Units to split, zero or more.
        weights: One non-negative whole number per part, at least one of them
            positive unless ``total`` is zero.
        priority: One number per part that settles equal remainders, higher
            first; equal priorities go to the earlier part.

    Returns:
        One whole number per weight, in order, summing to ``total`` exactly.

    Raises:
        ValueError: If ``total`` or a weight is negative, or there is something
            to split and no weight is positive.

    Source:
        Hamilton's method; Balinski, M. and Young, H. P. (1982). Fair
        Representation, chapter 3.
    """
    whole = sum(weights)
    if total < 0 or any(weight < 0 for weight in weights):
        msg = "total and weights cannot be negative"
        raise ValueError(msg)
    if whole == 0:
        if total:
            msg = "nobody to share among: no weight is positive"
            raise ValueError(msg)
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    ranks = priority or [0] * len(weights)
    order = sorted(
        range(len(weights)),
        key=lambda i: (-(total * weights[i] % whole), -ranks[i], i),
    )
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts
