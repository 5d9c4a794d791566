"""The *red distribuida* as the pages read it: from snapshots, never computed.

Every figure was measured when the snapshot of the month was taken; a page reads
the rows it shows and no others, so that ten thousand organisations cost about
what a hundred do.
"""

from __future__ import annotations

from network.queries.red.organisation import (
    LayerTies,
    OrganisationReading,
    PlaceInMonth,
    TieWith,
    organisation_reading,
)
from network.queries.red.reading import months_of, red_reading
from network.queries.red.readings import (
    Alert,
    AlertKind,
    CommunityReading,
    Drawing,
    DrawnNode,
    DrawnTie,
    Figure,
    Finding,
    LayerReading,
    MonthReading,
    Named,
    PeerReading,
    RedReading,
    TablePage,
    TableRow,
    TerritoryReading,
    WantedDrawing,
    WantedRows,
)

__all__ = [
    "Alert",
    "AlertKind",
    "CommunityReading",
    "Drawing",
    "DrawnNode",
    "DrawnTie",
    "Figure",
    "Finding",
    "LayerReading",
    "LayerTies",
    "MonthReading",
    "Named",
    "OrganisationReading",
    "PeerReading",
    "PlaceInMonth",
    "RedReading",
    "TablePage",
    "TableRow",
    "TerritoryReading",
    "TieWith",
    "WantedDrawing",
    "WantedRows",
    "months_of",
    "organisation_reading",
    "red_reading",
]
