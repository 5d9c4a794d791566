"""Gates: what must be true of the whole repository."""

from __future__ import annotations
