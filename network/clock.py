"""The only place that asks what time it is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """Return the present instant, in UTC."""
    return datetime.now(UTC)


def today(time_zone: str) -> date:
    """Return the day it is now in a time zone, such as ``America/Bogota``.

    Raises:
        ZoneInfoNotFoundError: If there is no such time zone.
    """
    return now().astimezone(ZoneInfo(time_zone)).date()
