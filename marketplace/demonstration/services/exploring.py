"""Maps of territories that the networks of the demonstration do not reach yet."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from marketplace.kernel.calendar import local_day
from network.core.tie_lists import read_tie_list
from network.services.explored import NewExploredMap, add_explored_map

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from marketplace.demonstration.core.history import History
    from marketplace.demonstration.services.village import Village

#: How long ago somebody walked the territory and asked.
_ASKED = timedelta(days=40)


def draw_sketch(
    session: Session, village: Village, history: History, *, now: datetime
) -> None:
    """Bring in the map that the coordinator drew of a territory nearby."""
    network, sketch = village.networks[history.network], history.sketch
    asked = now - _ASKED
    wanted = NewExploredMap(
        sketch.name, sketch.territory, sketch.source, read_tie_list(sketch.ties)
    )
    add_explored_map(
        session,
        network.id,
        wanted,
        actor=village.coordinator(network),
        day=local_day(asked, network.time_zone),
        now=asked,
    )
