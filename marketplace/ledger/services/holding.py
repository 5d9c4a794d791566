"""Setting money aside at approval, so that it cannot be promised twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from marketplace.kernel.money import Money
from marketplace.ledger.core import LARGEST_MINOR
from marketplace.ledger.models import Account, Hold, HoldState
from marketplace.ledger.services.accounts import lock_accounts, refuse_shortage
from marketplace.ledger.services.posting import PostedEntry, post
from network.errors import ConflictError, InvalidError, NotFoundError

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from marketplace.ledger.core import Entry
    from network.policy import Actor


class HoldClashError(ConflictError):
    """The key holds money already, and means something else."""


class HoldEndedError(ConflictError):
    """The money is no longer set aside."""


class HoldTooSmallError(InvalidError):
    """More would be spent than was set aside, or from another account."""


@dataclass(frozen=True, slots=True)
class Reservation:
    """Money to set aside.

    Attributes:
        key: Names what it is for; makes holding idempotent.
        book_id: Organisation whose book it is in.
        code: Account that it is taken from, such as ``"cash"``.
        amount: More than zero.
        memo: What it is for, in the words of the book.
        expires_at: When the timetable lets it go; none to hold it until told.
    """

    key: str
    book_id: int
    code: str
    amount: Money
    memo: str
    expires_at: datetime | None = None


def hold(
    session: Session, reservation: Reservation, *, actor: Actor, now: datetime
) -> int:
    """Set money aside, once; returns the number of the hold.

    Permission is asked by the service that calls.

    Raises:
        HoldClashError: If the key holds something else.
        InsufficientFundsError: If there is too little that is not held yet.
        InvalidError: If the amount is not more than zero.
    """
    amount = reservation.amount
    if not 0 < amount.minor <= LARGEST_MINOR:
        raise InvalidError(amount=amount)
    session.flush()
    key = (reservation.book_id, reservation.code, amount.currency)
    account = lock_accounts(session.connection(), [key], now)[key]
    found = session.scalar(select(Hold).where(Hold.key == reservation.key))
    if found is not None:
        if (found.account_id, found.amount_minor) != (account.id, amount.minor):
            raise HoldClashError(key=reservation.key)
        return found.id
    refuse_shortage({key: account}, {key: -amount.minor})
    row = Hold(
        key=reservation.key,
        account_id=account.id,
        book_id=reservation.book_id,
        currency=amount.currency,
        amount_minor=amount.minor,
        memo=reservation.memo,
        state=HoldState.ACTIVE,
        created_at=now,
        expires_at=reservation.expires_at,
        actor_id=actor.person_id or None,
    )
    session.add(row)
    session.flush()
    return row.id


def capture(
    session: Session, key: str, entry: Entry, *, actor: Actor, now: datetime
) -> PostedEntry:
    """Spend what was set aside; what is left of it is let go.

    Doing it again with the same entry is harmless.

    Args:
        session: Inside the caller's transaction.
        key: Of the hold.
        entry: Takes no more out of the held account than was set aside.
        actor: Who spends it.
        now: When.

    Raises:
        NotFoundError: If nothing was ever held with this key.
        HoldEndedError: If it was released or expired, or spent on another entry.
        HoldTooSmallError: If the entry takes out more, or from elsewhere.
    """
    session.flush()
    # In the order of the ids, before the hold: entries never wait for each other.
    keys = {(entry.book_id, *account) for account in entry.accounts()}
    lock_accounts(session.connection(), keys, now)
    row = _held(session, key)
    account = session.get_one(Account, row.account_id)
    taken = -entry.effect().get((account.code, account.currency), 0)
    if entry.book_id != row.book_id or not 0 < taken <= row.amount_minor:
        raise HoldTooSmallError(
            held=Money(row.amount_minor, row.currency),
            asked=Money(max(taken, 0), row.currency),
        )
    if row.state is HoldState.CAPTURED:
        posted = post(session, entry, actor=actor, now=now)
        if posted.id != row.journal_id:
            raise HoldEndedError(key=key, state=row.state)
        return posted
    _end(session, row, HoldState.CAPTURED, now)
    posted = post(session, entry, actor=actor, now=now)
    row.journal_id = posted.id
    session.flush()
    return posted


def release(session: Session, key: str, *, now: datetime) -> None:
    """Let go of what was set aside; letting it go twice is harmless.

    Raises:
        NotFoundError: If nothing was ever held with this key.
        HoldEndedError: If the money was spent.
    """
    row = _held(session, key)
    if row.state is HoldState.CAPTURED:
        raise HoldEndedError(key=key, state=row.state)
    if row.state is HoldState.ACTIVE:
        _end(session, row, HoldState.RELEASED, now)


def expire_holds(session: Session, *, now: datetime) -> int:
    """Let go of every hold whose time has come; returns how many."""
    due = session.scalars(
        select(Hold)
        .where(Hold.state == HoldState.ACTIVE, Hold.expires_at <= now)
        .order_by(Hold.account_id, Hold.id)
        .with_for_update()
    ).all()
    for row in due:
        _end(session, row, HoldState.EXPIRED, now)
    return len(due)


def _held(session: Session, key: str) -> Hold:
    row = session.scalar(
        select(Hold)
        .where(Hold.key == key)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFoundError(hold=key)
    return row


def _end(session: Session, row: Hold, state: HoldState, now: datetime) -> None:
    if row.state is not HoldState.ACTIVE:
        raise HoldEndedError(key=row.key, state=row.state)
    session.execute(
        update(Hold).where(Hold.id == row.id).values(state=state, ended_at=now)
    )
