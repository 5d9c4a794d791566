"""Keys of forms that were sent, so that sending again changes nothing."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from network.errors import InvalidError
from network.models import Submission

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor


class SubmissionClashError(InvalidError):
    """A page was sent twice with different content in ``field``."""


class BadSubmissionKeyError(InvalidError):
    """The key of the page is missing or was altered."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What is known of a page that was sent.

    Attributes:
        id: Key of the row.
        location: Where the first sending led; none if this is the first.
        changed: The field that differs from the first sending, if one does.
    """

    id: int
    location: str | None
    changed: str | None


def claim(
    session: Session,
    key: str,
    fields: Mapping[str, str],
    *,
    path: str,
    actor: Actor,
    now: datetime,
) -> Claim:
    """Claim the key of a page for this transaction, or tell what it led to.

    A second sending that arrives while the first is at work waits for it.

    Args:
        session: The open transaction.
        key: UUID made with the page.
        fields: Digest of each field by its name.
        path: Address the page was sent to.
        actor: Who sent it.
        now: The present instant.

    Raises:
        BadSubmissionKeyError: If the key is no UUID.
    """
    try:
        key = str(UUID(key))
    except ValueError as error:
        raise BadSubmissionKeyError from error
    text = json.dumps([path, sorted(fields.items())])
    row = Submission(
        person_id=actor.person_id,
        key=key,
        fingerprint=hashlib.sha256(text.encode()).hexdigest(),
        answer={"fields": dict(fields)},
        created_at=now,
    )
    fingerprint = row.fingerprint
    found = _found(session, key, actor)
    if found is None:
        try:
            with session.begin_nested():
                session.add(row)
                session.flush()
        except IntegrityError:
            found = _found(session, key, actor)
        else:
            return Claim(row.id, None, None)
    if found is None:
        raise BadSubmissionKeyError
    if found.fingerprint != fingerprint:
        return Claim(found.id, None, _changed(found, fields))
    return Claim(found.id, str(found.answer["location"]), None)


def settle(session: Session, claimed: Claim, location: str) -> None:
    """Note where the page led, in the same transaction as its work."""
    row = session.get_one(Submission, claimed.id)
    row.answer = {**row.answer, "location": location}
    session.flush()


def _found(session: Session, key: str, actor: Actor) -> Submission | None:
    return session.scalar(
        select(Submission).where(
            Submission.person_id == actor.person_id, Submission.key == key
        )
    )


def _changed(found: Submission, fields: Mapping[str, str]) -> str:
    before: Mapping[str, str] = found.answer["fields"]
    names = [*fields, *(name for name in before if name not in fields)]
    return next((name for name in names if fields.get(name) != before.get(name)), "")
