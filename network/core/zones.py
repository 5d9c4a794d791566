"""Which clock and which currency a country lives by."""

from __future__ import annotations

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
