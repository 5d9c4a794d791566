"""What can be done with payments."""

from __future__ import annotations

from marketplace.payments.services.cancelling import (
    AlreadyCancelledError,
    RecordedElsewhereError,
    cancel,
)
from marketplace.payments.services.commands import (
    BadAmountError,
    MoneyIn,
    MoneyOut,
    PartyRef,
    PayeePaysError,
    PurposeMissingError,
    ReferenceMissingError,
    SecondPersonMissingError,
    SecondPersonRefusedError,
    WrongCurrencyError,
)
from marketplace.payments.services.paying import (
    GivenBackInPurchaseError,
    MoreThanOwedError,
    pay_party,
)
from marketplace.payments.services.recording import (
    ReceiptClashError,
    ReferenceUsedError,
    pay_out,
    receive,
)

__all__ = [
    "AlreadyCancelledError",
    "BadAmountError",
    "GivenBackInPurchaseError",
    "MoneyIn",
    "MoneyOut",
    "MoreThanOwedError",
    "PartyRef",
    "PayeePaysError",
    "PurposeMissingError",
    "ReceiptClashError",
    "RecordedElsewhereError",
    "ReferenceMissingError",
    "ReferenceUsedError",
    "SecondPersonMissingError",
    "SecondPersonRefusedError",
    "WrongCurrencyError",
    "cancel",
    "pay_out",
    "pay_party",
    "receive",
]
