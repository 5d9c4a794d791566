"""The catalogue a new instance starts with, read from our own file."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from marketplace.catalogue.core.packs import pack_text
from marketplace.catalogue.models import (
    Chain,
    ChainLink,
    LinkFlow,
    Presentation,
    Product,
    ProductKind,
    RegionalName,
    UnitConversion,
    UnitStanding,
)
from marketplace.kernel.units import (
    BASE_PER_STANDARD,
    Conversions,
    Dimension,
    UnitCode,
)
from network.core.text import fold
from network.core.zones import latest_day
from network.models import Country

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

_FILE = Path(__file__).resolve().parent.parent / "starting.json"
_TO_CONFIRM = "unidad por confirmar con la organización"


def load_starting_catalogue(session: Session, *, now: datetime) -> int:
    """Add the chains, products, units and packs that are known beforehand.

    What is there already stays as it is, so loading again adds only what is
    new in the file.  Units that vary come as "must be declared".

    Returns:
        How many products were added.
    """
    facts: dict[str, list[dict[str, Any]]] = json.loads(_FILE.read_text("utf-8"))
    _add_chains(session, facts)
    added = _add_products(session, facts["products"], now)
    _add_conversions(session, facts["unit_conversions"])
    _add_presentations(session, facts["presentations"], now)
    return added


def _add_chains(session: Session, facts: dict[str, list[dict[str, Any]]]) -> None:
    for fact in facts["chains"]:
        if session.get(Chain, fact["code"]) is None:
            session.add(Chain(code=fact["code"], name=fact["name"]))
    session.flush()
    for fact in facts["chain_links"]:
        key = (fact["from"], fact["to"], LinkFlow(fact["flow"]))
        if session.get(ChainLink, key) is None:
            session.add(
                ChainLink(
                    from_code=key[0], to_code=key[1], flow=key[2], source=fact["source"]
                )
            )
    session.flush()


def _add_products(session: Session, facts: list[dict[str, Any]], now: datetime) -> int:
    known = {
        (row.search_key, row.kind, row.country)
        for row in session.scalars(select(Product))
    }
    added = 0
    for fact in facts:
        country = Country(fact["country"]) if fact["country"] else None
        kind = ProductKind(fact["kind"])
        key = fold(fact["name"])
        if (key, kind, country) in known:
            continue
        doubt = "" if fact["unit_is_stated"] else f"; {_TO_CONFIRM}"
        row = Product(
            name=fact["name"],
            kind=kind,
            chain_code=fact["chain"],
            country=country,
            usual_unit=UnitCode(fact["unit"]),
            source=fact["source"] + doubt,
            search_key=key,
            created_at=now,
        )
        row.regional_names = [
            RegionalName(
                country=Country(other["country"]),
                name=other["name"],
                search_key=fold(other["name"]),
            )
            for other in fact.get("regional_names", ())
        ]
        session.add(row)
        added += 1
    session.flush()
    return added


def _add_conversions(session: Session, facts: list[dict[str, Any]]) -> None:
    known = {
        (row.country, row.unit, fold(_of(row)), row.region, row.source)
        for row in session.scalars(select(UnitConversion))
    }
    for fact in facts:
        country, unit = Country(fact["country"]), UnitCode(fact["unit"])
        named = fact.get("product", "")
        region = fact.get("region", "")
        if (country, unit, fold(named), region, fact["source"]) in known:
            continue
        product = _product(session, named, country) if named else None
        base = Fraction(fact["kilos"]) * BASE_PER_STANDARD if "kilos" in fact else None
        session.add(
            UnitConversion(
                country=country,
                unit=unit,
                product_id=product.id if product else None,
                product_name="" if product else named,
                region=region,
                standing=UnitStanding(fact["standing"]),
                base_numerator=base.numerator if base else None,
                base_denominator=base.denominator if base else 1,
                note=fact.get("note", ""),
                source=fact["source"],
            )
        )
    session.flush()


def _add_presentations(
    session: Session, facts: list[dict[str, Any]], now: datetime
) -> None:
    for fact in facts:
        country, unit = Country(fact["country"]), UnitCode(fact["unit"])
        product = _product(session, fact["product"], country)
        assert product is not None  # the file names its own products
        if "kilos" in fact:
            base = int(Fraction(fact["kilos"]) * BASE_PER_STANDARD)
        else:
            base = round(Conversions().find(unit, country).base_per_unit)
        known = session.scalar(
            select(Presentation.id).where(
                Presentation.product_id == product.id,
                Presentation.country == country,
                Presentation.unit == unit,
                Presentation.base_amount == base,
            )
        )
        if known is None:
            text = pack_text(product.name, "", unit, base, Dimension.MASS)
            session.add(
                Presentation(
                    product_id=product.id,
                    country=country,
                    unit=unit,
                    base_amount=base,
                    dimension=Dimension.MASS,
                    source=fact["source"],
                    search_key=fold(text),
                    added_on=latest_day(now),
                )
            )
    session.flush()


def _of(row: UnitConversion) -> str:
    return row.product.name if row.product else row.product_name


def _product(session: Session, name: str, country: Country) -> Product | None:
    return session.scalars(
        select(Product)
        .where(
            Product.search_key == fold(name),
            Product.country.is_(None) | (Product.country == country),
        )
        .order_by(Product.id)
    ).first()
