"""The map of a network: where its organisations are and how they are tied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request

from network.db import db
from network.forms.looking import read_looking
from network.models import Layer
from network.queries.maps import network_map
from network.queries.woven import WantedTies
from network.views.lands import outlines
from network.web import current_actor, current_day, login_required, render_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("maps", __name__)


@bp.get("/red/<int:network_id>/mapa")
@login_required
def network(network_id: int) -> ResponseReturnValue:
    """Show the map of a network, with the list of its places."""
    looking = read_looking(request.args)
    picture = network_map(
        db.session(),
        network_id,
        WantedTies(looking.month, looking.layers),
        actor=current_actor(),
        day=current_day(),
        outlines=outlines(),
    )
    return render_page(
        "network/woven/map.html",
        picture=picture,
        looking=looking,
        all_layers=tuple(Layer),
    )
