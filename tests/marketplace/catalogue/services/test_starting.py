from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from marketplace.catalogue.models import (
    Chain,
    ChainLink,
    Presentation,
    Product,
    UnitConversion,
    UnitStanding,
)
from marketplace.catalogue.queries import conversions, presentations
from marketplace.catalogue.services import load_starting_catalogue
from marketplace.kernel.units import AmbiguousUnitError, UnitCode
from network.models import Country
from tests.factories import NOW, TODAY

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

TABLES = (Chain, ChainLink, Product, UnitConversion, Presentation)


def sizes(session: Session) -> list[int]:
    return [
        session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES
    ]


def test_the_starting_catalogue_holds_what_is_known(session: Session) -> None:
    before = sizes(session)

    added = load_starting_catalogue(session, now=NOW)

    grown = [after - was for after, was in zip(sizes(session), before, strict=True)]
    assert added == 45
    assert grown == [23, 18, 45, 27, 2]


def test_loading_it_again_adds_nothing(session: Session) -> None:
    load_starting_catalogue(session, now=NOW)
    before = sizes(session)

    assert load_starting_catalogue(session, now=NOW) == 0
    assert sizes(session) == before


def test_a_unit_that_nobody_stated_says_so(session: Session) -> None:
    load_starting_catalogue(session, now=NOW)

    urea = session.scalars(select(Product).where(Product.name == "Urea")).one()

    assert urea.source.endswith("por confirmar con la organización")


def test_units_of_the_market_place_answer_by_product(session: Session) -> None:
    load_starting_catalogue(session, now=NOW)

    table = conversions(session, country=Country.COLOMBIA, day=TODAY)

    assert table.find(UnitCode.BULTO, "CO", "Aguacate").base_per_unit == 100_000
    assert table.find(UnitCode.BULTO, "CO", "papas").base_per_unit == 62_500
    assert table.find(UnitCode.BULTO, "CO", "yuca", "Llanos").base_per_unit == Fraction(
        56_000
    )


def test_units_that_vary_are_never_converted(session: Session) -> None:
    load_starting_catalogue(session, now=NOW)

    for country, unit in (
        (Country.COLOMBIA, UnitCode.BULTO),
        (Country.COLOMBIA, UnitCode.QUINTAL),
        (Country.COLOMBIA, UnitCode.CANASTILLA),
        (Country.ECUADOR, UnitCode.SACO),
    ):
        table = conversions(session, country=country, day=TODAY)
        try:
            found = table.find(unit, country, "Urea")
        except AmbiguousUnitError as error:
            assert error.unit is unit  # noqa: PT017 - each unit of the list is tried
        else:
            raise AssertionError(found)
    standings = session.scalars(
        select(UnitConversion.standing).where(UnitConversion.base_numerator.is_(None))
    )
    assert set(standings) == {UnitStanding.MUST_DECLARE}


def test_the_first_packs_can_be_bought_by(session: Session) -> None:
    load_starting_catalogue(session, now=NOW)

    found = {
        card.text
        for country in Country
        for card in presentations(session, country, limit=200)
    }

    assert {
        "Abono triple 15 · bulto 50 kg",
        "Balanceado · quintal 45,359 kg",
    } <= found
