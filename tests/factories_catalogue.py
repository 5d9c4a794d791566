"""Chains, products, packs and sheets for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace.catalogue.core.packs import pack_text
from marketplace.catalogue.core.sheet_life import SheetText
from marketplace.catalogue.models import (
    Chain,
    Presentation,
    Product,
    ProductKind,
    RegionalName,
)
from marketplace.catalogue.services import (
    publish_sheet,
    review_sheet,
    start_sheet,
    write_sheet,
)
from marketplace.kernel.units import Dimension, UnitCode
from network.core.text import fold
from network.models import Country, Organisation
from tests.factories import NOW, TODAY

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.policy import Actor

#: What a sheet says that can be published.
WHOLE_SHEET = SheetText(
    title="Mora dulce",
    grade="Primera",
    size="Más de 2 cm",
    moisture_min_permille=100,
    moisture_max_permille=120,
    packaging="Canastilla de 6 kilos",
    months=(1, 2, 11),
    shelf_life_days=4,
    storage="En sombra",
    story="La cosechan las familias de la vereda.",
)


def a_chain(session: Session, code: str = "frutas-de-prueba") -> Chain:
    """The chain of that code, made the first time."""
    found = session.get(Chain, code)
    if found is None:
        found = Chain(code=code, name=code.replace("-", " ").capitalize())
        session.add(found)
        session.flush()
    return found


def a_product(
    session: Session,
    name: str = "Mora",
    *,
    kind: ProductKind = ProductKind.PRODUCT,
    country: Country | None = None,
    unit: UnitCode = UnitCode.KILOGRAM,
    chain: str = "frutas-de-prueba",
    called: tuple[tuple[Country, str], ...] = (),
) -> Product:
    """A product, with what some countries call it."""
    product = Product(
        name=name,
        kind=kind,
        chain_code=a_chain(session, chain).code,
        country=country,
        usual_unit=unit,
        search_key=fold(name),
        created_at=NOW,
    )
    product.regional_names = [
        RegionalName(country=where, name=other, search_key=fold(other))
        for where, other in called
    ]
    session.add(product)
    session.flush()
    return product


def a_presentation(
    session: Session,
    product: Product | None = None,
    *,
    unit: UnitCode = UnitCode.BULTO,
    grams: int = 50_000,
    brand: str = "",
    country: Country = Country.COLOMBIA,
) -> Presentation:
    """A pack of a product, by default a bulto of 50 kilos of fertiliser."""
    of = product or a_product(session, "Abono de prueba", kind=ProductKind.INPUT)
    pack = Presentation(
        product_id=of.id,
        country=country,
        unit=unit,
        base_amount=grams,
        dimension=Dimension.MASS,
        brand=brand,
        brand_key=fold(brand),
        source="declared",
        search_key=fold(pack_text(of.name, brand, unit, grams, Dimension.MASS)),
        added_on=TODAY,
    )
    session.add(pack)
    session.flush()
    return pack


def a_published_sheet(
    session: Session,
    organisation: Organisation,
    product: Product,
    *,
    actor: Actor,
) -> int:
    """The id of a sheet that went all the way."""
    sheet_id = start_sheet(session, organisation.id, product.id, actor=actor, now=NOW)
    write_sheet(session, sheet_id, WHOLE_SHEET, actor=actor, now=NOW)
    review_sheet(session, sheet_id, actor=actor, now=NOW)
    publish_sheet(session, sheet_id, actor=actor, now=NOW)
    return sheet_id
