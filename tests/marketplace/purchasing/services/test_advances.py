from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from marketplace.kernel.money import Currency, Money
from marketplace.ledger.queries import balance
from marketplace.ledger.services import InsufficientFundsError
from marketplace.purchasing.models import PurchaseState
from marketplace.purchasing.queries.accounts import accounts_page
from marketplace.purchasing.services import (
    advances,
    refunding,
    tills,
)
from network.errors import NotFoundError
from tests.factories import a_member, an_organisation
from tests.factories_goods import (
    LATER,
    LATER_DAY,
    paid,
    settled,
    transferred,
    treasurer_of,
    with_cash,
)
from tests.factories_purchasing import World, a_confirmed_purchase, a_world, cop

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase
    from network.models import Organisation
    from network.policy import Actor


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session, associations=2)


@pytest.fixture
def purchase(session: Session, world: World) -> JointPurchase:
    return a_confirmed_purchase(session, world)


@pytest.fixture
def other(world: World) -> Organisation:
    return world.others[0]


@pytest.fixture
def cashier(session: Session, world: World, other: Organisation) -> Actor:
    """The treasurer of the other association."""
    return treasurer_of(session, world, other)


def left(session: Session, organisation: Organisation, code: str) -> Money:
    return balance(session, organisation.id, code, Currency.COP)


def advance(
    session: Session,
    purchase: JointPurchase,
    world: World,
    minor: int,
    *,
    key: str = "a-1",
) -> int:
    """The first member of the convener pays in advance; returns the receipt."""
    return advances.pay_advance(
        session,
        purchase.id,
        world.convener.id,
        world.member().id,
        paid(minor, key),
        actor=world.cashier,
        now=LATER,
    ).number


