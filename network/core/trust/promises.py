"""What was promised, and what counts as one fact of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from network.core.trust.evidence import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class Promise(StrEnum):
    """What one organisation promised another."""

    DELIVERY = "delivery"
    PAYMENT = "payment"


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that happened about a promise.

    Attributes:
        promise: What was promised.
        is_kept: Whether it was done as promised.
        day: When it happened.
        source_id: Whom it was promised to.
        target_id: Who promised it.
        matter: What it belongs to, such as one purchase.
        weight: How large it was, 1 or more.
    """

    promise: Promise
    is_kept: bool
    day: date
    source_id: int
    target_id: int
    matter: str
    weight: int = 1


def settle(deeds: Iterable[Deed]) -> dict[Promise, list[Fact]]:
    """Return the facts that deeds are, by promise.

    What was delivered and then claimed is one broken delivery, not one kept and
    one broken; several claims about one delivery break it once.

    Returns:
        A list for every promise, by day.
    """
    matters: defaultdict[tuple[Promise, int, int, str], list[Deed]] = defaultdict(list)
    for deed in sorted(deeds, key=lambda one: one.day):
        key = (deed.promise, deed.source_id, deed.target_id, deed.matter)
        matters[key].append(deed)
    facts: dict[Promise, list[Fact]] = {promise: [] for promise in Promise}
    for (promise, *_ends), matter in matters.items():
        facts[promise] += _facts(matter)
    return {
        promise: sorted(found, key=lambda fact: (fact.day, fact.source_id))
        for promise, found in facts.items()
    }


def _facts(matter: list[Deed]) -> list[Fact]:
    kept = [deed for deed in matter if deed.is_kept]
    broken = [deed for deed in matter if not deed.is_kept]
    spoiled = min(len(broken), max(len(kept), 1))
    return [
        Fact(deed.day, deed.source_id, deed.target_id, deed.is_kept, deed.weight)
        for deed in (*kept[: max(len(kept) - spoiled, 0)], *broken[:spoiled])
    ]
