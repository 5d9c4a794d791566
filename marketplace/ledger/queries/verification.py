"""Checking that everything that must be true of the books is true."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from marketplace.ledger.core import digest
from marketplace.ledger.models import JournalRow, Seal
from marketplace.ledger.models.expressions import journal_contents
from marketplace.ledger.queries.books import chain_head
from marketplace.ledger.queries.invariants import (
    ENOUGH,
    Invariant,
    register,
    registered,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Session

_BATCH = 500

#: Said when there is nothing to check: silence would look like soundness.
NOTHING_TO_VERIFY = "nothing_to_verify"


@dataclass(frozen=True, slots=True)
class Checked:
    """One invariant and what breaks it, at most 20 lines."""

    name: str
    breaches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a verification.

    Attributes:
        journals: How many journals there are.
        checked: Every invariant, in order.
        head: Head of the hash chain, in hexadecimal.
    """

    journals: int
    checked: tuple[Checked, ...]
    head: str

    @property
    def first_broken(self) -> str:
        """Name of the first invariant that does not hold; empty when all do."""
        if not self.journals:
            return NOTHING_TO_VERIFY
        return next((one.name for one in self.checked if one.breaches), "")

    @property
    def finding(self) -> str:
        """What breaks the first invariant that does not hold; empty when all do."""
        lines = next((one.breaches for one in self.checked if one.breaches), ())
        return ", ".join(lines)

    @property
    def is_sound(self) -> bool:
        """Whether there was something to check and all of it held."""
        return not self.first_broken


def verify(session: Session, invariants: Sequence[Invariant] | None = None) -> Report:
    """Check every invariant of every book, and those that other areas added.

    Reads everything; run it at night, on a reading transaction.

    Args:
        session: To read with.
        invariants: What to check; all that are registered when not given.
    """
    journals = session.scalar(select(func.count()).select_from(JournalRow)) or 0
    chosen = registered() if invariants is None else invariants
    checked = tuple(
        Checked(one.name, tuple(islice(one.breaches(session), ENOUGH)))
        for one in chosen
    )
    return Report(journals, checked, chain_head(session))


def _chain(session: Session) -> Iterator[str]:
    """Recompute the hash chain and name the first journal that does not fit."""
    seq, previous = 0, b""
    while True:
        seals = session.execute(
            select(Seal.seq, Seal.journal_id, Seal.previous, Seal.hash)
            .where(Seal.seq > seq)
            .order_by(Seal.seq)
            .limit(_BATCH)
        ).all()
        if not seals:
            return
        contents = journal_contents(
            session.connection(), [seal.journal_id for seal in seals]
        )
        for seal in seals:
            content = contents.get(seal.journal_id)
            if (
                seal.seq != seq + 1
                or bytes(seal.previous) != previous
                or content is None
                or digest(content, previous) != bytes(seal.hash)
            ):
                yield f"journal {seal.journal_id}, seal {seal.seq}"
                return
            seq, previous = seal.seq, bytes(seal.hash)


register(Invariant("chain", _chain))
