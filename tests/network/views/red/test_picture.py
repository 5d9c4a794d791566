from __future__ import annotations

from network.core.layout import Line
from network.forms.looking import Looking
from network.models import Layer
from network.queries.red import CommunityReading, Drawing
from network.views.red.picture import DENSE, picture_of
from tests.factories_readings import a_drawing

TRIANGLE = a_drawing(
    [
        (1, "Asociación La Loma", 100, 100),
        (2, "El Río", 300, 100),
        (3, "Sol", 200, 300),
    ],
    [
        (1, 2, Layer.TRADE),
        (2, 1, Layer.AGREEMENT),
        (2, 3, Layer.TRADE),
    ],
    cut_off=[2],
)


def test_every_layer_is_one_thread_and_every_name_is_short() -> None:
    picture = picture_of(TRIANGLE, Looking())

    assert [(each.layer, each.ties) for each in picture.threads] == [
        (Layer.AGREEMENT, 1),
        (Layer.TRADE, 2),
    ]
    labels = {node.organisation.id: node.label for node in picture.nodes}
    assert labels[1] is not None
    assert labels[1].text == "La Loma"
    assert not picture.is_empty
    assert not picture.is_dense


def test_whom_the_reader_belongs_to_and_who_holds_it_together_come_first() -> None:
    picture = picture_of(TRIANGLE, Looking(), frozenset({3}))

    assert [node.organisation.id for node in picture.nodes] == [3, 2, 1]
    assert picture.nodes[0].is_own
    assert picture.nodes[1].neighbours == (1, 3)


def test_the_one_that_was_chosen_comes_before_all() -> None:
    picture = picture_of(TRIANGLE, Looking(around=1), frozenset({3}))

    assert [node.is_chosen for node in picture.nodes] == [True, False, False]
    assert picture.nodes[0].organisation.id == 1


def test_who_is_supposed_to_be_gone_stays_without_ties() -> None:
    picture = picture_of(TRIANGLE, Looking(without=frozenset({2})))

    gone = {node.organisation.id: node.is_gone for node in picture.nodes}
    assert gone == {1: False, 2: True, 3: False}
    assert picture.threads == ()
    assert all(node.neighbours == () for node in picture.nodes)


def test_a_supposed_tie_is_drawn_between_those_that_are_there() -> None:
    picture = picture_of(TRIANGLE, Looking(plus=((1, 3), (1, 99))))

    assert picture.supposed == "M100 100l100 200"


def test_groups_are_drawn_by_their_size_with_ropes_between() -> None:
    drawing = Drawing(
        communities=(
            CommunityReading(0, 100, "Timbío", 300, 300),
            CommunityReading(1, 25, "Sotará", 700, 300),
        ),
        community_ties=((Line(300, 300, 700, 300), 8), (Line(0, 0, 1, 1), 1)),
    )

    picture = picture_of(drawing, Looking())

    assert [group.radius for group in picture.groups] == [60, 30]
    assert [rope.width for rope in picture.ropes] == [14, 2]
    assert picture.thread == "M300 300l400 0M0 0l1 1"
    assert picture.dots == "M300 300h0M700 300h0"
    assert not picture.is_empty


def test_an_empty_drawing_is_empty_and_a_crowd_is_dense() -> None:
    crowd = a_drawing(
        [(key, f"Org {key}", key * 9, key * 6) for key in range(DENSE + 1)]
    )

    assert picture_of(Drawing(), Looking()).is_empty
    assert picture_of(crowd, Looking()).is_dense
