"""Declaring what a unit holds, with who says so and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from marketplace.catalogue.models import UnitConversion, UnitStanding
from marketplace.catalogue.services.packs import (
    ImplausibleContentError,
    WrongFixedUnitError,
)
from marketplace.catalogue.services.products import living_product
from marketplace.kernel.units import (
    Dimension,
    FixedUnitError,
    ImplausibleUnitError,
    UnitCode,
    measure_declared,
)
from network.core.text import clean_name
from network.errors import InvalidError
from network.policy import Action, require_anywhere
from network.services import audit

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from network.models import Country
    from network.policy import Actor


class SourceMissingError(InvalidError):
    """Nobody is named who says what the unit holds."""


@dataclass(frozen=True, slots=True)
class NewConversion:
    """What one unit of a product holds, as somebody measured it.

    Attributes:
        product_id: Of the catalogue.
        country: Where it holds.
        unit: The unit.
        base_per_unit: Grams, millilitres or pieces in one, exactly.
        dimension: What is counted.
        source: Who says so, such as "pesado en el centro de acopio".
        valid_from: First day on which it holds.
        region: Empty for the whole country.
    """

    product_id: int
    country: Country
    unit: UnitCode
    base_per_unit: Fraction
    dimension: Dimension
    source: str
    valid_from: date
    region: str = ""


def declare_conversion(
    session: Session, new: NewConversion, *, actor: Actor, now: datetime
) -> int:
    """Note what a unit of a product holds from a day on; return the row's id.

    What was noted before for the same unit, product and region ends on the
    day before; what was already bought keeps what it was measured by.

    Raises:
        NotAllowedError: If no role of the actor allows it.
        NotFoundError: If there is no such product.
        SourceMissingError: If nobody is named who says so.
        WrongFixedUnitError: If a kilo was declared to be something else.
        ImplausibleContentError: If a unit would hold nothing, or over two
            tonnes.
    """
    require_anywhere(actor, Action.EDIT_CATALOGUE)
    product = living_product(session, new.product_id)
    source = clean_name(new.source, 200)
    if not source:
        raise SourceMissingError(product=product.name)
    try:
        measure_declared(Fraction(1), new.unit, new.base_per_unit, new.dimension)
    except FixedUnitError as error:
        raise WrongFixedUnitError(unit=new.unit) from error
    except ImplausibleUnitError as error:
        raise ImplausibleContentError(unit=new.unit) from error
    region = clean_name(new.region)
    _end_earlier(session, new, region)
    row = UnitConversion(
        country=new.country,
        unit=new.unit,
        product_id=product.id,
        region=region,
        standing=UnitStanding.BY_PRODUCT,
        base_numerator=new.base_per_unit.numerator,
        base_denominator=new.base_per_unit.denominator,
        dimension=new.dimension,
        source=source,
        valid_from=new.valid_from,
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor=actor,
        deed="unit.declared",
        subject="unit_conversion",
        subject_id=row.id,
        at=now,
        unit=new.unit.value,
        product=product.id,
        base=str(new.base_per_unit),
    )
    return row.id


def _end_earlier(session: Session, new: NewConversion, region: str) -> None:
    earlier = session.scalars(
        select(UnitConversion).where(
            UnitConversion.country == new.country,
            UnitConversion.unit == new.unit,
            UnitConversion.product_id == new.product_id,
            UnitConversion.region == region,
            or_(
                UnitConversion.valid_until.is_(None),
                UnitConversion.valid_until >= new.valid_from,
            ),
        )
    )
    eve = new.valid_from - timedelta(days=1)
    for row in earlier:
        if row.valid_from is not None and row.valid_from > eve:
            # Declared twice for one day: the later word stands alone.
            session.delete(row)
        else:
            row.valid_until = eve
    session.flush()
