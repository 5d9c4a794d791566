from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from marketplace.catalogue.models import Presentation, ProductKind, UnitConversion
from marketplace.catalogue.queries import conversions
from marketplace.catalogue.services import (
    DuplicatePresentationError,
    ImplausibleContentError,
    NewConversion,
    NewPresentation,
    NotTradedHereError,
    SourceMissingError,
    UndeclaredUnitError,
    WrongFixedUnitError,
    add_presentation,
    declare_conversion,
    retire_presentation,
)
from marketplace.kernel.units import Dimension, UnitCode
from network.errors import NotAllowedError, NotFoundError
from network.models import Country
from network.policy import Actor, Role
from tests.factories import NOW, TODAY, a_member, acting, an_organisation
from tests.factories_catalogue import a_product

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.catalogue.models import Product

KILO = 1_000


@pytest.fixture
def officer(session: Session) -> Actor:
    organisation = an_organisation(session)
    person = a_member(session, organisation, Role.OFFICER)
    return acting(person, organisation, role=Role.OFFICER)


@pytest.fixture
def urea(session: Session) -> Product:
    return a_product(session, "Urea de prueba", kind=ProductKind.INPUT)


def a_pack(
    product: Product,
    unit: UnitCode = UnitCode.BULTO,
    kilos: Fraction | int | None = 50,
    *,
    country: Country = Country.COLOMBIA,
    brand: str = "",
) -> NewPresentation:
    declared = None if kilos is None else Fraction(kilos) * KILO
    return NewPresentation(product.id, country, unit, declared, brand=brand)


def a_conversion(
    product: Product, kilos: int, *, source: str = "Pesado en el acopio", days: int = 0
) -> NewConversion:
    return NewConversion(
        product.id,
        Country.COLOMBIA,
        UnitCode.BULTO,
        Fraction(kilos * KILO),
        Dimension.MASS,
        source,
        TODAY + timedelta(days=days),
    )


def test_a_pack_keeps_what_was_declared(
    session: Session, officer: Actor, urea: Product
) -> None:
    pack_id = add_presentation(
        session, a_pack(urea, brand=" Nutri\x00 Campo "), actor=officer, now=NOW
    )

    row = session.get_one(Presentation, pack_id)
    assert (row.base_amount, row.brand, row.source) == (
        50_000,
        "Nutri Campo",
        "declared",
    )
    assert row.search_key == "urea de prueba nutri campo bulto 50 kg"


def test_a_unit_that_varies_asks_how_much_it_holds(
    session: Session, officer: Actor, urea: Product
) -> None:
    with pytest.raises(UndeclaredUnitError) as raised:
        add_presentation(session, a_pack(urea, kilos=None), actor=officer, now=NOW)

    assert raised.value.values == {
        "unit": UnitCode.BULTO,
        "country": Country.COLOMBIA,
        "product": "Urea de prueba",
    }


@pytest.mark.parametrize(
    ("unit", "country", "grams"),
    [
        (UnitCode.ARROBA, Country.COLOMBIA, 12_500),
        (UnitCode.ARROBA, Country.ECUADOR, 11_340),
        (UnitCode.QUINTAL, Country.ECUADOR, 45_359),
        (UnitCode.KILOGRAM, Country.COLOMBIA, 1_000),
    ],
)
def test_a_fixed_unit_asks_nothing(
    session: Session,
    officer: Actor,
    urea: Product,
    unit: UnitCode,
    country: Country,
    grams: int,
) -> None:
    pack = a_pack(urea, unit, None, country=country)

    row = session.get_one(
        Presentation, add_presentation(session, pack, actor=officer, now=NOW)
    )

    assert row.base_amount == grams


def test_the_quintal_of_colombia_is_never_guessed(
    session: Session, officer: Actor, urea: Product
) -> None:
    with pytest.raises(UndeclaredUnitError):
        add_presentation(
            session, a_pack(urea, UnitCode.QUINTAL, None), actor=officer, now=NOW
        )


@pytest.mark.parametrize("kilos", [0, -1, 2_001, Fraction(1, 10_000)])
def test_an_impossible_content_is_refused(
    session: Session, officer: Actor, urea: Product, kilos: Fraction
) -> None:
    with pytest.raises(ImplausibleContentError):
        add_presentation(session, a_pack(urea, kilos=kilos), actor=officer, now=NOW)


def test_nobody_declares_another_kilo(
    session: Session, officer: Actor, urea: Product
) -> None:
    with pytest.raises(WrongFixedUnitError):
        add_presentation(
            session, a_pack(urea, UnitCode.KILOGRAM, 2), actor=officer, now=NOW
        )


