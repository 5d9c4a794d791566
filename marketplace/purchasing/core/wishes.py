"""What a member asks for, and until when it may be said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

#: Most units of one input that one member may ask for.
MOST_UNITS = 100_000
#: A line typed in time without signal may arrive this much later.
LATE_ARRIVAL = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Wish:
    """How much of an input a member asks for, in whole units.

    Attributes:
        wanted: Units really needed, 1 or more.
        at_most: Units the member would still take, at least ``wanted``.
        at_least: Fewer than these are of no use: these or none; 0 to ``wanted``.
    """

    wanted: int
    at_most: int
    at_least: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether the three numbers agree and are within reason."""
        return (
            1 <= self.wanted <= self.at_most <= MOST_UNITS
            and 0 <= self.at_least <= self.wanted
        )


def typed_at(now: datetime, noted_at: datetime | None) -> datetime:
    """Return when something was typed: a device ahead of time is not believed."""
    return now if noted_at is None else min(noted_at, now)


def arrives_in_time(
    closes_at: datetime, now: datetime, noted_at: datetime | None
) -> bool:
    """Tell whether a line counts although the hour may have come.

    Args:
        closes_at: Until when lines may change.
        now: The server's clock.
        noted_at: When the device says it was typed, if it was sent later.

    Source:
        docs/sources.md, "Lines that arrive late": typed before closing and sent
        at most 24 hours later.
    """
    if now < closes_at:
        return True
    if noted_at is None:
        return False
    return typed_at(now, noted_at) < closes_at and now <= closes_at + LATE_ARRIVAL
