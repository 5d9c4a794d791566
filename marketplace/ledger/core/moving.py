"""Movements that a treasurer writes down by hand, and when two people have to."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from marketplace.kernel.money import Currency, Money

if TYPE_CHECKING:
    from collections.abc import Mapping


class MovementKind(StrEnum):
    """What happened to the money; the accounts follow from it."""

    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    INCOME = "income"
    EXPENSE = "expense"
    BANK_FEE = "bank_fee"


class Till(StrEnum):
    """Where money is kept."""

    CASH = "cash"
    BANK = "bank"


#: What stands in the book before the reason.
MEMOS: Mapping[MovementKind, str] = {
    MovementKind.DEPOSIT: "Consignación de la caja al banco",
    MovementKind.WITHDRAWAL: "Retiro del banco para la caja",
    MovementKind.INCOME: "Otro ingreso",
    MovementKind.EXPENSE: "Otro gasto",
    MovementKind.BANK_FEE: "Cobro del banco",
}
#: Larger amounts that leave the house need a second person.  Decision: about
#: two thirds of a monthly minimum wage of each country.
TWO_PEOPLE_OVER: Mapping[Currency, Money] = {
    Currency.COP: Money(1_000_000_00, Currency.COP),
    Currency.USD: Money(300_00, Currency.USD),
}


def sides(kind: MovementKind, till: Till) -> tuple[str, str]:
    """Return the accounts to debit and to credit.

    Args:
        kind: What happened.
        till: Where the money of an income or expense is; for the others it
            follows from the kind.
    """
    return {
        MovementKind.DEPOSIT: ("bank", "cash"),
        MovementKind.WITHDRAWAL: ("cash", "bank"),
        MovementKind.INCOME: (till.value, "income:other"),
        MovementKind.EXPENSE: ("expense:other", till.value),
        MovementKind.BANK_FEE: ("expense:other", "bank"),
    }[kind]
