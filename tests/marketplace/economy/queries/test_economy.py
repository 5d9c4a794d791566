from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.economy.core.periods import Period, year_until
from marketplace.economy.models import outlays
from marketplace.economy.queries.economy import economy_page
from marketplace.kernel.money import Currency, Money
from marketplace.ledger.core import Entry, Posting
from marketplace.ledger.queries import balance
from marketplace.ledger.services import post
from marketplace.purchasing.models import Claim
from marketplace.purchasing.services import claims
from network.errors import NotAllowedError, NotFoundError
from network.models import Country, OrganisationKind
from network.policy import SYSTEM, Actor, Role
from tests.factories import a_coordinator, a_member, acting, an_organisation
from tests.factories_economy import an_input, asked_for, bought
from tests.factories_goods import (
    LATER,
    LATER_DAY,
    everything_arrives,
    invoiced,
    ordered,
    settled,
    shared_out,
    with_cash,
)
from tests.factories_home import a_stranger
from tests.factories_purchasing import World, a_supplier, a_world, cop

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.economy.core.outlays import Outlay
    from marketplace.economy.queries.economy import CurrencyEconomy

DAY = LATER_DAY + timedelta(days=3)


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session, members=1, associations=3)


def coordinating(session: Session, world: World) -> Actor:
    person = a_coordinator(session, world.network)
    return Actor(person.id, coordinates=frozenset({world.network.id}))


def spent(session: Session, world: World) -> list[Outlay]:
    return outlays(session, world.network.id, year_until(DAY))


def seen_by(session: Session, world: World, actor: Actor) -> CurrencyEconomy:
    [found] = economy_page(session, world.network.id, actor=actor, day=DAY).economies
    return found


def test_what_is_bought_from_a_firm_leaves_the_network(
    session: Session, world: World
) -> None:
    bought(session, world, a_supplier(session, world), an_input(session))

    found = seen_by(session, world, coordinating(session, world))

    assert found.spent == cop(3_000_000)
    assert found.stays == 0
    assert found.leaves == 1
    assert found.buyers == 3
    assert [line.amount for line in found.spenders] == [cop(1_000_000)] * 3


def test_a_firm_that_is_registered_in_the_network_is_still_outside(
    session: Session, world: World
) -> None:
    firm = an_organisation(
        session, network=world.network, kind=OrganisationKind.SUPPLIER
    )
    bought(session, world, firm, an_input(session))

    assert seen_by(session, world, coordinating(session, world)).stays == 0


def test_what_is_bought_from_an_association_stays(
    session: Session, world: World
) -> None:
    maker = an_organisation(session, network=world.network, name="Balanceados")
    bought(session, world, maker, an_input(session))
    bought(session, world, a_supplier(session, world), an_input(session, "Urea"))

    found = seen_by(session, world, coordinating(session, world))

    assert found.spent == cop(6_000_000)
    assert found.stays == Fraction(1, 2)
    assert found.multiplier == Fraction(3, 2)
    assert found.cycling == 0
    assert {(line.name, line.is_inside) for line in found.sellers} >= {
        ("Balanceados", True)
    }


def test_what_is_spent_is_what_the_books_say(session: Session, world: World) -> None:
    supplier = a_supplier(session, world)
    bought(session, world, supplier, an_input(session))

    owed = balance(session, world.convener.id, f"supplier:{supplier.id}", Currency.COP)

    assert Money(sum(each.minor for each in spent(session, world)), Currency.COP) == (
        -owed
    )


def test_what_is_claimed_is_not_spent_until_it_is_lost(
    session: Session, world: World
) -> None:
    purchase = asked_for(session, world, a_supplier(session, world), an_input(session))
    settled(session, purchase, world, sound=24)
    before = sum(each.minor for each in spent(session, world))
    claim = session.scalars(select(Claim)).one()

    claims.ask_loss(session, claim.id, "No responde", actor=world.officer, now=LATER)
    claims.agree_loss(
        session, claim.id, actor=world.second_officer, day=LATER_DAY, now=LATER
    )

    assert before == cop(2_400_000).minor
    assert sum(each.minor for each in spent(session, world)) == cop(3_000_000).minor


