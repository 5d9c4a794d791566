"""Pages of the network: organisations, people, ties."""

from __future__ import annotations

from network.views import (
    languages,
    networks,
    organisations,
    people,
    start,
    ties,
    traces,
)

BLUEPRINTS = (
    start.bp,
    organisations.bp,
    people.bp,
    networks.bp,
    ties.bp,
    traces.bp,
    languages.bp,
)
