"""The first page."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, url_for

from network.web import maybe_actor, render_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("start", __name__)


@bp.get("/")
def home() -> ResponseReturnValue:
    """Show where somebody can go from here."""
    actor = maybe_actor()
    if actor is None:
        return redirect(url_for("entrance.sign_in"), HTTPStatus.SEE_OTHER)
    return render_page("network/home.html")
