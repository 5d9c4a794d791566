"""What the shape of a network says, in figures: pure functions of graphs."""

from __future__ import annotations
