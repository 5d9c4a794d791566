"""The drawing of a network as a file of its own: one SVG without anything around."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from network.core.labels import Mark, place_labels, short_names
from network.core.layout import HEIGHT, WIDTH, Spot, line_between
from network.core.text import clean_name
from network.core.threads import Thread, radius, threads

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from network.core.layout import Line

#: Colour and dash of each layer, those of the pages on paper.
STROKES: dict[str, tuple[str, str]] = {
    "joint_purchase": ("#00704f", "none"),
    "trade": ("#b84a00", "16 7"),
    "agreement": ("#8b3a78", "12 6 2 6"),
    "declared_trust": ("#0060a6", "6 6"),
    "observed_trust": ("#866000", "10 5 2 5 2 5"),
    "knowledge": ("#49534d", "1 7"),
}
_TOP, _LEGEND_LINE, _LEGEND_WIDTH = 64, 30, 310
_PER_ROW = 3
_FONT = 'font-family="DejaVu Sans, Verdana, Arial, sans-serif"'
_OTHER = ("#49534d", "none")


@dataclass(frozen=True, slots=True)
class Dot:
    """An organisation of the drawing."""

    key: int
    name: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is drawn.

    Attributes:
        title: Of the drawing.
        subtitle: Under it, smaller.
        dots: The organisations.
        ties: Both ends and layer.
        layer_names: What each layer is called.
    """

    title: str
    subtitle: str
    dots: Sequence[Dot]
    ties: Sequence[tuple[int, int, str]]
    layer_names: Mapping[str, str]


def drawn(sheet: Sheet) -> str:
    """Return the drawing as an SVG document, names escaped and readable.

    It takes colours, letters and lines with it: no style sheet, no script and
    no address of elsewhere.
    """
    spots = {dot.key: Spot(dot.x, dot.y) for dot in sheet.dots}
    woven = threads(_lines(sheet.ties, spots))
    rows = -(-len(woven) // _PER_ROW)
    height = _TOP + HEIGHT + rows * _LEGEND_LINE + 20
    return "".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>\n',
            '<svg xmlns="http://www.w3.org/2000/svg" ',
            f'viewBox="0 0 {WIDTH} {height}" ',
            f'width="{WIDTH}" height="{height}" {_FONT}>',
            f"<title>{_said(sheet.title)}</title>",
            f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
            _text(24, 32, sheet.title, 'font-size="24" font-weight="700"'),
            _text(24, 54, sheet.subtitle, 'font-size="16" fill="#535e57"'),
            f'<g transform="translate(0 {_TOP})">',
            *(_thread(thread) for thread in woven),
            *_organisations(sheet),
            "</g>",
            *_legend(woven, sheet.layer_names),
            "</svg>\n",
        )
    )


def _lines(
    ties: Iterable[tuple[int, int, str]], spots: Mapping[int, Spot]
) -> Iterator[tuple[str, Line]]:
    """Yield layer and line of each pair, layers of a pair beside each other."""
    layers: dict[tuple[int, int], set[str]] = {}
    for one, other, layer in ties:
        layers.setdefault((min(one, other), max(one, other)), set()).add(layer)
    for (one, other), kinds in sorted(layers.items()):
        for rank, layer in enumerate(sorted(kinds)):
            yield layer, line_between(spots[one], spots[other], rank)


def _thread(thread: Thread) -> str:
    return f'<path d="{thread.path}" fill="none" {_stroke(thread.layer)}/>'


def _stroke(layer: str) -> str:
    colour, dash = STROKES.get(layer, _OTHER)
    dashes = "" if dash == "none" else f' stroke-dasharray="{dash}"'
    return f'stroke="{colour}" stroke-width="3" stroke-linecap="round"{dashes}'


def _organisations(sheet: Sheet) -> Iterator[str]:
    """Yield the circles and then the names that fit, the most tied first."""
    others: dict[int, set[int]] = {dot.key: set() for dot in sheet.dots}
    for one, other, _layer in sheet.ties:
        others[one].add(other)
        others[other].add(one)
    dots = sorted(sheet.dots, key=lambda dot: (-len(others[dot.key]), dot.key))
    marks = [
        Mark(dot.x, dot.y, radius(len(others[dot.key]), len(dots)), name)
        for dot, name in zip(dots, short_names([dot.name for dot in dots]), strict=True)
    ]
    for dot, mark in zip(dots, marks, strict=True):
        look = 'fill="#1c5a40"' if others[dot.key] else 'fill="#ffffff"'
        edge = 'stroke="#ffffff"' if others[dot.key] else 'stroke="#79837c"'
        yield (
            f'<circle cx="{mark.x}" cy="{mark.y}" r="{mark.radius}" {look} {edge}'
            f' stroke-width="2"><title>{_said(dot.name)}</title></circle>'
        )
    for label in place_labels(marks, width=WIDTH, height=HEIGHT):
        if label is not None:
            look = f'font-size="17" text-anchor="{label.anchor}"'
            halo = 'stroke="#ffffff" stroke-width="4" stroke-linejoin="round"'
            yield _text(label.x, label.y, label.text, f"{look} {halo}")
            yield _text(label.x, label.y, label.text, look)


def _legend(woven: Iterable[Thread], names: Mapping[str, str]) -> Iterator[str]:
    for at, thread in enumerate(woven):
        x = 24 + at % _PER_ROW * _LEGEND_WIDTH
        y = _TOP + HEIGHT + at // _PER_ROW * _LEGEND_LINE + 14
        yield f'<path d="M{x} {y}h56" fill="none" {_stroke(thread.layer)}/>'
        told = f"{names.get(thread.layer, thread.layer)} ({thread.ties})"
        yield _text(x + 68, y + 6, told, 'font-size="16"')


def _text(x: int, y: int, text: str, look: str) -> str:
    return f'<text x="{x}" y="{y}" {look}>{_said(text)}</text>'


def _said(text: str) -> str:
    """Return a text as XML takes it, without signs that nobody sees."""
    return escape(clean_name(text, 300))
