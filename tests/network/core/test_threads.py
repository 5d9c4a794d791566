from __future__ import annotations

from network.core.layout import Line
from network.core.threads import (
    LARGEST_GROUP,
    LARGEST_RADIUS,
    SMALLEST_GROUP,
    dots,
    group_radius,
    radius,
    stroke,
    threads,
)


def test_every_layer_is_one_path() -> None:
    drawn = threads(
        [
            ("trade", Line(10, 20, 30, 5)),
            ("agreement", Line(0, 0, 4, 4)),
            ("trade", Line(1, 2, 3, 4)),
        ]
    )

    assert [(each.layer, each.ties) for each in drawn] == [
        ("agreement", 1),
        ("trade", 2),
    ]
    assert drawn[1].path == "M10 20l20-15M1 2l2 2"


def test_a_stroke_takes_as_few_letters_as_it_can() -> None:
    assert stroke(Line(-5, -7, 1, 1)) == "M-5-7l6 8"


def test_dots_are_strokes_without_length() -> None:
    assert dots([(1, 2), (3, 4)]) == "M1 2h0M3 4h0"


def test_circles_grow_with_the_ties_up_to_a_bound_and_shrink_in_a_crowd() -> None:
    assert radius(0, 10) < radius(4, 10) < radius(100, 10) == LARGEST_RADIUS
    assert radius(4, 10) > radius(4, 100) > radius(4, 300) >= 4


def test_groups_grow_with_their_members_and_shrink_in_a_crowd() -> None:
    assert group_radius(1, 100) == SMALLEST_GROUP < group_radius(50, 100)
    assert group_radius(100, 100) == LARGEST_GROUP
    assert group_radius(100, 100, 16) == 40
    assert group_radius(100, 100, 400) == SMALLEST_GROUP
