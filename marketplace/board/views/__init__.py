"""Pages that look across areas: the home of everybody, background work."""

from __future__ import annotations

from marketplace.board.views.home import home
from marketplace.board.views.jobs import bp

__all__ = ["bp", "home"]
