"""The map: everybody inside it, islands in boxes, nothing covering anything."""

from __future__ import annotations

from itertools import combinations

import pytest

from network.core.maps import (
    HEIGHT,
    LEAST_SPAN,
    MOST_LINES,
    MOST_SINGLE,
    WIDTH,
    Chart,
    Pin,
    draw,
    fit,
)
from network.core.outlines import Outline, project

BOGOTA = project(4.6, -74.1)
PASTO = project(1.2, -77.3)
SAN_ANDRES = project(12.55, -81.7)


def outline(
    name: str, box: tuple[int, int, int, int], *, is_island: bool = False
) -> Outline:
    left, top, right, bottom = box
    path = f"M{left} {top}l{right - left} 0 0 {bottom - top}z"
    centre = ((left + right) // 2, (top + bottom) // 2)
    return Outline(name, path, box, centre, is_island)


LAND = [
    outline("Cundinamarca", (-15000, -1100, -14600, -700)),
    outline("Nariño", (-15800, -540, -15300, -60)),
    outline("Vichada", (-14204, -1261, -13476, -557)),
]
ISLAND = outline(
    "San Andrés, Providencia", (-16335, -2675, -16259, -2501), is_island=True
)


def pin(
    point: tuple[float, float], *keys: int, name: str = "Lugar", is_island: bool = False
) -> Pin:
    return Pin(point, keys, name, is_island)


def spots(chart: Chart) -> dict[int, tuple[int, int]]:
    return {
        key: (mark.spot.x, mark.spot.y)
        for mark in chart.marks
        for key in mark.organisations
    }


def test_all_organisations_are_inside_with_north_up() -> None:
    chart = draw([pin(BOGOTA, 1, name="Bogotá"), pin(PASTO, 2, name="Pasto")], {}, LAND)

    found = spots(chart)
    assert found[2][0] < found[1][0]
    assert found[2][1] > found[1][1]
    assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in found.values())


def test_only_regions_that_are_seen_are_drawn() -> None:
    chart = draw([pin(BOGOTA, 1)], {}, LAND)

    assert [each.name for each in chart.panels[0].outlines] == ["Cundinamarca"]


def test_one_place_is_not_shown_larger_than_its_surroundings() -> None:
    chart = draw([pin(BOGOTA, 1)], {}, LAND)

    assert chart.panels[0].frame.scale <= WIDTH / LEAST_SPAN


def test_organisations_of_one_place_are_fanned_out() -> None:
    chart = draw([pin(BOGOTA, *range(12))], {}, LAND)

    for one, other in combinations(spots(chart).values(), 2):
        assert (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 >= 12**2


def test_many_organisations_become_a_number_per_place() -> None:
    chart = draw([pin(BOGOTA, *range(MOST_SINGLE)), pin(PASTO, 900)], {}, LAND)

    assert [len(mark.organisations) for mark in chart.marks] == [MOST_SINGLE, 1]


def test_islands_stand_in_a_box_that_covers_no_mark() -> None:
    pins = [pin(BOGOTA, 1), pin(PASTO, 2), pin(SAN_ANDRES, 3, is_island=True)]

    chart = draw(pins, {}, [*LAND, ISLAND])

    box = chart.panels[1]
    inside = {
        key
        for key, (x, y) in spots(chart).items()
        if 0 <= x - box.left <= box.width and 0 <= y - box.top <= box.height
    }
    assert (box.name, inside) == ("San Andrés", {3})


def test_no_box_is_shown_for_islands_without_organisations() -> None:
    chart = draw([pin(BOGOTA, 1)], {}, [*LAND, ISLAND])

    assert len(chart.panels) == 1


def test_without_outlines_islands_lie_where_they_are() -> None:
    chart = draw([pin(BOGOTA, 1), pin(SAN_ANDRES, 2, is_island=True)], {}, [])

    assert len(chart.panels) == 1
    assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in spots(chart).values())


def test_an_island_far_from_every_box_is_on_the_main_map() -> None:
    malpelo = pin(project(4.0, -81.6), 1, is_island=True)

    chart = draw([malpelo], {}, [*LAND, ISLAND])

    assert len(chart.panels) == 2
    assert chart.marks[0].spot == chart.panels[0].frame.place(malpelo.point)


def test_an_empty_network_shows_the_whole_country() -> None:
    chart = draw([], {}, [*LAND, ISLAND])

    assert {each.name for each in chart.panels[0].outlines} == {
        "Cundinamarca",
        "Nariño",
        "Vichada",
    }
    assert draw([], {}, []).marks == ()


def test_lines_of_a_pair_stand_beside_each_other() -> None:
    pins = [pin(BOGOTA, 1), pin(PASTO, 2)]

    chart = draw(pins, {(1, 2, "trade"): 3, (2, 1, "agreement"): 1}, LAND)

    paths = {thread.layer: thread.path for thread in chart.threads}
    assert set(paths) == {"agreement", "trade"}
    assert paths["trade"] != paths["agreement"]


def test_ties_of_two_places_with_numbers_are_one_line() -> None:
    pins = [pin(BOGOTA, *range(60)), pin(PASTO, *range(100, 160))]
    ties = {(key, key + 100, "trade"): 1 for key in range(60)} | {(0, 1, "trade"): 1}

    chart = draw(pins, ties, LAND)

    assert [(thread.layer, thread.ties) for thread in chart.threads] == [("trade", 1)]


def test_lines_that_are_too_many_are_counted() -> None:
    pins = [pin((x * 10.0, y * 10.0), x * 50 + y) for x in range(8) for y in range(9)]
    keys = [key for each in pins for key in each.organisations]
    ties = {(*pair, "trade"): 1 for pair in combinations(keys, 2)}

    chart = draw(pins, ties, [])

    assert chart.left_out == len(ties) - MOST_LINES


def test_names_of_places_and_regions_do_not_touch() -> None:
    pins = [pin((x * 60.0, 0.0), x, name=f"Municipio {x}") for x in range(12)]

    chart = draw(pins, {}, LAND)

    heights = [label.y for label in chart.places]
    assert 0 < len(heights) <= 12
    assert all(0 <= y <= HEIGHT for y in heights)


def test_the_label_of_a_crowded_place_stands_beside_its_circle() -> None:
    chart = draw([pin(BOGOTA, *range(MOST_SINGLE + 1), name="Bogotá")], {}, LAND)

    mark, label = chart.marks[0], chart.places[0]
    assert abs(label.y - mark.spot.y) > mark.radius


@pytest.mark.parametrize("box", [(0.0, 0.0, 0.0, 0.0), (10.0, 10.0, 20.0, 12.0)])
def test_a_frame_puts_the_middle_in_the_middle(
    box: tuple[float, float, float, float],
) -> None:
    frame = fit(box, 0, 0, 100, 50)

    spot = frame.place(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2))

    assert (spot.x, spot.y) == (50, 25)
    assert frame.transform.startswith("matrix(")
