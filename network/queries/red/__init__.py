"""The *red distribuida* as the pages read it: from snapshots, never computed.

Every figure was measured when the snapshot of the month was taken; a page reads
the rows it shows and no others, so that ten thousand organisations cost about
what a hundred do.
"""

from __future__ import annotations

from network.queries.red.behind import (
    ChangesReading,
    DegreeChange,
    FindingLists,
    TieChange,
    finding_lists,
    month_changes,
)
from network.queries.red.drawings import MOST_DRAWN, drawing
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
from network.queries.red.table import table_page

__all__ = [
    "MOST_DRAWN",
    "Alert",
    "AlertKind",
    "ChangesReading",
    "CommunityReading",
    "DegreeChange",
    "Drawing",
    "DrawnNode",
    "DrawnTie",
    "Figure",
    "Finding",
    "FindingLists",
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
    "TieChange",
    "TieWith",
    "WantedDrawing",
    "WantedRows",
    "drawing",
    "finding_lists",
    "month_changes",
    "months_of",
    "organisation_reading",
    "red_reading",
    "table_page",
]
