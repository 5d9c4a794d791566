"""A person's own accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace.ledger import queries
from marketplace.ledger.views.shared import bp
from network.db import db
from network.web import current_actor, login_required, render_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/mi-cuenta")
@login_required
def own() -> ResponseReturnValue:
    """Show what the person owes, or has in favour, in each association."""
    session = db.session()
    return render_page(
        "marketplace/ledger/own.html",
        books=queries.own_accounts(session, actor=current_actor()),
        verification=queries.last_verification(session),
    )
