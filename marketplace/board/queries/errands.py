"""What waits for a person outside purchases: debts, cash counts, the network."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, or_, select

from marketplace.board.queries.jobs import failed_count
from marketplace.ledger.core import AccountKind
from marketplace.ledger.models import Account, CashCountRow
from marketplace.ledger.queries import last_verification
from marketplace.purchasing.models import JointPurchase
from network.models import Network, NetworkMembership, Organisation, Tie
from network.policy import Role
from network.queries.advice import due_tasks
from network.queries.renewals import ending_trust, unanswered_trust

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from marketplace.kernel.money import Money
    from marketplace.ledger.queries import LastVerification
    from marketplace.ledger.queries.statements import OwnAccounts
    from network.policy import Actor


class Duty(StrEnum):
    """Something that waits for one person; the order is that of urgency."""

    BOOKS_BROKEN = "books_broken"
    PAY_DEBT = "pay_debt"
    FAILED_JOBS = "failed_jobs"
    COUNT_CASH = "count_cash"
    TASKS_DUE = "tasks_due"
    ANSWER_TRUST = "answer_trust"
    RENEW_TRUST = "renew_trust"
    LOOSE_ENDS = "loose_ends"


@dataclass(frozen=True, slots=True)
class Errand:
    """One thing that waits, of no particular purchase.

    Attributes:
        duty: What is to be done.
        subject_id: The organisation or network it is about; None if neither.
        subject: Its name.
        count: How many, if it matters.
        amount: How much money, if it is about money.
        network_id: In which network, if that matters too.
    """

    duty: Duty
    subject_id: int | None = None
    subject: str = ""
    count: int = 0
    amount: Money | None = None
    network_id: int | None = None


class Standing(StrEnum):
    """What money in a person's account means to that person."""

    OWES = "owes"
    IN_FAVOUR = "in_favour"
    ADVANCE = "advance"


@dataclass(frozen=True, slots=True)
class OwnBalance:
    """Money between a person and an association, never negative.

    Attributes:
        standing: Owed by the person, or in favour.
        amount: How much, above zero.
        purchase: Title of the purchase of an advance; empty otherwise.
    """

    standing: Standing
    amount: Money
    purchase: str = ""


@dataclass(frozen=True, slots=True)
class OwnBook:
    """What stands between a person and one association; nothing when even."""

    organisation_id: int
    organisation: str
    balances: tuple[OwnBalance, ...]


def own_books(session: Session, accounts: Sequence[OwnAccounts]) -> tuple[OwnBook, ...]:
    """Say each own account in words; permission is that of ``own_accounts``."""
    keys = {line.name.purchase_id for book in accounts for line in book.accounts}
    rows = session.execute(
        select(JointPurchase.id, JointPurchase.title).where(
            JointPurchase.id.in_(keys - {None})
        )
    )
    titles: dict[int | None, str] = dict(rows.all())
    return tuple(
        OwnBook(
            book.organisation_id,
            book.organisation,
            tuple(
                OwnBalance(
                    _standing(line.name.kind, line.balance),
                    abs(line.balance),
                    titles.get(line.name.purchase_id, ""),
                )
                for line in book.accounts
                if line.balance
            ),
        )
        for book in accounts
    )


def _standing(kind: AccountKind, balance: Money) -> Standing:
    if kind is AccountKind.MEMBER_ADVANCE:
        return Standing.ADVANCE
    return Standing.OWES if balance.minor > 0 else Standing.IN_FAVOUR


def errands(
    session: Session, books: Iterable[OwnBook], *, actor: Actor, day: date
) -> tuple[tuple[Errand, ...], LastVerification | None]:
    """Return what waits outside purchases, and the last verification of the books.

    The verification is None for whoever watches no book.

    Args:
        session: The open transaction.
        books: The actor's own balances.
        actor: Who asks.
        day: The day it is, whose month the cash is to be counted in.
    """
    found = [
        Errand(
            Duty.PAY_DEBT, book.organisation_id, book.organisation, amount=each.amount
        )
        for book in books
        for each in book.balances
        if each.standing is Standing.OWES
    ]
    found += [
        Errand(
            duty,
            each.organisation_id,
            each.organisation,
            each.count,
            network_id=each.network_id,
        )
        for duty, waiting in (
            (Duty.ANSWER_TRUST, unanswered_trust),
            (Duty.RENEW_TRUST, ending_trust),
        )
        for each in waiting(session, actor=actor, day=day)
    ]
    watched = [key for key, roles in actor.roles.items() if Role.FISCAL in roles]
    checked = last_verification(session) if watched else None
    if watched:
        found += _uncounted(session, watched, day)
    if checked is not None and not checked.is_sound:
        found.append(Errand(Duty.BOOKS_BROKEN, watched[0]))
    if actor.coordinates:
        failed = failed_count(session, actor=actor)
        if failed:
            found.append(Errand(Duty.FAILED_JOBS, count=failed))
        found += [
            Errand(Duty.TASKS_DUE, each.network_id, each.network, each.count)
            for each in due_tasks(session, actor=actor, day=day)
        ]
        found += _loose(session, actor)
    order = list(Duty)
    return tuple(sorted(found, key=lambda each: order.index(each.duty))), checked


def _uncounted(session: Session, books: Sequence[int], day: date) -> Iterator[Errand]:
    """Yield the books with a cash box that nobody has counted this month."""
    has_cash = exists().where(
        Account.book_id == Organisation.id,
        Account.code == "cash",
        Account.last_posting_id > 0,
    )
    counted = exists().where(
        CashCountRow.book_id == Organisation.id, CashCountRow.day >= day.replace(day=1)
    )
    rows = session.execute(
        select(Organisation.id, Organisation.name)
        .where(Organisation.id.in_(books), has_cash, ~counted)
        .order_by(Organisation.name)
    )
    for key, name in rows:
        yield Errand(Duty.COUNT_CASH, key, name)


def _loose(session: Session, actor: Actor) -> Iterator[Errand]:
    """Yield the networks in which organisations have no tie with any other."""
    tied = exists().where(
        Tie.network_id == NetworkMembership.network_id,
        Tie.weight > 0,
        or_(
            Tie.source_id == NetworkMembership.organisation_id,
            Tie.target_id == NetworkMembership.organisation_id,
        ),
    )
    rows = session.execute(
        select(Network.id, Network.name, func.count(NetworkMembership.organisation_id))
        .join(NetworkMembership, NetworkMembership.network_id == Network.id)
        .where(
            Network.id.in_(actor.coordinates),
            NetworkMembership.until.is_(None),
            ~tied,
        )
        .group_by(Network.id, Network.name)
        .order_by(Network.name)
    )
    for key, name, count in rows:
        yield Errand(Duty.LOOSE_ENDS, key, name, count)
