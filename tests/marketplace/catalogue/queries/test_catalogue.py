from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from marketplace.catalogue.models import ProductKind
from marketplace.catalogue.queries import (
    CatalogueSearch,
    catalogue_page,
    chains,
    similar_products,
)
from marketplace.catalogue.queries.catalogue import PAGE
from marketplace.kernel.units import UnitCode
from network.models import Country
from tests.counting import counted_statements
from tests.factories import NOW
from tests.factories_catalogue import a_chain, a_presentation, a_product

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

CHAIN = "cadena-buscada"


@pytest.fixture(autouse=True)
def products(session: Session) -> None:
    for name in ("Maíz amarillo", "Harina de maíz", "Maíz", "Fríjol"):
        a_product(session, name, chain=CHAIN)
    a_product(
        session,
        "Balanceado de cuy",
        kind=ProductKind.INPUT,
        chain=CHAIN,
        unit=UnitCode.QUINTAL,
        called=((Country.COLOMBIA, "Concentrado de cuy"), (Country.ECUADOR, "Ñaupa")),
    )
    a_product(session, "Chocho", country=Country.ECUADOR, chain=CHAIN)
    a_product(session, "Chontaduro", chain=CHAIN).retired_at = NOW
    session.flush()


def found(session: Session, text: str, **more: object) -> list[str]:
    search = CatalogueSearch(text=text, chain=CHAIN, **more)  # type: ignore[arg-type] # as each test gives
    return [card.name for card in catalogue_page(session, search).products]


def test_exact_names_come_before_beginnings_and_the_rest(session: Session) -> None:
    assert found(session, "maiz") == ["Maíz", "Maíz amarillo", "Harina de maíz"]


@pytest.mark.parametrize("text", ["MAÍCES", "maices", " maíz! ", "Maiz\x00"])
def test_accents_case_and_plural_do_not_matter(session: Session, text: str) -> None:
    assert found(session, text)[0] == "Maíz"


def test_every_word_has_to_be_there_in_any_order(session: Session) -> None:
    assert found(session, "maiz harina") == ["Harina de maíz"]
    assert found(session, "maiz cuy") == []


def test_a_regional_name_finds_the_product_and_each_country_its_own(
    session: Session,
) -> None:
    assert found(session, "concentrado") == ["Balanceado de cuy"]
    assert found(session, "naupa", country=Country.COLOMBIA) == ["Concentrado de cuy"]


def test_what_is_traded_elsewhere_or_retired_is_left_out(session: Session) -> None:
    assert found(session, "ch") == ["Chocho"]
    assert found(session, "ch", country=Country.COLOMBIA) == []


def test_kinds_are_told_apart(session: Session) -> None:
    assert found(session, "", kind=ProductKind.INPUT) == ["Balanceado de cuy"]


@pytest.mark.parametrize("text", ["%", "_", "'; DROP TABLE product; --", "x" * 5_000])
def test_a_hostile_search_finds_nothing_or_everything_and_breaks_nothing(
    session: Session, text: str
) -> None:
    assert len(found(session, text)) in (0, 6)


def test_pages_follow_each_other_without_holes(session: Session) -> None:
    names = [f"Arveja {number:03d}" for number in range(PAGE * 2 + 5)]
    for name in names:
        a_product(session, name, chain=CHAIN)
    search = CatalogueSearch(text="arveja", chain=CHAIN)

    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        page = catalogue_page(session, search, after=after)
        seen += [card.name for card in page.products]
        after = page.after

    assert seen == names


@pytest.mark.parametrize("after", ["x", "9~a~1", "0~%~1", "0~a~" + "9" * 30])
def test_a_made_up_place_is_the_beginning(session: Session, after: str) -> None:
    page = catalogue_page(
        session, CatalogueSearch(text="maiz", chain=CHAIN), after=after
    )

    assert page.products[0].name == "Maíz"


def test_a_card_says_what_else_it_is_called_and_how_many_packs_it_has(
    session: Session,
) -> None:
    product = a_product(session, "Gallinaza rara", chain=CHAIN)
    for brand in ("A", "B"):
        a_presentation(session, product, brand=brand)
    a_presentation(session, product, country=Country.ECUADOR)

    here = CatalogueSearch("gallinaza rara", chain=CHAIN, country=Country.COLOMBIA)
    [card] = catalogue_page(session, here).products
    [anywhere] = catalogue_page(
        session, CatalogueSearch("gallinaza rara", chain=CHAIN)
    ).products

    assert (card.packs, anywhere.packs) == (2, 3)
    assert card.other_names == ()
    assert card.chain == "Cadena buscada"


def test_the_statements_do_not_grow_with_what_is_found(
    session: Session, connection: Connection
) -> None:
    with counted_statements(connection) as few:
        catalogue_page(session, CatalogueSearch(text="harina", chain=CHAIN))
    session.expire_all()
    with counted_statements(connection) as many:
        catalogue_page(session, CatalogueSearch(chain=CHAIN))

    assert len(few) == len(many) == 3


def test_what_is_called_almost_so_is_shown_before_adding(session: Session) -> None:
    near = similar_products(session, "harina de maíz blanco", Country.COLOMBIA)

    assert {card.name for card in near} >= {"Harina de maíz", "Maíz"}
    assert similar_products(session, " ", None) == ()


def test_chains_are_listed_by_name(session: Session) -> None:
    a_chain(session, "aaa-primera")

    assert chains(session)[0] == ("aaa-primera", "Aaa primera")
