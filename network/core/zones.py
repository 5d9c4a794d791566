"""Which clock and which currency a country lives by."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import date, datetime

#: IANA time zones of each country, the usual one first.
TIME_ZONES = {
    "CO": ("America/Bogota",),
    "EC": ("America/Guayaquil", "Pacific/Galapagos"),
}

#: ISO 4217 code of the money of each country.
CURRENCIES = {"CO": "COP", "EC": "USD"}


def usual_zone(country: str) -> str:
    """Return the time zone most people of a country live in."""
    return TIME_ZONES[country][0]


def latest_day(instant: datetime) -> date:
    """Return the latest day it is anywhere people use the program.

    A day after it has come nowhere yet, whatever the clock of the server says:
    in Bogotá the UTC day begins at seven in the evening.

    Args:
        instant: With its time zone.
    """
    return max(
        instant.astimezone(ZoneInfo(zone)).date()
        for zones in TIME_ZONES.values()
        for zone in zones
    )