def test_the_same_pack_is_added_once_whatever_the_spelling_of_its_brand(
    session: Session, officer: Actor, urea: Product
) -> None:
    add_presentation(session, a_pack(urea, brand="Nutricampo"), actor=officer, now=NOW)

    with pytest.raises(DuplicatePresentationError):
        add_presentation(
            session, a_pack(urea, brand="NUTRICAMPO"), actor=officer, now=NOW
        )


def test_a_retired_pack_comes_back_under_its_old_id(
    session: Session, officer: Actor, urea: Product
) -> None:
    first = add_presentation(session, a_pack(urea), actor=officer, now=NOW)
    for _ in range(2):
        retire_presentation(session, first, actor=officer, now=NOW)

    again = add_presentation(session, a_pack(urea), actor=officer, now=NOW)

    assert again == first
    assert session.get_one(Presentation, first).retired_at is None


def test_a_product_of_another_country_is_refused(
    session: Session, officer: Actor
) -> None:
    cuy = a_product(session, "Cuy de prueba", country=Country.ECUADOR)

    with pytest.raises(NotTradedHereError):
        add_presentation(session, a_pack(cuy), actor=officer, now=NOW)


def test_a_retired_product_gets_no_packs(
    session: Session, officer: Actor, urea: Product
) -> None:
    urea.retired_at = NOW

    with pytest.raises(NotFoundError):
        add_presentation(session, a_pack(urea), actor=officer, now=NOW)


def test_a_member_may_neither_add_nor_retire_nor_declare(
    session: Session, officer: Actor, urea: Product
) -> None:
    organisation = an_organisation(session)
    member = acting(a_member(session, organisation), organisation)
    pack_id = add_presentation(session, a_pack(urea), actor=officer, now=NOW)

    with pytest.raises(NotAllowedError):
        add_presentation(session, a_pack(urea, kilos=40), actor=member, now=NOW)
    with pytest.raises(NotAllowedError):
        retire_presentation(session, pack_id, actor=member, now=NOW)
    with pytest.raises(NotAllowedError):
        declare_conversion(session, a_conversion(urea, 50), actor=member, now=NOW)


def test_a_declared_conversion_answers_for_the_product_from_its_day_on(
    session: Session, officer: Actor, urea: Product
) -> None:
    declare_conversion(session, a_conversion(urea, 40), actor=officer, now=NOW)
    declare_conversion(session, a_conversion(urea, 50, days=10), actor=officer, now=NOW)

    def held(days: int) -> Fraction:
        day = TODAY + timedelta(days=days)
        table = conversions(session, country=Country.COLOMBIA, day=day)
        return table.find(UnitCode.BULTO, "CO", "Urea de prueba").base_per_unit

    assert [held(9), held(10)] == [40_000, 50_000]
    pack_id = add_presentation(
        session, a_pack(urea, kilos=None), actor=officer, now=NOW
    )
    assert session.get_one(Presentation, pack_id).base_amount == 40_000


def test_declared_twice_for_one_day_the_later_word_stands_alone(
    session: Session, officer: Actor, urea: Product
) -> None:
    declare_conversion(session, a_conversion(urea, 40), actor=officer, now=NOW)
    last = declare_conversion(session, a_conversion(urea, 45), actor=officer, now=NOW)

    rows = session.query(UnitConversion).filter_by(product_id=urea.id).all()

    assert [row.id for row in rows] == [last]


def test_a_conversion_names_who_says_so(
    session: Session, officer: Actor, urea: Product
) -> None:
    with pytest.raises(SourceMissingError):
        declare_conversion(
            session, a_conversion(urea, 40, source=" "), actor=officer, now=NOW
        )


def test_a_conversion_is_plausible(
    session: Session, officer: Actor, urea: Product
) -> None:
    with pytest.raises(ImplausibleContentError):
        declare_conversion(session, a_conversion(urea, 5_000), actor=officer, now=NOW)


def test_a_conversion_does_not_change_a_fixed_unit(
    session: Session, officer: Actor, urea: Product
) -> None:
    new = NewConversion(
        urea.id,
        Country.COLOMBIA,
        UnitCode.DOCENA,
        Fraction(13),
        Dimension.COUNT,
        "El panadero",
        TODAY,
    )

    with pytest.raises(WrongFixedUnitError):
        declare_conversion(session, new, actor=officer, now=NOW)
