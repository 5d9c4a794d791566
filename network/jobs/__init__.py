"""The outbox: work promised in the transaction that makes it necessary.

A job row is the queue of record; the courier that carries its number to a
worker may lose it or bring it twice.  Whoever works on a job holds a lease with
a secret token; when the lease runs out, the job goes to somebody else and the
late one can no longer save anything.
"""

from __future__ import annotations

from network.jobs.errors import JobCancelledError, LeaseLostError
from network.jobs.holding import Lease, holding, progress
from network.jobs.outbox import ask_to_cancel, enqueue, retry, wake
from network.jobs.turns import (
    Begun,
    Claim,
    anything_due,
    begin,
    cancelled,
    claim_due,
    fail,
    finish,
    forget_done,
    give_back,
    in_hand,
    pause_before,
    renew,
)

__all__ = [
    "Begun",
    "Claim",
    "JobCancelledError",
    "Lease",
    "LeaseLostError",
    "anything_due",
    "ask_to_cancel",
    "begin",
    "cancelled",
    "claim_due",
    "enqueue",
    "fail",
    "finish",
    "forget_done",
    "give_back",
    "holding",
    "in_hand",
    "pause_before",
    "progress",
    "renew",
    "retry",
    "wake",
]
