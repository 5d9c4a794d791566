"""Whom the book owes, and who may stand by when it pays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from marketplace.kernel.money import Currency, Money
from marketplace.ledger.core import AccountKind, parse_code
from marketplace.ledger.core.moving import TWO_PEOPLE_OVER
from marketplace.ledger.models import Account
from marketplace.ledger.models.open_items import open_items, owed_besides_purchases
from marketplace.ledger.models.parties import STANDING_BY, people_of
from marketplace.ledger.queries import balances, named_accounts
from network.errors import NotFoundError
from network.models import Organisation
from network.policy import Action, require

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from marketplace.ledger.queries import NamedAccount
    from network.policy import Actor


@dataclass(frozen=True, slots=True)
class Payee:
    """Somebody whom the book owes.

    Attributes:
        code: Of the account.
        name: Of the person or organisation.
        kind: Which account it is.
        person_id: The person; None for an organisation.
        organisation_id: The organisation; None for a person.
        owed: What the book owes, more than zero.
    """

    code: str
    name: str
    kind: AccountKind
    person_id: int | None
    organisation_id: int | None
    owed: Money


@dataclass(frozen=True, slots=True)
class AtPurchase:
    """What an organisation is owed for a joint purchase, or has in favour there.

    Attributes:
        name: Whom the book owes.
        kind: Which account it is: an association gets back what it has in favour.
        purchase_id: The purchase in which it is paid.
        owed: How much, more than zero.
    """

    name: str
    kind: AccountKind
    purchase_id: int
    owed: Money


@dataclass(frozen=True, slots=True)
class PayDesk:
    """What the page of a payment needs.

    Attributes:
        organisation_id: Who pays.
        organisation: Its name.
        currency: Of its book.
        payees: Whom it owes, by name, and can pay here.
        at_purchases: What it owes for joint purchases, paid there.
        officers: Who may stand by: id and name.
        tills: What is in cash and bank, by code.
        limit: Larger payments need a second person.
    """

    organisation_id: int
    organisation: str
    currency: Currency
    payees: tuple[Payee, ...]
    at_purchases: tuple[AtPurchase, ...]
    officers: tuple[tuple[int, str], ...]
    tills: dict[str, Money]
    limit: Money

    def payee(self, code: str) -> Payee:
        """Return who has an account.

        Raises:
            NotFoundError: If the book owes nothing there.
        """
        for each in self.payees:
            if each.code == code:
                return each
        raise NotFoundError(account=code)


def pay_desk(session: Session, book_id: int, *, actor: Actor, day: date) -> PayDesk:
    """Return whom the book owes and what a payment needs, in few statements.

    Raises:
        NotFoundError: If the actor holds nothing in the organisation.
        NotAllowedError: If the actor may not record payments there.
    """
    require(actor, Action.RECORD_PAYMENT, book_id)
    organisation = session.get(Organisation, book_id)
    if organisation is None:
        raise NotFoundError(organisation=book_id)
    currency = Currency(organisation.currency)
    rows = session.execute(
        select(Account.code, Account.balance_minor).where(
            Account.book_id == book_id,
            Account.currency == currency,
            Account.balance_minor < 0,
            or_(
                *(
                    Account.code.startswith(f"{kind}:")
                    for kind in ("member", "association", "supplier")
                )
            ),
        )
    ).all()
    names = named_accounts(session, [row.code for row in rows])
    theirs = [row.code for row in rows if not row.code.startswith("member:")]
    items = open_items(session, book_id, theirs, currency)
    free = owed_besides_purchases(session, book_id, theirs, currency)
    payees = [
        _payee(row.code, minor, names, currency)
        for row in rows
        if (minor := free.get(row.code, -row.balance_minor))
    ]
    officers = session.execute(people_of(book_id, day, STANDING_BY))
    return PayDesk(
        book_id,
        organisation.name,
        currency,
        tuple(sorted(payees, key=lambda each: (each.kind, each.name, each.code))),
        tuple(
            AtPurchase(
                names[code].owner,
                names[code].kind,
                cause.purchase_id,
                Money(-minor, currency),
            )
            for code in theirs
            for cause, minor in items.get(code, {}).items()
            if minor < 0 and cause.purchase_id is not None
        ),
        tuple((row.id, row.name) for row in officers if row.id != actor.person_id),
        balances(session, book_id, ["cash", "bank"], currency),
        TWO_PEOPLE_OVER[currency],
    )


def _payee(
    code: str, minor: int, names: dict[str, NamedAccount], currency: Currency
) -> Payee:
    parsed = parse_code(code)
    return Payee(
        code,
        names[code].owner,
        parsed.kind,
        parsed.person_id,
        parsed.organisation_id,
        Money(minor, currency),
    )
