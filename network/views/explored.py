"""Exploratory maps of a territory: brought in, looked at, taken away."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from network.clock import now
from network.db import db, transaction
from network.errors import DomainError
from network.forms.access import EmptyForm
from network.forms.explored import ExploredForm
from network.policy import Action, require_network
from network.queries import directory
from network.queries import explored as read
from network.services import explored
from network.web import (
    current_actor,
    current_day,
    explain,
    login_required,
    render_page,
    submit_once,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

bp = Blueprint("explored", __name__)


@bp.get("/red/<int:network_id>/territorios")
@login_required
def listing(network_id: int) -> ResponseReturnValue:
    """Show the exploratory maps of a network."""
    actor, session = current_actor(), db.session()
    return render_page(
        "network/woven/explored_list.html",
        maps=read.explored_maps(session, network_id, actor=actor),
        network=directory.network_card(session, network_id, actor=actor),
    )


@bp.get("/red/<int:network_id>/territorios/nuevo")
@login_required
def new_map(network_id: int) -> ResponseReturnValue:
    """Show the form for a list of ties."""
    return _form_page(network_id, ExploredForm())


@bp.post("/red/<int:network_id>/territorios/nuevo")
@login_required
def bring_in(network_id: int) -> ResponseReturnValue:
    """Check a list of ties, show it for a look, and then keep it."""
    actor = current_actor()
    require_network(actor, Action.COORDINATE_NETWORK, network_id)
    form, step = ExploredForm(), request.form.get("paso")
    if step == "corregir":
        return _form_page(network_id, form)
    if form.validate():
        if step != "guardar":
            return _form_page(network_id, form, "network/woven/explored_check.html")
        try:
            return submit_once(form, actor, _keeping(network_id, form))
        except DomainError as error:
            form.form_errors.append(explain(error))
    return _form_page(network_id, form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/red/<int:network_id>/territorios/<int:map_id>")
@login_required
def explored_map(network_id: int, map_id: int) -> ResponseReturnValue:
    """Show an exploratory map."""
    actor, session = current_actor(), db.session()
    return render_page(
        "network/woven/explored_map.html",
        page=read.explored_map(session, network_id, map_id, actor=actor),
        network=directory.network_card(session, network_id, actor=actor),
        button=EmptyForm(),
    )


@bp.post("/red/<int:network_id>/territorios/<int:map_id>/borrar")
@login_required
def delete_map(network_id: int, map_id: int) -> ResponseReturnValue:
    """Take an exploratory map away."""
    actor = current_actor()
    with transaction() as session:
        explored.delete_explored_map(
            session, network_id, map_id, actor=actor, now=now()
        )
    flash(_("El mapa exploratorio se borró."), "success")
    where = url_for("explored.listing", network_id=network_id)
    return redirect(where, HTTPStatus.SEE_OTHER)


def _keeping(network_id: int, form: ExploredForm) -> Callable[[Session], str]:
    """Return the work of keeping the list that a form holds."""
    actor, day = current_actor(), current_day()

    def work(session: Session) -> str:
        key = explored.add_explored_map(
            session, network_id, form.explored_map(), actor=actor, day=day, now=now()
        )
        return url_for("explored.explored_map", network_id=network_id, map_id=key)

    return work


def _form_page(
    network_id: int,
    form: ExploredForm,
    template: str = "network/woven/explored_form.html",
) -> str:
    actor = current_actor()
    require_network(actor, Action.COORDINATE_NETWORK, network_id)
    network = directory.network_card(db.session(), network_id, actor=actor)
    return render_page(template, form=form, network=network)
