"""What waits for a person today, across areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketplace.board.queries.errands import Duty, errands, own_books
from marketplace.ledger.queries.statements import own_accounts
from marketplace.purchasing.core.deeds import Deed
from marketplace.purchasing.queries.pages_list import may_convene
from marketplace.purchasing.queries.waiting import waiting_for
from network.policy import Action
from network.queries.directory import own_organisations

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from marketplace.board.queries.errands import Errand, OwnBook
    from marketplace.ledger.queries import LastVerification
    from marketplace.purchasing.core.deeds import Waiting
    from marketplace.purchasing.queries.waiting import RunningPurchase
    from network.policy import Actor
    from network.queries.directory import OrganisationCard

#: Before which deed of a purchase each errand comes; those left out come last.
_BEFORE = {
    Duty.BOOKS_BROKEN: Deed.CONFIRM,
    Duty.PAY_DEBT: Deed.PAY_ADVANCE,
    Duty.FAILED_JOBS: Deed.JOIN,
    Duty.COUNT_CASH: Deed.CLAIM,
}


@dataclass(frozen=True, slots=True)
class HomePage:
    """What waits for a person today.

    Attributes:
        waiting: Everything that waits, the most urgent first.
        others: Purchases under way in which nothing waits for the person.
        own_books: What the person owes, or has in favour, in each book.
        books: Organisations whose book the person keeps or watches.
        organisations: Organisations in which the person holds a role.
        may_convene: Whether the person may call a purchase.
        verification: Last check of the books, for who watches one.
    """

    waiting: tuple[Waiting | Errand, ...]
    others: tuple[RunningPurchase, ...]
    own_books: tuple[OwnBook, ...]
    books: tuple[OrganisationCard, ...]
    organisations: tuple[OrganisationCard, ...]
    may_convene: bool
    verification: LastVerification | None


def home_page(session: Session, *, actor: Actor, now: datetime, day: date) -> HomePage:
    """Return what waits for the actor.

    The number of statements does not depend on how much waits.

    Args:
        session: The open transaction.
        actor: Who asks; nothing is said of what the actor may not see.
        now: The instant.
        day: The day it is where the page is read.
    """
    purchases = waiting_for(session, actor=actor, now=now, day=day)
    books = own_books(session, own_accounts(session, actor=actor))
    found, verification = errands(session, books, actor=actor, day=day)
    mine = own_organisations(session, actor=actor)
    return HomePage(
        waiting=_by_urgency(purchases.waiting, found),
        others=purchases.others,
        own_books=books,
        books=tuple(card for card in mine if actor.holds(Action.SEE_BOOK, card.id)),
        organisations=tuple(mine),
        may_convene=may_convene(session, actor),
        verification=verification,
    )


def _by_urgency(
    waiting: Iterable[Waiting], found: Iterable[Errand]
) -> tuple[Waiting | Errand, ...]:
    """Return both lists as one; each keeps its own order."""
    ranks = {deed: place for place, deed in enumerate(Deed)}
    last = len(ranks)
    ranked: list[tuple[int, int, Waiting | Errand]] = [
        (ranks[_BEFORE[each.duty]] if each.duty in _BEFORE else last, 0, each)
        for each in found
    ]
    ranked += [(ranks[each.deed], 1, each) for each in waiting]
    return tuple(each for *_rank, each in sorted(ranked, key=lambda row: row[:2]))
