from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.catalogue.models import ChainLink, LinkFlow
from marketplace.economy import services
from marketplace.economy.core.substitution import FERTILISER_CHAIN, Certainty
from marketplace.economy.queries.substitution import substitution_page
from network.errors import NotFoundError
from network.models import Lead, LeadKind, OrganisationKind
from network.policy import Role
from tests.factories import (
    NOW,
    a_coordinator,
    a_member,
    acting,
    an_organisation,
    coordinating,
)
from tests.factories_catalogue import a_chain, a_published_sheet
from tests.factories_economy import an_input, bought, works_in
from tests.factories_goods import LATER_DAY
from tests.factories_home import a_stranger
from tests.factories_purchasing import World, a_supplier, a_world, cop

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.economy.queries.substitution import SubstitutionLine
    from network.models import Organisation
    from network.policy import Actor

DAY = LATER_DAY + timedelta(days=3)


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session, members=1, associations=3)


@pytest.fixture
def coordinator(session: Session, world: World) -> Actor:
    return coordinating(a_coordinator(session, world.network), world.network)


def a_mill(session: Session, world: World) -> Organisation:
    """An association that makes feed."""
    mill = an_organisation(session, network=world.network, name="El Molino")
    works_in(session, mill, "balanceado")
    return mill


def lines(session: Session, world: World, actor: Actor) -> list[SubstitutionLine]:
    page = substitution_page(session, world.network.id, actor=actor, day=DAY)
    return list(page.lines)


def leads(session: Session, kind: LeadKind) -> list[tuple[int, int, str, int]]:
    rows = session.scalars(
        select(Lead).where(Lead.kind == kind).order_by(Lead.source_id, Lead.target_id)
    )
    return [(row.source_id, row.target_id, row.what, row.weight) for row in rows]


def test_who_published_a_sheet_of_what_is_bought_outside_is_named(
    session: Session, world: World, coordinator: Actor
) -> None:
    feed, mill = an_input(session), a_mill(session, world)
    officer = acting(a_member(session, mill, Role.OFFICER), mill, role=Role.OFFICER)
    a_published_sheet(session, mill, feed, actor=officer)
    bought(session, world, a_supplier(session, world), feed)

    [line] = lines(session, world, coordinator)

    assert (line.product, line.amount) == ("Balanceado", cop(3_000_000))
    assert line.certainty is Certainty.SAME_PRODUCT
    assert [maker.name for maker in line.makers] == ["El Molino"]
    assert [buyer.amount for buyer in line.buyers] == [cop(1_000_000)] * 3


def test_who_works_in_the_chain_is_less_sure(
    session: Session, world: World, coordinator: Actor
) -> None:
    a_mill(session, world)
    bought(session, world, a_supplier(session, world), an_input(session))

    [line] = lines(session, world, coordinator)

    assert line.certainty is Certainty.SAME_CHAIN


def test_a_firm_of_the_network_is_not_offered(
    session: Session, world: World, coordinator: Actor
) -> None:
    firm = an_organisation(
        session, network=world.network, kind=OrganisationKind.SUPPLIER
    )
    feed = an_input(session)
    works_in(session, firm, "balanceado")
    bought(session, world, firm, feed)

    page = substitution_page(session, world.network.id, actor=coordinator, day=DAY)

    assert (page.lines, page.bought_outside) == ((), True)


def test_compost_of_the_network_may_take_the_place_of_fertiliser(
    session: Session, world: World, coordinator: Actor
) -> None:
    breeders = an_organisation(session, network=world.network, name="Cuyeras")
    for code in ("cuyes-p", "huerta-p"):
        a_chain(session, code)
    session.add(
        ChainLink(
            from_code="cuyes-p",
            to_code="huerta-p",
            flow=LinkFlow.FERTILISER,
            source="por confirmar",
        )
    )
    works_in(session, breeders, "cuyes-p")
    works_in(session, world.convener, "huerta-p")
    urea = an_input(session, "Urea", FERTILISER_CHAIN)
    bought(session, world, a_supplier(session, world), urea)

    [line] = lines(session, world, coordinator)

    assert line.certainty is Certainty.STARTING_KNOWLEDGE
    assert [(maker.name, maker.source) for maker in line.makers] == [
        ("Cuyeras", "por confirmar")
    ]


def test_a_member_reads_the_total_and_not_who_buys_how_much(
    session: Session, world: World
) -> None:
    a_mill(session, world)
    bought(session, world, a_supplier(session, world), an_input(session))

    [line] = lines(session, world, world.as_member())

    assert line.amount == cop(3_000_000)
    assert (line.buyers, line.hidden_buyers, line.is_own) == ((), 3, False)


def test_an_officer_reads_the_own_part(session: Session, world: World) -> None:
    a_mill(session, world)
    bought(session, world, a_supplier(session, world), an_input(session))

    [line] = lines(session, world, world.officer)

    assert [buyer.amount for buyer in line.buyers] == [cop(1_000_000)]
    assert (line.hidden_buyers, line.is_own) == (2, True)


def test_what_two_buy_is_not_told(session: Session) -> None:
    world = a_world(session, members=1, associations=2)
    a_mill(session, world)
    bought(session, world, a_supplier(session, world), an_input(session))

    [line] = lines(session, world, world.as_member())

    assert (line.amount, line.last_day) == (None, None)


def test_a_stranger_does_not_find_it(session: Session, world: World) -> None:
    with pytest.raises(NotFoundError):
        lines(session, world, a_stranger(session))


def test_leads_go_to_the_ground_once(session: Session, world: World) -> None:
    feed, mill = an_input(session), a_mill(session, world)
    officer = acting(a_member(session, mill, Role.OFFICER), mill, role=Role.OFFICER)
    a_published_sheet(session, mill, feed, actor=officer)
    bought(session, world, a_supplier(session, world), feed)

    found = [
        services.find_leads(session, world.network.id, day=DAY, now=NOW)
        for _ in range(2)
    ]

    assert found == [3, 3]
    assert leads(session, LeadKind.SUBSTITUTION) == [
        (mill.id, each.id, "Balanceado", 1_000_000_00)
        for each in sorted(world.associations, key=lambda each: each.id)
    ]


def test_who_only_works_in_the_chain_is_told_as_a_neighbour(
    session: Session, world: World
) -> None:
    mill = a_mill(session, world)
    bran = an_input(session, "Salvado")
    bought(session, world, a_supplier(session, world), bran)

    services.find_leads(session, world.network.id, day=DAY, now=NOW)

    assert leads(session, LeadKind.SUBSTITUTION) == []
    assert leads(session, LeadKind.CHAIN) == [
        (mill.id, each.id, "Balanceado", 1_000_000_00)
        for each in sorted(world.associations, key=lambda each: each.id)
    ]


def test_chains_that_follow_each_other_are_told_to_the_ground(
    session: Session, world: World
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
    farmers, miller = world.others
    works_in(session, farmers, "grano-p")
    works_in(session, miller, "harina-p")

    services.find_leads(session, world.network.id, day=DAY, now=NOW)

    assert leads(session, LeadKind.CHAIN) == [(farmers.id, miller.id, "Grano p", 1)]
    assert services.networks(session, world.network.id) == [
        (world.network.id, "America/Bogota")
    ]
    assert (world.network.id, "America/Bogota") in services.networks(session)
