"""What the pages of the *red distribuida* show, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from network.core.layout import HEIGHT, WIDTH

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from network.core.advice.attention import AloneSign
    from network.core.layout import Line
    from network.core.measures.kind import NetworkKind, Shape
    from network.models import Layer, OrganisationKind
    from network.queries.directory import NetworkCard

#: Differences smaller than this are no trend: figures of 0 to 1.
_STILL = 0.005


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation by its key and name, for a link to its page."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a month beside that of the month before.

    Attributes:
        value: The figure; none where it is not defined.
        before: The same a month earlier; none when there is no such month.
    """

    value: float | None
    before: float | None = None

    @property
    def trend(self) -> str:
        """``up``, ``down`` or ``same``; empty without anything to compare."""
        if self.value is None or self.before is None:
            return ""
        if abs(self.value - self.before) < _STILL:
            return "same"
        return "up" if self.value > self.before else "down"


@dataclass(frozen=True, slots=True)
class MonthReading:
    """A month of the history.

    Attributes:
        month: Such as ``2026-11``.
        day: Day whose ties were measured.
        organisations: How many were measured.
        ties: Pairs with a tie.
        shape: Kind of network, index and their parts.
        alone: Organisations that are being left alone.
        indispensable: Organisations without which others are cut off.
    """

    month: str
    day: date
    organisations: int
    ties: int
    shape: Shape
    alone: int
    indispensable: int


@dataclass(frozen=True, slots=True)
class PeerReading:
    """A random network with as many organisations and ties, to compare with.

    Attributes:
        kind: Its most frequent kind.
        index: Its mean index, 0 to 100; none where it is not defined.
        parts: Means of the parts by their names, as in ``Parts``, 0 to 1.
    """

    kind: NetworkKind
    index: float | None
    parts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class LayerReading:
    """One kind of tie, measured by itself.

    Attributes:
        layer: Which.
        ties: Pairs with a tie of this kind.
        tied: Organisations with at least one.
        shape: What the network would be with these ties only.
        holds: Whether it is the layer that holds the network together most.
    """

    layer: Layer
    ties: int
    tied: int
    shape: Shape
    holds: bool


@dataclass(frozen=True, slots=True)
class TerritoryReading:
    """The organisations of a department or province, with their own ties.

    Attributes:
        name: Name of the place, with the wider one where two are called alike.
        organisations: How many of the network are there.
        ties: Pairs inside it.
        shape: What they would be by themselves.
    """

    name: str
    organisations: int
    ties: int
    shape: Shape


class AlertKind(StrEnum):
    """What deserves attention first; values are not stored."""

    #: The network is in pieces: ``count`` organisations outside the largest.
    IN_PIECES = "in_pieces"
    #: Without ``organisation``, ``count`` others are cut off: ``names``.
    INDISPENSABLE = "indispensable"
    #: ``organisation`` has ``count`` ties, far more than the others.
    OVERLOADED = "overloaded"
    #: ``count`` organisations are being left alone: ``names``.
    ALONE = "alone"
    #: ``count`` declarations of trust have no answer.
    ONE_WAY = "one_way"
    #: There are ``count`` pairs fewer with a tie than a month ago.
    FEWER_TIES = "fewer_ties"


@dataclass(frozen=True, slots=True)
class Alert:
    """A fact that deserves attention, for a sentence.

    Attributes:
        kind: Which fact.
        count: How many, as its kind says.
        organisation: Whom it is about, if it is one.
        names: The first few of those counted.
        question: Number of the question whose list it belongs to, 1 to 8.
    """

    kind: AlertKind
    count: int
    organisation: Named | None
    names: tuple[Named, ...]
    question: int


@dataclass(frozen=True, slots=True)
class Finding:
    """An organisation in a list behind a question.

    Attributes:
        organisation: Which.
        degree: With how many others it has a tie.
        last_day: Day of the last thing it did with another; none if never.
        cut_off: How many others are cut off if it leaves.
        cut_off_names: The first few of them.
        signs: What shows that it is being left alone, gravest first.
    """

    organisation: Named
    degree: int
    last_day: date | None
    cut_off: int
    cut_off_names: tuple[Named, ...] = ()
    signs: tuple[AloneSign, ...] = ()


