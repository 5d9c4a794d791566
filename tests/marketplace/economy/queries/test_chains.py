from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from marketplace.catalogue.models import ChainLink, LinkFlow
from marketplace.economy.queries.chains import chains_page
from network.errors import NotFoundError
from network.models import OrganisationKind
from tests.factories import (
    a_coordinator,
    an_organisation,
    coordinating,
)
from tests.factories_catalogue import a_chain
from tests.factories_economy import an_input, bought, works_in
from tests.factories_goods import LATER_DAY
from tests.factories_home import a_stranger
from tests.factories_purchasing import World, a_supplier, a_world, cop

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.policy import Actor

#: Invoices are to be paid thirty days after LATER_DAY.
DAY = LATER_DAY + timedelta(days=40)


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session, members=2, associations=3)


@pytest.fixture
def coordinator(session: Session, world: World) -> Actor:
    return coordinating(a_coordinator(session, world.network), world.network)


def test_a_chain_is_seen_from_the_market_to_its_inputs(
    session: Session, world: World, coordinator: Actor
) -> None:
    a_chain(session, "cerdos-p")
    buyer = an_organisation(
        session, network=world.network, kind=OrganisationKind.BUYER, name="Frigorífico"
    )
    for each in (*world.associations, buyer):
        works_in(session, each, "cerdos-p")
    maker = an_organisation(session, network=world.network, name="El Molino")
    works_in(session, maker, "balanceado")
    bought(session, world, a_supplier(session, world, "Tienda"), an_input(session))
    bought(session, world, maker, an_input(session, "Salvado"))

    page = chains_page(
        session, world.network.id, "cerdos-p", actor=coordinator, day=DAY
    )

    chosen = page.chosen
    assert chosen is not None
    assert chosen.buyers == ("Frigorífico",)
    assert chosen.makers == 3
    assert {
        (line.flow.product, line.seller, line.flow.is_inside) for line in chosen.flows
    } == {("Balanceado", "Tienda", False), ("Salvado", "El Molino", True)}
    assert {line.code: line.makers for line in page.lines} == {
        "cerdos-p": 3,
        "balanceado": 1,
    }
    [pigs] = [line for line in page.lines if line.code == "cerdos-p"]
    assert (pigs.bought, pigs.from_outside) == ((cop(6_000_000),), (cop(3_000_000),))
    assert pigs.most_between == 2


def test_a_maker_sells_to_others_of_the_network(
    session: Session, world: World, coordinator: Actor
) -> None:
    maker = an_organisation(session, network=world.network)
    works_in(session, maker, "balanceado")
    bought(session, world, maker, an_input(session))

    chosen = chains_page(
        session, world.network.id, "balanceado", actor=coordinator, day=DAY
    ).chosen

    assert chosen is not None
    assert [line.amount for line in chosen.sold] == [cop(3_000_000)]
    assert chosen.flows == ()


def test_chains_that_can_supply_it_are_starting_knowledge(
    session: Session, world: World, coordinator: Actor
) -> None:
    for code in ("grano-p", "harina-p"):
        a_chain(session, code)
    session.add(
        ChainLink(
            from_code="grano-p",
            to_code="harina-p",
            flow=LinkFlow.RAW_MATERIAL,
            source="por confirmar",
        )
    )
    works_in(session, world.convener, "grano-p")

    flour = chains_page(
        session, world.network.id, "harina-p", actor=coordinator, day=DAY
    ).chosen
    grain = chains_page(
        session, world.network.id, "grano-p", actor=coordinator, day=DAY
    ).chosen

    assert flour is not None
    assert grain is not None
    assert [(link.name, link.source, link.names) for link in flour.suppliers] == [
        ("Grano p", "por confirmar", (world.convener.name,))
    ]
    assert [(link.code, link.names, link.more) for link in grain.customers] == [
        ("harina-p", (), 0)
    ]


def test_a_member_is_not_told_what_the_only_one_of_a_chain_buys(
    session: Session, world: World
) -> None:
    a_chain(session, "cerdos-p")
    works_in(session, world.convener, "cerdos-p")
    bought(session, world, a_supplier(session, world), an_input(session))

    page = chains_page(
        session, world.network.id, "cerdos-p", actor=world.as_member(), day=DAY
    )

    assert page.chosen is not None
    assert (page.chosen.is_visible, page.chosen.flows) == (False, ())
    [row] = page.lines
    assert not row.is_visible


def test_a_member_is_told_who_makes_it_and_not_how_much_it_sold(
    session: Session, world: World
) -> None:
    a_chain(session, "cerdos-p")
    for each in world.associations:
        works_in(session, each, "cerdos-p")
    maker = an_organisation(session, network=world.network, name="El Molino")
    works_in(session, maker, "balanceado")
    bought(session, world, maker, an_input(session))
    bought(session, world, a_supplier(session, world, "Tienda"), an_input(session, "B"))

    chosen = chains_page(
        session, world.network.id, "cerdos-p", actor=world.as_member(), day=DAY
    ).chosen

    assert chosen is not None
    assert {line.seller: line.amount for line in chosen.flows} == {
        "El Molino": None,
        "Tienda": None,
    }


def test_a_firm_behind_which_too_few_stand_has_no_name(
    session: Session, world: World
) -> None:
    a_chain(session, "cerdos-p")
    others = [an_organisation(session, network=world.network) for _ in range(2)]
    for each in (world.convener, *others):
        works_in(session, each, "cerdos-p")
    bought(session, world, a_supplier(session, world, "Tienda"), an_input(session))

    chosen = chains_page(
        session, world.network.id, "cerdos-p", actor=world.as_member(), day=DAY
    ).chosen

    assert chosen is not None
    [line] = chosen.flows
    assert (line.seller, line.amount, line.buyers) == ("", None, ())


def test_a_chain_that_is_not_in_the_catalogue_is_not_found(
    session: Session, world: World
) -> None:
    for code, actor in (("no-hay", world.officer), (None, a_stranger(session))):
        with pytest.raises(NotFoundError):
            chains_page(session, world.network.id, code, actor=actor, day=DAY)
