"""The copy of one's own data holds one's movements, and nobody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace.ledger import services
from marketplace.ledger.core import AccountKind
from marketplace.ledger.queries.own_data import own_movements
from network.policy import SYSTEM, Actor
from tests.factories_ledger import NOW, a_book, a_person, an_entry, cash_in

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def posted(session: Session, book_id: int, *postings: tuple[str, str, int]) -> None:
    """An entry of these postings."""
    services.post(session, an_entry(book_id, *postings), actor=SYSTEM, now=NOW)


def test_movements_of_every_book_are_there_though_no_role_is_left(
    session: Session,
) -> None:
    one, other, person = a_book(session), a_book(session), a_person(session)
    posted(session, one, (f"member:{person}", "income:other", 5_000_050))
    posted(session, one, ("cash", f"member:{person}", 2_000_000))
    posted(session, other, ("cash", f"advance:7:person:{person}", 100))

    found = own_movements(session, actor=Actor(person))

    assert [(row.account, row.purchase_id, row.change) for row in found] == [
        (AccountKind.MEMBER, None, "50000,50 COP"),
        (AccountKind.MEMBER, None, "-20000,00 COP"),
        (AccountKind.MEMBER_ADVANCE, 7, "-1,00 COP"),
    ]
    assert {row.memo for row in found} == {"Movimiento de prueba"}
    assert found[0].organisation != found[2].organisation


def test_movements_of_others_and_of_the_book_are_not(session: Session) -> None:
    book_id, person = a_book(session), a_person(session)
    longer = int(f"1{person}")
    cash_in(session, book_id, 100)
    posted(session, book_id, (f"member:{longer}", "income:other", 100))
    posted(session, book_id, (f"member:{person}0", "income:other", 100))
    posted(session, book_id, ("cash", f"advance:{person}:person:{longer}", 100))
    posted(session, book_id, ("cash", f"advance:{person}:association:{person}", 100))

    found = own_movements(session, actor=Actor(person))

    assert found == []
