"""The life of a joint purchase: its states and the moves between them."""

from __future__ import annotations

from enum import StrEnum


class PurchaseScope(StrEnum):
    """Whose members take part."""

    #: One association buys for its own members.
    ASSOCIATION = "association"
    #: The network convenes; every association brings its members' lines.
    NETWORK = "network"


class PurchaseState(StrEnum):
    """Where a joint purchase stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    QUOTING = "quoting"
    AWARDED = "awarded"
    CONFIRMING = "confirming"
    CONFIRMED = "confirmed"
    ORDERED = "ordered"
    PARTLY_RECEIVED = "partly_received"
    RECEIVED = "received"
    SHARED = "shared"
    SETTLED = "settled"
    FINISHED = "finished"
    #: Closed without a single line.
    VOID = "void"
    CANCELLED = "cancelled"


_S = PurchaseState

#: Moves in the ordinary direction.
FORWARD: dict[PurchaseState, frozenset[PurchaseState]] = {
    _S.DRAFT: frozenset({_S.OPEN, _S.CANCELLED}),
    _S.OPEN: frozenset({_S.CLOSED, _S.VOID, _S.CANCELLED}),
    _S.CLOSED: frozenset({_S.QUOTING, _S.CANCELLED}),
    _S.QUOTING: frozenset({_S.AWARDED, _S.CANCELLED}),
    _S.AWARDED: frozenset({_S.CONFIRMING, _S.CANCELLED}),
    _S.CONFIRMING: frozenset({_S.CONFIRMED, _S.CANCELLED}),
    _S.CONFIRMED: frozenset({_S.ORDERED, _S.CANCELLED}),
    _S.ORDERED: frozenset({_S.PARTLY_RECEIVED, _S.RECEIVED}),
    _S.PARTLY_RECEIVED: frozenset({_S.RECEIVED}),
    _S.RECEIVED: frozenset({_S.SHARED}),
    _S.SHARED: frozenset({_S.SETTLED}),
    _S.SETTLED: frozenset({_S.FINISHED}),
    _S.FINISHED: frozenset(),
    _S.VOID: frozenset(),
    _S.CANCELLED: frozenset(),
}

#: Moves back, which need a written reason.
BACKWARD: dict[PurchaseState, frozenset[PurchaseState]] = {
    _S.CLOSED: frozenset({_S.OPEN}),
    _S.QUOTING: frozenset({_S.OPEN}),
    _S.AWARDED: frozenset({_S.QUOTING}),
    #: A lost tier: too few accepted the final price.
    _S.CONFIRMING: frozenset({_S.QUOTING}),
    _S.CONFIRMED: frozenset({_S.QUOTING}),
    _S.RECEIVED: frozenset({_S.PARTLY_RECEIVED}),
    _S.SHARED: frozenset({_S.RECEIVED}),
    _S.SETTLED: frozenset({_S.SHARED}),
    _S.FINISHED: frozenset({_S.SETTLED}),
}

#: A purchase in one of these moves no more by itself.
ENDED = frozenset({_S.FINISHED, _S.VOID, _S.CANCELLED})

#: Cancelling says why, as a move back does.
NEEDS_REASON = frozenset({_S.CANCELLED})


def may_move(origin: PurchaseState, target: PurchaseState) -> bool:
    """Tell whether a purchase may go from one state to the other."""
    return target in FORWARD[origin] or target in BACKWARD.get(origin, frozenset())


def needs_reason(origin: PurchaseState, target: PurchaseState) -> bool:
    """Tell whether the move has to be explained in writing."""
    return target in NEEDS_REASON or target in BACKWARD.get(origin, frozenset())


def has_reached(state: PurchaseState, milestone: PurchaseState) -> bool:
    """Tell whether a purchase on the ordinary path is at or past a state.

    A purchase that was cancelled or had no lines has reached nothing.
    """
    path: list[PurchaseState] = [
        each for each in _S if each not in (_S.VOID, _S.CANCELLED)
    ]
    return state in path and path.index(state) >= path.index(milestone)
