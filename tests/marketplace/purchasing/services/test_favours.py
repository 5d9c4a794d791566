"""What an association left in favour goes back in both books, and only there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from marketplace.kernel.money import Currency, Money
from marketplace.ledger import services as ledger
from marketplace.ledger.queries import balance, verify
from marketplace.payments.models import Direction, Method, ReceiptRow
from marketplace.payments.queries import pay_desk
from marketplace.payments.services import (
    GivenBackInPurchaseError,
    MoneyOut,
    MoreThanOwedError,
    PartyRef,
    RecordedElsewhereError,
    cancel,
    pay_party,
)
from marketplace.purchasing.models import JointPurchase, PurchaseState
from marketplace.purchasing.queries.accounts import PartyAccount, accounts_page
from marketplace.purchasing.queries.previews import (
    PaymentKind,
    PaymentPreview,
    payment_preview,
)
from marketplace.purchasing.services import advances, refunding, tills
from network.db import db, transaction
from network.policy import SYSTEM, Actor, Role
from tests.factories import a_person, acting
from tests.factories_goods import (
    LATER,
    LATER_DAY,
    settled,
    transferred,
    treasurer_of,
    with_cash,
)
from tests.factories_ledger import an_entry
from tests.factories_purchasing import World, a_confirmed_purchase, a_world, cop
from tests.together import TOGETHER, at_once, own_database, site

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from network.models import Organisation

__all__ = ["own_database", "site"]

ADVANCE = cop(5_700_000).minor


@dataclass
class Favour:
    """A purchase in which the convener owes an association, in both books."""

    world: World
    purchase: JointPurchase
    other: Organisation
    cashier: Actor
    minor: int

    @property
    def code(self) -> str:
        """The association's account in the book of the convener."""
        return f"association:{self.other.id}"


def kept(session: Session) -> Favour:
    """Half of the goods came, so that much of the advance stays in favour."""
    world = a_world(session, associations=2)
    purchase, other = a_confirmed_purchase(session, world), world.others[0]
    with_cash(session, other, cop(20_000_000).minor)
    pass_on(session, world, purchase, ADVANCE, "o")
    settled(session, purchase, world, sound=60)
    keep(session, world, purchase)
    minor = -left(session, world.convener, f"association:{other.id}")
    assert minor > 0
    return Favour(world, purchase, other, treasurer_of(session, world, other), minor)


def pass_on(
    session: Session, world: World, purchase: JointPurchase, minor: int, key: str
) -> None:
    advances.pass_on_advance(
        session,
        purchase.id,
        world.others[0].id,
        transferred(minor, key),
        actor=world.cashier,
        now=LATER,
    )


def keep(session: Session, world: World, purchase: JointPurchase) -> None:
    refunding.keep_in_favour(
        session,
        purchase.id,
        world.others[0].id,
        None,
        actor=world.cashier,
        day=LATER_DAY,
        now=LATER,
    )


@pytest.fixture
def favour(session: Session) -> Favour:
    return kept(session)


def left(session: Session, organisation: Organisation, code: str) -> int:
    return balance(session, organisation.id, code, Currency.COP).minor


def both(session: Session, favour: Favour) -> tuple[int, int]:
    """What each book says that the convener owes the association."""
    own = left(session, favour.world.convener, favour.code)
    theirs = left(session, favour.other, f"supplier:{favour.world.convener.id}")
    return -own, theirs


def take(
    session: Session, favour: Favour, minor: int, key: str = "b"
) -> tuple[ReceiptRow, ReceiptRow]:
    return refunding.refund_association(
        session,
        favour.purchase.id,
        favour.other.id,
        transferred(minor, key),
        actor=favour.cashier,
        now=LATER,
    )


def row(session: Session, favour: Favour) -> PartyAccount:
    [found] = accounts_page(
        session, favour.purchase.id, actor=favour.cashier
    ).associations
    return found


def asked(session: Session, favour: Favour, kind: PaymentKind) -> PaymentPreview:
    return payment_preview(
        session,
        favour.purchase.id,
        kind,
        Money(1, Currency.COP),
        organisation_id=favour.other.id,
        actor=favour.cashier,
    )


