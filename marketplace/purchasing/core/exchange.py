"""A joint purchase as one document, to keep it or to take it to another instance.

Money is in minor units, ids are texts that only link rows of the same document,
and people are called by their names.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from marketplace.purchasing.core.checks import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: What the document calls itself, and the only version there is.
FORMAT, VERSION = "tejido/purchase", "1"
#: Lines in one of these states ask for something.
ASKED = frozenset({"noted", "confirmed", "received", "paid"})
#: Quotes in this state count.
COUNTS = "current"

#: A JSON object.
Document = dict[str, Any]


def fingerprint(document: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what a document says, in hexadecimal.

    Spaces and the order of the fields do not matter.
    """
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, default=str)
    return sha256(text.encode()).hexdigest()


def asked_lines(document: Mapping[str, Any]) -> list[tuple[int, Document]]:
    """Return place and row of the lines that ask for something."""
    rows = enumerate(document["lines"])
    return [(place, row) for place, row in rows if row["state"] in ASKED]


def standing_quotes(document: Mapping[str, Any]) -> list[tuple[int, Document]]:
    """Return place and row of the quotes that count."""
    rows = enumerate(document["quotes"])
    return [(place, row) for place, row in rows if row["state"] == COUNTS]


def document_faults(document: Mapping[str, Any]) -> list[Fault]:
    """Return what is wrong with a document beyond what its schema says."""
    items = {row["id"] for row in document["items"]}
    parties = {row["id"] for row in document["parties"]}
    found = [
        *_repeated("/items", (row["id"] for row in document["items"])),
        *_repeated("/parties", (row["id"] for row in document["parties"])),
        *_moments(document),
    ]
    for place, row in enumerate(document["lines"]):
        pointer = f"/lines/{place}"
        found += _linked(f"{pointer}/item", row["item"], items, "items")
        found += _linked(f"{pointer}/party", row["party"], parties, "parties")
    for place, row in enumerate(document["quotes"]):
        for inner, line in enumerate(row["lines"]):
            pointer = f"/quotes/{place}/lines/{inner}/item"
            found += _linked(pointer, line["item"], items, "items")
    found += _asked_twice(document)
    return found


def _repeated(pointer: str, ids: Iterable[str]) -> Iterator[Fault]:
    for name, times in Counter(ids).items():
        if times > 1:
            message = f"«{name}» está {times} veces en id; deje una sola fila"
            yield Fault(pointer, message)


def _linked(pointer: str, name: str, known: set[str], where: str) -> Iterator[Fault]:
    if name not in known:
        yield Fault(pointer, f"«{name}» no está en {where}; use uno de sus id")


def _asked_twice(document: Mapping[str, Any]) -> Iterator[Fault]:
    first: dict[tuple[str, str, str], int] = {}
    for place, row in asked_lines(document):
        key = row["item"], row["party"], row["member"]
        if key in first:
            message = (
                f"«{row['member']}» ya pidió este insumo en /lines/{first[key]};"
                " deje una sola fila"
            )
            yield Fault(f"/lines/{place}", message)
        first.setdefault(key, place)


def _moments(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Return the days and instants that the calendar does not know."""
    call = document["call"]
    if not _is_instant(call["closes_at"]):
        yield Fault(
            "/call/closes_at",
            "no es una fecha con hora y zona; escriba una como"
            " 2026-11-20T17:00:00+00:00",
        )
    days = [("/call/delivery_on", call["delivery_on"])]
    days += [
        (f"/items/{place}/reference_on", row["reference_on"])
        for place, row in enumerate(document["items"])
    ]
    days += [
        (f"/quotes/{place}/{name}", row[name])
        for place, row in enumerate(document["quotes"])
        for name in ("received_on", "valid_until")
    ]
    for pointer, day in days:
        if day is not None and not _is_day(day):
            yield Fault(pointer, "no es una fecha; escriba una como 2026-11-20")


def _is_instant(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
