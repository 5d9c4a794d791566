from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from flask import current_app

from network.core.measures.kind import NetworkKind
from network.policy import Actor
from network.queries.red import Figure, Named, RedReading
from network.views.red.answers import own_answers, questions
from network.web import Answer, answers_from_above, by_question
from tests.factories_readings import a_finding, a_reading, a_shape

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

pytestmark = pytest.mark.usefixtures("spanish")

HANGING = (Named(2, "La Loma"), Named(3, "El Río"))


def test_there_are_eight_questions_and_the_ground_answers_four() -> None:
    answers = own_answers(a_reading(), None)

    assert [number for number, _text in questions()] == list(range(1, 9))
    assert [answer.number for answer in answers] == [1, 2, 3, 4]
    assert all(str(answer.sentence).endswith(".") for answer in answers)


def test_a_healthy_network_gets_good_news_and_no_errands() -> None:
    _form, alone, dependence, weaving = own_answers(a_reading(), 0)

    assert (alone.figure, alone.is_good, alone.action_url) == ("0", True, "")
    assert (dependence.figure, dependence.is_good) == ("0", True)
    assert (weaving.figure, weaving.is_good) == ("0", True)


def test_a_weak_one_is_told_where_it_hurts_and_what_to_do() -> None:
    page = a_reading(
        figures={"alone": Figure(2.0, 1.0), "indispensable": Figure(1.0, 1.0)},
        alone=tuple(a_finding(each.id, each.name) for each in HANGING),
        indispensable=(a_finding(1, "Eje", cut_off=HANGING),),
    )

    _form, alone, dependence, weaving = own_answers(page, 3)

    assert "solas: La Loma y El Río." in str(alone.sentence)
    assert (alone.trend, alone.is_bad_when_up) == ("up", True)
    assert alone.action_url
    assert "Si falta Eje, 2 organizaciones" in str(dependence.sentence)
    assert dependence.trend == "same"
    assert "Faltan al menos 3 lazos" in str(weaving.sentence)


def test_a_figure_that_falls_goes_down() -> None:
    page = a_reading(figures={"alone": Figure(0.0, 4.0)})

    assert own_answers(page, None)[1].trend == "down"


def test_the_form_has_its_index_only_where_it_is_shown() -> None:
    many = own_answers(a_reading(before=a_shape(index=30.0)), None)[0]
    few = own_answers(a_reading(shape=a_shape(order=7)), None)[0]

    assert (many.figure, many.trend) == ("Red descentralizada · 50", "up")
    assert few.figure == "Red descentralizada"


@pytest.mark.parametrize("order", [0, 1, 2])
def test_of_two_nobody_says_who_is_left_alone(order: int) -> None:
    page = a_reading(
        shape=a_shape(NetworkKind.BEGINNING, None, order=order),
        figures={"alone": Figure(float(order))},
    )

    _form, alone, dependence, _weaving = own_answers(page, None)

    for answer in (alone, dependence):
        assert answer.sentence == "Con tres organizaciones o más se puede decir."
        assert (answer.figure, answer.action_url) == ("", "")


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (
            a_reading(shape=a_shape(NetworkKind.BEGINNING, None, order=1)),
            "Para un lazo hacen falta dos organizaciones.",
        ),
        (
            a_reading(figures={"ties": Figure(0.0)}),
            "El primero: todavía no hay ninguno.",
        ),
        (
            a_reading(shape=a_shape(NetworkKind.BEGINNING, None, order=2)),
            "Las dos ya están unidas: invite a otras.",
        ),
        (
            a_reading(shape=a_shape(NetworkKind.FRAGMENTED)),
            "Los que unan al grupo más grande con las de afuera.",
        ),
        (
            a_reading(indispensable=(a_finding(1, "Eje", cut_off=HANGING),)),
            "Los que unan a vecinas de una misma organización imprescindible.",
        ),
        (a_reading(), "Los de quienes tienen pocos: acerque a las del borde."),
    ],
)
def test_without_a_count_the_ties_that_help_are_told_by_the_form(
    page: RedReading, words: str
) -> None:
    assert own_answers(page, None)[3].sentence == words


def test_areas_above_answer_in_their_order_or_say_nothing(session: Session) -> None:
    current_app.extensions["tejido.answers"] = (
        lambda *_given, **_named: Answer(6, "Se queda la mitad."),
        lambda *_given, **_named: None,
        lambda *_given, **_named: Answer(5, "Se cumple."),
    )

    found = answers_from_above(
        session, 1, actor=Actor(person_id=1), day=date(2026, 3, 2)
    )

    assert [answer.number for answer in found] == [6, 5]
    assert [len(each) for each in by_question(found).values()] == [0] * 4 + [1, 1, 0, 0]
