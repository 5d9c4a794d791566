"""Mathematics and identifiers of the ground floor: pure values."""

from __future__ import annotations
