"""Work that nobody asks for: named slots, each run once by whoever is first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

_HOUR = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


class TimetableError(ValueError):
    """A slot of the timetable cannot be: a bug where it is declared."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A task that returns every so many minutes, or at an hour of the day.

    After a pause of the program only the last slot missed is made up for, and
    only if it is not older than one round.

    Attributes:
        name: Name of the task; it takes no arguments.
        minutes: Length of a round, counted from midnight UTC; 0 when daily.
        hour: Hour of the day, when daily.
        time_zone: Whose hour it is.
        max_attempts: How often one slot is tried.
    """

    name: str
    minutes: int = 0
    hour: time | None = None
    time_zone: str = "America/Bogota"
    max_attempts: int = 3

    def __post_init__(self) -> None:
        if (self.hour is None) == (self.minutes == 0):
            msg = f"{self.name}: a slot has either minutes or an hour"
            raise TimetableError(msg)
        if self.hour is None and not 1 <= self.minutes <= 1440:
            msg = f"{self.name}: a round lasts from 1 minute to one day"
            raise TimetableError(msg)

    @classmethod
    def every(cls, name: str, minutes: int) -> Self:
        """Return a slot that comes every so many minutes, 1 to 1440."""
        return cls(name, minutes=minutes)

    @classmethod
    def daily(cls, name: str, hour: str, time_zone: str = "America/Bogota") -> Self:
        """Return a slot that comes once a day.

        Args:
            name: Name of the task.
            hour: Such as ``"02:30"``.
            time_zone: Whose hour it is.

        Raises:
            TimetableError: If the hour cannot be read.
        """
        found = _HOUR.fullmatch(hour)
        if found is None:
            msg = f"{name}: {hour!r} is not an hour of the day"
            raise TimetableError(msg)
        return cls(name, hour=time(int(found[1]), int(found[2])), time_zone=time_zone)

    def latest(self, now: datetime) -> datetime | None:
        """Return when the last slot began, None if that was over a round ago.

        Args:
            now: An instant with its time zone.
        """
        if self.hour is None:
            at = now.astimezone(UTC)
            midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
            rounds = (at - midnight) // timedelta(minutes=self.minutes)
            return midnight + rounds * timedelta(minutes=self.minutes)
        zone = ZoneInfo(self.time_zone)
        day = now.astimezone(zone).date()
        for back in (0, 1):
            began = datetime.combine(day - timedelta(days=back), self.hour, zone)
            if began <= now:
                return began.astimezone(UTC)
        # Only where the clocks change could both be in the future.
        return None

    def key(self, began: datetime) -> str:
        """Return the key that makes the slot one job."""
        return f"{self.name}:{began:%Y-%m-%dT%H:%MZ}"