@dataclass(frozen=True, slots=True)
class CommunityReading:
    """A group with more ties inside than outside."""

    community: int
    size: int
    name: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class RedReading:
    """The first screen of a network in a month.

    Attributes:
        network: The network.
        month: Such as ``2026-11``.
        day: Day whose ties were measured.
        taken_at: When they were measured.
        is_latest: Whether there is no later month.
        is_approximate: Whether heavy measures are estimates: show ranks only.
        organisations: How many were measured.
        supporting: Names of those left out, which support all the others.
        shape: Kind of network, index and parts of the month.
        before: The same a month earlier, if there is one.
        peer: A random network of the same size; none where there is no tie.
        figures: By name: ``ties``, ``ties_per_organisation``, ``index``,
            ``largest``, ``worst_departure``, ``after_attack``, ``block``,
            ``concentration``, ``alone``, ``indispensable``, ``overloaded``,
            ``one_way``, ``organisations``; and each key of ``network.md``'s
            measures that is a number.
        alerts: The three that matter most, the worst first.
        alone: The first few that are being left alone.
        indispensable: The first few without which others are cut off.
        overloaded: The first few that carry too much.
        layers: Every kind of tie there is, those with most ties first.
        holding: The layer that holds the network together; none without ties.
        territories: Departments and provinces, the largest first.
        communities: Groups, the largest first; at most 60.
        months: The history, the oldest first.
    """

    network: NetworkCard
    month: str
    day: date
    taken_at: datetime
    is_latest: bool
    is_approximate: bool
    organisations: int
    supporting: tuple[Named, ...]
    shape: Shape
    before: Shape | None
    peer: PeerReading | None
    figures: Mapping[str, Figure]
    alerts: tuple[Alert, ...]
    alone: tuple[Finding, ...]
    indispensable: tuple[Finding, ...]
    overloaded: tuple[Finding, ...]
    layers: tuple[LayerReading, ...]
    holding: Layer | None
    territories: tuple[TerritoryReading, ...]
    communities: tuple[CommunityReading, ...]
    months: tuple[MonthReading, ...]


@dataclass(frozen=True, slots=True)
class WantedRows:
    """Which rows of the table are wanted.

    Attributes:
        month: One of the history; the latest when none.
        words: Parts of the name, in any order, accents and case ignored.
        community: Only those of a group.
        after: Where the page before ended: ties and key of its last row.
    """

    month: str | None = None
    words: str = ""
    community: int | None = None
    after: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class TableRow:
    """An organisation in the table.

    Attributes:
        organisation: Which.
        kind: What it is to the others.
        place: Where it is.
        degree: With how many others it has a tie.
        degrees: The same by layer, only those where it has one.
        neighbours: Names of the first of those others.
        cut_off: How many are cut off if it leaves.
        community: Number of its group.
        last_day: Day of the last thing it did with another.
    """

    organisation: Named
    kind: OrganisationKind
    place: str
    degree: int
    degrees: Mapping[Layer, int]
    neighbours: tuple[Named, ...]
    cut_off: int
    community: int
    last_day: date | None


@dataclass(frozen=True, slots=True)
class TablePage:
    """A page of the table, those with most ties first.

    Attributes:
        rows: At most 50.
        next_after: Where the next page starts; none on the last one.
        total: How many organisations fit what was asked, on all pages.
    """

    rows: tuple[TableRow, ...]
    next_after: tuple[int, int] | None
    total: int


@dataclass(frozen=True, slots=True)
class WantedDrawing:
    """What is to be drawn.

    Attributes:
        month: One of the history; the latest when none.
        layers: Only these kinds of tie; all when empty.
        community: Only a group and the ties inside it.
        around: Only an organisation and those up to two steps from it.
    """

    month: str | None = None
    layers: frozenset[Layer] = frozenset()
    community: int | None = None
    around: int | None = None


@dataclass(frozen=True, slots=True)
class DrawnNode:
    """An organisation in the drawing; coordinates of 1000 by 700."""

    organisation: Named
    x: int
    y: int
    degree: int
    community: int
    cut_off: int


@dataclass(frozen=True, slots=True)
class DrawnTie:
    """A line of the drawing: where it runs, its layer and whom it joins."""

    line: Line
    layer: Layer
    source_id: int
    target_id: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn: organisations with their ties, or groups with theirs.

    Attributes:
        nodes: Organisations; none when groups are drawn.
        ties: Their lines, one per pair and layer, beside each other.
        communities: Groups; none when organisations are drawn.
        community_ties: Lines between groups and how many ties each stands for.
        omitted: Organisations left out because there are too many to draw.
        width: Width of the drawing.
        height: Height of the drawing.
    """

    nodes: tuple[DrawnNode, ...] = ()
    ties: tuple[DrawnTie, ...] = ()
    communities: tuple[CommunityReading, ...] = ()
    community_ties: tuple[tuple[Line, int], ...] = ()
    omitted: int = 0
    width: int = WIDTH
    height: int = HEIGHT
