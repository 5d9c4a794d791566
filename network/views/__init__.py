"""Pages of the network: organisations, people, ties."""

from __future__ import annotations

from network.views import start

BLUEPRINTS = (start.bp,)
