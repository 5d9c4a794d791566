"""The *red distribuida*: who works with whom."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, url_for

from network.db import db
from network.models import Layer
from network.queries import directory
from network.queries import ties as read
from network.web import (
    current_actor,
    current_day,
    login_required,
    render_page,
)

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("ties", __name__)


@bp.get("/red")
@login_required
def networks() -> ResponseReturnValue:
    """Show the one network there is, or a list to choose from."""
    found = directory.networks_of_actor(db.session(), actor=current_actor())
    if len(found) == 1:
        where = url_for("ties.network", network_id=found[0].id)
        return redirect(where, HTTPStatus.SEE_OTHER)
    return render_page("network/networks.html", networks=found)


@bp.get("/red/<int:network_id>")
@login_required
def network(network_id: int) -> ResponseReturnValue:
    """Show who works with whom in a network: a table and a drawing."""
    actor, day, session = current_actor(), current_day(), db.session()
    return render_page(
        "network/ties.html",
        network=directory.network_card(session, network_id, actor=actor),
        picture=read.network_picture(session, network_id, actor=actor, day=day),
        layers=list(Layer),
        own_ids=frozenset(actor.roles),
    )
