"""Networks: their organisations, their coordination, who comes and goes."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _

from network.clock import now
from network.db import db, transaction
from network.errors import DomainError, NotAllowedError
from network.forms.access import EmptyForm
from network.forms.organisations import NetworkForm, OrganisationForm
from network.policy import Action, Role, require_network
from network.queries import directory
from network.queries import organisations as read
from network.queries import people as people_read
from network.services import invitations, networks, organisations
from network.views.shared import chain_names, invitation_address
from network.web import (
    current_actor,
    current_day,
    explain,
    login_required,
    place_links,
    render_page,
    submit_once,
)

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

bp = Blueprint("networks", __name__, url_prefix="/redes")


@bp.get("/<int:network_id>")
@login_required
def network(network_id: int) -> ResponseReturnValue:
    """Show a network, its organisations and its coordination."""
    actor, day, session = current_actor(), current_day(), db.session()
    page = directory.network_card(session, network_id, actor=actor)
    coordinates = network_id in actor.coordinates
    return render_page(
        "network/network.html",
        page=page,
        cards=directory.network_organisations(session, network_id, day=day),
        coordinators=read.coordinators_of(session, network_id, day=day),
        coordinates=coordinates,
        invitations=people_read.open_invitations(
            session, actor=actor, now=now(), network_id=network_id
        )
        if coordinates
        else [],
        own_ids=frozenset(actor.roles),
        own_id=actor.person_id,
        links=place_links("network", actor, network_id),
        button=EmptyForm(),
    )


@bp.get("/nueva")
@login_required
def new_network() -> ResponseReturnValue:
    """Show the form for one more network."""
    if not current_actor().coordinates:
        raise NotAllowedError(network="new")
    return render_page("network/network_form.html", form=NetworkForm())


@bp.post("/nueva")
@login_required
def create_network() -> ResponseReturnValue:
    """Begin one more network, once."""
    form, actor, day = NetworkForm(), current_actor(), current_day()

    def work(session: Session) -> str:
        key = networks.create_network(
            session, form.network(), actor=actor, day=day, now=now()
        )
        return url_for("networks.network", network_id=key)

    if form.validate():
        try:
            return submit_once(form, actor, work)
        except DomainError as error:
            form.form_errors.append(explain(error))
    page = render_page("network/network_form.html", form=form)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/<int:network_id>/organizaciones/nueva")
@login_required
def new_organisation(network_id: int) -> ResponseReturnValue:
    """Show the form to register an organisation."""
    page = _coordinated(network_id)
    form = OrganisationForm(page.country, chain_names())
    return render_page("network/organisation_form.html", form=form, network=page)


@bp.post("/<int:network_id>/organizaciones/nueva")
@login_required
def register_organisation(network_id: int) -> ResponseReturnValue:
    """Register an organisation, once."""
    page, actor, day = _coordinated(network_id), current_actor(), current_day()
    form = OrganisationForm(page.country, chain_names())

    def work(session: Session) -> str:
        key = organisations.register_organisation(
            session, network_id, form.sheet(), actor=actor, day=day, now=now()
        )
        return url_for("organisations.organisation", organisation_id=key)

    if form.validate():
        try:
            return submit_once(form, actor, work)
        except DomainError as error:
            form.form_errors.append(explain(error))
    html = render_page("network/organisation_form.html", form=form, network=page)
    return html, HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/<int:network_id>/invitaciones/organizacion")
@login_required
def invite_organisation(network_id: int) -> ResponseReturnValue:
    """Make an invitation for an organisation of another network."""
    return _made(network_id, Role.OFFICER)


@bp.post("/<int:network_id>/invitaciones/coordinacion")
@login_required
def invite_coordinator(network_id: int) -> ResponseReturnValue:
    """Make an invitation for somebody who will coordinate too."""
    return _made(network_id, Role.COORDINATOR)


@bp.post("/<int:network_id>/organizaciones/<int:organisation_id>/salir")
@login_required
def leave_network(network_id: int, organisation_id: int) -> ResponseReturnValue:
    """End an organisation's stay in a network."""
    actor, day = current_actor(), current_day()
    with transaction() as session:
        organisations.leave_network(
            session, network_id, organisation_id, actor=actor, day=day, now=now()
        )
    flash(_("La organización salió de la red. Su historia se conserva."), "success")
    if network_id in actor.coordinates:
        where = url_for("networks.network", network_id=network_id)
    else:
        where = url_for("organisations.organisation", organisation_id=organisation_id)
    return redirect(where, HTTPStatus.SEE_OTHER)


def _coordinated(network_id: int) -> directory.NetworkCard:
    """Return a network that the actor coordinates.

    Raises:
        NotFoundError: If the actor has nothing to do with it.
        NotAllowedError: If the actor does not coordinate it.
    """
    actor = current_actor()
    require_network(actor, Action.COORDINATE_NETWORK, network_id)
    return directory.network_card(db.session(), network_id, actor=actor)


def _made(network_id: int, role: Role) -> str:
    """Make an invitation and return the page with its address."""
    actor, day = current_actor(), current_day()
    wanted = invitations.Invite(network_id=network_id, role=role)
    with transaction() as session:
        token = invitations.invite(session, wanted, actor=actor, day=day, now=now())
    page = directory.network_card(db.session(), network_id, actor=actor)
    return render_page(
        "network/invitation_made.html",
        address=invitation_address(token),
        place=page.name,
        back=url_for("networks.network", network_id=network_id),
    )
