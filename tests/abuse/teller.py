"""A treasurer: charges a purchase and takes what members pay, until it is killed.

Run as ``python -m tests.abuse.teller URL PURCHASE NAME NOTES``; it writes one
line, key and number of the receipt, for every payment whose commit came back.
Now and then it sends a payment again, as a telephone does that heard no answer.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from marketplace.kernel.money import Currency, Money
from marketplace.payments.models import Method
from marketplace.purchasing.models import Allocation, JointPurchase
from marketplace.purchasing.services import charging, settling
from marketplace.purchasing.services.moves import PurchaseMovedOnError
from marketplace.purchasing.services.tills import Paid
from network.db import prepare_engine, write_turn
from network.models import Membership
from network.policy import Role
from network.queries.actors import actor_of
from tests.factories_goods import LATER, LATER_DAY

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from network.policy import Actor


class Desk:
    """One treasurer at work on one purchase."""

    def __init__(self, engine: Engine, purchase_id: int) -> None:
        """Look up who pays.

        Args:
            engine: Of the database.
            purchase_id: Of the purchase.
        """
        self.engine = engine
        self.purchase_id = purchase_id
        with Session(engine) as session:
            purchase = session.get_one(JointPurchase, purchase_id)
            self.book_id = purchase.convener_id
            treasurer = session.scalars(
                select(Membership.person_id).where(
                    Membership.organisation_id == self.book_id,
                    Membership.role == Role.TREASURER,
                )
            ).one()
            self.actor: Actor = actor_of(session, treasurer, day=LATER_DAY)
            self.payers = session.scalars(
                select(Allocation.person_id)
                .where(Allocation.purchase_id == purchase_id, Allocation.final > 0)
                .order_by(Allocation.person_id)
            ).all()

    def charge(self) -> None:
        """Make the charges, unless they are made."""
        with write_turn(self.engine), Session(self.engine) as session:
            try:
                charging.charge_members(
                    session,
                    self.purchase_id,
                    actor=self.actor,
                    day=LATER_DAY,
                    now=LATER,
                )
            except PurchaseMovedOnError:
                return
            session.commit()

    def take(self, person_id: int, key: str, pesos: int) -> int:
        """Take a payment in cash; return the number of its receipt."""
        amount = Money(pesos * 100, Currency.COP)
        paid = Paid(amount, Method.CASH, LATER_DAY, key)
        with write_turn(self.engine), Session(self.engine) as session:
            receipt = settling.pay_debt(
                session,
                self.purchase_id,
                self.book_id,
                person_id,
                paid,
                actor=self.actor,
                now=LATER,
            )
            number = receipt.number
            session.commit()
        return number


def work(url: str, purchase_id: int, name: str, notes: Path) -> None:
    """Charge, then take payments for ever; note each once its commit came back."""
    engine = create_engine(url)
    prepare_engine(engine)
    dice = random.Random(name)  # noqa: S311 - a test
    desk = Desk(engine, purchase_id)
    number = 0
    with notes.open("a", buffering=1) as out:
        try:
            desk.charge()
            while True:
                number += 1
                person_id = dice.choice(desk.payers)
                key, pesos = f"{name}-{number}", dice.randint(1, 50)
                for _again in range(dice.choice((1, 1, 2))):
                    receipt = desk.take(person_id, key, pesos)
                    out.write(f"{person_id}:{key} {receipt}\n")
        except DBAPIError:
            # The database died; so does the teller.
            return


if __name__ == "__main__":
    work(sys.argv[1], int(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
