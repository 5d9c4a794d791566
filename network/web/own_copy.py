"""What the areas above keep of a person, for the copy that the person takes.

The ground knows people, not what they buy, owe or are told: each area tells
what it keeps of whoever asks, through this shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from flask import current_app

from network.web.words import name_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from flask_babel.speaklater import LazyString
    from sqlalchemy.orm import Session

    from network.policy import Actor

#: What may stand in the copy.
Plain = str | int | None


@dataclass(frozen=True, slots=True)
class OwnPart:
    """One kind of thing that is kept of a person.

    Attributes:
        heading: What it is, in words; no two parts share one.
        columns: Heading of each field of a row, in order.
        rows: Objects with those fields: text, whole numbers, days, instants,
            members of enumerations or nothing.
    """

    heading: LazyString | str
    columns: Mapping[str, LazyString | str]
    rows: Sequence[object]


class OwnSource(Protocol):
    """Tells what an area keeps of whoever asks, and of nobody else."""

    def __call__(
        self, session: Session, *, actor: Actor, now: datetime
    ) -> Sequence[OwnPart]:
        """Return the parts, empty ones included."""


def own_parts(
    session: Session, *, actor: Actor, now: datetime
) -> dict[str, list[dict[str, Plain]]]:
    """Return what every area keeps of the actor, rows by heading of the part.

    Args:
        session: To read with.
        actor: Whose copy it is.
        now: The present instant: what is to be told later is not told yet.
    """
    sources: Sequence[OwnSource] = current_app.extensions.get("tejido.own_data", ())
    return {
        str(part.heading): [_told(part.columns, row) for row in part.rows]
        for source in sources
        for part in source(session, actor=actor, now=now)
    }


def _told(columns: Mapping[str, LazyString | str], row: object) -> dict[str, Plain]:
    return {str(head): _plain(getattr(row, name)) for name, head in columns.items()}


def _plain(value: object) -> Plain:
    if isinstance(value, StrEnum):
        return name_of(value)
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, int) else str(value)
