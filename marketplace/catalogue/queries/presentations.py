"""Packs as purchases and offers name them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.catalogue.core.packs import local_name, pack_text
from marketplace.catalogue.models import Presentation, Product, RegionalName
from network.core.text import fold
from network.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from marketplace.catalogue.models import ProductKind
    from marketplace.kernel.units import Dimension, UnitCode
    from network.models import Country

_LONGEST_SEARCH = 80
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class PresentationCard:
    """A pack of a product.

    Attributes:
        id: Of the presentation.
        product_id: Of its product.
        name: What its country calls the product.
        unit: In which it is counted.
        base_per_unit: Whole grams, millilitres or pieces in one unit.
        dimension: What is counted.
        text: All of it in one line: "Urea 46 · Marca · bulto 50 kg".
        kind: Product, input or service.
        country: Whose units it is counted in.
        brand: Empty for what has none.
        registration: Sanitary or agricultural registration; may be empty.
        is_retired: Whether lists no longer show it.
    """

    id: int
    product_id: int
    name: str
    unit: UnitCode
    base_per_unit: int
    dimension: Dimension
    text: str
    kind: ProductKind
    country: Country
    brand: str
    registration: str
    is_retired: bool


def presentations(
    session: Session,
    country: Country,
    search: str = "",
    *,
    kind: ProductKind | None = None,
    limit: int = 50,
) -> tuple[PresentationCard, ...]:
    """Return the packs of a country, those that begin as the search first.

    Accents, case and plural do not matter, and regional names count.

    Args:
        session: To read with.
        country: Whose units are counted in.
        search: Any words of the product, a regional name, the brand or unit.
        kind: Only of products, inputs or services.
        limit: At most so many, 1 to 200.
    """
    key = fold(search[:_LONGEST_SEARCH])
    wanted = _read().where(
        Presentation.country == country,
        Presentation.retired_at.is_(None),
        Product.retired_at.is_(None),
    )
    for word in key.split()[:_MOST_WORDS]:
        held = f"%{word}%"
        wanted = wanted.where(
            or_(
                Presentation.search_key.like(held),
                exists().where(
                    RegionalName.product_id == Presentation.product_id,
                    RegionalName.search_key.like(held),
                ),
            )
        )
    if kind is not None:
        wanted = wanted.where(Product.kind == kind)
    begins = case((Presentation.search_key.like(f"{key}%"), 0), else_=1)
    rows = session.scalars(
        wanted.order_by(begins, Presentation.search_key, Presentation.id).limit(
            max(1, min(limit, 200))
        )
    )
    return tuple(_card(row) for row in rows)


def presentation(session: Session, presentation_id: int) -> PresentationCard:
    """Return a pack, retired or not, since purchases keep naming it.

    Raises:
        NotFoundError: If there is no such pack.
    """
    found = presentations_by_id(session, [presentation_id])
    if presentation_id not in found:
        raise NotFoundError(presentation=presentation_id)
    return found[presentation_id]


def presentations_by_id(
    session: Session, ids: Iterable[int]
) -> dict[int, PresentationCard]:
    """Return the packs of these ids, in one reading; unknown ids are left out."""
    rows = session.scalars(_read().where(Presentation.id.in_(set(ids))))
    return {row.id: _card(row) for row in rows}


def packs_of(
    session: Session, product_id: int, country: Country | None
) -> tuple[PresentationCard, ...]:
    """Return the packs of a product, in a country or everywhere."""
    wanted = _read().where(
        Presentation.product_id == product_id, Presentation.retired_at.is_(None)
    )
    if country is not None:
        wanted = wanted.where(Presentation.country == country)
    rows = session.scalars(wanted.order_by(Presentation.search_key, Presentation.id))
    return tuple(_card(row) for row in rows)


def _read() -> Select[Presentation]:
    return (
        select(Presentation)
        .join(Presentation.product)
        .options(
            joinedload(Presentation.product),
            selectinload(Presentation.product, Product.regional_names),
        )
    )


def _card(row: Presentation) -> PresentationCard:
    called = [
        (name.country, name.region, name.name) for name in row.product.regional_names
    ]
    name = local_name(row.product.name, called, row.country)
    return PresentationCard(
        id=row.id,
        product_id=row.product_id,
        name=name,
        unit=row.unit,
        base_per_unit=row.base_amount,
        dimension=row.dimension,
        text=pack_text(name, row.brand, row.unit, row.base_amount, row.dimension),
        kind=row.product.kind,
        country=row.country,
        brand=row.brand,
        registration=row.registration,
        is_retired=row.retired_at is not None,
    )
