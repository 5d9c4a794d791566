"""What can be done to a book."""

from __future__ import annotations

from marketplace.ledger.services.accounts import InsufficientFundsError
from marketplace.ledger.services.counting import (
    CashCount,
    CountClashError,
    CountedAlreadyError,
    CountedCash,
    CounterIsCashierError,
    DifferenceUnexplainedError,
    count_cash,
)
from marketplace.ledger.services.holding import (
    HoldClashError,
    HoldEndedError,
    HoldTooSmallError,
    Reservation,
    capture,
    expire_holds,
    hold,
    release,
)
from marketplace.ledger.services.keeping import (
    Finding,
    record_verification,
    seal_journals,
    take_snapshots,
)
from marketplace.ledger.services.posting import (
    EntryClashError,
    FutureDayError,
    PostedEntry,
    post,
    post_many,
)
from marketplace.ledger.services.reversing import (
    AlreadyReversedError,
    OwnEntryError,
    ReasonMissingError,
    ReversalOfReversalError,
    UndoneElsewhereError,
    check_reason,
    correct_entry,
    reverse,
)

__all__ = [
    "AlreadyReversedError",
    "CashCount",
    "CountClashError",
    "CountedAlreadyError",
    "CountedCash",
    "CounterIsCashierError",
    "DifferenceUnexplainedError",
    "EntryClashError",
    "Finding",
    "FutureDayError",
    "HoldClashError",
    "HoldEndedError",
    "HoldTooSmallError",
    "InsufficientFundsError",
    "OwnEntryError",
    "PostedEntry",
    "ReasonMissingError",
    "Reservation",
    "ReversalOfReversalError",
    "UndoneElsewhereError",
    "capture",
    "check_reason",
    "correct_entry",
    "count_cash",
    "expire_holds",
    "hold",
    "post",
    "post_many",
    "record_verification",
    "release",
    "reverse",
    "seal_journals",
    "take_snapshots",
]
