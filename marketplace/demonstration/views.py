"""The guided tour of the demonstration (*Recorra la demostración*)."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _

from marketplace.demonstration.queries.tour import tour
from marketplace.demonstration.services.entering import require_invented
from marketplace.demonstration.services.loading import PASSWORD
from network.db import db, transaction
from network.errors import NotFoundError
from network.forms.access import EmptyForm
from network.web import begin, maybe_actor, open_here, render_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("demonstration", __name__, url_prefix="/recorrido")

#: Strangers walk the tour: they have no account of their own.
PUBLIC = ("demonstration.walk", "demonstration.enter")


@bp.get("")
def walk() -> ResponseReturnValue:
    """Show whom one may be and what there is to see as each."""
    found = tour(db.session())
    if found is None:
        raise NotFoundError(page="tour")
    actor = maybe_actor()
    return render_page(
        "marketplace/demonstration/tour.html",
        tour=found,
        password=PASSWORD,
        form=EmptyForm(),
        acting_as=actor.person_id if actor else None,
    )


@bp.post("/entrar/<int:person_id>")
def enter(person_id: int) -> ResponseReturnValue:
    """Sign in as an invented person."""
    with transaction() as session:
        require_invented(session, person_id)
        token = open_here(session, person_id)
    begin(token)
    flash(_("Ahora recorre la demostración con otra cara."), "success")
    return redirect(url_for("demonstration.walk"), HTTPStatus.SEE_OTHER)
