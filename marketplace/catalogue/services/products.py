"""Adding products and the names people give them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from marketplace.catalogue.models import Chain, Product, ProductKind, RegionalName
from network.core.text import clean_name, clean_note, fold
from network.db import lock
from network.errors import ConflictError, InvalidError, NotFoundError
from network.policy import Action, require_anywhere
from network.services import audit

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from marketplace.kernel.units import UnitCode
    from network.models import Country
    from network.policy import Actor

DESCRIPTION_LIMIT = 1000
_SHORTEST_SIMILAR = 4


class NamelessProductError(InvalidError):
    """The name has no letter or number that could be found again."""


class UnknownChainError(InvalidError):
    """The chain is not one of the catalogue."""


class DuplicateProductError(ConflictError):
    """A product is already called so in the same country."""


class SimilarProductsError(ConflictError):
    """Products are called almost so, and nobody said that this is another."""


@dataclass(frozen=True, slots=True)
class NewRegionalName:
    """What people of a country or region call a product.

    Attributes:
        name: The name.
        country: Where it is said.
        region: Empty when the whole country says it.
    """

    name: str
    country: Country
    region: str = ""


@dataclass(frozen=True, slots=True)
class NewProduct:
    """A product somebody wants in the catalogue.

    Attributes:
        name: As people of the network call it.
        kind: Product, input or service.
        chain_code: Of a chain of the catalogue.
        usual_unit: In which it is usually traded.
        country: Where it is traded; None for everywhere.
        tax_class: What the tax rules call it; empty when nobody has said.
        description: A few words more.
        regional_names: Other names.
        is_another: Whether the person saw the similar ones and says that this
            is none of them.
    """

    name: str
    kind: ProductKind
    chain_code: str
    usual_unit: UnitCode
    country: Country | None = None
    tax_class: str = ""
    description: str = ""
    regional_names: tuple[NewRegionalName, ...] = ()
    is_another: bool = False


def add_product(
    session: Session, product: NewProduct, *, actor: Actor, now: datetime
) -> int:
    """Add a product to the catalogue; return its id.

    Raises:
        NotAllowedError: If no role of the actor allows it.
        NamelessProductError: If nothing of the name can be found again.
        UnknownChainError: If there is no such chain.
        DuplicateProductError: If one of the same kind is already called so
            in the country, regional names included.
        SimilarProductsError: If some are called almost so and the person has
            not said that this is another.
    """
    require_anywhere(actor, Action.EDIT_CATALOGUE)
    name = clean_name(product.name)
    key = fold(name)
    if not key:
        raise NamelessProductError(name=name)
    _hold_chain(session, product.chain_code)
    _refuse_double(session, product, key)
    row = Product(
        name=name,
        kind=product.kind,
        chain_code=product.chain_code,
        country=product.country,
        usual_unit=product.usual_unit,
        tax_class=clean_name(product.tax_class, 60),
        description=clean_note(product.description, DESCRIPTION_LIMIT),
        search_key=key,
        added_by=actor.person_id or None,
        created_at=now,
    )
    session.add(row)
    session.flush()
    for other in product.regional_names:
        _call(session, row, other)
    _trace(session, "product.added", row, actor, now)
    return row.id


def add_regional_name(
    session: Session,
    product_id: int,
    other: NewRegionalName,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Note what a country or region calls a product; twice is harmless.

    Raises:
        NotAllowedError: If no role of the actor allows it.
        NotFoundError: If there is no such product.
        NamelessProductError: If nothing of the name can be found again.
    """
    require_anywhere(actor, Action.EDIT_CATALOGUE)
    row = lock(session, Product, product_id)
    if _call(session, row, other):
        _trace(session, "product.named", row, actor, now)


