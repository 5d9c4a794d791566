"""The cast: who plays in the demonstration, read from its file."""

from __future__ import annotations
