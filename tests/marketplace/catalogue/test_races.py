"""Two add the same thing at the same moment: one does, the other is told."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from marketplace.catalogue.models import Presentation, Product, ProductKind
from marketplace.catalogue.services import packs, products
from marketplace.kernel.units import UnitCode
from network.clock import now
from network.db import db, transaction
from network.models import Country
from network.policy import Actor
from tests.factories_catalogue import a_chain, a_product
from tests.together import TOGETHER, at_once, own_database, site

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["own_database", "site"]

COORDINATOR = Actor(0, coordinates=frozenset({1}))


def test_a_product_added_together_is_there_once(site: Flask) -> None:
    with site.app_context(), transaction() as session:
        chain = a_chain(session).code
    wanted = products.NewProduct(
        "Lulo", ProductKind.PRODUCT, chain, UnitCode.KILOGRAM, Country.COLOMBIA
    )

    def add(number: int) -> int:
        named = replace(wanted, is_another=bool(number % 2))
        with transaction() as session:
            return products.add_product(session, named, actor=COORDINATOR, now=now())

    results = at_once(site, add)

    with site.app_context():
        assert results.count(products.DuplicateProductError) == TOGETHER - 1
        assert db.session.scalar(select(func.count(Product.id))) == 1


def test_a_pack_added_together_is_there_once(site: Flask) -> None:
    with site.app_context(), transaction() as session:
        product_id = a_product(session).id
    wanted = packs.NewPresentation(
        product_id, Country.COLOMBIA, UnitCode.BULTO, Fraction(50_000)
    )

    def add(_number: int) -> int:
        with transaction() as session:
            return packs.add_presentation(session, wanted, actor=COORDINATOR, now=now())

    results = at_once(site, add)

    with site.app_context():
        assert results.count(packs.DuplicatePresentationError) == TOGETHER - 1
        assert db.session.scalar(select(func.count(Presentation.id))) == 1
