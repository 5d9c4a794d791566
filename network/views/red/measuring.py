"""Measuring a network at once, when its coordinator does not want to wait."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _

from network.clock import now
from network.db import transaction
from network.services import snapshots
from network.web import current_actor, login_required

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("measuring", __name__)


@bp.post("/red/<int:network_id>/medir")
@login_required
def measure(network_id: int) -> ResponseReturnValue:
    """Ask that a network be measured now."""
    actor = current_actor()
    with transaction() as session:
        snapshots.ask_now(session, network_id, actor=actor, now=now())
    flash(_("La red se está midiendo. Vuelva en un momento."), "success")
    where = url_for("ties.network", network_id=network_id)
    return redirect(where, HTTPStatus.SEE_OTHER)
