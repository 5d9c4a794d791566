"""Each thing that waits, in words: one verb, one sentence, one button."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from flask import url_for

from marketplace.board.queries.errands import Duty, Errand
from marketplace.board.views.sentences import DEED_WORDS, DUTY_WORDS
from marketplace.purchasing.core.deeds import Deed, Waiting

if TYPE_CHECKING:
    from datetime import datetime

    from flask_babel.speaklater import LazyString


@dataclass(frozen=True, slots=True)
class DoorCard:
    """A card of the first page.

    Attributes:
        verb: What is to be done.
        about: The purchase or organisation it is about; empty for neither.
        told: A sentence with the numbers.
        button: What the button says.
        url: Where it leads.
        is_late: Whether it cannot wait.
    """

    verb: LazyString
    about: str
    told: str
    button: LazyString
    url: str
    is_late: bool


#: Page on which each thing is done; the purchase itself unless it is said here.
_PAGES = {
    Deed.CONFIRM: "purchasing.my_price",
    Deed.ANSWER_FOR: "purchasing.answers",
    Deed.SIGN: "purchasing.orders",
    Deed.PLACE: "purchasing.orders",
    Deed.MAKE_ORDERS: "purchasing.orders",
    Deed.RECEIVE: "purchasing.receiving",
    Deed.HAND_TO_ASSOCIATIONS: "purchasing.handing",
    Deed.HAND_TO_MEMBERS: "purchasing.handing",
    Deed.SHARE: "purchasing.sharing",
    Deed.PAY_SUPPLIER: "purchasing.accounts",
    Deed.PAY_CONVENER: "purchasing.accounts",
    Deed.NOTE: "purchasing.my_order",
    Deed.SECOND_VOTE: "purchasing.plans",
    Deed.CHOOSE_PLAN: "purchasing.plans",
    Deed.ASK_PLAN: "purchasing.plans",
    Deed.QUOTES_MISSING: "purchasing.quotes",
    Deed.COLLECT_ADVANCES: "purchasing.advances",
    Deed.RECORD_INVOICE: "purchasing.bills",
    Deed.CHARGE: "purchasing.ask_charges",
    Deed.CLAIM: "purchasing.claims",
    Deed.FINISH: "purchasing.closing",
    Deed.REMIND: "purchasing.missing",
}
_LATE = frozenset({Deed.CONFIRM, Deed.ANSWER_FOR, Deed.CLOSE_CALL})


def card_of(each: Waiting | Errand, now: datetime) -> DoorCard:
    """Return the card of something that waits, as it is told at an instant."""
    if isinstance(each, Errand):
        duty = DUTY_WORDS[each.duty]
        return DoorCard(
            duty.verb,
            each.subject,
            duty.told(each),
            duty.button,
            _errand_url(each),
            each.duty in (Duty.BOOKS_BROKEN, Duty.FAILED_JOBS),
        )
    deed = DEED_WORDS[each.deed]
    return DoorCard(
        deed.verb,
        each.title,
        deed.told(each, _hours(each, now)),
        deed.button,
        url_for(
            _PAGES.get(each.deed, "purchasing.purchase"), purchase_id=each.purchase_id
        ),
        each.deed in _LATE,
    )


def _errand_url(each: Errand) -> str:
    if each.duty is Duty.PAY_DEBT:
        return url_for("ledger.own")
    if each.duty is Duty.FAILED_JOBS:
        return url_for("board.jobs")
    if each.duty is Duty.TASKS_DUE:
        return url_for("advice.tasks", network_id=each.subject_id)
    if each.duty in {Duty.ANSWER_TRUST, Duty.RENEW_TRUST}:
        return url_for(
            "trust.organisation",
            organisation_id=each.subject_id,
            network_id=each.network_id,
        )
    if each.duty is Duty.LOOSE_ENDS:
        return url_for("ties.network", network_id=each.subject_id)
    page = "ledger.count" if each.duty is Duty.COUNT_CASH else "ledger.book"
    return url_for(page, organisation_id=each.subject_id)


def _hours(each: Waiting, now: datetime) -> int:
    """Return the hours left, rounded up; 0 without an hour or after it."""
    if each.until is None:
        return 0
    return max(ceil((each.until - now).total_seconds() / 3600), 0)