def at_the_desk(favour: Favour, minor: int, key: str = "k") -> MoneyOut:
    return MoneyOut(
        book_id=favour.world.convener.id,
        payee=PartyRef.organisation(favour.other.id),
        amount=Money(minor, Currency.COP),
        method=Method.TRANSFER,
        reference=f"TR-{key}-77",
        day=LATER_DAY,
        purpose="Devolución",
        debit_code=favour.code,
        key=key,
    )


def test_a_favour_goes_back_in_both_books_once(
    session: Session, favour: Favour
) -> None:
    before = both(session, favour)
    seen = row(session, favour).in_favour

    with pytest.raises(tills.AmountTooLargeError):
        take(session, favour, favour.minor + 1)
    some = take(session, favour, 100)
    again = take(session, favour, 100)
    rest = take(session, favour, favour.minor - 100, "c")
    with pytest.raises(refunding.NothingToGiveBackError):
        take(session, favour, 1, "d")

    assert before == (favour.minor, favour.minor)
    assert seen.minor == favour.minor
    assert [each.direction for each in some] == [Direction.OUT, Direction.IN]
    assert [each.id for each in again] == [each.id for each in some]
    assert {each.key for each in rest} == {
        f"purchase:{favour.purchase.id}:refund:association:{favour.other.id}:c"
    }
    assert rest[0].purpose.startswith("Devolución de saldo a favor")
    assert both(session, favour) == (0, 0)
    assert not row(session, favour).in_favour
    assert verify(session).is_sound


def test_a_finished_purchase_gives_a_favour_back(
    session: Session, favour: Favour
) -> None:
    favour.purchase.state = PurchaseState.FINISHED

    with pytest.raises(tills.NotTheTreasurerError):
        refunding.refund_association(
            session,
            favour.purchase.id,
            favour.other.id,
            transferred(favour.minor, "b"),
            actor=favour.world.cashier,
            now=LATER,
        )
    take(session, favour, favour.minor)

    assert both(session, favour) == (0, 0)


def test_what_a_later_purchase_used_does_not_go_back(
    session: Session, favour: Favour
) -> None:
    later = a_confirmed_purchase(session, favour.world)
    settled(session, later, favour.world, sound=20)
    still = both(session, favour)
    shown = row(session, favour).in_favour.minor

    with pytest.raises(tills.AmountTooLargeError) as refused:
        take(session, favour, favour.minor)
    take(session, favour, still[0])

    assert 0 < still[0] == still[1] < favour.minor
    assert shown == still[0]
    assert refused.value.values["most"] == Money(still[0], Currency.COP)
    assert both(session, favour) == (0, 0)
    assert verify(session).is_sound


def test_a_favour_that_a_later_purchase_used_up_is_gone(
    session: Session, favour: Favour
) -> None:
    settled(session, a_confirmed_purchase(session, favour.world), favour.world)

    with pytest.raises(refunding.NothingToGiveBackError):
        take(session, favour, 1)

    assert not row(session, favour).in_favour
    assert both(session, favour)[0] < 0


def test_whoever_was_paid_cancels_both_receipts(
    session: Session, favour: Favour
) -> None:
    own, theirs = take(session, favour, favour.minor)
    paid_back = both(session, favour)

    def undo(receipt: ReceiptRow, organisation: Organisation) -> None:
        cancel(
            session,
            receipt.id,
            reason="El banco la devolvió",
            actor=acting(a_person(session), organisation, role=Role.OFFICER),
            day=LATER_DAY + timedelta(days=1),
            now=LATER + timedelta(days=1),
        )

    with pytest.raises(RecordedElsewhereError):
        undo(own, favour.world.convener)
    undo(theirs, favour.other)
    cancelled = both(session, favour)
    shown = row(session, favour).in_favour
    take(session, favour, favour.minor, "e")

    assert paid_back == (0, 0)
    assert cancelled == (favour.minor, favour.minor)
    assert shown.minor == favour.minor
    assert own.cancelled_at is not None
    assert theirs.cancelled_at is not None
    assert both(session, favour) == (0, 0)
    assert verify(session).is_sound


