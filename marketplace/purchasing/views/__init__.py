"""Pages of joint purchases.  Each chapter has a module; all share one blueprint."""

from __future__ import annotations

from marketplace.purchasing.views import (
    answers,
    calls,
    drafts,
    lines,
    plans,
    price_lists,
    purchases,
    quotes,
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
)

BLUEPRINTS = (bp,)
