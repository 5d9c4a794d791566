"""Opening accounts and holding them still while money moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import insert
from sqlalchemy.dialects.postgresql import insert as postgresql_insert

from marketplace.kernel.money import Currency, Money
from marketplace.ledger.core import parse_code
from marketplace.ledger.models import Account
from marketplace.ledger.services.statements import read_accounts
from network.errors import ConflictError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

#: Book, code and currency: what names an account.
AccountKey = tuple[int, str, Currency]


class InsufficientFundsError(ConflictError):
    """The account does not hold what would be taken out of it."""


class LockedAccount(NamedTuple):
    """An account as it is while this transaction holds it."""

    id: int
    book_id: int
    code: str
    currency: Currency
    balance_minor: int
    held_minor: int
    min_balance_minor: int | None

    @property
    def key(self) -> AccountKey:
        """What names the account."""
        return self.book_id, self.code, self.currency

    @property
    def available_minor(self) -> int | None:
        """What may still be taken out, in minor units; none when free."""
        if self.min_balance_minor is None:
            return None
        return self.balance_minor - self.held_minor - self.min_balance_minor


def lock_accounts(
    connection: Connection, keys: Collection[AccountKey], now: datetime
) -> dict[AccountKey, LockedAccount]:
    """Hold the accounts until the transaction ends, opening those that are new.

    Raises:
        UnknownAccountError: If the chart has no such account.
    """
    found = _locked(connection, keys)
    missing = [key for key in keys if key not in found]
    if missing:
        _open(connection, missing, now)
        found = _locked(connection, keys)
    return found


def refuse_shortage(
    accounts: Mapping[AccountKey, LockedAccount],
    change: Mapping[AccountKey, int],
) -> None:
    """Refuse a change that would take out more than there is.

    Args:
        accounts: Held by this transaction.
        change: By how many minor units each balance would change.

    Raises:
        InsufficientFundsError: Naming the account, what it has and what is
            missing.
    """
    for key, delta in change.items():
        available = accounts[key].available_minor
        if available is not None and delta < 0 and available + delta < 0:
            currency = key[2]
            raise InsufficientFundsError(
                account=parse_code(key[1]).kind,
                available=Money(max(available, 0), currency),
                needed=Money(-delta, currency),
            )


def _locked(
    connection: Connection, keys: Iterable[AccountKey]
) -> dict[AccountKey, LockedAccount]:
    wanted = set(keys)
    rows = read_accounts(
        connection, {key[0] for key in wanted}, {key[1] for key in wanted}
    )
    accounts = (LockedAccount._make(row) for row in rows)
    return {account.key: account for account in accounts if account.key in wanted}


def _open(connection: Connection, keys: Iterable[AccountKey], now: datetime) -> None:
    rows = [
        {
            "book_id": book_id,
            "code": code,
            "currency": currency,
            "min_balance_minor": parse_code(code).min_balance_minor,
            "opened_at": now,
        }
        for book_id, code, currency in sorted(keys)
    ]
    if connection.dialect.name == "postgresql":
        # Somebody else may be opening the same account at this moment.
        connection.execute(postgresql_insert(Account).on_conflict_do_nothing(), rows)
    else:
        connection.execute(insert(Account), rows)
