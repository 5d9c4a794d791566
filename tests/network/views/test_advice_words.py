"""Advice in sentences: short, with names and figures, nothing hidden."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from network.core.advice.attention import BridgeKind
from network.core.advice.documents import EffectFigures, Figures
from network.core.advice.kinds import IntroductionKind
from network.core.measures.kind import NetworkKind
from network.models import IntroductionState
from network.queries.advice import BridgeRow
from network.queries.proposals import (
    ProposalRow,
    ToldLead,
    ToldReason,
    ToldRelief,
)
from network.queries.red import Named
from network.queries.supposing import WhatIfReading
from network.views import advice_words
from tests.factories import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

ONE, OTHER, HUB = Named(1, "El Roble"), Named(2, "La Palma"), Named(3, "Puerto Amistad")
AXIS = Named(4, "Eje")
NOTHING = ToldReason((), 0, (), 0, (), (), (), None, None)
STILL = Figures(pieces=1, needed=2, indispensable=1)


@pytest.fixture(autouse=True)
def _in_spanish(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def a_row(
    reason: ToldReason = NOTHING,
    before: Figures = STILL,
    after: Figures = STILL,
    heaviest: tuple[Named | None, Named | None] = (None, None),
) -> ProposalRow:
    return ProposalRow(
        id=1,
        one=ONE,
        other=OTHER,
        kind=IntroductionKind.GAIN,
        state=IntroductionState.PROPOSED,
        reason=reason,
        effect=EffectFigures(before, after),
        heaviest=heaviest,
        refreshed_at=NOW,
        decided_by="",
        decided_at=None,
        why="",
    )


def supposing(**more: object) -> WhatIfReading:
    usual = {
        "removed": (),
        "added": (),
        "ignored": 0,
        "before": STILL,
        "after": STILL,
        "cut_off": (),
        "cut_off_count": 0,
        "heaviest": (None, None),
    }
    return WhatIfReading(**(usual | more))  # type: ignore[arg-type] # tests give what they vary


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (
            replace(NOTHING, leads=(ToldLead("substitution", ONE, OTHER, "urea"),)),
            "La Palma compra afuera urea y El Roble lo produce.",
        ),
        (
            replace(NOTHING, leads=(ToldLead("chain", ONE, OTHER, "Panela"),) * 2),
            "El Roble y La Palma son pasos vecinos de panela.",
        ),
        (
            replace(NOTHING, group=(ONE,), group_size=1),
            "El Roble hoy no tiene lazos con nadie de la red.",
        ),
        (
            replace(NOTHING, group=(ONE, OTHER, AXIS), group_size=5),
            "Entra a la red un grupo aparte de 5: El Roble, La Palma, Eje y 2 más.",
        ),
        (
            replace(NOTHING, relieved=(ToldRelief(HUB, 4, 0),)),
            "Puerto Amistad deja de ser imprescindible.",
        ),
        (
            replace(NOTHING, relieved=(ToldRelief(HUB, 4, 3),)),
            "Si falta Puerto Amistad, quedan sueltas 3 y no 4.",
        ),
        (replace(NOTHING, steps=5), "Hoy están a 5 lazos de distancia."),
        (
            replace(NOTHING, chains=("mora", "x")),
            "Las dos trabajan en mora de castilla y x.",
        ),
        (
            replace(NOTHING, friends=(HUB,)),
            "Puerto Amistad conoce a las dos y puede presentarlas.",
        ),
        (replace(NOTHING, kilometres=1), "Son vecinas."),
        (replace(NOTHING, kilometres=40), "Están a 40 kilómetros en línea recta."),
        (replace(NOTHING, steps=2), "Así los lazos quedan mejor repartidos."),
    ],
)
def test_a_reason_is_one_sentence(reason: ToldReason, said: str) -> None:
    chains = {"mora": "Mora de Castilla"}

    assert advice_words.reasons(reason, chains) == [said]
    assert advice_words.first_reason(a_row(reason), chains) == said


def test_the_two_read_only_what_is_between_them() -> None:
    reason = replace(
        NOTHING, relieved=(ToldRelief(HUB, 4, 0),), kilometres=0, group=(ONE,), steps=9
    )

    assert advice_words.own_reasons(reason, {}) == ["Son vecinas."]


@pytest.mark.parametrize(
    ("before", "after", "heaviest", "said"),
    [
        (STILL, STILL, (None, None), "Solo no cambia mucho; junto con los otros, sí."),
        (
            replace(STILL, pieces=3),
            replace(STILL, pieces=2),
            (None, None),
            "La red pasa de 3 pedazos a 2.",
        ),
        (
            replace(STILL, pieces=2),
            STILL,
            (None, None),
            "La red queda en un solo pedazo; antes eran 2.",
        ),
        (
            replace(STILL, indispensable=3),
            STILL,
            (None, None),
            "Las imprescindibles pasan de 3 a 1.",
        ),
        (
            replace(STILL, needed=4),
            STILL,
            (None, None),
            "Los lazos que faltan pasan de 4 a 2.",
        ),
        (
            replace(STILL, index=40.2, shows_index=True),
            replace(STILL, index=47.9, shows_index=True),
            (None, None),
            "El índice pasa de 40 a 48 de 100.",
        ),
        (
            replace(STILL, index=40.2),
            replace(STILL, index=47.9),
            (None, None),
            "Solo no cambia mucho; junto con los otros, sí.",
        ),
        (
            replace(STILL, heaviest_share=0.3),
            replace(STILL, heaviest_share=0.4),
            (HUB, ONE),
            "Cuidado: por El Roble pasaría el 40 % de los caminos.",
        ),
        (
            replace(STILL, heaviest_share=0.4),
            replace(STILL, heaviest_share=0.3),
            (HUB, HUB),
            "Por Puerto Amistad pasa menos: del 40 al 30 % de los caminos.",
        ),
        (
            replace(STILL, heaviest_share=0.4),
            replace(STILL, heaviest_share=0.3),
            (HUB, ONE),
            "La más cargada sería El Roble, con 30 % de los caminos.",
        ),
        (
            replace(STILL, heaviest_share=0.4),
            replace(STILL, heaviest_share=0.401),
            (HUB, HUB),
            "Solo no cambia mucho; junto con los otros, sí.",
        ),
    ],
)
def test_an_effect_is_one_sentence(
    before: Figures,
    after: Figures,
    heaviest: tuple[Named | None, Named | None],
    said: str,
) -> None:
    row = a_row(NOTHING, before, after, heaviest)

    assert advice_words.effects(row) == [said]


def test_how_many_ties_are_missing() -> None:
    found = [advice_words.needed_words(needed) for needed in (None, 0, 1, 4)]

    assert found == [
        "",
        "Ninguna organización es imprescindible. Cuide los lazos que hay.",
        "Falta al menos 1 lazo para que ninguna sea imprescindible.",
        "Faltan al menos 4 lazos para que ninguna sea imprescindible.",
    ]


def test_a_departure_says_who_is_cut_off_and_what_it_becomes() -> None:
    found = supposing(
        removed=(HUB,),
        before=replace(STILL, kind=NetworkKind.DISTRIBUTED, index=80, shows_index=True),
        after=replace(
            STILL, kind=NetworkKind.FRAGMENTED, index=31, shows_index=True, needed=5
        ),
        cut_off=(ONE,),
        cut_off_count=3,
        ignored=1,
    )

    assert advice_words.what_if_words(found) == [
        "Si faltara Puerto Amistad:",
        "Quedarían sueltas 3: El Roble y 2 más.",
        "De red distribuida pasaría a red fragmentada.",
        "El índice pasa de 80 a 31 de 100.",
        "Los lazos que faltan pasan de 2 a 5.",
        "Se dejó por fuera lo que no está en la red o ya existe.",
    ]


def test_two_departures_that_break_nothing_say_so() -> None:
    same = replace(STILL, kind=NetworkKind.DISTRIBUTED)
    found = supposing(removed=(ONE, OTHER), before=same, after=same)

    assert advice_words.what_if_words(found) == [
        "Si faltaran El Roble y La Palma:",
        "Ninguna otra quedaría suelta.",
        "Seguiría siendo una red distribuida.",
    ]


def test_a_supposed_tie_and_a_single_loss() -> None:
    found = supposing(added=((ONE, OTHER),), cut_off=(HUB,), cut_off_count=1)

    assert advice_words.what_if_words(found) == [
        "Con un lazo entre El Roble y La Palma:",
        "Quedaría suelta Puerto Amistad.",
        "Por lo demás, la red quedaría como hoy.",
    ]


def test_a_supposed_tie_that_changes_nothing_only_says_what_was_supposed() -> None:
    found = supposing(added=((ONE, OTHER),))

    assert advice_words.what_if_words(found) == [
        "Con un lazo entre El Roble y La Palma:",
        "Por lo demás, la red quedaría como hoy.",
    ]


@pytest.mark.parametrize(
    ("kind", "what", "said"),
    [
        ("agreement", "panela", "Un acuerdo de panela entre El Roble y La Palma."),
        (
            "freight",
            "mora",
            "Un flete de mora de castilla entre El Roble y La Palma: están a 12 km.",
        ),
        (
            "freight",
            "",
            "Un flete compartido entre El Roble y La Palma: están a 12 km.",
        ),
    ],
)
def test_what_could_join_two_groups(kind: str, what: str, said: str) -> None:
    row = BridgeRow(ONE, OTHER, "Pasto", "Cali", BridgeKind(kind), what, 12)

    assert advice_words.bridge_words(row, {"mora": "Mora de Castilla"}) == said
    assert advice_words.groups_words(row) == (
        "Los grupos de Pasto y de Cali casi no se tocan."
    )
    assert advice_words.groups_words(replace(row, other_group="Pasto")) == (
        "Dos grupos de Pasto casi no se tocan."
    )


def test_nonsense_is_a_sentence_too() -> None:
    assert advice_words.what_if_words(supposing(ignored=3)) == [
        "Nada cambia: no están en la red, o ya tienen lazo."
    ]


def test_names_that_look_like_markup_stay_names() -> None:
    hostile = Named(9, "<b>%(name)s</b> {{ 7*7 }}")
    row = replace(a_row(), one=hostile)

    assert advice_words.title_of(row) == (
        "Presentar a <b>%(name)s</b> {{ 7*7 }} y a La Palma"
    )
