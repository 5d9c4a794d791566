"""What a snapshot of a network holds, computed from facts and plain values."""

from __future__ import annotations