def test_before_the_charges_it_is_spent_by_who_got_units(
    session: Session, world: World
) -> None:
    purchase = asked_for(session, world, a_supplier(session, world), an_input(session))
    ordered(session, purchase, world)
    everything_arrives(session, purchase, world)
    shared_out(session, purchase, world)
    invoiced(session, purchase, world)

    assert {each.buyer_id: each.minor for each in spent(session, world)} == {
        each.id: cop(1_000_000).minor for each in world.associations
    }


def test_other_days_are_not_in_the_year(session: Session, world: World) -> None:
    bought(session, world, a_supplier(session, world), an_input(session))
    later = Period(LATER_DAY, LATER_DAY + timedelta(days=365))

    assert outlays(session, world.network.id, later) == []


def test_a_member_reads_totals_and_no_amount_of_another(
    session: Session, world: World
) -> None:
    bought(session, world, a_supplier(session, world), an_input(session))

    found = seen_by(session, world, world.as_member())

    assert found.is_visible
    assert found.spent == cop(3_000_000)
    assert found.spenders == ()
    assert found.own == ()
    assert [line.amount for line in found.sellers] == [cop(3_000_000)]


def test_the_sales_of_a_single_maker_are_for_the_coordination(
    session: Session, world: World
) -> None:
    maker = an_organisation(session, network=world.network)
    bought(session, world, maker, an_input(session))

    member = seen_by(session, world, world.as_member())
    coordinator = seen_by(session, world, coordinating(session, world))

    assert (member.stayed, member.sellers) == (None, ())
    assert member.stays == 1
    assert coordinator.stayed == cop(3_000_000)


def test_an_officer_reads_what_the_own_organisation_spent(
    session: Session, world: World
) -> None:
    bought(session, world, a_supplier(session, world), an_input(session))

    found = seen_by(session, world, world.officer)

    assert [(line.name, line.spent) for line in found.own] == [
        (world.convener.name, cop(1_000_000))
    ]
    assert found.spent == cop(3_000_000)
    assert found.spenders == ()


def test_what_two_organisations_spend_is_not_told(session: Session) -> None:
    world = a_world(session, members=1, associations=2)
    bought(session, world, a_supplier(session, world), an_input(session))

    found = seen_by(session, world, world.as_member())

    assert not found.is_visible
    assert found.sellers == ()
    assert found.hidden_sellers == 1


def test_nobody_else_reads_it(session: Session, world: World) -> None:
    network_id = world.network.id
    elsewhere = Actor(1, coordinates=frozenset({network_id + 1}))
    firm = an_organisation(
        session, network=world.network, kind=OrganisationKind.SUPPLIER
    )
    agent = a_member(session, firm, Role.SUPPLIER_AGENT)

    for actor in (elsewhere, a_stranger(session)):
        with pytest.raises(NotFoundError):
            economy_page(session, network_id, actor=actor, day=DAY)
    with pytest.raises(NotAllowedError):
        economy_page(
            session,
            network_id,
            actor=acting(agent, firm, role=Role.SUPPLIER_AGENT, network=world.network),
            day=DAY,
        )


def test_a_network_without_purchases_has_no_economy(
    session: Session, world: World
) -> None:
    page = economy_page(session, world.network.id, actor=world.as_member(), day=DAY)

    assert page.economies == ()


def test_expenses_that_name_nobody_are_told_apart(
    session: Session, world: World
) -> None:
    bought(session, world, a_supplier(session, world), an_input(session))
    for organisation in world.associations:
        with_cash(session, organisation, cop(500_000).minor)
        post(
            session,
            Entry(
                f"expense:{organisation.id}",
                organisation.id,
                "manual",
                LATER_DAY,
                "Papelería",
                (Posting("expense:other", "cash", cop(20_000)),),
            ),
            actor=SYSTEM,
            now=LATER,
        )

    found = seen_by(session, world, world.as_member())

    assert found.unnamed == cop(60_000)
    assert found.spent == cop(3_000_000)


def test_dollars_are_read_as_dollars(session: Session) -> None:
    world = a_world(session, members=1, associations=3, country=Country.ECUADOR)
    bought(session, world, a_supplier(session, world), an_input(session))

    found = seen_by(session, world, coordinating(session, world))

    assert found.currency is Currency.USD
    assert found.spent == Money(3_000_000_00, Currency.USD)


def test_a_network_that_is_gone_is_not_found(session: Session) -> None:
    with pytest.raises(NotFoundError):
        economy_page(
            session, 999, actor=Actor(1, coordinates=frozenset({999})), day=DAY
        )
