"""The packs that the demonstration buys, found in the catalogue or added."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.catalogue.models import Presentation, Product, ProductKind
from marketplace.catalogue.services import (
    NewPresentation,
    NewProduct,
    add_presentation,
    add_product,
)
from marketplace.kernel.units import UnitCode
from network.core.text import fold
from network.models import Country

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor

#: What some associations make of what others throw away.
COMPOST = "Abono orgánico compostado"


@dataclass(frozen=True, slots=True)
class Packs:
    """Presentations by what they are, for Colombia and for Ecuador."""

    feed: int
    npk: int
    urea: int
    feed_ec: int
    urea_ec: int
    compost: int
    compost_ec: int


def find_packs(session: Session, *, actor: Actor, now: datetime) -> Packs:
    """Return the packs, adding those that the catalogue does not have yet."""
    land, sacks, fifty = Country.COLOMBIA, UnitCode.BULTO, 50_000
    compost = NewProduct(
        COMPOST, ProductKind.INPUT, "fertilizantes", sacks, is_another=True
    )
    add_product(session, compost, actor=actor, now=now)

    def pack(name: str, country: Country, unit: UnitCode, grams: int | None) -> int:
        product_id = session.scalars(
            select(Product.id).where(Product.search_key == fold(name))
        ).one()
        found = session.scalar(
            select(Presentation.id)
            .where(Presentation.product_id == product_id)
            .where(Presentation.country == country, Presentation.unit == unit)
            .order_by(Presentation.id)
        )
        if found is not None:
            return found
        declared = None if grams is None else Fraction(grams)
        wanted = NewPresentation(product_id, country, unit, declared)
        return add_presentation(session, wanted, actor=actor, now=now)

    return Packs(
        feed=pack("Balanceado", land, sacks, 40_000),
        npk=pack("Fertilizante NPK 15-15-15", land, sacks, fifty),
        urea=pack("Urea", land, sacks, fifty),
        feed_ec=pack("Balanceado", Country.ECUADOR, UnitCode.QUINTAL, None),
        urea_ec=pack("Urea", Country.ECUADOR, UnitCode.SACO, fifty),
        compost=pack(COMPOST, land, sacks, 40_000),
        compost_ec=pack(COMPOST, Country.ECUADOR, UnitCode.SACO, 45_000),
    )
