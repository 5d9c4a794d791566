"""The *red distribuida*: which networks there are, and the reading of one."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, url_for

from network.db import db
from network.queries import directory
from network.views.red.pages import nothing_measured, open_screen
from network.web import current_actor, login_required, render_page

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
    """Show how a network is woven: its reading, then table, drawing or map."""
    screen = open_screen(network_id)
    if screen is None:
        return nothing_measured(network_id)
    return render_page("network/red/page.html", **screen.first())
