"""The page of a product: its names, its packs, its units, its sheets."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.catalogue.core.packs import local_name
from marketplace.catalogue.core.sheet_life import SheetState
from marketplace.catalogue.models import Product, ProductSheet, UnitConversion
from marketplace.catalogue.queries.presentations import PresentationCard, packs_of
from marketplace.catalogue.queries.sheets import SheetRow, sheet_row
from marketplace.kernel.units import Conversions
from network.core.text import fold
from network.errors import NotFoundError

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from marketplace.catalogue.models import ProductKind, UnitStanding
    from marketplace.kernel.units import Dimension, UnitCode
    from network.models import Country


@dataclass(frozen=True, slots=True)
class RegionalNameRow:
    """What a country or a region of it calls a product."""

    country: Country
    region: str
    name: str


@dataclass(frozen=True, slots=True)
class UnitRow:
    """What one unit of a product holds, and who says so.

    Attributes:
        country: Where it holds.
        region: Empty for the whole country.
        unit: The unit.
        standing: How far it may be relied on.
        base_per_unit: Whole grams, millilitres or pieces, rounded; None when
            it must be declared.
        dimension: What is counted.
        note: How it varies, in words.
        source: Who says so.
        valid_from: First day, if anybody said.
        valid_until: Last day; None while it holds.
    """

    country: Country
    region: str
    unit: UnitCode
    standing: UnitStanding
    base_per_unit: int | None
    dimension: Dimension
    note: str
    source: str
    valid_from: date | None
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class ProductPage:
    """Everything that is known of a product.

    Attributes:
        id: Of the product.
        name: What the reader's country calls it.
        catalogue_name: Its name in the catalogue.
        kind: Product, input or service.
        chain: Name of its chain.
        chain_code: Code of it.
        country: Where it is traded; None for everywhere.
        usual_unit: In which it is usually traded.
        tax_class: Empty when nobody has said.
        description: May be empty.
        source: Who says that it exists and how it is traded.
        is_retired: Whether lists no longer show it.
        names: By country and region.
        packs: In the reader's country, or everywhere.
        units: What its units hold; of what holds for any product, only the
            unit it is usually traded by.
        sheets: Published by organisations.
    """

    id: int
    name: str
    catalogue_name: str
    kind: ProductKind
    chain: str
    chain_code: str
    country: Country | None
    usual_unit: UnitCode
    tax_class: str
    description: str
    source: str
    is_retired: bool
    names: tuple[RegionalNameRow, ...]
    packs: tuple[PresentationCard, ...]
    units: tuple[UnitRow, ...]
    sheets: tuple[SheetRow, ...]


def product_page(
    session: Session, product_id: int, *, country: Country | None, day: date
) -> ProductPage:
    """Return everything that is known of a product.

    Args:
        session: To read with.
        product_id: Of the catalogue.
        country: The reader's; None shows the packs and units of all.
        day: On which the units hold.

    Raises:
        NotFoundError: If there is no such product.
    """
    row = session.scalars(
        select(Product)
        .options(joinedload(Product.chain), selectinload(Product.regional_names))
        .where(Product.id == product_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError(product=product_id)
    names = tuple(
        RegionalNameRow(name.country, name.region, name.name)
        for name in row.regional_names
    )
    called = [(name.country, name.region, name.name) for name in names]
    return ProductPage(
        id=row.id,
        name=local_name(row.name, called, country),
        catalogue_name=row.name,
        kind=row.kind,
        chain=row.chain.name,
        chain_code=row.chain_code,
        country=row.country,
        usual_unit=row.usual_unit,
        tax_class=row.tax_class,
        description=row.description,
        source=row.source,
        is_retired=row.retired_at is not None,
        names=names,
        packs=packs_of(session, product_id, country),
        units=_units(session, row, country, day),
        sheets=_published(session, product_id),
    )


def conversions(session: Session, *, country: Country, day: date) -> Conversions:
    """Return the table of what units hold in a country on a day.

    The kernel asks it: ``table.find(unit, country, product_name)``.
    """
    rows = session.scalars(UnitConversion.in_force(country, day))
    return Conversions(row.as_conversion() for row in rows)


def unit_candidates(
    session: Session, unit: UnitCode, *, country: Country, day: date
) -> tuple[UnitRow, ...]:
    """Return what is known of a unit whose content somebody has to declare."""
    rows = session.scalars(
        select(UnitConversion)
        .where(
            UnitConversion.country == country,
            UnitConversion.unit == unit,
            or_(
                UnitConversion.valid_until.is_(None), UnitConversion.valid_until >= day
            ),
        )
        .order_by(UnitConversion.id)
    )
    return tuple(_unit_row(row) for row in rows)


def _units(
    session: Session, product: Product, country: Country | None, day: date
) -> tuple[UnitRow, ...]:
    names = {fold(product.name), *(name.search_key for name in product.regional_names)}
    wanted = select(UnitConversion).where(
        or_(
            UnitConversion.product_id == product.id,
            and_(
                UnitConversion.product_id.is_(None),
                or_(
                    UnitConversion.product_name != "",
                    UnitConversion.unit == product.usual_unit,
                ),
            ),
        ),
        or_(UnitConversion.valid_until.is_(None), UnitConversion.valid_until >= day),
    )
    if country is not None:
        wanted = wanted.where(UnitConversion.country == country)
    rows = session.scalars(wanted.order_by(UnitConversion.unit, UnitConversion.id))
    return tuple(
        _unit_row(row)
        for row in rows
        if not row.product_name or fold(row.product_name) in names
    )


def _unit_row(row: UnitConversion) -> UnitRow:
    base = None
    if row.base_numerator is not None:
        base = round(Fraction(row.base_numerator, row.base_denominator))
    return UnitRow(
        country=row.country,
        region=row.region,
        unit=row.unit,
        standing=row.standing,
        base_per_unit=base,
        dimension=row.dimension,
        note=row.note,
        source=row.source,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )


def _published(session: Session, product_id: int) -> tuple[SheetRow, ...]:
    rows = session.scalars(
        select(ProductSheet)
        .options(
            joinedload(ProductSheet.organisation), joinedload(ProductSheet.product)
        )
        .where(
            ProductSheet.product_id == product_id,
            ProductSheet.state == SheetState.PUBLISHED,
        )
        .order_by(ProductSheet.id)
        .limit(50)
    )
    return tuple(sheet_row(row) for row in rows)
