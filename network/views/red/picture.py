"""The drawing of a network, ready to be written as SVG."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from network.core.labels import Label, Mark, place_labels, short_names
from network.core.layout import Line
from network.core.threads import (
    Thread,
    dots,
    group_radius,
    radius,
    stroke,
    threads,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from network.forms.looking import Looking
    from network.queries.red import (
        CommunityReading,
        Drawing,
        DrawnNode,
        DrawnTie,
        Named,
    )

#: From so many organisations on, threads are drawn thin.
DENSE = 60
#: Widest thread between two groups.
_WIDEST = 14


@dataclass(frozen=True, slots=True)
class Node:
    """An organisation of the drawing.

    Attributes:
        organisation: Which.
        x: From the left.
        y: From the top.
        radius: Of its circle.
        label: Where its name stands; none where there is no room.
        degree: With how many others it has a tie.
        cut_off: How many are cut off if it leaves.
        neighbours: Keys of those it has a tie with in this drawing.
        is_own: Whether the reader belongs to it.
        is_gone: Whether it is supposed to have left.
        is_chosen: Whether the drawing is about what lies around it.
    """

    organisation: Named
    x: int
    y: int
    radius: int
    label: Label | None
    degree: int
    cut_off: int
    neighbours: tuple[int, ...]
    is_own: bool
    is_gone: bool
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A group of organisations, drawn as one circle."""

    community: CommunityReading
    radius: int
    label: Label | None


@dataclass(frozen=True, slots=True)
class Rope:
    """The ties between two groups, drawn as one line."""

    path: str
    width: int


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn.

    Attributes:
        nodes: Organisations, those whose name matters most first.
        groups: Groups instead of organisations, the largest first.
        threads: One for each layer.
        ropes: Between groups.
        supposed: Path of the ties that are supposed to be there.
        omitted: Organisations left out because there are too many.
        width: Of the drawing.
        height: Of the drawing.
    """

    nodes: tuple[Node, ...]
    groups: tuple[Group, ...]
    threads: tuple[Thread, ...]
    ropes: tuple[Rope, ...]
    supposed: str
    omitted: int
    width: int
    height: int

    @property
    def is_dense(self) -> bool:
        """Whether there are so many that threads are thin."""
        return len(self.nodes) > DENSE

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.nodes and not self.groups

    @property
    def thread(self) -> str:
        """Every tie as one path, for the small picture."""
        drawn = [each.path for each in self.threads]
        return "".join(drawn + [each.path for each in self.ropes])

    @property
    def dots(self) -> str:
        """Every circle as one path, for the small picture."""
        return dots(
            [(node.x, node.y) for node in self.nodes]
            + [(group.community.x, group.community.y) for group in self.groups]
        )


def picture_of(
    drawing: Drawing, looking: Looking, own: frozenset[int] = frozenset()
) -> Picture:
    """Return a drawing with its names placed and its ties as threads.

    Args:
        drawing: Where everybody stands.
        looking: What is supposed to be gone or to be there.
        own: Organisations of the reader.
    """
    ties = [
        tie
        for tie in drawing.ties
        if not {tie.source_id, tie.target_id} & looking.without
    ]
    return Picture(
        nodes=_nodes(drawing, _neighbours(ties), looking, own),
        groups=_groups(drawing),
        threads=threads((tie.layer, tie.line) for tie in ties),
        ropes=_ropes(drawing.community_ties),
        supposed=_supposed(drawing.nodes, looking),
        omitted=drawing.omitted,
        width=drawing.width,
        height=drawing.height,
    )


def _neighbours(ties: Iterable[DrawnTie]) -> Mapping[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for tie in ties:
        found[tie.source_id].add(tie.target_id)
        found[tie.target_id].add(tie.source_id)
    return found


def _nodes(
    drawing: Drawing,
    neighbours: Mapping[int, set[int]],
    looking: Looking,
    own: frozenset[int],
) -> tuple[Node, ...]:
    drawn = sorted(
        drawing.nodes,
        key=lambda node: (
            node.organisation.id != looking.around,
            node.organisation.id not in own,
            -node.cut_off,
            -node.degree,
            node.organisation.id,
        ),
    )
    degrees = [
        len(neighbours.get(node.organisation.id, ())) if looking.layers else node.degree
        for node in drawn
    ]
    sizes = [radius(degree, len(drawn)) for degree in degrees]
    names = short_names([node.organisation.name for node in drawn])
    labels = place_labels(
        [
            Mark(node.x, node.y, size, name)
            for node, size, name in zip(drawn, sizes, names, strict=True)
        ],
        width=drawing.width,
        height=drawing.height,
    )
    # Who holds the network together was measured with every kind of tie.
    is_whole = not looking.layers
    return tuple(
        Node(
            organisation=node.organisation,
            x=node.x,
            y=node.y,
            radius=size,
            label=label,
            degree=degree,
            cut_off=node.cut_off if is_whole else 0,
            neighbours=tuple(sorted(neighbours.get(node.organisation.id, ()))),
            is_own=node.organisation.id in own,
            is_gone=node.organisation.id in looking.without,
            is_chosen=node.organisation.id == looking.around,
        )
        for node, degree, size, label in zip(drawn, degrees, sizes, labels, strict=True)
    )


def _groups(drawing: Drawing) -> tuple[Group, ...]:
    largest = max((each.size for each in drawing.communities), default=1)
    count = len(drawing.communities)
    sizes = [group_radius(each.size, largest, count) for each in drawing.communities]
    names = short_names([each.name for each in drawing.communities])
    labels = place_labels(
        [
            Mark(each.x, each.y, size, name)
            for each, size, name in zip(drawing.communities, sizes, names, strict=True)
        ],
        width=drawing.width,
        height=drawing.height,
    )
    return tuple(
        Group(each, size, label)
        for each, size, label in zip(drawing.communities, sizes, labels, strict=True)
    )


def _ropes(between: Sequence[tuple[Line, int]]) -> tuple[Rope, ...]:
    most = max((count for _line, count in between), default=1)
    return tuple(
        Rope(stroke(line), max(1, round(_WIDEST * count / most)))
        for line, count in between
    )


def _supposed(nodes: Iterable[DrawnNode], looking: Looking) -> str:
    spots = {node.organisation.id: (node.x, node.y) for node in nodes}
    return "".join(
        stroke(Line(*spots[one], *spots[other]))
        for one, other in looking.plus
        if one in spots and other in spots
    )
