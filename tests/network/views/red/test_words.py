from __future__ import annotations

import pytest

from network.core.measures.kind import NetworkKind, Parts
from network.queries.red import Alert, AlertKind, Figure, Named, PeerReading
from network.views.red.parts import parts
from network.views.red.words import (
    alert_words,
    direction_of,
    names_words,
    peer_words,
    verdict,
)
from tests.factories_readings import HALF, a_finding, a_reading, a_shape

pytestmark = pytest.mark.usefixtures("spanish")

THREE = tuple(Named(key, name) for key, name in enumerate(("Uno", "Dos", "Tres")))


def test_below_five_organisations_there_is_no_form() -> None:
    one = verdict(a_reading(shape=a_shape(NetworkKind.BEGINNING, None, order=1)))
    four = verdict(a_reading(shape=a_shape(NetworkKind.BEGINNING, None, order=4)))

    none = verdict(a_reading(shape=a_shape(NetworkKind.BEGINNING, None, order=0)))

    assert none.sentence == "La red todavía no tiene organizaciones."
    assert "una sola organización" in one.sentence
    assert four.sentence == "La red apenas empieza: tiene 4 organizaciones."
    assert four.index == ""
    assert "Desde cinco" in four.advice


def test_a_network_in_pieces_needs_a_weaver() -> None:
    pieces = a_shape(NetworkKind.FRAGMENTED, 3.0, parts=Parts(0.6, 0.5, 0.5, 0.5, 0.1))
    none = a_shape(NetworkKind.FRAGMENTED, 0.0, parts=Parts(0.05, 0.05, 0, 0, 0))

    told = verdict(a_reading(shape=pieces))

    assert "8 de 20 quedan por fuera" in told.sentence
    assert "quien teja" in told.advice
    assert "Todavía ninguna" in verdict(a_reading(shape=none)).sentence


def test_a_star_is_told_by_the_name_of_its_centre() -> None:
    star = a_shape(NetworkKind.CENTRALISED, 5.0)
    centre = a_finding(1, "La Mata", cut_off=THREE)

    told = verdict(a_reading(shape=star, indispensable=(centre,)))

    assert told.sentence == (
        "Casi todo pasa por La Mata: si falta, 3 organizaciones quedan aisladas."
    )
    assert "una sola" in verdict(a_reading(shape=star)).sentence


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "Nadie es imprescindible"),
        (1, "depende de 1 organización: si falta"),
        (4, "depende de 4 organizaciones: si una falta"),
    ],
)
def test_several_centres_are_counted(count: int, words: str) -> None:
    page = a_reading(figures={"indispensable": Figure(float(count))})

    assert words in verdict(page).sentence


@pytest.mark.parametrize(
    ("alone", "words"),
    [(0, "Cuide los lazos"), (1, "a la del borde"), (3, "a las del")],
)
def test_a_distributed_network_looks_at_its_edge(alone: int, words: str) -> None:
    page = a_reading(
        shape=a_shape(NetworkKind.DISTRIBUTED, 80.0),
        figures={"alone": Figure(float(alone))},
    )

    told = verdict(page)

    assert told.sentence.startswith("Los lazos están repartidos")
    assert words in told.advice
    assert told.index == "80"


@pytest.mark.parametrize(
    ("before", "words", "direction"),
    [
        (None, "Es el primer mes", ""),
        (a_shape(index=40.0), "subió de 40 a 50", "better"),
        (a_shape(index=60.0), "bajó de 60 a 50", "worse"),
        (a_shape(index=50.4), "sigue en 50", "same"),
        (a_shape(index=40.0, order=8), "mejor repartida", "better"),
        (a_shape(index=60.0, order=8), "menos repartida", "worse"),
        (a_shape(index=50.0, order=8), "Sigue como", "same"),
        (a_shape(NetworkKind.BEGINNING, None, order=4), "", ""),
        (
            a_shape(NetworkKind.CENTRALISED, 20.0),
            "era una red centralizada: va",
            "better",
        ),
        (a_shape(NetworkKind.DISTRIBUTED, 80.0), "distribuida: se debilitó", "worse"),
        (a_shape(NetworkKind.DISTRIBUTED, 50.0), "era una red distribuida.", "same"),
    ],
)
def test_the_trend_is_told_against_the_month_before(
    before: object, words: str, direction: str
) -> None:
    told = verdict(a_reading(before=before))

    assert words in told.trend
    assert bool(told.trend) is bool(words)
    assert told.direction == direction


def test_nothing_is_said_of_a_direction_without_two_figures() -> None:
    assert direction_of(a_shape(), None) == ""


