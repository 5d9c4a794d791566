"""Pages of the network: organisations, people, ties."""

from __future__ import annotations

from network.views import (
    advice,
    explored,
    explorer,
    exports,
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
from network.views.red import measuring
from network.views.red import pages as red

BLUEPRINTS = (
    start.bp,
    organisations.bp,
    people.bp,
    networks.bp,
    ties.bp,
    advice.bp,
    red.bp,
    measuring.bp,
    maps.bp,
    explorer.bp,
    exports.bp,
    explored.bp,
    trust.bp,
    gate.bp,
    traces.bp,
    languages.bp,
)
