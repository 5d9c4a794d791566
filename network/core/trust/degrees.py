"""How much somebody trusts, in the words of who declares it."""

from __future__ import annotations

from enum import StrEnum


class TrustDegree(StrEnum):
    """How much an organisation says it trusts another; only itself reads it."""

    #: They are getting to know each other: it counts, but introduces nobody.
    BEGINNING = "beginning"
    #: They do business together without worry.
    GOOD = "good"
    #: They would lend to each other.
    FULL = "full"

    @property
    def amount(self) -> float:
        """The degree as a number from 0 to 1, for trust that travels."""
        return _AMOUNTS[self]


_AMOUNTS = {
    TrustDegree.BEGINNING: 0.4,
    TrustDegree.GOOD: 0.8,
    TrustDegree.FULL: 1.0,
}
