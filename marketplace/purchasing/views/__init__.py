"""Pages of joint purchases.  Each chapter has a module; all share one blueprint."""

from __future__ import annotations

from marketplace.purchasing.views import (
    accounts,
    answers,
    calls,
    claims,
    closing,
    drafts,
    handing,
    invoices,
    lines,
    orders,
    panels,
    paying,
    plans,
    price_lists,
    purchases,
    quotes,
    receiving,
    sharing,
    sheets,
)
from marketplace.purchasing.views.shared import bp

#: Importing a chapter adds its pages to the blueprint.
CHAPTERS = (
    purchases,
    drafts,
    calls,
    lines,
    sheets,
    quotes,
    price_lists,
    plans,
    answers,
    orders,
    accounts,
    paying,
    receiving,
    sharing,
    handing,
    invoices,
    claims,
    closing,
    panels,
)

BLUEPRINTS = (bp,)
