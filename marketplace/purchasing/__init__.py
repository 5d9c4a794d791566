"""Joint purchases: several members and associations buy inputs together."""

from __future__ import annotations