def test_the_parts_are_told_in_tens_and_never_as_all_or_none_by_rounding() -> None:
    almost = parts(Parts(0.99, 0.001, 0.0, 0.5, 0.25), None)
    whole = parts(Parts(1, 1, 1, 1, 0), None)
    no_block = parts(Parts(1, 1, 1, 0, 0), None)

    assert [part.sentence for part in almost] == [
        "9 de cada 10 están en el grupo más grande.",
        "1 de cada 10 seguiría unida.",
        "Ninguna seguiría unida con otra.",
        "5 de cada 10 tienen otro camino si alguna falla.",
        "La más central concentra el 25 % de lo posible.",
    ]
    assert [part.permille for part in almost] == [990, 1, 0, 500, 750]
    assert "Todas" in whole[0].sentence
    assert "todas" in whole[1].sentence
    assert "Todas" in whole[3].sentence
    assert "Ninguna tiene" in no_block[3].sentence


def test_a_part_says_whether_it_got_better() -> None:
    told = parts(HALF, Parts(1.0, 0.4, 0.6, 0.5, 0.6))

    assert [part.direction for part in told] == [
        "same",
        "better",
        "worse",
        "same",
        "better",
    ]


@pytest.mark.parametrize(
    ("index", "words"),
    [(90.0, ": se pueden repartir"), (52.0, "igual"), (10.0, "están mejor tejidos")],
)
def test_the_random_peer_stands_beside_in_words(index: float, words: str) -> None:
    peer = PeerReading(NetworkKind.DISTRIBUTED, index, {})

    assert words in peer_words(a_reading(peer=peer))


def test_without_a_peer_nothing_is_compared() -> None:
    blind = PeerReading(NetworkKind.FRAGMENTED, None, {})

    assert peer_words(a_reading()) == peer_words(a_reading(peer=blind)) == ""


@pytest.mark.parametrize(
    ("alert", "words"),
    [
        (Alert(AlertKind.IN_PIECES, 1, None, (), 1), "1 organización está por fuera"),
        (Alert(AlertKind.IN_PIECES, 5, None, (), 1), "5 organizaciones están"),
        (
            Alert(AlertKind.INDISPENSABLE, 1, Named(9, "Eje"), THREE[:1], 3),
            "Si falta Eje, 1 organización queda aislada: Uno.",
        ),
        (
            Alert(AlertKind.INDISPENSABLE, 9, Named(9, "Eje"), THREE, 3),
            "Si falta Eje, 9 organizaciones quedan aisladas: Uno, Dos y 7 más.",
        ),
        (Alert(AlertKind.INDISPENSABLE, 2, None, THREE[:2], 3), "Uno y Dos."),
        (Alert(AlertKind.ALONE, 1, None, THREE[:1], 2), "Uno se está quedando sola."),
        (Alert(AlertKind.ALONE, 2, None, THREE[:2], 2), "solas: Uno y Dos."),
        (Alert(AlertKind.OVERLOADED, 14, Named(9, "Eje"), (), 3), "Eje carga con 14"),
        (Alert(AlertKind.OVERLOADED, 14, None, (), 3), "carga con 14 lazos"),
        (Alert(AlertKind.ONE_WAY, 1, None, (), 4), "1 declaración"),
        (Alert(AlertKind.FEWER_TIES, 2, None, (), 1), "2 lazos menos"),
    ],
)
def test_every_alert_is_a_sentence(alert: Alert, words: str) -> None:
    assert words in alert_words(alert)
    assert alert_words(alert).endswith(".")


def test_no_names_are_no_words() -> None:
    assert names_words((), 0) == ""


LONG = "Asociación de Mujeres Campesinas Productoras de Cacao y Frutas de la Vereda"
FAR = tuple(Named(number, f"{LONG} {number}") for number in range(3))


@pytest.mark.parametrize(
    ("alert", "words"),
    [
        (
            Alert(AlertKind.ALONE, 3, None, FAR, 2),
            "3 organizaciones se están quedando solas.",
        ),
        (
            Alert(AlertKind.ALONE, 1, None, FAR[:1], 2),
            f"{LONG} 0 se está quedando sola.",
        ),
        (
            Alert(AlertKind.INDISPENSABLE, 1, FAR[0], FAR[1:2], 3),
            f"Si falta {LONG} 0, 1 organización queda aislada.",
        ),
        (
            Alert(AlertKind.INDISPENSABLE, 2, Named(9, f"{LONG} {LONG}"), FAR, 3),
            (
                "Si falta Asociación de Mujeres Campesinas Productoras de…, 2"
                " organizaciones quedan aisladas."
            ),
        ),
        (
            Alert(AlertKind.OVERLOADED, 9, Named(9, f"{LONG} {LONG}"), (), 3),
            (
                "Asociación de Mujeres Campesinas Productoras de… carga con 9 lazos,"
                " muchos más que las otras."
            ),
        ),
        (
            Alert(AlertKind.ALONE, 3, None, (FAR[0], *THREE), 2),
            "3 organizaciones se están quedando solas.",
        ),
        (
            Alert(AlertKind.ALONE, 3, None, (*THREE[:1], *FAR), 2),
            "3 organizaciones se están quedando solas: Uno y 2 más.",
        ),
    ],
)
def test_an_alert_has_at_most_twenty_words_however_long_the_names(
    alert: Alert, words: str
) -> None:
    told = alert_words(alert)

    assert told == words
    assert len(told.split()) <= 20
