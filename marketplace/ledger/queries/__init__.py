"""What can be read in a book."""

from __future__ import annotations

from marketplace.ledger.queries.balances import (
    KnownEntry,
    available,
    balance,
    balance_on,
    balances,
    entry,
)
from marketplace.ledger.queries.books import (
    AccountLine,
    Book,
    CountDesk,
    LastCount,
    LastVerification,
    TrialBalance,
    TrialLine,
    accounts,
    book,
    book_currency,
    books_without_snapshot,
    chain_head,
    count_desk,
    last_verification,
    trial_balance,
)
from marketplace.ledger.queries.guards import (
    TriggersMissingError,
    assert_triggers,
    missing_triggers,
)
from marketplace.ledger.queries.invariants import (
    Invariant,
    forget,
    named,
    register,
)
from marketplace.ledger.queries.journals import (
    JournalPage,
    JournalView,
    Side,
    journal,
    journal_page,
)
from marketplace.ledger.queries.naming import (
    NamedAccount,
    named_accounts,
    person_names,
)
from marketplace.ledger.queries.open_debts import OpenDebt, open_debts
from marketplace.ledger.queries.statements import (
    Cursor,
    OwnAccounts,
    Statement,
    StatementLine,
    own_accounts,
    statement,
)
from marketplace.ledger.queries.verification import Checked, Report, verify

__all__ = [
    "AccountLine",
    "Book",
    "Checked",
    "CountDesk",
    "Cursor",
    "Invariant",
    "JournalPage",
    "JournalView",
    "KnownEntry",
    "LastCount",
    "LastVerification",
    "NamedAccount",
    "OpenDebt",
    "OwnAccounts",
    "Report",
    "Side",
    "Statement",
    "StatementLine",
    "TrialBalance",
    "TrialLine",
    "TriggersMissingError",
    "accounts",
    "assert_triggers",
    "available",
    "balance",
    "balance_on",
    "balances",
    "book",
    "book_currency",
    "books_without_snapshot",
    "chain_head",
    "count_desk",
    "entry",
    "forget",
    "journal",
    "journal_page",
    "last_verification",
    "missing_triggers",
    "named",
    "named_accounts",
    "open_debts",
    "own_accounts",
    "person_names",
    "register",
    "statement",
    "trial_balance",
    "verify",
]
