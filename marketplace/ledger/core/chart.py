"""The chart of accounts: which codes a book may use, and what they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from network.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Mapping


class UnknownAccountError(InvalidError):
    """The code is not in the chart of accounts."""


class Nature(StrEnum):
    """What a balance is to the organisation that keeps the book."""

    ASSET = "asset"
    #: What others owe, or are owed: the sign tells which.
    PARTY = "party"
    #: Passes money on and ends at zero.
    CLEARING = "clearing"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"


class AccountKind(StrEnum):
    """The accounts that a book may have."""

    CASH = "cash"
    BANK = "bank"
    STOCK = "stock"
    MEMBER = "member"
    ASSOCIATION = "association"
    SUPPLIER = "supplier"
    CLAIM = "claim"
    MEMBER_ADVANCE = "member_advance"
    ASSOCIATION_ADVANCE = "association_advance"
    PURCHASE = "purchase"
    OPENING = "opening"
    OTHER_INCOME = "other_income"
    OTHER_EXPENSE = "other_expense"
    LOSS = "loss"


#: What each kind of account is, in the order in which a book lists them.
NATURES: Mapping[AccountKind, Nature] = {
    AccountKind.CASH: Nature.ASSET,
    AccountKind.BANK: Nature.ASSET,
    AccountKind.STOCK: Nature.ASSET,
    AccountKind.MEMBER: Nature.PARTY,
    AccountKind.ASSOCIATION: Nature.PARTY,
    AccountKind.SUPPLIER: Nature.PARTY,
    AccountKind.CLAIM: Nature.PARTY,
    AccountKind.MEMBER_ADVANCE: Nature.PARTY,
    AccountKind.ASSOCIATION_ADVANCE: Nature.PARTY,
    AccountKind.PURCHASE: Nature.CLEARING,
    AccountKind.OPENING: Nature.EQUITY,
    AccountKind.OTHER_INCOME: Nature.INCOME,
    AccountKind.OTHER_EXPENSE: Nature.EXPENSE,
    AccountKind.LOSS: Nature.EXPENSE,
}

#: Money that is really there: it cannot be spent twice, nor before it came.
NEVER_BELOW_ZERO = frozenset({AccountKind.CASH, AccountKind.BANK})

_ID = r"([1-9][0-9]{0,18})"
_SHAPES: tuple[tuple[AccountKind, str], ...] = (
    (AccountKind.CASH, r"cash"),
    (AccountKind.BANK, r"bank"),
    (AccountKind.STOCK, r"stock"),
    (AccountKind.MEMBER, rf"member:{_ID}"),
    (AccountKind.ASSOCIATION, rf"association:{_ID}"),
    (AccountKind.SUPPLIER, rf"supplier:{_ID}"),
    (AccountKind.CLAIM, rf"claim:{_ID}"),
    (AccountKind.MEMBER_ADVANCE, rf"advance:{_ID}:person:{_ID}"),
    (AccountKind.ASSOCIATION_ADVANCE, rf"advance:{_ID}:association:{_ID}"),
    (AccountKind.PURCHASE, rf"purchase:{_ID}"),
    (AccountKind.OPENING, r"equity:opening"),
    (AccountKind.OTHER_INCOME, r"income:other"),
    (AccountKind.OTHER_EXPENSE, r"expense:other"),
    (AccountKind.LOSS, r"loss"),
)
_PATTERNS = tuple((kind, re.compile(shape)) for kind, shape in _SHAPES)
_OF_PERSON = frozenset({AccountKind.MEMBER, AccountKind.MEMBER_ADVANCE})
_OF_ORGANISATION = frozenset(
    {
        AccountKind.ASSOCIATION,
        AccountKind.SUPPLIER,
        AccountKind.CLAIM,
        AccountKind.ASSOCIATION_ADVANCE,
    }
)


@dataclass(frozen=True, slots=True)
class AccountCode:
    """A code of the chart, taken apart.

    Attributes:
        text: The code itself, such as ``"advance:7:person:12"``.
        kind: Which account of the chart it is.
        person_id: Whose account it is, when it is a person's.
        organisation_id: Whose account it is, when it is an organisation's.
        purchase_id: The joint purchase it belongs to, if any.
    """

    text: str
    kind: AccountKind
    person_id: int | None = None
    organisation_id: int | None = None
    purchase_id: int | None = None

    @property
    def nature(self) -> Nature:
        """What its balance is to the organisation that keeps the book."""
        return NATURES[self.kind]

    @property
    def min_balance_minor(self) -> int | None:
        """The least its balance may be in minor units; none when free."""
        return 0 if self.kind in NEVER_BELOW_ZERO else None


@lru_cache(maxsize=8192)
def parse_code(code: str) -> AccountCode:
    """Take an account code apart.

    Raises:
        UnknownAccountError: If the chart has no such account.
    """
    for kind, pattern in _PATTERNS:
        found = pattern.fullmatch(code)
        if found:
            ids = [int(group) for group in found.groups()]
            return AccountCode(
                code,
                kind,
                person_id=ids[-1] if kind in _OF_PERSON else None,
                organisation_id=ids[-1] if kind in _OF_ORGANISATION else None,
                purchase_id=_purchase_of(kind, ids),
            )
    raise UnknownAccountError(account=code)


def _purchase_of(kind: AccountKind, ids: list[int]) -> int | None:
    """Return the purchase named first by a clearing or advance account."""
    if kind is AccountKind.PURCHASE or len(ids) == 2:
        return ids[0]
    return None
