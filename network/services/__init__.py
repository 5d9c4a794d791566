"""What changes on the ground floor: one function per use case."""

from __future__ import annotations