def describe_product(
    session: Session,
    product_id: int,
    *,
    description: str,
    tax_class: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Change what is said of a product; its name stays, since purchases bear it.

    Raises:
        NotAllowedError: If no role of the actor allows it.
        NotFoundError: If there is no such product.
    """
    require_anywhere(actor, Action.EDIT_CATALOGUE)
    row = lock(session, Product, product_id)
    row.description = clean_note(description, DESCRIPTION_LIMIT)
    row.tax_class = clean_name(tax_class, 60)
    _trace(session, "product.described", row, actor, now)


def retire_product(
    session: Session, product_id: int, *, actor: Actor, now: datetime
) -> None:
    """Hide a product from lists; only coordinators, and twice is harmless.

    Raises:
        NotAllowedError: If the actor coordinates no network.
        NotFoundError: If there is no such product.
    """
    require_anywhere(actor, Action.COORDINATE_NETWORK)
    row = lock(session, Product, product_id)
    if row.retired_at is None:
        row.retired_at = now
        _trace(session, "product.retired", row, actor, now)


def living_product(session: Session, product_id: int) -> Product:
    """Return a product that is still in the lists.

    Raises:
        NotFoundError: If there is none of that id.
    """
    row = session.get(Product, product_id)
    if row is None or row.retired_at is not None:
        raise NotFoundError(product=product_id)
    return row


def _call(session: Session, row: Product, other: NewRegionalName) -> bool:
    """Add a name to a product; tell whether it was new."""
    name = clean_name(other.name)
    key = fold(name)
    if not key:
        raise NamelessProductError(name=name)
    region = clean_name(other.region)
    known = session.scalar(
        select(RegionalName.id).where(
            RegionalName.product_id == row.id,
            RegionalName.country == other.country,
            RegionalName.region == region,
            RegionalName.search_key == key,
        )
    )
    if known is None:
        session.add(
            RegionalName(
                product_id=row.id,
                country=other.country,
                region=region,
                name=name,
                search_key=key,
            )
        )
        session.flush()
    return known is None


def _hold_chain(session: Session, code: str) -> None:
    """Hold the chain: two who add the same product at once take turns."""
    found = session.scalar(select(Chain).where(Chain.code == code).with_for_update())
    if found is None:
        raise UnknownChainError(chain=code[:60])


def _refuse_double(session: Session, product: NewProduct, key: str) -> None:
    near = _near(session, product, key)
    for other, name in near:
        if fold(name) == key:
            raise DuplicateProductError(name=name, product=other)
    if near and not product.is_another:
        raise SimilarProductsError(names=[name for _, name in near])


def _near(session: Session, product: NewProduct, key: str) -> list[tuple[int, str]]:
    """Return ids and names of the same kind that are called so, or almost so."""
    here = (
        or_(Product.country.is_(None), Product.country == product.country)
        if product.country
        else Product.id.is_not(None)
    )
    alike: list[ColumnElement[bool]] = [
        Product.search_key == key,
        RegionalName.search_key == key,
    ]
    if len(key) >= _SHORTEST_SIMILAR:
        pattern = f"%{key}%"
        alike += [
            Product.search_key.like(pattern),
            RegionalName.search_key.like(pattern),
        ]
    rows = session.execute(
        select(Product.id, Product.name, RegionalName.name, RegionalName.search_key)
        .outerjoin(Product.regional_names)
        .where(
            Product.retired_at.is_(None),
            Product.kind == product.kind,
            here,
            or_(*alike),
        )
        .order_by(Product.id)
        .limit(20)
    )
    found: dict[int, tuple[int, str]] = {}
    for product_id, name, regional, regional_key in rows:
        shown = regional if regional_key == key else name
        if product_id not in found or regional_key == key:
            found[product_id] = (product_id, shown)
    return list(found.values())


def _trace(
    session: Session, deed: str, row: Product, actor: Actor, now: datetime
) -> None:
    audit.record(
        session,
        actor=actor,
        deed=deed,
        subject="product",
        subject_id=row.id,
        at=now,
        name=row.name,
    )
