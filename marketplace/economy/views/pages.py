"""Pages of the money of a network: what stays, what to buy inside, chains, linkage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request

from marketplace.economy.queries.chains import chains_page
from marketplace.economy.queries.economy import economy_page
from marketplace.economy.queries.fulfilment import fulfilment_page
from marketplace.economy.queries.linkage import linkage_page
from marketplace.economy.queries.substitution import substitution_page
from marketplace.economy.views.charts import (
    fulfilment_points,
    hands,
    high_points,
    month_points,
    signed,
)
from marketplace.economy.views.drawing import diagram_of
from network.db import db
from network.web import current_actor, current_day, login_required, render_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("economy", __name__, url_prefix="/red/<int:network_id>")


@bp.get("/economia")
@login_required
def economy(network_id: int) -> ResponseReturnValue:
    """Show what members spent, what stayed and whether it is in few hands."""
    page = economy_page(
        db.session(), network_id, actor=current_actor(), day=current_day()
    )
    return render_page(
        "marketplace/economy/economy.html",
        page=page,
        month_points=month_points,
        signed=signed,
        hands=hands,
    )


@bp.get("/sustituir")
@login_required
def substitute(network_id: int) -> ResponseReturnValue:
    """Show what is bought outside that somebody of the network makes."""
    page = substitution_page(
        db.session(), network_id, actor=current_actor(), day=current_day()
    )
    return render_page("marketplace/economy/substitute.html", page=page)


@bp.get("/cadenas")
@login_required
def chains(network_id: int) -> ResponseReturnValue:
    """Show the value chains, and one of them from the market to its inputs."""
    page = chains_page(
        db.session(),
        network_id,
        request.args.get("cadena") or None,
        actor=current_actor(),
        day=current_day(),
    )
    return render_page(
        "marketplace/economy/chains.html",
        page=page,
        diagram=diagram_of(page.chosen) if page.chosen else None,
    )


@bp.get("/encadenamiento")
@login_required
def linkage(network_id: int) -> ResponseReturnValue:
    """Show how linked members, organisations and buyers are."""
    page = linkage_page(
        db.session(),
        network_id,
        request.args.get("pagina", 1, type=int),
        actor=current_actor(),
        day=current_day(),
    )
    return render_page(
        "marketplace/economy/linkage.html", page=page, points=high_points(page)
    )


@bp.get("/cumplimiento")
@login_required
def fulfilment(network_id: int) -> ResponseReturnValue:
    """Show whether what was agreed is being done."""
    page = fulfilment_page(
        db.session(), network_id, actor=current_actor(), day=current_day()
    )
    return render_page(
        "marketplace/economy/fulfilment.html",
        page=page,
        points=fulfilment_points(page),
    )
