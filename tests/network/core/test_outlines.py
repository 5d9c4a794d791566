"""Outlines: borders stay shared, names are official, the file can be read back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.core.outlines import (
    PER_DEGREE,
    main,
    outlines_of,
    project,
    read_outlines,
    simplify,
    written,
)

if TYPE_CHECKING:
    from pathlib import Path

#: Steps of a tenth of a degree from 80 degrees west, 2 degrees south.
_TRANSFORM = {"scale": [0.1, 0.1], "translate": [-80.0, -2.0]}


def topology() -> dict[str, Any]:
    """Two squares side by side that share the border of arc 0."""
    return {
        "type": "Topology",
        "transform": _TRANSFORM,
        "arcs": [
            [[10, 0], [0, 5], [1, 5], [0, 0], [-1, 5], [0, 5]],
            [[10, 20], [-10, 0], [0, -20], [10, 0]],
            [[10, 20], [10, 0], [0, -20], [-10, 0]],
            [[-70, 0], [2, 0], [0, 2], [-2, 0], [0, -2]],
            [[30, 0], [0, 0]],
        ],
        "objects": {
            "ecu": {
                "geometries": [
                    {
                        "type": "Polygon",
                        "properties": {"name": "Los Rios"},
                        "arcs": [[0, 1]],
                    },
                    {
                        "type": "MultiPolygon",
                        "properties": {"name": None},
                        "arcs": [[[~0, 2]], [[3]]],
                    },
                    {"type": "Point", "properties": None, "coordinates": [0, 0]},
                ]
            }
        },
    }


def test_neighbours_share_the_points_of_their_border() -> None:
    found = outlines_of(topology(), "EC", least_area=0)

    corners = {project(y / 10 - 2, x / 10 - 80) for x, y in ((10, 5), (11, 10))}
    border = {(round(x), round(y)) for x, y in corners}
    mainland = [each for each in found if not each.is_island]
    assert len(mainland) == 2
    assert all(border <= points(each.path) for each in mainland)


def points(path: str) -> set[tuple[int, int]]:
    """The corners of a path of relative steps."""
    found = set()
    for ring in path.split("z")[:-1]:
        start, _l, steps = ring.removeprefix("M").partition("l")
        x, y = map(int, start.split())
        found.add((x, y))
        numbers = [int(each) for each in steps.replace("-", " -").split()]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            found.add((x, y))
    return found


def test_names_are_the_official_ones_and_islands_stand_apart() -> None:
    found = outlines_of(topology(), "EC")

    assert [(each.name, each.is_island) for each in found] == [
        ("", True),
        ("", False),
        ("Los Ríos", False),
    ]


def test_a_place_is_projected_with_north_up() -> None:
    x, y = project(1.0, -78.0)

    assert y == -PER_DEGREE
    assert x == pytest.approx(-78.0 * 0.99939 * PER_DEGREE, rel=1e-4)


def test_an_outline_knows_its_box_and_its_centre() -> None:
    los_rios = outlines_of(topology(), "EC", least_area=5000)[-1]

    left, top, right, bottom = los_rios.box
    assert (right - left, bottom - top) == (200, 400)
    assert los_rios.centre == ((left + right) // 2, (top + bottom) // 2)


def test_small_corners_go_and_ends_stay() -> None:
    line = [(0.0, 0.0), (1.0, 0.1), (2.0, 0.0), (3.0, 5.0), (4.0, 0.0)]

    assert simplify(line, 1.0) == [(0.0, 0.0), (2.0, 0.0), (3.0, 5.0), (4.0, 0.0)]
    assert simplify(line, 100.0) == [(0.0, 0.0), (4.0, 0.0)]
    assert simplify(line, 0.0) == line
    assert simplify([(0.0, 0.0)], 5.0) == [(0.0, 0.0)]


@given(
    line=st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=2),
    least=st.integers(0, 200),
)
def test_a_simpler_line_has_points_of_the_line_in_its_order(
    line: list[tuple[int, int]], least: int
) -> None:
    points_of_it = [(float(x), float(y)) for x, y in line]

    simpler = simplify(points_of_it, float(least))

    rest = iter(points_of_it)
    assert all(point in rest for point in simpler)
    assert simpler[0] == points_of_it[0]
    assert simpler[-1] == points_of_it[-1]


def test_what_was_written_is_read_back() -> None:
    found = outlines_of(topology(), "EC")

    assert read_outlines(written(found)) == tuple(found)


@pytest.mark.parametrize("text", ["[1]", '[{"name": "x"}]', "no", "7"])
def test_another_file_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_outlines(text)


def test_the_step_of_the_makefile_writes_a_file(tmp_path: Path) -> None:
    source, target = tmp_path / "in.json", tmp_path / "out.json"
    source.write_text(json.dumps(topology()), encoding="utf-8")

    main([str(source), "EC", str(target)])

    assert len(read_outlines(target.read_text(encoding="utf-8"))) == 3
