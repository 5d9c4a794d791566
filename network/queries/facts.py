"""The facts of a network on a day, for queries that asked already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from network.models.facts import active_ties, members_on, supporting_on

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy.orm import Session

    from network.core.graph import TieFact
    from network.models import Layer

__all__ = ["members_on", "supporting_on", "tie_facts"]


def tie_facts(
    session: Session,
    network_id: int,
    day: date,
    *,
    layers: Collection[Layer] | None = None,
) -> list[TieFact]:
    """Return the active ties of a network that everybody in it may know.

    Declared trust appears when both sides declared it; see
    :func:`network.models.facts.active_ties`.

    Args:
        session: The open transaction.
        network_id: The network.
        day: Any day, past ones too.
        layers: Only these kinds of tie; all when none.
    """
    return active_ties(session, network_id, day, layers=layers)