def test_an_advance_goes_back_before_what_is_in_favour(session: Session) -> None:
    world = a_world(session, associations=2)
    purchase, other = a_confirmed_purchase(session, world), world.others[0]
    with_cash(session, other, cop(9_000_000).minor)
    pass_on(session, world, purchase, 700, "o")
    purchase.state = PurchaseState.CANCELLED
    cashier = treasurer_of(session, world, other)
    favour = Favour(world, purchase, other, cashier, 400)
    _own, theirs = take(session, favour, 300, "a")
    keep(session, world, purchase)
    cancel(
        session,
        theirs.id,
        reason="El banco la devolvió",
        actor=acting(a_person(session), other, role=Role.OFFICER),
        day=LATER_DAY + timedelta(days=1),
        now=LATER + timedelta(days=1),
    )

    first = asked(session, favour, PaymentKind.REFUND_ASSOCIATION)
    with pytest.raises(tills.AmountTooLargeError):
        take(session, favour, 301, "b")
    take(session, favour, 300, "b")
    second = asked(session, favour, PaymentKind.REFUND_ASSOCIATION)
    may_keep = asked(session, favour, PaymentKind.KEPT)
    take(session, favour, 400, "c")
    replayed = take(session, favour, 300, "b")

    assert (first.kind, first.before.minor) == (PaymentKind.REFUND_ASSOCIATION, 300)
    assert (second.kind, second.before.minor) == (PaymentKind.REFUND_FAVOUR, 400)
    assert (second.payer, second.receiver) == (world.convener.name, other.name)
    assert not may_keep.before
    assert replayed[0].purpose.startswith("Devolución de anticipo")
    assert both(session, favour) == (0, 0)


def test_the_page_of_payments_sends_an_association_to_its_purchase(
    session: Session, favour: Favour
) -> None:
    convener, cashier = favour.world.convener, favour.world.cashier

    desk = pay_desk(session, convener.id, actor=cashier, day=LATER_DAY)
    with pytest.raises(GivenBackInPurchaseError) as refused:
        pay_party(session, at_the_desk(favour, 1), actor=cashier, now=LATER)

    assert favour.code not in {each.code for each in desk.payees}
    assert [
        (each.purchase_id, each.owed.minor)
        for each in desk.at_purchases
        if each.name == favour.other.name
    ] == [(favour.purchase.id, favour.minor)]
    assert refused.value.values == {"name": favour.other.name}
    assert both(session, favour) == (favour.minor, favour.minor)


def test_what_an_association_was_owed_before_the_book_began_is_paid_at_the_desk(
    session: Session, favour: Favour
) -> None:
    convener, cashier = favour.world.convener, favour.world.cashier
    debt = an_entry(convener.id, ("equity:opening", favour.code, 700), day=LATER_DAY)
    ledger.post(session, debt, actor=SYSTEM, now=LATER)

    desk = pay_desk(session, convener.id, actor=cashier, day=LATER_DAY)
    with pytest.raises(GivenBackInPurchaseError):
        pay_party(session, at_the_desk(favour, 701), actor=cashier, now=LATER)
    receipt = pay_party(session, at_the_desk(favour, 700), actor=cashier, now=LATER)
    again = pay_party(session, at_the_desk(favour, 700), actor=cashier, now=LATER)
    take(session, favour, favour.minor)
    with pytest.raises(MoreThanOwedError):
        pay_party(session, at_the_desk(favour, 1, "l"), actor=cashier, now=LATER)

    assert [each.owed.minor for each in desk.payees if each.code == favour.code] == [
        700
    ]
    assert again.id == receipt.id
    assert both(session, favour) == (0, 0)


def test_a_favour_asked_back_twice_at_once_goes_back_once(site: Flask) -> None:
    with site.app_context(), transaction() as session:
        favour = kept(session)
        purchase_id, other_id = favour.purchase.id, favour.other.id
        books = (favour.world.convener.id, other_id)
        cashier, minor = favour.cashier, favour.minor

    def back(number: int) -> int:
        with transaction() as session:
            return refunding.refund_association(
                session,
                purchase_id,
                other_id,
                transferred(minor, f"n{number}"),
                actor=cashier,
                now=LATER,
            )[0].number

    results = at_once(site, back)

    assert results.count(refunding.NothingToGiveBackError) == TOGETHER - 1
    with site.app_context():
        receipts = db.session.scalar(
            select(func.count(ReceiptRow.id)).where(ReceiptRow.key.contains(":refund:"))
        )
        assert receipts == 2
        assert [
            balance(db.session(), book, code, Currency.COP).minor
            for book, code in (
                (books[0], f"association:{other_id}"),
                (other_id, f"supplier:{books[0]}"),
            )
        ] == [0, 0]
        assert verify(db.session()).is_sound
