from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from network.core.advice.attention import AloneSign
from network.models import Layer
from network.queries.red import FindingLists, Named, TieWith
from network.views.red.lists import finding_lists, sign_words
from network.views.red.standing import tie_words
from tests.factories_readings import a_finding

pytestmark = pytest.mark.usefixtures("spanish")

LONE = replace(a_finding(1, "La Loma"), signs=(AloneSign.ONE_TIE, AloneSign.QUIET))
FOUND = FindingLists(
    alone=(LONE,),
    indispensable=(),
    overloaded=(a_finding(2, "Eje", degree=9),),
    totals={"alone": 5, "indispensable": 0, "overloaded": 1},
)


def test_a_list_that_is_too_long_says_how_many_are_missing() -> None:
    (alone,) = finding_lists(FOUND, 2)

    assert alone.more == 4
    assert alone.shows_signs


def test_lists_with_nobody_in_them_are_left_out() -> None:
    (overloaded,) = finding_lists(FOUND, 3)

    assert overloaded.title == "Cargan con muchos lazos"
    assert overloaded.more == 0
    assert finding_lists(FOUND, 5) == []


def test_what_shows_it_is_told_in_words() -> None:
    assert sign_words(LONE) == "Un solo lazo, nada en seis meses"


def test_every_sign_has_its_words() -> None:
    assert all(sign_words(replace(LONE, signs=(sign,))) for sign in AloneSign)


def test_a_tie_without_a_direction_has_no_giver() -> None:
    tie = TieWith(Named(1, "La Loma"), date(2026, 1, 1), date(2026, 3, 1))

    assert tie_words(Layer.AGREEMENT, tie) == ""
