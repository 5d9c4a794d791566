"""What people type on the ground floor, understood and checked."""

from __future__ import annotations

from network.forms.once import OnceForm

__all__ = ["OnceForm"]
