"""Pages of the network: organisations, people, ties."""

from __future__ import annotations

from network.views import (
    gate,
    languages,
    maps,
    networks,
    organisations,
    people,
    start,
    ties,
    traces,
    trust,
)

BLUEPRINTS = (
    start.bp,
    organisations.bp,
    people.bp,
    networks.bp,
    ties.bp,
    maps.bp,
    trust.bp,
    gate.bp,
    traces.bp,
    languages.bp,
)
