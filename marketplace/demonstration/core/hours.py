"""Hours of the day on the stage."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


def noon(day: date) -> datetime:
    """Return the middle of a day in Colombia and Ecuador."""
    return datetime.combine(day, time(17), UTC)
