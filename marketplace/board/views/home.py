"""The first page of whoever is signed in; the ground shows it at ``/``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace.board.queries.home import home_page
from network.clock import now
from network.db import db
from network.queries.directory import networks_of_actor
from network.web import render_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from network.policy import Actor


def home(actor: Actor) -> ResponseReturnValue:
    """Show what waits for the actor now."""
    return render_page(
        "marketplace/board/home.html",
        page=home_page(db.session(), actor=actor, now=now()),
        networks=networks_of_actor(db.session(), actor=actor),
    )
