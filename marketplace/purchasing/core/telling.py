"""What people are told about a joint purchase."""

from __future__ import annotations

from enum import StrEnum


class PurchaseNotice(StrEnum):
    """Kinds of notice of a joint purchase."""

    #: To officers of an association: it may take part.
    INVITED = "purchase_invited"
    #: To members: they may note what they need.
    OPENED = "purchase_opened"
    #: To members who have noted nothing: it closes soon.
    CLOSES_SOON = "purchase_closes_soon"
    #: To members with lines: their list went to the suppliers.
    CLOSED = "purchase_closed"
    #: To members with lines: nobody can buy this time.
    VOID = "purchase_void"
    PRICE_TO_CONFIRM = "purchase_price_to_confirm"
    #: To members who have not answered: the hours are nearly over.
    CONFIRM_SOON = "purchase_confirm_soon"
    #: To a member: somebody recorded the answer.
    ANSWERED_FOR_YOU = "purchase_answered_for_you"
    #: To members who accepted: it will be bought.
    CONFIRMED = "purchase_confirmed"
    #: To members who accepted: the price was lost.
    BACK_TO_QUOTING = "purchase_back_to_quoting"
    CANCELLED = "purchase_cancelled"
