"""Snapshots of a network: asked for, taken from facts, kept one a month."""

from __future__ import annotations

from network.services.asking import (
    ask_months,
    ask_now,
    ask_snapshot,
    network_day,
    peopled_networks,
)
from network.services.snapshots.facts import read_facts
from network.services.snapshots.keeping import keep_snapshot
from network.services.snapshots.taking import (
    MonthToTake,
    months_to_take,
    take_history,
    take_snapshot,
)

__all__ = [
    "MonthToTake",
    "ask_months",
    "ask_now",
    "ask_snapshot",
    "keep_snapshot",
    "months_to_take",
    "network_day",
    "peopled_networks",
    "read_facts",
    "take_history",
    "take_snapshot",
]
