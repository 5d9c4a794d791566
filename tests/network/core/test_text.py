from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.core.text import clean_name, clean_note, fold, neutralise_formula, slug


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Maíz", "maices"),
        ("FRÍJOL", "frijoles"),
        ("piña", "PINAS"),
        ("dulce", "dulces"),
        ("nuez", "nueces"),
        ("pez", "peces"),
        ("café", "cafés"),
        ("tomate", "tomates"),
        ("res", "reses"),
        ("cuy", "cuyes"),
        ("miel", "mieles"),
        ("mes", "meses"),
        ("papa criolla", "Papas criollas"),
        ("N.P.K. 15-15-15", "n p k 15 15 15"),
        ("a\u0301rbol", "árboles"),
        ("Straße", "strasse"),
    ],
)
def test_people_find_what_they_mean(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("papa", "pepa"), ("mora", "moral"), ("lulo", "lulada"), ("15", "150")],
)
def test_different_things_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text)

    assert fold(once) == once
    assert once.isascii()
    assert "  " not in once


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("  Asociación\u00a0 La\tEsperanza\n", "Asociación La Esperanza"),
        ("Ana\x00 Ruiz\x07", "Ana Ruiz"),
        ("Ana\u202e ziuR", "Ana ziuR"),
        ("A\u200bna\u2066", "Ana"),
        ("n\u0303ame", "\u00f1ame"),
        ("\x00\u202e", ""),
        ("Ana\ud800", "Ana"),
    ],
)
def test_names_lose_what_nobody_sees(text: str, name: str) -> None:
    assert clean_name(text) == name


def test_long_names_are_cut() -> None:
    assert clean_name("a" * 500) == "a" * 120
    assert clean_name("ab cd", limit=3) == "ab"


@given(st.text())
def test_clean_names_are_clean(text: str) -> None:
    name = clean_name(text)

    assert len(name) <= 120
    assert name == " ".join(name.split())
    assert not {unicodedata.category(mark) for mark in name} & {"Cc", "Cf", "Cs"}


def test_notes_keep_their_lines() -> None:
    text = "  Primera\u202e línea  \r\n\r\n\r\n\r\nSegunda\x00\n"

    assert clean_note(text) == "Primera línea\n\nSegunda"
    assert clean_note("a\nb\nc", limit=4) == "a\nb"
    assert clean_note("") == ""


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+57", "-5", "@x", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\uff1d1"],
)
def test_formulas_are_shown_and_not_run(text: str) -> None:
    assert neutralise_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "papa", "a=b", "12", " papa"])
def test_plain_text_is_left_alone(text: str) -> None:
    assert neutralise_formula(text) == text


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Café pergamino", "cafe-pergamino"),
        ("  ¡Ñame & Yuca!  ", "name-yuca"),
        ("Abonos N.P.K. 15-15-15", "abonos-n-p-k-15-15-15"),
        ("\u4e2d\u6587", ""),
        ("a" * 59 + " b", "a" * 59),
    ],
)
def test_slugs_are_fit_for_an_address(text: str, address: str) -> None:
    assert slug(text) == address
