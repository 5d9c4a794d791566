from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.forms.looking import MOST_SUPPOSED, Looking, read_looking
from network.models import Layer

WHOLE = {
    "ver": "dibujo",
    "lazos": "agreement,trade",
    "mes": "2026-05",
    "sin": "12,45",
    "con": "3-9,4-8",
    "comunidad": "3",
    "alrededor": "7",
    "nombre": "la unión",
    "despues": "5-77",
}


def test_an_address_without_parameters_shows_the_table_of_today() -> None:
    looking = read_looking({})

    assert looking == Looking()
    assert looking.query() == {}
    assert not looking.is_supposing


def test_what_an_address_says_is_what_it_said() -> None:
    looking = read_looking(WHOLE)

    assert looking.query() == WHOLE
    assert looking.layers == {Layer.TRADE, Layer.AGREEMENT}
    assert looking.without == {12, 45}
    assert looking.plus == ((3, 9), (4, 8))
    assert looking.after == (5, 77)
    assert looking.is_supposing


@pytest.mark.parametrize(
    "arguments",
    [
        {"ver": "todo", "lazos": "amor", "mes": "2026-13"},
        {"mes": "noviembre", "sin": "doce,,-4", "con": "4-4,5,a-b"},
        {"sin": "99999999999999", "con": "1-99999999999"},
        {"comunidad": "²", "alrededor": "x", "despues": "1", "nombre": "\u202e"},
        {"despues": "1-9999999999", "lazos": ",".join(Layer)},
    ],
)
def test_what_cannot_be_understood_is_left_out(arguments: dict[str, str]) -> None:
    assert read_looking(arguments) == Looking()


def test_only_so_much_can_be_supposed() -> None:
    many = range(1, 100)
    looking = read_looking(
        {
            "sin": ",".join(map(str, many)),
            "con": ",".join(f"{each}-{each + 1}" for each in many),
        }
    )

    assert len(looking.without) == len(looking.plus) == MOST_SUPPOSED


def test_every_link_keeps_the_rest_of_the_address() -> None:
    looking = read_looking(WHOLE)

    assert looking.seen_as("tabla") == without(WHOLE, "ver", "despues")
    assert looking.seen_as("mapa")["ver"] == "mapa"
    assert looking.toggled(Layer.TRADE)["lazos"] == "agreement"
    assert looking.toggled(Layer.KNOWLEDGE)["lazos"] == "agreement,knowledge,trade"
    assert "lazos" not in looking.all_layers()
    assert looking.at("2026-06")["mes"] == "2026-06"
    assert "mes" not in looking.at(None)
    assert "comunidad" not in looking.opened(None)
    assert looking.opened(8)["comunidad"] == "8"
    assert looking.supposing_without(45)["sin"] == "12"
    assert looking.supposing_without(1)["sin"] == "1,12,45"
    assert looking.supposing_tie(9, 3)["con"] == "4-8"
    assert looking.supposing_tie(2, 1)["con"] == "1-2,3-9,4-8"
    assert looking.supposing_nothing() == without(WHOLE, "sin", "con")
    assert looking.following(None) == without(WHOLE, "despues")


def test_choosing_every_kind_of_tie_is_choosing_none() -> None:
    almost = Looking(layers=frozenset(Layer) - {Layer.TRADE})

    assert read_looking(almost.toggled(Layer.TRADE)).layers == frozenset()


@given(arguments=st.dictionaries(st.sampled_from(sorted(WHOLE)), st.text()))
def test_any_address_is_read_and_told_again(arguments: dict[str, str]) -> None:
    looking = read_looking(arguments)

    assert read_looking(looking.query()) == looking


def without(arguments: dict[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in arguments.items() if name not in names}
