"""The explorer of a network: the one page with a drawing that moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, jsonify, request

from network.core.text import clean_name
from network.db import db
from network.forms.looking import read_looking
from network.models import Layer
from network.queries.explorer import Sieve, explorer_document, explorer_page
from network.queries.woven import WantedTies, woven
from network.views.shared import chain_names
from network.web import current_actor, current_day, login_required, render_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("explorer", __name__)


@bp.get("/red/<int:network_id>/explorar")
@login_required
def network(network_id: int) -> ResponseReturnValue:
    """Show the explorer; without JavaScript, the list and the drawings."""
    looking = read_looking(request.args)
    sieve = Sieve(
        month=looking.month,
        words=looking.words,
        layers=looking.layers,
        chain=request.args.get("cadena", "")[:60],
        region=clean_name(request.args.get("territorio", "")),
    )
    page = explorer_page(
        db.session(), network_id, sieve, actor=current_actor(), day=current_day()
    )
    return render_page(
        "network/woven/explorer.html",
        page=page,
        sieve=sieve,
        chains=[each for each in chain_names(page.chains) if each[0] in page.chains],
        all_layers=tuple(Layer),
        at={"mes": looking.month} if looking.month else {},
    )


@bp.get("/red/<int:network_id>/explorar.json")
@login_required
def document(network_id: int) -> ResponseReturnValue:
    """Return the network as the explorer's script reads it.

    Like every page of somebody signed in it is not stored: telephones are
    shared.
    """
    month = read_looking(request.args).month
    whole = woven(
        db.session(),
        network_id,
        WantedTies(month),
        actor=current_actor(),
        day=current_day(),
    )
    return jsonify(explorer_document(whole, dict(chain_names())))
