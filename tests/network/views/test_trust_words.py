"""Evidence, paths and admission as sentences."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from network.core.trust.endorsement import Admission
from network.core.trust.evidence import Fact, weigh
from network.core.trust.promises import Promise
from network.models import Country, OrganisationKind
from network.queries.admission import GateRow
from network.queries.directory import OrganisationCard
from network.queries.fulfilment import Record
from network.views import trust_words as say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

TODAY = date(2026, 3, 2)
TOO_FAR = (
    "Quienes la avalan ya responden por muchas. "
    "Le falta un aval más cerca de las semillas."
)


@pytest.fixture(autouse=True)
def _request(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def a_record(
    kept: int, broken: int, days: int = 60, promise: Promise = Promise.DELIVERY
) -> Record:
    day = TODAY - timedelta(days=days)
    facts = [Fact(day, key, 9, is_kept=True) for key in range(kept)]
    facts += [Fact(day, key, 9, is_kept=False) for key in range(broken)]
    return Record(promise, weigh(facts, day=TODAY))


def a_row(
    *endorsers: str, missing: int = 0, reached: bool = True, seed: bool = False
) -> GateRow:
    card = OrganisationCard(
        1, "Una", OrganisationKind.ASSOCIATION, Country.COLOMBIA, "COP", "Aquí"
    )
    keys = tuple(range(len(endorsers)))
    admission = Admission(
        1, is_seed=seed, is_reached=reached, endorsers=keys, missing=missing
    )
    return GateRow(card, admission, endorsers)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "hoy"),
        (1, "ayer"),
        (12, "hace 12 días"),
        (45, "hace un mes"),
        (61, "hace 2 meses"),
        (364, "hace 12 meses"),
        (400, "hace un año"),
        (800, "hace 2 años"),
    ],
)
def test_days_are_told_as_people_say_them(days: int, words: str) -> None:
    assert say.ago(TODAY - timedelta(days=days), TODAY) == words


def test_what_was_kept_is_told_with_the_last_time() -> None:
    many, one = a_record(18, 2), a_record(1, 0, days=0)
    paid = a_record(4, 1, promise=Promise.PAYMENT)

    assert say.record(many, TODAY) == (
        "18 de 20 entregas cumplidas; la última hace 2 meses."
    )
    assert say.record(one, TODAY) == "1 de 1 entrega cumplida; la última hoy."
    assert say.record(paid, TODAY) == ("4 de 5 pagos a tiempo; el último hace 2 meses.")


def test_what_was_never_kept_has_no_last_time() -> None:
    assert say.record(a_record(0, 2), TODAY) == "0 de 2 entregas cumplidas."


def test_the_range_is_told_when_there_is_history_enough() -> None:
    few, many, sure = a_record(2, 0), a_record(18, 2), a_record(900, 0)

    assert say.outlook(few.evidence).startswith("Sin historial suficiente")
    assert say.outlook(many.evidence) == (
        "Lo esperable: cumplir entre 7 y 10 de cada 10."
    )
    assert say.outlook(sure.evidence) == "Lo esperable: cumplir cerca de 10 de cada 10."


def test_a_path_is_one_sentence() -> None:
    assert say.path(["A", "B", "C"]) == "Ustedes confían en B, que confía en C."
    assert say.path(["A", "B", "C", "D"]) == (
        "Ustedes confían en B, que confía en C, que confía en D."
    )


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (a_row(seed=True), "La asamblea la eligió como semilla."),
        (a_row("A"), "La avala A."),
        (a_row("Agro S.A.S."), "La avala Agro S.A.S."),
        (a_row("A", "B"), "La avalan A y B."),
        (a_row("A", "B", "C", "D"), "La avalan A, B, C y una más."),
        (a_row("A", "B", "C", "D", "E"), "La avalan A, B, C y 2 más."),
        (a_row(missing=1), "Le falta un aval de una organización admitida."),
        (a_row(missing=2), "Le faltan 2 avales de organizaciones admitidas."),
        (
            a_row("A", missing=1),
            "Ya la avala A. Le falta un aval de una organización admitida.",
        ),
        (
            a_row("A", "B", missing=1, reached=False),
            TOO_FAR,
        ),
    ],
)
def test_an_admission_is_told_in_a_sentence_or_two(row: GateRow, words: str) -> None:
    assert say.admission(row) == words
