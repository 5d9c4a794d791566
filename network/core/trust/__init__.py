"""Trust as numbers: evidence of what was kept, paths of trust, admission."""

from __future__ import annotations
