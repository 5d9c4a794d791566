from __future__ import annotations

from dataclasses import replace

import pytest

from network.core.measures.kind import NetworkKind
from network.models import Layer
from network.queries.red import ChangesReading, DegreeChange, Named, TieChange
from network.views.red.changes import change_words

pytestmark = pytest.mark.usefixtures("spanish")

LOMA, RIVER, SUN, STORE = (
    Named(key, name)
    for key, name in enumerate(("La Loma", "El Río", "El Sol", "Agro S.A.S."))
)
NOTHING = ChangesReading(
    month="2026-03",
    new_ties=(),
    new_tie_count=0,
    lost_ties=(),
    lost_tie_count=0,
    came=(),
    came_count=0,
    left=(),
    left_count=0,
    kind=None,
    index=(50.0, 50.0),
    gained=(),
    lost=(),
)


def a_pair(one: Named, other: Named) -> TieChange:
    return TieChange(one, other, (Layer.TRADE,))


def test_without_a_month_before_or_a_change_nothing_is_told() -> None:
    assert change_words(None) == []
    assert change_words(NOTHING) == []


def test_a_change_of_kind_comes_first() -> None:
    changed = replace(
        NOTHING,
        kind=(NetworkKind.CENTRALISED, NetworkKind.DECENTRALISED),
        came=(LOMA,),
        came_count=1,
    )

    assert change_words(changed) == [
        "Pasó de red centralizada a red descentralizada.",
        "Llegó La Loma.",
    ]


def test_who_left_is_not_told_again_as_who_lost_most() -> None:
    changed = replace(
        NOTHING,
        left=(RIVER,),
        left_count=1,
        lost=(DegreeChange(RIVER, 7, 0), DegreeChange(SUN, 3, 1)),
    )

    assert change_words(changed) == [
        "Se retiró El Río.",
        "Quien más perdió fue El Sol: pasó de 3 a 1 vecina.",
    ]


def test_a_long_name_does_not_make_a_change_long() -> None:
    long = Named(9, "Asociación de Mujeres Campesinas de la Vereda Alta de San Juan")
    far = Named(10, f"{long.name} Bautista del Río Grande y sus Alrededores")
    changed = replace(
        NOTHING,
        new_ties=(a_pair(long, SUN), a_pair(far, SUN)),
        new_tie_count=2,
        gained=(DegreeChange(far, 2, 5),),
    )

    assert change_words(changed) == [
        f"Nacieron 2 lazos: {long.name} con El Sol y 1 más.",
        (
            "Quien más ganó fue Asociación de Mujeres Campesinas de la…: pasó de 2 a"
            " 5 vecinas."
        ),
    ]


def test_ties_that_came_and_went_are_named_and_counted() -> None:
    changed = replace(
        NOTHING,
        new_ties=(a_pair(LOMA, RIVER), a_pair(RIVER, SUN), a_pair(LOMA, SUN)),
        new_tie_count=5,
        lost_ties=(a_pair(LOMA, STORE),),
        lost_tie_count=1,
    )

    assert change_words(changed) == [
        "Nacieron 5 lazos: La Loma con El Río; El Río con El Sol y 3 más.",
        "Se enfrió 1 lazo: La Loma con Agro S.A.S.",
    ]


def test_who_came_and_who_left_is_told() -> None:
    changed = replace(
        NOTHING, came=(LOMA, SUN), came_count=2, left=(RIVER,), left_count=1
    )

    assert change_words(changed) == [
        "Llegaron 2 organizaciones: La Loma y El Sol.",
        "Se retiró El Río.",
    ]


def test_who_gained_and_who_lost_most_is_told() -> None:
    changed = replace(
        NOTHING,
        gained=(DegreeChange(LOMA, 2, 5), DegreeChange(SUN, 1, 2)),
        lost=(DegreeChange(RIVER, 4, 3),),
    )

    assert change_words(changed) == [
        "Quien más ganó fue La Loma: pasó de 2 a 5 vecinas.",
        "Quien más perdió fue El Río: pasó de 4 a 3 vecinas.",
    ]
