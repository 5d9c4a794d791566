"""Joint purchases from a terminal: solve a file, take a purchase out, bring one in."""

from __future__ import annotations

from marketplace.purchasing.cli.documents import SCHEMAS
from marketplace.purchasing.cli.exchange import purchase_commands
from marketplace.purchasing.cli.solving import only_the_answer, solve_group

__all__ = ["SCHEMAS", "only_the_answer", "purchase_commands", "solve_group"]
