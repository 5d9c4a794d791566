"""What the treasurer's pages need before anything is written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketplace.kernel.money import Currency, Money
from marketplace.ledger.models.parties import (
    STANDING_BY,
    partner_code,
    partners_of,
    people_of,
    standing_openings,
)
from marketplace.ledger.queries.balances import balances
from marketplace.ledger.queries.naming import named_accounts
from network.errors import NotFoundError
from network.models import Organisation
from network.policy import Action, require

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy.orm import Session

    from marketplace.ledger.queries.naming import NamedAccount
    from network.policy import Actor

_EQUITY = "equity:opening"


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who may owe the book, or be owed: code of the account and name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """An account that has its opening balance.

    ``amount`` is below zero for what the book owed.
    """

    journal_id: int
    day: date
    name: NamedAccount
    amount: Money


@dataclass(frozen=True, slots=True)
class OpeningDesk:
    """What the page of opening balances needs.

    Attributes:
        organisation_id: Whose book it is.
        organisation: Its name.
        currency: In which it is kept.
        members: People of the organisation, by name.
        associations: Producers' organisations of its networks, by name.
        suppliers: Suppliers of its country, by name.
        standing: Accounts that have an opening balance.
    """

    organisation_id: int
    organisation: str
    currency: Currency
    members: tuple[Party, ...]
    associations: tuple[Party, ...]
    suppliers: tuple[Party, ...]
    standing: tuple[OpeningRow, ...]

    @property
    def names(self) -> dict[str, str]:
        """Names of the parties by account."""
        every = (*self.members, *self.associations, *self.suppliers)
        return {party.code: party.name for party in every}


@dataclass(frozen=True, slots=True)
class MovementDesk:
    """What the page of a movement by hand needs.

    Attributes:
        organisation_id: Whose book it is.
        organisation: Its name.
        currency: In which it is kept.
        tills: What is in cash and bank, by code.
        officers: Who may stand by: id and name.
    """

    organisation_id: int
    organisation: str
    currency: Currency
    tills: dict[str, Money]
    officers: tuple[tuple[int, str], ...]


def opening_desk(
    session: Session, book_id: int, *, actor: Actor, day: date
) -> OpeningDesk:
    """Return what the page of opening balances needs, in few statements.

    Raises:
        NotFoundError: If the actor holds nothing in the organisation.
        NotAllowedError: If the actor may not record payments.
    """
    require(actor, Action.RECORD_PAYMENT, book_id)
    organisation = _organisation(session, book_id)
    currency = Currency(organisation.currency)
    people = session.execute(people_of(book_id, day)).all()
    partners = [
        Party(partner_code(row.id, row.kind), row.name)
        for row in session.execute(partners_of(book_id, day))
    ]
    return OpeningDesk(
        book_id,
        organisation.name,
        currency,
        tuple(Party(f"member:{row.id}", row.name) for row in people),
        tuple(each for each in partners if each.code.startswith("association:")),
        tuple(each for each in partners if each.code.startswith("supplier:")),
        _standing(session, book_id, currency),
    )


def movement_desk(
    session: Session, book_id: int, *, actor: Actor, day: date
) -> MovementDesk:
    """Return what the page of a movement by hand needs.

    Raises:
        NotFoundError: If the actor holds nothing in the organisation.
        NotAllowedError: If the actor may not record payments.
    """
    require(actor, Action.RECORD_PAYMENT, book_id)
    organisation = _organisation(session, book_id)
    currency = Currency(organisation.currency)
    officers = session.execute(people_of(book_id, day, STANDING_BY))
    return MovementDesk(
        book_id,
        organisation.name,
        currency,
        balances(session, book_id, ["cash", "bank"], currency),
        tuple((row.id, row.name) for row in officers if row.id != actor.person_id),
    )


def balances_after(
    session: Session,
    book_id: int,
    change: dict[str, Money],
    currency: Currency,
) -> dict[str, Money]:
    """Return what the accounts of a book would hold after a change.

    Permission is asked by whoever calls.
    """
    before = balances(session, book_id, _codes(change), currency)
    return {code: before[code] + amount for code, amount in change.items()}


def _codes(change: dict[str, Money]) -> Collection[str]:
    return list(change)


def _standing(
    session: Session, book_id: int, currency: Currency
) -> tuple[OpeningRow, ...]:
    rows = session.execute(standing_openings(book_id)).all()
    codes = [credit if debit == _EQUITY else debit for _, _, debit, credit, _ in rows]
    names = named_accounts(session, codes)
    return tuple(
        OpeningRow(
            journal_id,
            day,
            names[code],
            Money(-minor if debit == _EQUITY else minor, currency),
        )
        for code, (journal_id, day, debit, _, minor) in zip(codes, rows, strict=True)
    )


def _organisation(session: Session, book_id: int) -> Organisation:
    found = session.get(Organisation, book_id)
    if found is None:
        raise NotFoundError(organisation=book_id)
    return found
