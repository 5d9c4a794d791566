"""The first page, of an empty instance or of somebody signed in."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from flask import Blueprint, current_app, flash, redirect, url_for
from flask_babel import gettext as _

from network.clock import now, today
from network.db import db, transaction
from network.errors import DomainError
from network.forms.access import EmptyForm
from network.forms.people import FirstNetworkForm
from network.queries import directory, instance
from network.services import networks
from network.services.networks import AlreadyStartedError
from network.web import ask_again, begin, explain, maybe_actor, open_here, render_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

bp = Blueprint("start", __name__)


@bp.get("/")
def home() -> ResponseReturnValue:
    """Show where somebody can go from here, or how to begin."""
    actor = maybe_actor()
    if actor is not None:
        # An upper area may give everybody a first page of its own.
        shown = current_app.extensions.get("tejido.home")
        if shown is not None:
            return cast("ResponseReturnValue", shown(actor))
        return render_page(
            "network/home.html",
            organisations=directory.own_organisations(db.session(), actor=actor),
            networks=directory.networks_of_actor(db.session(), actor=actor),
        )
    if instance.is_empty(db.session()):
        return render_page(
            "network/first_run.html", button=EmptyForm(), can_load=_loader() is not None
        )
    return redirect(url_for("entrance.sign_in"), HTTPStatus.SEE_OTHER)


@bp.post("/demostracion/cargar")
def load_demonstration() -> ResponseReturnValue:
    """Fill an empty instance with invented organisations and people."""
    loader = _loader()
    if loader is None or not instance.is_empty(db.session()):
        raise AlreadyStartedError
    loader()
    ask_again()
    flash(_("La demostración quedó cargada."), "success")
    return redirect(url_for("start.home"), HTTPStatus.SEE_OTHER)


@bp.get("/primera-red")
def first_network() -> ResponseReturnValue:
    """Show the form for the first network of an empty instance."""
    if not instance.is_empty(db.session()):
        raise AlreadyStartedError
    return render_page("network/first_network.html", form=FirstNetworkForm())


@bp.post("/primera-red")
def create_first_network() -> ResponseReturnValue:
    """Begin the first network and sign its coordinator in."""
    form = FirstNetworkForm()
    if form.validate():
        try:
            begin(_begin_first(form))
        except DomainError as error:
            form.form_errors.append(explain(error))
        else:
            flash(_("Su red quedó creada. Ahora registre las asociaciones."), "success")
            return redirect(url_for("start.home"), HTTPStatus.SEE_OTHER)
    page = render_page("network/first_network.html", form=form)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/sus-datos")
def privacy() -> ResponseReturnValue:
    """Say what personal data is used for and how to have it deleted."""
    return render_page("network/privacy.html")


def _begin_first(form: FirstNetworkForm) -> str:
    wanted, coordinator = form.network(), form.draft()
    day = today(wanted.time_zone)
    with transaction() as session:
        person_id = networks.create_first_network(
            session, wanted, coordinator, day=day, now=now()
        )
        stock = current_app.extensions.get("tejido.first_network")
        if stock is not None:
            stock(session)
        return open_here(session, person_id)


def _loader() -> Callable[[], object] | None:
    return current_app.extensions.get("tejido.load_demonstration")
