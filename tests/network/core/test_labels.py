from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.core.labels import (
    AIR,
    LETTER,
    LINE,
    Label,
    Mark,
    place_labels,
    short_names,
)


def box(label: Label) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a name as it is drawn."""
    wide = len(label.text) * LETTER
    left = label.x - {"start": 0, "middle": wide / 2, "end": wide}[label.anchor]
    return left, label.y - LINE + 5, left + wide, label.y + 4


def touch(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return (
        one[0] < other[2]
        and other[0] < one[2]
        and one[1] < other[3]
        and other[1] < one[3]
    )


MARKS = st.lists(
    st.builds(
        Mark,
        x=st.integers(0, 1000),
        y=st.integers(0, 700),
        radius=st.integers(4, 26),
        text=st.text("abcdefgh ", min_size=1, max_size=24),
    ),
    max_size=40,
)


def test_a_name_stands_under_its_circle_when_there_is_room() -> None:
    (label,) = place_labels([Mark(500, 300, 10, "Café")], width=1000, height=700)

    assert label == Label(500, 300 + 10 + AIR + LINE - 5, "middle", "Café")


def test_a_name_goes_elsewhere_when_another_stands_there() -> None:
    first, second = place_labels(
        [Mark(500, 300, 10, "Primera"), Mark(500, 352, 10, "Segunda")],
        width=1000,
        height=700,
    )

    assert first is not None
    assert second is not None
    assert not touch(box(first), box(second))


def test_a_name_without_room_is_left_out_and_those_after_it_are_not() -> None:
    labels = place_labels(
        [Mark(20, 20, 10, "Demasiado larga"), Mark(20, 60, 10, "Sí")],
        width=40,
        height=120,
    )

    assert labels[0] is None
    assert labels[1] is not None


def test_only_so_many_names_are_placed() -> None:
    marks = [Mark(100 + 80 * at, 300, 8, "Sol") for at in range(6)]

    labels = place_labels(marks, width=1000, height=700, most=2)

    assert [label is not None for label in labels] == [True, True] + [False] * 4


def test_a_circle_without_a_name_takes_no_place() -> None:
    assert place_labels([Mark(50, 50, 8, "")], width=100, height=100) == [None]


@given(marks=MARKS)
def test_no_name_touches_another_a_circle_or_the_edge(marks: list[Mark]) -> None:
    labels = place_labels(marks, width=1000, height=700)

    boxes = [box(label) for label in labels if label is not None]
    assert len(labels) == len(marks)
    for at, each in enumerate(boxes):
        assert each[0] >= 0
        assert each[1] >= 0
        assert each[2] <= 1000
        assert each[3] <= 700
        assert not any(touch(each, other) for other in boxes[at + 1 :])
        for mark in marks:
            circle = (
                mark.x - mark.radius,
                mark.y - mark.radius,
                mark.x + mark.radius,
                mark.y + mark.radius,
            )
            assert not touch(each, circle)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Asociación de Productores de La Esperanza", "La Esperanza"),
        ("Asociación La Unión", "La Unión"),
        ("Cooperativa Multiactiva del Sur Andino", "Sur Andino"),
        ("Asociación de mujeres campesinas", "Mujeres campesinas"),
        ("Cooperativa", "Cooperativa"),
        ("Asociación Molino Campesino de la Mazorca", "Molino Campesino…"),
        ("Frigorífico Ribera del Puerto Viejo", "Frigorífico Ribera…"),
        ("Redentora de Cauca", "Redentora de Cauca"),
        ("Café\u202e oculto\x00", "Café oculto"),
        ("A" * 60, "A" * 27 + "…"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("", ""),
    ],
)
def test_a_name_is_short_in_the_drawing(name: str, short: str) -> None:
    assert short_names([name]) == [short]


def test_two_that_would_be_called_alike_keep_their_whole_names() -> None:
    names = ["Asociación La Unión", "Cooperativa La Unión", "Cooperativa El Sol"]

    assert short_names(names) == [
        "Asociación La Unión",
        "Cooperativa La Unión",
        "El Sol",
    ]


@given(name=st.text(max_size=300))
def test_no_name_is_longer_than_there_is_room_for(name: str) -> None:
    assert len(short_names([name])[0]) <= 28
