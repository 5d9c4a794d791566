"""Finding products: by any of their names, by kind, chain and country."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, case, exists, false, func, or_, select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from marketplace.catalogue.core.packs import local_name
from marketplace.catalogue.models import (
    Chain,
    Presentation,
    Product,
    ProductKind,
    RegionalName,
)
from network.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from marketplace.kernel.units import UnitCode
    from network.models import Country

PAGE = 24
_LONGEST_SEARCH = 80
_MOST_WORDS = 6
_CURSOR = re.compile(r"([0-2])~([0-9a-z ]{0,200})~([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class CatalogueSearch:
    """What somebody looks for; everything may be left out.

    Attributes:
        text: Any words of a name.
        kind: Product, input or service.
        chain: Code of a chain.
        country: Leaves out what is traded elsewhere, and chooses names.
    """

    text: str = ""
    kind: ProductKind | None = None
    chain: str = ""
    country: Country | None = None


@dataclass(frozen=True, slots=True)
class ProductCard:
    """A product in a list.

    Attributes:
        id: Of the product.
        name: What the country of the search calls it.
        other_names: What else it is called, in other places too.
        kind: Product, input or service.
        chain: Name of its chain.
        usual_unit: In which it is usually traded.
        packs: How many presentations it has, in the country or everywhere.
    """

    id: int
    name: str
    other_names: tuple[str, ...]
    kind: ProductKind
    chain: str
    usual_unit: UnitCode
    packs: int


@dataclass(frozen=True, slots=True)
class CataloguePage:
    """A page of what was found.

    Attributes:
        products: At most twenty-four, best first.
        after: Give it back to see the next ones; None at the end.
    """

    products: tuple[ProductCard, ...]
    after: str | None


def catalogue_page(
    session: Session, search: CatalogueSearch, *, after: str = ""
) -> CataloguePage:
    """Return what was looked for: exact names, then beginnings, then the rest.

    Accents, case and plural do not matter, and regional names count like the
    catalogue's own.  A product is found when each word is part of one of its
    names.

    Args:
        session: To read with.
        search: What is looked for.
        after: Of the page before; anything else is taken for the beginning.
    """
    key = fold(search.text[:_LONGEST_SEARCH])
    rank = _rank(key)
    wanted = (
        select(Product, rank)
        .options(joinedload(Product.chain), selectinload(Product.regional_names))
        .where(Product.retired_at.is_(None), *_filters(search, key))
        .order_by(rank, Product.search_key, Product.id)
        .limit(PAGE + 1)
    )
    cursor = _CURSOR.fullmatch(after)
    if cursor is not None:
        place = (int(cursor[1]), cursor[2], int(cursor[3]))
        wanted = wanted.where(tuple_(rank, Product.search_key, Product.id) > place)
    rows = session.execute(wanted).all()
    shown = rows[:PAGE]
    packs = _packs(session, [row.id for row, _ in shown], search.country)
    cards = tuple(_card(row, search.country, packs.get(row.id, 0)) for row, _ in shown)
    following = None
    if len(rows) > PAGE:
        last, last_rank = shown[-1]
        following = f"{last_rank}~{last.search_key}~{last.id}"
    return CataloguePage(cards, following)


def similar_products(
    session: Session, name: str, country: Country | None, *, limit: int = 8
) -> tuple[ProductCard, ...]:
    """Return what is called almost so, for somebody about to add a product."""
    key = fold(name[:_LONGEST_SEARCH])
    if not key:
        return ()
    rank = _rank(key)
    rows = session.execute(
        select(Product, rank)
        .options(joinedload(Product.chain), selectinload(Product.regional_names))
        .where(
            Product.retired_at.is_(None),
            *_filters(CatalogueSearch(country=country), ""),
            or_(false(), *(_any_name(word) for word in key.split() if len(word) > 2)),
        )
        .order_by(rank, Product.search_key, Product.id)
        .limit(limit)
    ).all()
    packs = _packs(session, [row.id for row, _ in rows], country)
    return tuple(_card(row, country, packs.get(row.id, 0)) for row, _ in rows)


def chains(session: Session) -> tuple[tuple[str, str], ...]:
    """Return code and name of every chain, by name."""
    rows = session.execute(select(Chain.code, Chain.name).order_by(Chain.name))
    return tuple((code, name) for code, name in rows)


def _filters(search: CatalogueSearch, key: str) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [
        _any_name(word) for word in key.split()[:_MOST_WORDS]
    ]
    if search.kind is not None:
        wanted.append(Product.kind == search.kind)
    if search.chain:
        wanted.append(Product.chain_code == search.chain)
    if search.country is not None:
        wanted.append(or_(Product.country.is_(None), Product.country == search.country))
    return wanted


def _rank(key: str) -> ColumnElement[int]:
    """Return 0 for a name that is the text, 1 for one that begins so, else 2."""
    # The folded text holds only letters, digits and spaces: nothing to escape.
    begins = f"{key}%"
    return case(
        (or_(Product.search_key == key, _named(RegionalName.search_key == key)), 0),
        (
            or_(
                Product.search_key.like(begins),
                _named(RegionalName.search_key.like(begins)),
            ),
            1,
        ),
        else_=2,
    )


def _any_name(word: str) -> ColumnElement[bool]:
    held = f"%{word}%"
    return or_(
        Product.search_key.like(held), _named(RegionalName.search_key.like(held))
    )


def _named(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(and_(RegionalName.product_id == Product.id, condition))


def _packs(
    session: Session, ids: Sequence[int], country: Country | None
) -> dict[int, int]:
    counted = (
        select(Presentation.product_id, func.count())
        .where(Presentation.product_id.in_(ids), Presentation.retired_at.is_(None))
        .group_by(Presentation.product_id)
    )
    if country is not None:
        counted = counted.where(Presentation.country == country)
    return dict(session.execute(counted).all())


def _card(row: Product, country: Country | None, packs: int) -> ProductCard:
    called = [(name.country, name.region, name.name) for name in row.regional_names]
    shown = local_name(row.name, called, country)
    others = dict.fromkeys((row.name, *(name for _, _, name in called)))
    return ProductCard(
        id=row.id,
        name=shown,
        other_names=tuple(name for name in others if name != shown),
        kind=row.kind,
        chain=row.chain.name,
        usual_unit=row.usual_unit,
        packs=packs,
    )
