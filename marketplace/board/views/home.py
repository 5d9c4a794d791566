"""The first page of whoever is signed in; the ground shows it at ``/``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from marketplace.board.queries.home import home_page
from marketplace.board.views.doors import card_of
from network.clock import now
from network.db import db
from network.queries.directory import networks_of_actor
from network.web import current_day, render_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from network.policy import Actor

#: Cards shown at first; the rest are one touch away.
SHOWN = 8


def home(actor: Actor) -> ResponseReturnValue:
    """Show what waits for the actor now."""
    instant = now()
    page = home_page(db.session(), actor=actor, now=instant, day=current_day())
    shown = page.waiting if "todas" in request.args else page.waiting[:SHOWN]
    return render_page(
        "marketplace/board/home.html",
        page=page,
        cards=[card_of(each, instant) for each in shown],
        networks=networks_of_actor(db.session(), actor=actor),
    )
