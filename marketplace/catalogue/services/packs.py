"""Adding presentations: a product, how it is packed, and what a pack holds."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.catalogue.core.packs import pack_text
from marketplace.catalogue.models import Presentation, Product, UnitConversion
from marketplace.catalogue.services.products import living_product
from marketplace.kernel.units import (
    AmbiguousUnitError,
    Conversions,
    Dimension,
    FixedUnitError,
    ImplausibleUnitError,
    UnitCode,
    measure_declared,
)
from network.core.text import clean_name, fold
from network.core.zones import latest_day
from network.db import lock
from network.errors import ConflictError, InvalidError
from network.policy import Action, require_anywhere
from network.services import audit

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from network.models import Country
    from network.policy import Actor

DECLARED = "declared"


class NotTradedHereError(InvalidError):
    """The product belongs to another country's catalogue."""


class UndeclaredUnitError(InvalidError):
    """The unit holds different things to different people: ask how much."""


class WrongFixedUnitError(InvalidError):
    """Somebody declared that a kilo, a litre or a dozen is something else."""


class ImplausibleContentError(InvalidError):
    """The declared content is nothing, or over two tonnes, or not whole grams."""


class DuplicatePresentationError(ConflictError):
    """The same pack of the same brand is already in the catalogue."""


@dataclass(frozen=True, slots=True)
class NewPresentation:
    """A pack somebody wants to buy or sell by.

    Attributes:
        product_id: Of the catalogue.
        country: Whose units it is counted in.
        unit: In which it is counted.
        declared: Grams, millilitres or pieces in one unit, as the person says;
            None to take what is known of the unit.
        dimension: What the declared number counts.
        brand: Empty for what has none.
        registration: Sanitary or agricultural registration, if it has one.
    """

    product_id: int
    country: Country
    unit: UnitCode
    declared: Fraction | None = None
    dimension: Dimension = Dimension.MASS
    brand: str = ""
    registration: str = ""


def add_presentation(
    session: Session, pack: NewPresentation, *, actor: Actor, now: datetime
) -> int:
    """Add a pack of a product; return its id.

    A pack that was retired comes back under its old id.

    Raises:
        NotAllowedError: If no role of the actor allows it.
        NotFoundError: If there is no such product.
        NotTradedHereError: If the product is another country's.
        UndeclaredUnitError: If somebody has to say what a unit holds.
        WrongFixedUnitError: If a kilo was declared to be something else.
        ImplausibleContentError: If a unit would hold nothing, or over two
            tonnes.
        DuplicatePresentationError: If the same pack is there already.
    """
    require_anywhere(actor, Action.EDIT_CATALOGUE)
    product = living_product(session, pack.product_id)
    # Held, so that two who add the same pack at once come one after the other.
    lock(session, Product, product.id)
    if product.country not in (None, pack.country):
        raise NotTradedHereError(name=product.name, country=pack.country)
    base, dimension, source = _content(session, pack, product, now)
    brand = clean_name(pack.brand, 80)
    text = pack_text(product.name, brand, pack.unit, base, dimension)
    known = _same_pack(session, pack, base, fold(brand))
    if known is not None and known.retired_at is None:
        raise DuplicatePresentationError(text=text, presentation=known.id)
    if known is not None:
        known.retired_at = None
        return known.id
    row = Presentation(
        product_id=product.id,
        country=pack.country,
        unit=pack.unit,
        base_amount=base,
        dimension=dimension,
        brand=brand,
        brand_key=fold(brand),
        registration=clean_name(pack.registration, 40),
        source=source[:200],
        search_key=fold(text)[:400],
        added_by=actor.person_id or None,
        added_on=latest_day(now),
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor=actor,
        deed="presentation.added",
        subject="presentation",
        subject_id=row.id,
        at=now,
        text=text,
    )
    return row.id


def retire_presentation(
    session: Session, presentation_id: int, *, actor: Actor, now: datetime
) -> None:
    """Hide a pack from lists; purchases that name it keep it.

    Twice is harmless.

    Raises:
        NotAllowedError: If no role of the actor allows it.
        NotFoundError: If there is no such pack.
    """
    require_anywhere(actor, Action.EDIT_CATALOGUE)
    row = lock(session, Presentation, presentation_id)
    if row.retired_at is not None:
        return
    row.retired_at = now
    audit.record(
        session,
        actor=actor,
        deed="presentation.retired",
        subject="presentation",
        subject_id=row.id,
        at=now,
    )


def _content(
    session: Session, pack: NewPresentation, product: Product, now: datetime
) -> tuple[int, Dimension, str]:
    """Return what one unit holds, of what dimension, and who says so."""
    if pack.declared is None:
        return _known_content(session, pack, product, now)
    try:
        measured = measure_declared(
            Fraction(1), pack.unit, pack.declared, pack.dimension
        )
    except FixedUnitError as error:
        raise WrongFixedUnitError(unit=pack.unit) from error
    except ImplausibleUnitError as error:
        raise ImplausibleContentError(unit=pack.unit) from error
    if measured.base < 1:
        raise ImplausibleContentError(unit=pack.unit)
    return measured.base, measured.dimension, DECLARED


def _known_content(
    session: Session, pack: NewPresentation, product: Product, now: datetime
) -> tuple[int, Dimension, str]:
    rows = session.scalars(UnitConversion.in_force(pack.country, latest_day(now)))
    table = Conversions(row.as_conversion() for row in rows)
    try:
        found = table.find(pack.unit, pack.country, product.name)
    except AmbiguousUnitError as error:
        raise UndeclaredUnitError(
            unit=pack.unit, country=pack.country, product=product.name
        ) from error
    return round(found.base_per_unit), found.dimension, found.source


def _same_pack(
    session: Session, pack: NewPresentation, base: int, brand_key: str
) -> Presentation | None:
    return session.scalars(
        select(Presentation).where(
            Presentation.product_id == pack.product_id,
            Presentation.country == pack.country,
            Presentation.unit == pack.unit,
            Presentation.base_amount == base,
            Presentation.brand_key == brand_key,
        )
    ).first()
