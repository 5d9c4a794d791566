"""Sittings, codes, resets, tries and keys of forms."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from network.models import (
    Throttle,
)
from network.policy import Actor
from network.queries.actors import actor_of
from network.services import (
    access,
    codes,
    resets,
    submissions,
    throttles,
)
from tests.factories import (
    NOW,
    TODAY,
    a_person,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.models import Person


def actor(session: Session, person: Person) -> Actor:
    return actor_of(session, person.id, day=TODAY)


def test_tries_fill_a_window_and_waiting_empties_it(session: Session) -> None:
    limit = throttles.Limit("test", 2, timedelta(minutes=10))
    for _ in range(2):
        throttles.count_try(session, limit, "ana", now=NOW)

    with pytest.raises(throttles.TooManyTriesError) as refused:
        throttles.count_try(session, limit, "ana", now=NOW + timedelta(minutes=4))
    throttles.count_try(session, limit, "luis", now=NOW)
    throttles.count_try(session, limit, "ana", now=NOW + timedelta(minutes=10))

    assert refused.value.values == {"minutes": 7}
    throttles.clear_old(session, now=NOW + timedelta(days=2))
    assert session.scalar(select(func.count(Throttle.key))) == 0


def test_old_sittings_are_closed_by_the_timetable(session: Session) -> None:
    sitting = access.Sitting(a_person(session).id, "")
    access.open_session(session, sitting, now=NOW)

    early = access.clear_old(session, now=NOW + timedelta(days=1))
    late = access.clear_old(session, now=NOW + timedelta(days=20))

    assert (early, late) == (0, 1)


def test_only_active_people_get_a_sitting_or_a_reset(session: Session) -> None:
    person = a_person(session)
    people_of_today = Actor(person.id)
    session.flush()
    person.state = type(person.state).SUSPENDED

    with pytest.raises(access.SuspendedError):
        access.open_session(session, access.Sitting(person.id, "x"), now=NOW)
    assert resets.start_reset(session, person.id, now=NOW) is None
    with pytest.raises(resets.ResetOverError):
        resets.person_of(session, "nada", now=NOW)
    with pytest.raises(codes.CodesNotStartedError):
        codes.give_code(session, "123456", actor=people_of_today, now=NOW)
    with pytest.raises(codes.CodesNotStartedError):
        codes.confirm_codes(session, "123456", actor=people_of_today, now=NOW)


def test_codes_in_use_are_not_begun_anew(session: Session) -> None:
    person = a_person(session)
    first = codes.start_codes(session, actor=Actor(person.id))
    person.totp_confirmed_at = NOW

    assert first == person.totp_secret
    with pytest.raises(codes.CodesAlreadyOnError):
        codes.start_codes(session, actor=Actor(person.id))
    with pytest.raises(codes.CodesAlreadyOnError):
        codes.confirm_codes(session, "1", actor=Actor(person.id), now=NOW)


def test_a_key_that_is_no_uuid_is_refused(session: Session) -> None:
    with pytest.raises(submissions.BadSubmissionKeyError):
        submissions.claim(
            session, "x", {}, path="/", actor=Actor(a_person(session).id), now=NOW
        )
