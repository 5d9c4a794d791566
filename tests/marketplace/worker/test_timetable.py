from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.worker.timetable import Slot, TimetableError

AFTERNOON = datetime(2026, 3, 2, 19, 37, 12, tzinfo=UTC)


def test_rounds_are_counted_from_midnight() -> None:
    slot = Slot.every("a.b", 15)

    began = slot.latest(AFTERNOON)

    assert began == datetime(2026, 3, 2, 19, 30, tzinfo=UTC)


def test_a_daily_slot_begins_at_its_hour_of_the_zone() -> None:
    slot = Slot.daily("a.b", "02:30", "America/Bogota")

    began = slot.latest(AFTERNOON)

    assert began == datetime(2026, 3, 2, 7, 30, tzinfo=UTC)


def test_before_its_hour_the_daily_slot_is_yesterdays() -> None:
    slot = Slot.daily("a.b", "20:00", "America/Guayaquil")

    began = slot.latest(AFTERNOON)

    assert began == datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def test_the_day_is_the_zones_and_not_that_of_utc() -> None:
    # 19:30 on the last day of March in Bogotá is April in UTC.
    slot = Slot.daily("a.b", "19:00", "America/Bogota")

    began = slot.latest(datetime(2026, 4, 1, 0, 30, tzinfo=UTC))

    assert began == datetime(2026, 4, 1, 0, 0, tzinfo=UTC)


def test_the_key_names_task_and_slot() -> None:
    slot = Slot.every("ledger.seal", 10)

    key = slot.key(datetime(2026, 3, 2, 7, 30, tzinfo=UTC))

    assert key == "ledger.seal:2026-03-02T07:30Z"


@given(
    st.integers(1, 1440),
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)),  # noqa: DTZ001 - Hypothesis wants them naive
)
def test_the_latest_round_is_never_in_the_future_nor_more_than_one_ago(
    minutes: int, at: datetime
) -> None:
    now = at.replace(tzinfo=UTC)

    began = Slot.every("a.b", minutes).latest(now)

    assert began is not None
    assert timedelta(0) <= now - began < timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Slot("a.b"),
        lambda: Slot.every("a.b", 1441),
        lambda: Slot.daily("a.b", "25:00"),
        lambda: Slot.daily("a.b", "2:5"),
    ],
    ids=["neither", "long", "late", "short"],
)
def test_a_slot_that_cannot_be_is_refused(make: object) -> None:
    assert callable(make)
    with pytest.raises(TimetableError):
        make()
