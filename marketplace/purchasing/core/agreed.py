"""What the final plan promised each member, read from its stored result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marketplace.purchasing.core.naming import code_parts

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Agreed:
    """Units of an item that somebody confirmed, and what they cost.

    Attributes:
        item_id: The item.
        organisation_id: The association through which the person buys.
        person_id: Who confirmed.
        units: Units promised.
        pays_minor: Minor units of money for them, freight included.
    """

    item_id: int
    organisation_id: int
    person_id: int
    units: int
    pays_minor: int

    @property
    def who(self) -> tuple[int, int]:
        """Association and person, as one name."""
        return self.organisation_id, self.person_id


def read_agreed(
    result: Mapping[str, Any], names: Mapping[str, Any]
) -> tuple[Agreed, ...]:
    """Return what a plan promises, without those to whom it promises nothing.

    Args:
        result: The plan as the terminal command prints it.
        names: What its names stand for; ``items`` by name to id.
    """
    return tuple(
        Agreed(
            names["items"][row["item"]],
            *code_parts(row["member"]),
            row["allocated"],
            row["pays"],
        )
        for row in result.get("allocations", [])
        if row["allocated"] > 0
    )
