"""What a person has to do next in joint purchases, the most urgent first."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from marketplace.kernel.money import Money
    from marketplace.purchasing.core.states import PurchaseState


class Deed(StrEnum):
    """Something that waits for one person; the order is that of urgency."""

    CONFIRM = "confirm_price"
    ANSWER_FOR = "answer_for"
    CLOSE_CALL = "close_call"
    SIGN = "sign_orders"
    PLACE = "place_orders"
    RECEIVE = "receive_goods"
    COLLECT = "collect_goods"
    HAND_TO_ASSOCIATIONS = "hand_to_associations"
    HAND_TO_MEMBERS = "hand_to_members"
    SHARE = "share_goods"
    PAY_SUPPLIER = "pay_supplier"
    PAY_ADVANCE = "pay_advance"
    PAY_CONVENER = "pay_convener"
    JOIN = "join_call"
    NOTE = "note_order"
    END_ANSWERS = "end_answers"
    MAKE_ORDERS = "make_orders"
    SECOND_VOTE = "second_vote"
    CHOOSE_PLAN = "choose_plan"
    ASK_PLAN = "ask_plan"
    ASK_PRICE = "ask_price"
    QUOTES_MISSING = "quotes_missing"
    START_QUOTING = "start_quoting"
    COLLECT_ADVANCES = "collect_advances"
    RECORD_INVOICE = "record_invoice"
    CHARGE = "charge_members"
    CLAIM = "follow_claims"
    FINISH = "finish_purchase"
    REMIND = "remind_members"
    OPEN_CALL = "open_call"
    STUCK = "stuck_purchase"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for the actor in a purchase.

    Attributes:
        deed: What is to be done.
        purchase_id: In which purchase.
        title: Its short name.
        state: Where it stands.
        time_zone: IANA name of its network's.
        organisation_id: The association, or the supplier, it is about; or None.
        organisation: Its name; empty without one.
        count: How many people, units, orders, quotes or days; 0 if it does
            not matter.
        amount: How much money, if it is about money.
        until: Until which instant, if there is one.
        due: Until which day, if there is one.
        place: Where, if it is about goods.
    """

    deed: Deed
    purchase_id: int
    title: str
    state: PurchaseState
    time_zone: str
    organisation_id: int | None = None
    organisation: str = ""
    count: int = 0
    amount: Money | None = None
    until: datetime | None = None
    due: date | None = None
    place: str = ""

    @property
    def urgency(self) -> tuple[int, str, int]:
        """What waiting things are sorted by: kind, then hour or day, then age."""
        last = self.until.isoformat() if self.until else ""
        moment = last or (self.due.isoformat() if self.due else "9999")
        return list(Deed).index(self.deed), moment, self.purchase_id
