"""A teller: moves money until it is killed, and writes down what was acknowledged.

Run as ``python -m tests.marketplace.ledger.bank URL BOOK NAME``; it writes one
line ``key`` to its output for every journal whose commit came back.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from marketplace.kernel.money import Currency, Money
from marketplace.ledger.core import Entry, Posting
from marketplace.ledger.services import InsufficientFundsError, post
from network.db import prepare_engine, write_turn
from network.policy import SYSTEM
from tests.factories_ledger import NOW, TODAY

ACCOUNTS = ("cash", "bank", "member:1", "member:2")


def move(session: Session, book: int, key: str, dice: random.Random) -> None:
    """Move a random amount, often more than there is."""
    credit, debit = dice.sample(ACCOUNTS, 2)
    entry = Entry(
        key=key,
        book_id=book,
        kind="bank_test",
        day=TODAY,
        memo="Prueba de caja",
        postings=(Posting(debit, credit, Money(dice.randint(1, 60), Currency.COP)),),
    )
    post(session, entry, actor=SYSTEM, now=NOW)
    session.commit()


def work(url: str, book: int, name: str, notes: Path, settings: str) -> None:
    """Move money for ever; note each key once its commit came back."""
    connect = {"options": settings, "connect_timeout": 2} if settings else {}
    engine = create_engine(url, connect_args=connect)
    prepare_engine(engine)
    dice = random.Random(name)  # noqa: S311 - a test
    with notes.open("a", buffering=1) as out, Session(engine) as session:
        number = 0
        while True:
            number += 1
            key = f"{book}:{name}:{number}"
            try:
                with write_turn(engine):
                    move(session, book, key, dice)
            except InsufficientFundsError:
                session.rollback()
            except DBAPIError:
                return
            else:
                out.write(f"{key}\n")


if __name__ == "__main__":
    work(
        sys.argv[1],
        int(sys.argv[2]),
        sys.argv[3],
        Path(sys.argv[4]),
        sys.argv[5] if len(sys.argv) > 5 else "",
    )