def test_an_advance_is_tied_to_the_purchase_and_counts_once(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    numbers = [advance(session, purchase, world, 30_000_000) for _ in range(2)]

    code = f"advance:{purchase.id}:person:{world.member().id}"
    assert numbers == [1, 1]
    assert left(session, world.convener, code) == -cop(300_000)
    assert left(session, world.convener, "cash") == cop(300_000)


def test_an_advance_is_at_most_what_was_accepted(
    session: Session, purchase: JointPurchase, world: World, other: Organisation
) -> None:
    with pytest.raises(tills.AmountTooLargeError):
        advance(session, purchase, world, cop(1_000_001).minor)
    with pytest.raises(tills.AmountNotPositiveError):
        advance(session, purchase, world, 0)
    with pytest.raises(NotFoundError):
        advances.pay_advance(
            session,
            purchase.id,
            world.convener.id,
            a_member(session, world.convener).id,
            paid(100, "x"),
            actor=world.cashier,
            now=LATER,
        )
    with pytest.raises(tills.OtherCurrencyError):
        advances.pay_advance(
            session,
            purchase.id,
            world.convener.id,
            world.member().id,
            paid(100, "x", Currency.USD),
            actor=world.cashier,
            now=LATER,
        )


def test_advances_go_on_to_the_convener_in_both_books_and_are_applied(
    session: Session,
    purchase: JointPurchase,
    world: World,
    other: Organisation,
    cashier: Actor,
) -> None:
    person = world.member(0, other)
    advances.pay_advance(
        session,
        purchase.id,
        other.id,
        person.id,
        paid(cop(400_000).minor, "m"),
        actor=cashier,
        now=LATER,
    )
    for _ in range(2):
        advances.pass_on_advance(
            session,
            purchase.id,
            other.id,
            paid(cop(400_000).minor, "o"),
            actor=world.cashier,
            now=LATER,
        )
    tied = f"advance:{purchase.id}:association:{other.id}"
    assert left(session, world.convener, tied) == -cop(400_000)
    assert left(session, other, f"supplier:{world.convener.id}") == cop(400_000)

    settled(session, purchase, world)

    assert not left(session, world.convener, tied)
    row = next(
        each
        for each in accounts_page(session, purchase.id, actor=cashier).members
        if each.person_id == person.id
    )
    assert row.covered == cop(400_000)
    assert not row.advance_left
    page = accounts_page(session, purchase.id, actor=world.cashier)
    charged = left(session, other, f"supplier:{world.convener.id}")
    assert page.associations[0].owed == -charged
    assert page.associations[0].owed == left(
        session, world.convener, f"association:{other.id}"
    )


def test_an_advance_passes_only_what_there_is_to_whom_it_is_due(
    session: Session,
    purchase: JointPurchase,
    world: World,
    other: Organisation,
    cashier: Actor,
) -> None:
    def forward(organisation_id: int, minor: int, actor: Actor) -> None:
        advances.pass_on_advance(
            session,
            purchase.id,
            organisation_id,
            paid(minor, "o"),
            actor=actor,
            now=LATER,
        )

    with pytest.raises(InsufficientFundsError):
        forward(other.id, 100, world.cashier)
    with pytest.raises(advances.PaysDirectlyError):
        forward(world.convener.id, 100, world.cashier)
    with pytest.raises(NotFoundError):
        forward(an_organisation(session).id, 100, world.cashier)
    for actor in (world.officer, cashier):
        with pytest.raises(tills.NotTheTreasurerError):
            forward(other.id, 100, actor)
    with pytest.raises(tills.AmountTooLargeError):
        forward(other.id, cop(7_000_000).minor, world.cashier)


def test_what_is_left_of_an_advance_goes_back_or_stays_in_favour(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    advance(session, purchase, world, cop(950_000).minor)
    with pytest.raises(refunding.AdvanceStillNeededError):
        _refund(session, purchase, world, 100)
    settled(session, purchase, world, sound=30)
    code = f"advance:{purchase.id}:person:{world.member().id}"
    spare = -left(session, world.convener, code)

    _refund(session, purchase, world, 100_00)
    with pytest.raises(tills.AmountTooLargeError):
        _refund(session, purchase, world, spare.minor, key="again")
    refunding.keep_in_favour(
        session,
        purchase.id,
        world.convener.id,
        world.member().id,
        actor=world.cashier,
        day=LATER_DAY,
        now=LATER,
    )
    with pytest.raises(refunding.NothingToGiveBackError):
        _refund(session, purchase, world, 100, key="last")

    assert spare.minor > 0
    assert not left(session, world.convener, code)
    member = f"member:{world.member().id}"
    assert left(session, world.convener, member) == cop(100) - spare


def test_a_cancelled_purchase_gives_advances_back_through_both_books(
    session: Session,
    purchase: JointPurchase,
    world: World,
    other: Organisation,
    cashier: Actor,
) -> None:
    person = world.member(0, other)
    advances.pay_advance(
        session,
        purchase.id,
        other.id,
        person.id,
        paid(5_000, "m"),
        actor=cashier,
        now=LATER,
    )
    advances.pass_on_advance(
        session, purchase.id, other.id, paid(5_000, "o"), actor=world.cashier, now=LATER
    )
    purchase.state = PurchaseState.CANCELLED

    with pytest.raises(tills.NotTheTreasurerError) as refused:
        refunding.refund_association(
            session,
            purchase.id,
            other.id,
            paid(5_000, "b"),
            actor=world.cashier,
            now=LATER,
        )
    refunding.refund_association(
        session, purchase.id, other.id, paid(5_000, "b"), actor=cashier, now=LATER
    )
    refunding.refund_member(
        session,
        purchase.id,
        other.id,
        person.id,
        paid(5_000, "c"),
        actor=cashier,
        now=LATER,
    )

    assert refused.value.values == {"name": other.name}
    for organisation in (other, world.convener):
        assert not left(session, organisation, "cash")
    assert not left(session, other, f"advance:{purchase.id}:person:{person.id}")
    with pytest.raises(advances.PaysDirectlyError):
        refunding.refund_association(
            session,
            purchase.id,
            world.convener.id,
            paid(1, "d"),
            actor=world.cashier,
            now=LATER,
        )
    with pytest.raises(NotFoundError):
        refunding.refund_association(
            session, purchase.id, 10**6, paid(1, "d"), actor=world.cashier, now=LATER
        )


def test_an_associations_spare_advance_stays_in_its_favour(
    session: Session,
    purchase: JointPurchase,
    world: World,
    other: Organisation,
) -> None:
    with_cash(session, other, cop(9_000_000).minor)
    advances.pass_on_advance(
        session,
        purchase.id,
        other.id,
        transferred(cop(5_700_000).minor, "o"),
        actor=world.cashier,
        now=LATER,
    )
    settled(session, purchase, world, sound=60)

    refunding.keep_in_favour(
        session,
        purchase.id,
        other.id,
        None,
        actor=world.cashier,
        day=LATER_DAY,
        now=LATER,
    )

    owed = left(session, world.convener, f"association:{other.id}")
    assert owed.minor < 0
    assert owed == -left(session, other, f"supplier:{world.convener.id}")


def _refund(
    session: Session, purchase: JointPurchase, world: World, minor: int, key: str = "r"
) -> None:
    refunding.refund_member(
        session,
        purchase.id,
        world.convener.id,
        world.member().id,
        paid(minor, key),
        actor=world.cashier,
        now=LATER,
    )
