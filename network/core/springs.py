"""Where the springs of a drawing start, and how long they swing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Point = tuple[float, float]

#: Up to so many organisations the springs may swing long.
FEW = 1_000
#: Steps from nothing and from earlier places, for few and for many.
FIRST_STEPS, LATER_STEPS = (500, 100), (60, 10)


def steps(order: int, *, again: bool) -> int:
    """Return how many steps a drawing takes.

    Args:
        order: How many organisations it has.
        again: Whether it starts from earlier places.
    """
    return (LATER_STEPS if again else FIRST_STEPS)[order > FEW]


def first_places(
    ids: Sequence[int], neighbours: Sequence[Sequence[int]], start: Mapping[int, Point]
) -> list[Point]:
    """Return where each vertex starts: where it was, or by its contacts.

    The others start on a sunflower, which has no two seeds in one place.

    Args:
        ids: The organisation of each vertex.
        neighbours: Vertices next to each vertex.
        start: Earlier places of organisations.
    """
    radius = math.sqrt(len(ids))
    turn = math.pi * (3 - math.sqrt(5))
    places: list[Point] = []
    for vertex, name in enumerate(ids):
        far = radius * math.sqrt((vertex + 0.5) / len(ids))
        seed = far * math.cos(turn * vertex), far * math.sin(turn * vertex)
        held = [start[ids[near]] for near in neighbours[vertex] if ids[near] in start]
        if name in start:
            places.append(start[name])
        elif held:
            places.append(_beside(held, (seed[0] / radius, seed[1] / radius)))
        else:
            places.append(seed)
    return places


def _beside(held: Sequence[Point], aside: Point) -> Point:
    """Return the middle of some places, moved a little aside."""
    across, down = (sum(axis) / len(held) for axis in zip(*held, strict=True))
    return across + aside[0], down + aside[1]


def turned_back(
    ids: Sequence[int], drawn: Sequence[Sequence[float]], start: Mapping[int, Point]
) -> dict[int, Point]:
    """Return a drawing turned, mirrored and moved so as to lie on an earlier one.

    igraph turns what it draws towards the axes, which would make a drawing that
    hardly changed jump.

    Args:
        ids: The organisation of each vertex.
        drawn: Where each vertex was drawn.
        start: Earlier places of organisations.

    Source:
        Schönemann, P. H. (1966), Psychometrika 31, 1-10 (orthogonal
        Procrustes), in the plane.
    """
    places = {name: complex(x, y) for name, (x, y) in zip(ids, drawn, strict=True)}
    common = [name for name in ids if name in start]
    if common:
        here = _middle([places[name] for name in common])
        there = _middle([complex(*start[name]) for name in common])
        held = [(places[n] - here, complex(*start[n]) - there) for n in common]
        turn = sum(old * new.conjugate() for new, old in held)
        mirror = sum(old * new for new, old in held)
        best = max(turn, mirror, key=abs)
        unit = best / abs(best) if best else complex(1)
        for name, place in places.items():
            aside = place - here
            places[name] = there + unit * (
                aside if abs(turn) >= abs(mirror) else aside.conjugate()
            )
    return {name: (place.real, place.imag) for name, place in places.items()}


def _middle(places: Sequence[complex]) -> complex:
    return sum(places) / len(places)
