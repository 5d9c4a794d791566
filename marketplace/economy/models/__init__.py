"""What lower areas keep and the economy reads; it has no tables of its own.

Services and queries both need these facts, each a few statements whatever the
size of the network.
"""

from __future__ import annotations

from marketplace.economy.models.linking import members, signs
from marketplace.economy.models.making import knowledge, makers
from marketplace.economy.models.promises import debts, shipments
from marketplace.economy.models.spending import other_expenses, outlays

__all__ = [
    "debts",
    "knowledge",
    "makers",
    "members",
    "other_expenses",
    "outlays",
    "shipments",
    "signs",
]
