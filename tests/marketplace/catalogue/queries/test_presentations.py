from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from marketplace.catalogue.models import ProductKind
from marketplace.catalogue.queries import (
    PresentationCard,
    presentation,
    presentations,
    presentations_by_id,
    product_page,
    unit_candidates,
)
from marketplace.catalogue.services import load_starting_catalogue
from marketplace.kernel.units import Dimension, UnitCode
from network.errors import NotFoundError
from network.models import Country
from tests.counting import counted_statements
from tests.factories import NOW, TODAY
from tests.factories_catalogue import a_presentation, a_product

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session


def test_a_pack_is_named_as_its_country_does(session: Session) -> None:
    product = a_product(
        session,
        "Balanceado raro",
        kind=ProductKind.INPUT,
        called=((Country.COLOMBIA, "Concentrado raro"),),
    )
    pack = a_presentation(session, product, grams=40_000, brand="Finca")

    assert presentation(session, pack.id) == PresentationCard(
        id=pack.id,
        product_id=product.id,
        name="Concentrado raro",
        unit=UnitCode.BULTO,
        base_per_unit=40_000,
        dimension=Dimension.MASS,
        text="Concentrado raro · Finca · bulto 40 kg",
        kind=ProductKind.INPUT,
        country=Country.COLOMBIA,
        brand="Finca",
        registration="",
        is_retired=False,
    )


@pytest.mark.parametrize("text", ["balanceado", "CONCENTRADOS", "finca raro", "bulto"])
def test_packs_are_found_by_product_region_brand_and_unit(
    session: Session, text: str
) -> None:
    product = a_product(
        session, "Balanceado raro", called=((Country.COLOMBIA, "Concentrado"),)
    )
    pack = a_presentation(session, product, brand="Finca")

    found = presentations(session, Country.COLOMBIA, text)

    assert pack.id in {card.id for card in found}


def test_packs_of_other_countries_kinds_and_retired_ones_are_left_out(
    session: Session,
) -> None:
    product = a_product(session, "Balanceado raro")
    kept = a_presentation(session, product)
    a_presentation(session, product, country=Country.ECUADOR)
    a_presentation(session, product, brand="Vieja").retired_at = NOW
    session.flush()

    found = presentations(session, Country.COLOMBIA, "balanceado raro")

    assert [card.id for card in found] == [kept.id]
    assert not presentations(
        session, Country.COLOMBIA, "balanceado raro", kind=ProductKind.INPUT
    )


def test_a_retired_pack_can_still_be_named(session: Session) -> None:
    pack = a_presentation(session)
    pack.retired_at = NOW
    session.flush()

    assert presentation(session, pack.id).is_retired


def test_a_pack_that_is_not_there_is_not_found(session: Session) -> None:
    with pytest.raises(NotFoundError):
        presentation(session, 10**9)


def test_many_packs_are_read_in_two_statements(
    session: Session, connection: Connection
) -> None:
    packs = [a_presentation(session, a_product(session, f"P {n}")) for n in range(30)]
    ids = [pack.id for pack in packs]
    session.expire_all()

    with counted_statements(connection) as sent:
        found = presentations_by_id(session, [*ids, 10**9])

    assert set(found) == set(ids)
    assert len(sent) == 2


def test_the_page_of_a_product_gathers_all_that_is_known(session: Session) -> None:
    load_starting_catalogue(session, now=NOW)
    [card] = presentations(session, Country.COLOMBIA, "triple 15")
    avocado = a_product(
        session,
        "Palta",
        unit=UnitCode.ARROBA,
        called=((Country.COLOMBIA, "Azúcar"),),
    )

    page = product_page(session, card.product_id, country=Country.COLOMBIA, day=TODAY)
    other = product_page(session, avocado.id, country=None, day=TODAY)

    assert page.name == "Abono triple 15"
    assert page.catalogue_name == "Fertilizante NPK 15-15-15"
    assert [pack.text for pack in page.packs] == ["Abono triple 15 · bulto 50 kg"]
    bultos = [row for row in page.units if row.unit is UnitCode.BULTO]
    assert [row.base_per_unit for row in bultos] == [None]
    assert page.sheets == ()
    assert [(row.unit, row.base_per_unit) for row in other.units] == [
        (UnitCode.ARROBA, 12_500),
        (UnitCode.ARROBA, 11_340),
        (UnitCode.BULTO, 50_000),
    ]


def test_a_product_that_is_not_there_is_not_found(session: Session) -> None:
    with pytest.raises(NotFoundError):
        product_page(session, 10**9, country=None, day=TODAY)


def test_what_is_known_of_a_unit_is_offered(session: Session) -> None:
    load_starting_catalogue(session, now=NOW)

    rows = unit_candidates(session, UnitCode.CAJA, country=Country.COLOMBIA, day=TODAY)

    assert [row.base_per_unit for row in rows] == [9_000, 16_000]
