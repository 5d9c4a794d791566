"""An entry of the book, which cannot be built unbalanced."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketplace.ledger.core.canonical import digest
from marketplace.ledger.core.chart import parse_code
from network.errors import InvalidError

if TYPE_CHECKING:
    from datetime import date

    from marketplace.kernel.money import Currency, Money

#: Most minor units of one posting: 10^15 pesos or dollars.
LARGEST_MINOR = 10**17
LONGEST_KEY = 160
LONGEST_KIND = 40
LONGEST_MEMO = 300


class BadEntryError(InvalidError):
    """What was asked does not make an entry."""


@dataclass(frozen=True, slots=True)
class Posting:
    """An amount that leaves one account and enters another.

    There are no signed sides to forget: whatever is debited is credited.

    Attributes:
        debit: Code of the account whose balance grows.
        credit: Code of the account whose balance shrinks.
        amount: More than zero.

    Raises:
        BadEntryError: If the accounts are the same or the amount is not more
            than zero, or larger than any real amount.
        UnknownAccountError: If a code is not in the chart of accounts.
    """

    debit: str
    credit: str
    amount: Money

    def __post_init__(self) -> None:
        if self.debit == self.credit:
            raise BadEntryError(account=self.debit)
        if not 0 < self.amount.minor <= LARGEST_MINOR:
            raise BadEntryError(amount=self.amount)
        parse_code(self.debit)
        parse_code(self.credit)


@dataclass(frozen=True, slots=True)
class Entry:
    """A movement of money (*asiento*), ready to be posted.

    Attributes:
        key: Names the event that caused it, once and for all, such as
            ``"purchase:41:charge:12"``.  Posting it twice changes nothing.
        book_id: Organisation whose book it goes into.
        kind: What kind of event it was.  A kind with a dot, such as
            ``"payments.receipt"``, belongs to the area before the dot and is
            undone there.
        day: Accounting day, which may be before the day it is posted.
        memo: What happened, in the words of the book.
        postings: One or more.
        reverses: Journal that it undoes, if any.
        reason: Why it undoes it; given exactly when it does.
        minutes: The act of an assembly or committee that decided it, if any.

    Raises:
        BadEntryError: If there is no posting, or a text is missing or too
            long, or a reversal gives no reason.
    """

    key: str
    book_id: int
    kind: str
    day: date
    memo: str
    postings: tuple[Posting, ...]
    reverses: int | None = None
    reason: str = ""
    minutes: str = ""

    def __post_init__(self) -> None:
        if not self.postings:
            raise BadEntryError(key=self.key)
        if (self.reverses is None) != (not self.reason.strip()):
            raise BadEntryError(key=self.key, reason=self.reason)
        for text, longest in (
            (self.key, LONGEST_KEY),
            (self.kind, LONGEST_KIND),
            (self.memo, LONGEST_MEMO),
        ):
            if not 0 < len(text) <= longest or "\0" in text:
                raise BadEntryError(key=self.key[:LONGEST_KEY], text=text[:longest])

    @property
    def request_hash(self) -> bytes:
        """SHA-256 of everything it says; tells a repetition from a clash."""
        return digest(
            {
                "book": self.book_id,
                "kind": self.kind,
                "day": self.day.isoformat(),
                "memo": self.memo,
                "postings": [
                    [part.debit, part.credit, part.amount.minor, part.amount.currency]
                    for part in self.postings
                ],
                "reverses": self.reverses,
                "reason": self.reason,
                "minutes": self.minutes,
            }
        )

    def accounts(self) -> set[tuple[str, Currency]]:
        """Return the code and currency of every account that it moves."""
        return {
            (code, part.amount.currency)
            for part in self.postings
            for code in (part.debit, part.credit)
        }

    def effect(self) -> Counter[tuple[str, Currency]]:
        """Return by how many minor units each account's balance changes."""
        change: Counter[tuple[str, Currency]] = Counter()
        for part in self.postings:
            change[part.debit, part.amount.currency] += part.amount.minor
            change[part.credit, part.amount.currency] -= part.amount.minor
        return change
