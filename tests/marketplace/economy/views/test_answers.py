from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from flask import g

from marketplace.economy.views import ANSWERS
from marketplace.economy.views.answers import trend
from network.models import Country, OrganisationKind
from network.policy import Role
from tests.factories import (
    a_coordinator,
    a_member,
    acting,
    an_organisation,
    coordinating,
)
from tests.factories_economy import an_input, bought, invoiced_on, works_in
from tests.factories_goods import LATER_DAY
from tests.factories_purchasing import World, a_supplier, a_world

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from flask import Flask
    from sqlalchemy.orm import Session

    from network.policy import Actor
    from network.web.answers import Answer

DAY = LATER_DAY + timedelta(days=3)


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session, members=1, associations=3)


@pytest.fixture(autouse=True)
def asking(app: Flask) -> Iterator[None]:
    """A request, in which answers are worded and addresses are made."""
    with app.test_request_context():
        yield


def answers(
    session: Session, world: World, actor: Actor | None = None, day: date = DAY
) -> dict[int, Answer]:
    g.pop("economies_read", None)
    someone = actor or coordinating(
        a_coordinator(session, world.network), world.network
    )
    found = [
        answer(session, world.network.id, actor=someone, day=day) for answer in ANSWERS
    ]
    return {each.number: each for each in found if each is not None}


def test_what_was_agreed_and_what_stays_is_answered(
    session: Session, world: World
) -> None:
    maker = an_organisation(session, network=world.network)
    works_in(session, maker, "balanceado")
    bought(session, world, a_supplier(session, world), an_input(session))
    bought(session, world, maker, an_input(session, "Salvado"))

    found = answers(session, world)

    assert found[5].figure == "100\N{NO-BREAK SPACE}%"
    assert found[5].is_good
    assert "50 se quedan en la red" in str(found[6].sentence)
    assert "Balanceado" in str(found[7].sentence)
    assert found[7].action_url == f"/red/{world.network.id}/sustituir"
    assert "Se concentra" in str(found[8].sentence)
    assert found[3].figure == found[8].figure == "50\N{NO-BREAK SPACE}%"


def test_a_network_without_purchases_has_no_answers(
    session: Session, world: World
) -> None:
    assert answers(session, world) == {}


def test_a_firm_is_answered_nothing(session: Session, world: World) -> None:
    firm = an_organisation(
        session, network=world.network, kind=OrganisationKind.SUPPLIER
    )
    bought(session, world, firm, an_input(session))
    agent = a_member(session, firm, Role.SUPPLIER_AGENT)
    actor = acting(agent, firm, role=Role.SUPPLIER_AGENT, network=world.network)

    assert answers(session, world, actor) == {}


def test_what_is_bought_outside_and_in_few_hands_is_compared_with_a_month_before(
    session: Session, world: World
) -> None:
    maker = an_organisation(session, network=world.network)
    works_in(session, maker, "balanceado")
    feed = an_input(session)
    bought(session, world, a_supplier(session, world), feed)
    invoiced_on(session, DAY - timedelta(days=100))

    calm = answers(session, world)
    bought(session, world, a_supplier(session, world, "Otro"), feed)
    moved = answers(session, world)

    assert (calm[7].trend, calm[8].trend) == ("same", "same")
    assert (moved[7].trend, moved[8].trend) == ("up", "down")
    assert [row[2] for row in moved[8].rows] == ["50\N{NO-BREAK SPACE}%"] * 2
    assert moved[8].action_url == f"/red/{world.network.id}/sustituir"


def test_what_is_bought_less_than_a_month_before_is_said(
    session: Session, world: World
) -> None:
    maker = an_organisation(session, network=world.network)
    works_in(session, maker, "balanceado")
    feed = an_input(session)
    bought(session, world, a_supplier(session, world), feed)
    invoiced_on(session, DAY - timedelta(days=370))
    bought(session, world, a_supplier(session, world, "Otro"), feed, units=4)

    assert answers(session, world)[7].trend == "down"


def test_what_nobody_makes_is_said(session: Session, world: World) -> None:
    bought(session, world, a_supplier(session, world), an_input(session))

    found = answers(session, world)

    assert found[7].figure == "0"
    assert "100\N{NO-BREAK SPACE}%" in found[3].figure


def test_a_member_of_a_small_network_is_told_no_amount(session: Session) -> None:
    world = a_world(session, members=1, associations=2)
    maker = an_organisation(session, network=world.network)
    works_in(session, maker, "balanceado")
    bought(session, world, a_supplier(session, world), an_input(session))

    found = answers(session, world, world.as_member())

    assert set(found) <= {5, 7}
    assert found[7].figure == "1"


def test_money_that_is_spread_and_does_not_return_is_said(
    session: Session, world: World
) -> None:
    for name in ("Uno", "Dos", "Tres"):
        supplier = a_supplier(session, world, name)
        bought(session, world, supplier, an_input(session, name))

    found = answers(session, world)

    assert "Se reparte, pero no vuelve" in str(found[8].sentence)
    assert 3 not in found


def test_money_that_returns_is_said(session: Session, world: World) -> None:
    for seller, name in zip(world.others, ("Uno", "Dos"), strict=True):
        bought(session, world, seller, an_input(session, name))
    for name in ("Tres", "Cuatro"):
        bought(session, world, a_supplier(session, world), an_input(session, name))

    found = answers(session, world)

    assert "Circula" in str(found[8].sentence)


def test_money_in_dollars_is_said_in_dollars(session: Session) -> None:
    world = a_world(session, members=1, associations=3, country=Country.ECUADOR)
    bought(session, world, a_supplier(session, world), an_input(session))

    found = answers(session, world)

    assert "100 dólares" in str(found[6].sentence)


def test_a_figure_is_compared_with_a_month_before() -> None:
    assert trend(None, Fraction(1)) == ""
    assert trend(Fraction(1, 2), Fraction(501, 1000)) == "same"
    assert trend(Fraction(1, 2), Fraction(3, 5)) == "up"
    assert trend(Fraction(1, 2), Fraction(2, 5)) == "down"
