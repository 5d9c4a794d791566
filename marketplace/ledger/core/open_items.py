"""Which debts of an account are still open, when what is paid pays the oldest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

Cause = TypeVar("Cause")

#: How the key of a journal begins that a joint purchase caused.
_PURCHASE = re.compile(r"(?:payment:\d+:)?purchase:(\d+):")


def purchase_of(key: str) -> int | None:
    """Return the number of the purchase that a journal's key names, if any."""
    found = _PURCHASE.match(key)
    return int(found[1]) if found else None


def left_open(moved: Mapping[Cause, int]) -> dict[Cause, int]:
    """Return what each cause left open in an account; the sum is the balance.

    What lowers a debt lowers the debt that caused it first of all: that much is
    in ``moved`` already.  What is in favour after that, or was paid for nothing
    in particular, goes to the oldest debt, then to the next, and what is still
    in favour stands with the newest.

    Args:
        moved: What each cause moved in the account, debits less credits, from
            the oldest cause to the newest.

    Returns:
        Minor units by cause, all of them of the same sign, or zero.
    """
    balance = sum(moved.values())
    sign = -1 if balance < 0 else 1
    rest = abs(balance)
    left = dict.fromkeys(moved, 0)
    for cause, minor in reversed(list(moved.items())):
        part = min(rest, max(sign * minor, 0))
        left[cause] = sign * part
        rest -= part
    return left
