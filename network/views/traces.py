"""What was done and by whom: for officers, the fiscal and coordinators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request, url_for

from network.db import db
from network.queries import audit, directory
from network.web import current_actor, login_required, render_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("traces", __name__)


@bp.get("/organizaciones/<int:organisation_id>/historial")
@login_required
def organisation(organisation_id: int) -> ResponseReturnValue:
    """Show what was done in an organisation."""
    page = audit.organisation_traces(
        db.session(), organisation_id, actor=current_actor(), before=_before()
    )
    return render_page(
        "network/traces.html",
        page=page,
        place=directory.organisation_card(db.session(), organisation_id).name,
        back=url_for("organisations.organisation", organisation_id=organisation_id),
    )


@bp.get("/redes/<int:network_id>/historial")
@login_required
def network(network_id: int) -> ResponseReturnValue:
    """Show what was done in a network as such."""
    actor = current_actor()
    page = audit.network_traces(db.session(), network_id, actor=actor, before=_before())
    return render_page(
        "network/traces.html",
        page=page,
        place=directory.network_card(db.session(), network_id, actor=actor).name,
        back=url_for("networks.network", network_id=network_id),
    )


def _before() -> int | None:
    return request.args.get("antes", type=int)
