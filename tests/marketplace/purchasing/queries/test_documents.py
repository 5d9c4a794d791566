from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.purchasing.models import SupplierOrder
from marketplace.purchasing.queries.documents import delivery_list_pdf, order_pdf
from network.errors import NotAllowedError, NotFoundError
from network.models import Person
from network.policy import Role
from tests.factories import a_member, a_person, acting, an_organisation
from tests.factories_goods import (
    LATER,
    LATER_DAY,
    everything_arrives,
    ordered,
    shared_out,
    signed,
)
from tests.factories_purchasing import a_confirmed_purchase, a_world

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

HOSTILE = '#panic("no") = *Rosa* <svg onload=1> \u202e $x$ ' + "a" * 60


def test_the_order_is_printed_with_its_signatures(session: Session) -> None:
    world = a_world(session)
    purchase = a_confirmed_purchase(session, world)
    signed(session, purchase, world)
    order = session.scalars(SupplierOrder.of(purchase.id)).one()

    pdf = order_pdf(session, order.id, actor=world.officer, day=LATER_DAY, now=LATER)

    assert pdf.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in pdf
    assert b"/Lang(es)" in pdf


def test_a_hostile_name_is_only_printed(session: Session) -> None:
    world = a_world(session)
    purchase = a_confirmed_purchase(session, world)
    for person in session.scalars(select(Person)):
        person.name = HOSTILE[:120]
    world.convener.name = HOSTILE[:160]
    ordered(session, purchase, world)
    everything_arrives(session, purchase, world)
    shared_out(session, purchase, world)

    pdf = delivery_list_pdf(
        session,
        purchase.id,
        world.convener.id,
        actor=world.officer,
        day=LATER_DAY,
        now=LATER,
    )

    assert pdf.startswith(b"%PDF-")


def test_strangers_get_no_papers(session: Session) -> None:
    world = a_world(session)
    purchase = a_confirmed_purchase(session, world)
    signed(session, purchase, world)
    order = session.scalars(SupplierOrder.of(purchase.id)).one()
    elsewhere = an_organisation(session)
    stranger = acting(a_person(session), elsewhere, role=Role.OFFICER)

    with pytest.raises(NotFoundError):
        order_pdf(session, order.id, actor=stranger, day=LATER_DAY, now=LATER)
    with pytest.raises(NotFoundError):
        delivery_list_pdf(
            session,
            purchase.id,
            elsewhere.id,
            actor=stranger,
            day=LATER_DAY,
            now=LATER,
        )
    with pytest.raises(NotFoundError):
        order_pdf(session, 10**9, actor=world.officer, day=LATER_DAY, now=LATER)


def test_a_member_does_not_print_the_list(session: Session) -> None:
    world = a_world(session)
    purchase = a_confirmed_purchase(session, world)
    member = acting(a_member(session, world.convener), world.convener)

    with pytest.raises(NotAllowedError):
        delivery_list_pdf(
            session,
            purchase.id,
            world.convener.id,
            actor=member,
            day=LATER_DAY,
            now=LATER,
        )
