"""Who may read which amount: totals are for all, an organisation's for its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
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

    def shown(self, parts: Sequence[tuple[int, AbstractSet[int]]]) -> list[bool]:
        """Tell which parts of a total may be shown beside it.

        What is left of the total when the shown parts are taken away must not
        betray anybody either, so the smallest parts go with those that are
        hidden until enough organisations are behind what is hidden.

        Args:
            parts: Amount of each, and the organisations behind it.
        """
        found = [self.sees_total(behind) for _, behind in parts]
        hidden = frozenset(
            key
            for (_, behind), is_shown in zip(parts, found, strict=True)
            if not is_shown
            for key in behind
        )
        rest = sorted(
            (place for place, is_shown in enumerate(found) if is_shown),
            key=lambda place: (parts[place][0], place),
        )
        for place in rest:
            if self.sees_total(hidden):
                break
            if parts[place][0]:
                found[place] = False
                hidden |= parts[place][1]
        return found
