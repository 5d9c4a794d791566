"""What flows along a value chain, and its drawing from the market to the inputs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from textwrap import shorten, wrap
from typing import TYPE_CHECKING

from network.core.flows import SHORT_CIRCUIT, intermediaries

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from marketplace.economy.core.outlays import Outlay
    from marketplace.kernel.money import Currency

#: Size of the drawing's boxes and gaps, in its own units.
BOX_WIDTH, LINE_HEIGHT, BOX_PADDING = 204, 20, 10
COLUMN_GAP, BOX_GAP, MARGIN, HEADING = 70, 14, 4, 34
#: Boxes of a column; the others are one box that counts them.
MOST_BOXES = 8
_LETTERS, _LINES = 22, 2
_THINNEST, _THICKEST = 3, 15


@dataclass(frozen=True, slots=True)
class ChainFlow:
    """A product that came from one seller to the organisations of a chain.

    Attributes:
        product_id: Product of the catalogue.
        product: Its name.
        seller_id: Who sold it.
        is_inside: Whether that is an organisation of the network.
        currency: Of the amount.
        minor: What was spent on it, in minor units.
        buyers: Who used it.
        between: Most hands between who sold it and who used it.
        is_made: Whether who sold it is known to make it; if not there may be
            one more.
    """

    product_id: int
    product: str
    seller_id: int
    is_inside: bool
    currency: Currency
    minor: int
    buyers: frozenset[int]
    between: int
    is_made: bool

    @property
    def least(self) -> int:
        """The fewest intermediaries there can be between maker and user."""
        return self.between if self.is_made else self.between + 1

    @property
    def is_short(self) -> bool:
        """Whether the circuit is known to be short."""
        return self.is_made and self.between <= SHORT_CIRCUIT


def flows_of(outlays: Iterable[Outlay]) -> list[ChainFlow]:
    """Return what came from whom, by product, seller and currency.

    The largest comes first.
    """
    found: defaultdict[tuple[int, int, Currency], list[Outlay]] = defaultdict(list)
    for each in outlays:
        bill = each.bill
        found[bill.product_id, bill.seller_id, bill.currency].append(each)
    flows = []
    for (product_id, seller_id, currency), rows in found.items():
        bill = rows[0].bill
        flows.append(
            ChainFlow(
                product_id,
                bill.product,
                seller_id,
                any(row.bill.is_inside for row in rows),
                currency,
                sum(row.minor for row in rows),
                frozenset(row.buyer_id for row in rows),
                max(intermediaries(row.hands) for row in rows),
                bill.is_maker,
            )
        )
    return sorted(
        flows,
        key=lambda each: (
            each.currency,
            -each.minor,
            each.product_id,
            each.seller_id,
        ),
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Something to be drawn in a column.

    Attributes:
        key: Names it among all.
        text: What is written in it.
        kind: Colour class, such as ``outside``.
    """

    key: str
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Stream:
    """Something that goes from one place to another.

    Attributes:
        source: Key of a place.
        target: Key of a place in the column before.
        kind: Colour class.
        amount: Decides how wide it is; 0 when that is not to be seen.
    """

    source: str
    target: str
    kind: str
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Box:
    """A place where it is drawn, its text in lines."""

    x: int
    y: int
    height: int
    kind: str
    lines: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A stream as a path of an SVG, and how wide it is."""

    path: str
    kind: str
    width: int


@dataclass(frozen=True, slots=True)
class Diagram:
    """The drawing of a chain.

    Attributes:
        width: In its own units.
        height: In its own units.
        headings: Where each column begins, and its heading.
        boxes: Places, column by column.
        ribbons: What goes between them.
    """

    width: int
    height: int
    headings: tuple[tuple[int, str], ...]
    boxes: tuple[Box, ...]
    ribbons: tuple[Ribbon, ...]


def draw(
    columns: Sequence[tuple[str, Sequence[Place]]], streams: Iterable[Stream]
) -> Diagram:
    """Return the drawing of columns and of what goes between neighbouring ones.

    Args:
        columns: Heading and places of each, from left to right.
        streams: Each from a place to one in the column to its left; those of
            places that are not drawn are left out.
    """
    boxes: dict[str, Box] = {}
    headings = []
    for column, (heading, places) in enumerate(columns):
        x, y = MARGIN + column * (BOX_WIDTH + COLUMN_GAP), HEADING
        headings.append((x, heading))
        for place in places:
            lines = _lines(place.text)
            height = 2 * BOX_PADDING + LINE_HEIGHT * len(lines)
            boxes[place.key] = Box(x, y, height, place.kind, lines, place.text)
            y += height + BOX_GAP
    drawn = [each for each in streams if each.source in boxes and each.target in boxes]
    most = max((each.amount for each in drawn), default=0)
    bottom = max((box.y + box.height for box in boxes.values()), default=HEADING)
    return Diagram(
        2 * MARGIN + len(columns) * (BOX_WIDTH + COLUMN_GAP) - COLUMN_GAP,
        bottom + MARGIN,
        tuple(headings),
        tuple(boxes.values()),
        tuple(_ribbon(each, boxes, most) for each in drawn),
    )


def _ribbon(stream: Stream, boxes: dict[str, Box], most: int) -> Ribbon:
    source, target = boxes[stream.source], boxes[stream.target]
    left, right = target.x + BOX_WIDTH, source.x
    middle = (left + right) // 2
    start, end = source.y + source.height // 2, target.y + target.height // 2
    spread = _THICKEST - _THINNEST
    width = _THINNEST + (spread * stream.amount // most if most else 0)
    path = f"M{right} {start}C{middle} {start} {middle} {end} {left} {end}"
    return Ribbon(path, stream.kind, width)


def _lines(text: str) -> tuple[str, ...]:
    lines = wrap(text, _LETTERS, break_long_words=True)
    if len(lines) <= _LINES:
        return tuple(lines) or ("",)
    rest = shorten(" ".join(lines[_LINES - 1 :]), _LETTERS, placeholder="…")
    if len(rest) < _LETTERS // 2:
        rest = lines[_LINES - 1][: _LETTERS - 1] + "…"
    return (*lines[: _LINES - 1], rest)
