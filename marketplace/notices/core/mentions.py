"""What a message mentions, kept as plain JSON and read back as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from marketplace.kernel.money import Currency, Money
from network.core.text import clean_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MENTION_LIMIT = 300


class UnknownMentionError(TypeError):
    """A message was given something that it cannot keep: a bug of the sender."""


def written(values: Mapping[str, object]) -> dict[str, Any]:
    """Return what a message mentions as plain JSON.

    Kept are texts, whole numbers, exact numbers, money, days and instants.

    Raises:
        UnknownMentionError: For any other type.
    """
    return {name: _written(value) for name, value in values.items()}


def read(stored: Mapping[str, Any]) -> dict[str, object]:
    """Return what a message mentions as it was given."""
    return {name: _read(value) for name, value in stored.items()}


def _written(value: object) -> object:
    if isinstance(value, str):
        return clean_name(value, MENTION_LIMIT)
    if value is None or isinstance(value, bool | int):
        return value
    for kind, mark, write, _ in _KINDS:
        if isinstance(value, kind):
            return {mark: write(value)}
    msg = f"a message cannot keep {type(value).__name__}"
    raise UnknownMentionError(msg)


def _read(stored: object) -> object:
    if isinstance(stored, dict):
        for _, mark, _, read_back in _KINDS:
            if mark in stored:
                return read_back(stored[mark])
    return stored


#: Type, mark, writer and reader; an instant is a day too, so it comes first.
_KINDS: tuple[
    tuple[type[Any], str, Callable[[Any], Any], Callable[[Any], object]], ...
] = (
    (
        Money,
        "money",
        lambda amount: [amount.minor, amount.currency.value],
        lambda kept: Money(kept[0], Currency(kept[1])),
    ),
    (
        datetime,
        "at",
        lambda at: at.astimezone(UTC).isoformat(),
        datetime.fromisoformat,
    ),
    (date, "day", date.isoformat, date.fromisoformat),
    (
        Fraction,
        "ratio",
        lambda ratio: [ratio.numerator, ratio.denominator],
        lambda kept: Fraction(*kept),
    ),
)
