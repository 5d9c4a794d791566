"""The list of joint purchases and the page of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, request

from marketplace.purchasing.queries.pages_list import (
    Pile,
    PurchaseFilter,
    purchase_list,
)
from marketplace.purchasing.queries.pages_purchase import purchase_page
from marketplace.purchasing.views.shared import PANEL_VALUES, bp, purchase_url
from network.clock import now
from network.db import db
from network.policy import Action
from network.web import current_actor, login_required, render_page, settings

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("")
@login_required
def purchases() -> ResponseReturnValue:
    """Show the purchases the actor has to do with."""
    wanted = _filter()
    page = purchase_list(db.session(), wanted, actor=current_actor(), now=now())
    return render_page(
        "marketplace/purchasing/list.html", page=page, wanted=wanted, piles=list(Pile)
    )


@bp.get("/<int:purchase_id>")
@login_required
def purchase(purchase_id: int) -> ResponseReturnValue:
    """Show a purchase: what happened, what is missing, what is mine to do."""
    actor = current_actor()
    page = purchase_page(db.session(), purchase_id, actor=actor, now=now())
    g.time_zone = page.head.time_zone
    panel = PANEL_VALUES.get(page.head.state)
    return render_page(
        "marketplace/purchasing/purchase.html",
        page=page,
        actions=Action,
        address=settings().base_url + purchase_url(purchase_id),
        **(panel(page.head, actor) if panel else {}),
    )


def _filter() -> PurchaseFilter:
    """Return what the address asks for; what makes no sense is left out."""
    given = request.args
    pile = given.get("ver", "")
    return PurchaseFilter(
        pile=Pile(pile) if pile in set(Pile) else None,
        words=given.get("q", "")[:100],
        before=given.get("antes", type=int),
    )
