"""Pages about one's own way in and one's own account."""

from __future__ import annotations

from network.account_views import entrance

BLUEPRINTS = (entrance.bp,)
