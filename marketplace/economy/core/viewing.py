"""Who may read which amount: totals are for all, an organisation's for its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

#: With fewer organisations behind it a total would betray them.
LEAST_BEHIND = 3


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever looks at the money of a network.

    Attributes:
        coordinates: Whether it is a coordinator of the network, who sees all.
        own: Organisations whose book the viewer may read.
    """

    coordinates: bool = False
    own: frozenset[int] = field(default_factory=frozenset)

    def sees(self, organisation_id: int) -> bool:
        """Tell whether the viewer may read an amount of one organisation."""
        return self.coordinates or organisation_id in self.own

    def sees_total(self, behind: AbstractSet[int]) -> bool:
        """Tell whether the viewer may read a total of these organisations.

        One's own amounts may be taken out of a total, so what is left must not
        be a single other organisation's.
        """
        others = behind - self.own
        if self.coordinates or not others:
            return True
        return len(behind) >= LEAST_BEHIND and len(others) > 1
