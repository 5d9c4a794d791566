"""How often something may be tried, counted for all processes together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from network.core.tokens import digest
from network.errors import ConflictError
from network.models import Throttle

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class TooManyTriesError(ConflictError):
    """Something was tried too often; it has to wait ``minutes``."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How many tries fit into a window of time.

    Attributes:
        name: What is counted, such as ``sign-in:account``.
        tries: How many, 1 or more.
        window: How long a window lasts.
    """

    name: str
    tries: int
    window: timedelta


_QUARTER = timedelta(minutes=15)
_HOUR = timedelta(hours=1)

SIGN_IN_ACCOUNT = Limit("sign-in:account", 8, _QUARTER)
#: Wide, because a whole village may share one address of the operator.
SIGN_IN_ADDRESS = Limit("sign-in:address", 80, _QUARTER)
CODE = Limit("code:person", 6, _QUARTER)
RESET_ACCOUNT = Limit("reset:account", 3, _HOUR)
RESET_ADDRESS = Limit("reset:address", 30, _HOUR)
JOIN_ADDRESS = Limit("join:address", 60, _HOUR)


def count_try(session: Session, limit: Limit, who: str, *, now: datetime) -> None:
    """Count one more try, or refuse it.

    A refused try is not counted, so that waiting always helps.

    Args:
        session: The open transaction.
        limit: What is counted and how often it may happen.
        who: Account, address or person; only its digest is kept.
        now: The present instant.

    Raises:
        TooManyTriesError: If the window is full.
    """
    row = _row(session, f"{limit.name}:{digest(who)[:40]}", now)
    if row.window_start + limit.window <= now:
        row.window_start, row.count = now, 0
    if row.count >= limit.tries:
        left = row.window_start + limit.window - now
        raise TooManyTriesError(minutes=int(left / timedelta(minutes=1)) + 1)
    row.count += 1
    session.flush()


def forget_tries(session: Session, limit: Limit, who: str) -> None:
    """Start counting anew, because a try succeeded."""
    key = f"{limit.name}:{digest(who)[:40]}"
    session.execute(delete(Throttle).where(Throttle.key == key))


def clear_old(session: Session, *, now: datetime) -> None:
    """Forget the tries of a day ago and before."""
    old = Throttle.window_start < now - timedelta(days=1)
    session.execute(delete(Throttle).where(old))


def _row(session: Session, key: str, now: datetime) -> Throttle:
    wanted = (
        select(Throttle)
        .where(Throttle.key == key)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = session.scalar(wanted)
    if found is not None:
        return found
    fresh = Throttle(key=key, window_start=now, count=0)
    try:
        with session.begin_nested():
            session.add(fresh)
            session.flush()
    except IntegrityError:
        return session.scalars(wanted).one()
    return fresh
