"""The triggers without which the book is only a promise, by database."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_EVERYWHERE = frozenset(
    {
        "ledger_account_born_empty",
        "ledger_account_guard",
        "ledger_hold_apply",
        "ledger_hold_guard",
        "ledger_hold_let_go",
        "ledger_journal_audit",
        "ledger_journal_not_empty",
        "ledger_posting_apply",
    }
)

#: Names of the triggers that the migration makes, by dialect.
TRIGGERS: Mapping[str, frozenset[str]] = {
    "sqlite": _EVERYWHERE
    | {
        "ledger_account_limits",
        "ledger_cash_count_no_delete",
        "ledger_cash_count_no_replace",
        "ledger_cash_count_no_update",
        "ledger_hold_no_delete",
        "ledger_hold_no_replace",
        "ledger_journal_no_delete",
        "ledger_journal_no_replace",
        "ledger_journal_no_update",
        "ledger_posting_no_delete",
        "ledger_posting_no_replace",
        "ledger_posting_no_update",
        "ledger_posting_sealed",
        "ledger_seal_no_delete",
        "ledger_seal_no_replace",
        "ledger_seal_no_update",
    },
    "postgresql": _EVERYWHERE
    | {
        "ledger_account_no_truncate",
        "ledger_cash_count_append_only",
        "ledger_cash_count_no_truncate",
        "ledger_hold_no_delete",
        "ledger_hold_no_truncate",
        "ledger_journal_append_only",
        "ledger_journal_no_truncate",
        "ledger_journal_stamp",
        "ledger_posting_append_only",
        "ledger_posting_no_truncate",
        "ledger_posting_stamp",
        "ledger_seal_append_only",
        "ledger_seal_no_truncate",
    },
}
