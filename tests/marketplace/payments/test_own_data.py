"""The copy of one's own data holds one's receipts, and nobody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace.payments.models import Direction, Method
from marketplace.payments.queries.own_data import own_receipts
from marketplace.payments.services import MoneyIn, PartyRef, cancel, receive
from network.policy import Actor, Role
from tests.factories_ledger import NOW, TODAY, a_book, a_person, cop, somebody

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def paid(
    session: Session, book_id: int, payer: PartyRef, key: str, *, actor: Actor
) -> int:
    """A receipt for a payment in cash."""
    code = f"member:{a_person(session)}"
    money = MoneyIn(
        book_id,
        payer,
        cop(250_000_50),
        Method.CASH,
        "",
        TODAY,
        f"Abono {key}",
        code,
        key,
    )
    return receive(session, money, actor=actor, now=NOW).id


def test_receipts_of_every_book_are_there_cancelled_ones_too(session: Session) -> None:
    one, other = a_book(session), a_book(session)
    person = a_person(session)
    payer = PartyRef.person(person)
    _, receipt = [
        paid(session, book, payer, "k", actor=somebody(session, book, Role.TREASURER))
        for book in (one, other)
    ]
    cancel(
        session,
        receipt,
        reason="Se anotó dos veces",
        actor=somebody(session, other, Role.OFFICER),
        day=TODAY,
        now=NOW,
    )

    first, second = own_receipts(session, actor=Actor(person))

    assert (first.direction, first.amount) == (Direction.IN, "250000,50 COP")
    assert (first.cancelled_at, first.cancel_reason) == (None, "")
    assert (second.cancelled_at, second.cancel_reason) == (NOW, "Se anotó dos veces")
    assert first.organisation != second.organisation


def test_receipts_of_others_are_not(session: Session) -> None:
    book_id = a_book(session)
    treasurer = somebody(session, book_id, Role.TREASURER)
    paid(session, book_id, PartyRef.person(a_person(session)), "a", actor=treasurer)
    paid(session, book_id, PartyRef.organisation(a_book(session)), "b", actor=treasurer)

    # The one who wrote them down is not the one they name.
    found = own_receipts(session, actor=treasurer)

    assert found == []
