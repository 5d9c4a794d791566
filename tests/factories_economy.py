"""Purchases of a network that somebody sold, for tests of its economy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from marketplace.catalogue.models import Presentation, ProductKind
from marketplace.purchasing.models import JointPurchase, SupplierInvoice
from marketplace.purchasing.services import awards, calls, confirmations, drafting
from marketplace.purchasing.services import ending as endings
from network.models import OrganisationChain
from tests.factories import NOW
from tests.factories_catalogue import a_presentation, a_product
from tests.factories_goods import settled
from tests.factories_purchasing import (
    AFTER_CLOSING,
    ASKED_AT,
    ENDED_AT,
    a_draft,
    a_line,
    a_plan,
    a_quote,
    answered,
    in_quoting,
)

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from marketplace.catalogue.models import Product
    from network.models import Organisation
    from tests.factories_purchasing import World


def an_input(
    session: Session, name: str = "Balanceado", chain: str = "balanceado"
) -> Product:
    """An input of the catalogue."""
    return a_product(session, name, kind=ProductKind.INPUT, chain=chain)


def works_in(session: Session, organisation: Organisation, *chains: str) -> None:
    """The organisation works in these chains."""
    organisation.chains += [OrganisationChain(chain=chain) for chain in chains]
    session.flush()


def asked_for(
    session: Session,
    world: World,
    seller: Organisation,
    product: Product,
    *,
    units: int = 10,
) -> JointPurchase:
    """A confirmed purchase: the first member of each association wants as much.

    The seller asks 100.000 a unit (95.000 from 100 on), and others ask more.
    """
    pack = session.scalars(
        select(Presentation).where(Presentation.product_id == product.id)
    ).first() or a_presentation(session, product, country=world.network.country)
    draft = a_draft(session, world, title=f"Compra de {product.name}")
    item = replace(draft.items[0], presentation_id=pack.id)
    purchase_id = drafting.create_purchase(
        session, replace(draft, items=(item,)), actor=world.officer, now=NOW
    )
    calls.open_purchase(session, purchase_id, actor=world.officer, now=NOW)
    purchase = session.get_one(JointPurchase, purchase_id)
    for other in world.others:
        calls.join_purchase(
            session, purchase_id, other.id, actor=world.head_of(other), now=NOW
        )
    session.expire(purchase)
    for organisation in world.associations:
        a_line(session, purchase, world.member(0, organisation), organisation, units)
    in_quoting(session, purchase, world)
    a_quote(session, purchase, world, supplier=seller)
    for price in (105_000, 110_000):
        a_quote(session, purchase, world, {0: price})
    run = a_plan(session, purchase, world)
    for actor in (world.officer, world.second_officer):
        awards.choose_plan(session, run.id, actor=actor, now=AFTER_CLOSING)
    confirmations.open_confirmation(
        session, purchase.id, actor=world.officer, now=ASKED_AT
    )
    for line in confirmations.asked_lines(session, purchase.id):
        answered(session, purchase, line)
    endings.end_confirmation(session, purchase.id, now=ENDED_AT)
    return purchase


def bought(
    session: Session,
    world: World,
    seller: Organisation,
    product: Product,
    *,
    units: int = 10,
    sound: int | None = None,
) -> JointPurchase:
    """A purchase that was handed over, invoiced and charged; short if so many came."""
    purchase = asked_for(session, world, seller, product, units=units)
    settled(session, purchase, world, sound=sound)
    return purchase


def invoiced_on(session: Session, day: date) -> None:
    """Let every invoice be of that day, so that a page of that day shows it."""
    session.execute(update(SupplierInvoice).values(issued_on=day, due_on=day))
    session.flush()
