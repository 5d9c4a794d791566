from __future__ import annotations

from datetime import date

import pytest

from network.core.measures.kind import NetworkKind
from network.queries.red import MonthReading
from network.views.red.history import curves, part_names, part_rows, story
from tests.factories_readings import a_shape

pytestmark = pytest.mark.usefixtures("spanish")


def a_month(number: int, index: float | None = 50.0, order: int = 20) -> MonthReading:
    kind = NetworkKind.BEGINNING if index is None else NetworkKind.DECENTRALISED
    return MonthReading(
        month=f"2026-{number:02d}",
        day=date(2026, number, 28),
        organisations=order,
        ties=number * 3,
        shape=a_shape(kind, index, order=order),
        alone=1,
        indispensable=2,
    )


def test_nothing_is_drawn_and_told_of_one_month() -> None:
    assert curves([a_month(1)]) == []
    assert story([a_month(1)]) == ""
    assert part_names([]) == []


def test_the_index_is_drawn_from_twelve_organisations_on() -> None:
    many = curves([a_month(1), a_month(2, 61.0)])
    few = curves([a_month(1, order=6), a_month(2, order=6)])

    assert [len(many), len(few)] == [3, 2]
    assert many[0].points == (("ene 2026", 50.0, "50"), ("feb 2026", 61.0, "61"))
    assert few[0].points[1] == ("feb 2026", 6.0, "6")


def test_a_month_without_an_index_is_drawn_at_the_bottom() -> None:
    (index, *_others) = curves([a_month(1, None), a_month(2)])

    assert index.points[0] == ("ene 2026", 0.0, "0")


def test_the_story_says_what_it_was_and_what_it_is() -> None:
    changed = [a_month(1, None), a_month(2)]

    assert story(changed) == (
        "En enero de 2026 era una red que empieza; hoy es una red descentralizada."
    )
    assert (
        story([a_month(1), a_month(2)])
        == "Desde enero de 2026 es una red descentralizada."
    )


def test_the_parts_of_each_month_stand_under_their_names() -> None:
    months = [a_month(1), a_month(2)]

    rows = part_rows(months)

    assert [row[0] for row in rows] == ["feb 2026", "ene 2026"]
    assert all(len(row) == len(part_names(months)) + 1 for row in rows)
    assert rows[0][1:] == ("100 %", "50 %", "50 %", "50 %", "50 %")
