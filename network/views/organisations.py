"""The directory and the page of each organisation."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from network.clock import now, today
from network.core.zones import usual_zone
from network.db import db, transaction
from network.errors import DomainError, NotAllowedError
from network.forms.access import EmptyForm
from network.forms.organisations import OrganisationForm
from network.models import Country, OrganisationKind
from network.policy import Action
from network.queries import advice, directory
from network.queries import organisations as read
from network.services import organisations
from network.views import advice_words
from network.views.shared import chain_names
from network.web import (
    current_actor,
    current_day,
    explain,
    login_required,
    place_links,
    render_page,
)

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("organisations", __name__, url_prefix="/organizaciones")


@bp.get("")
@login_required
def listing() -> ResponseReturnValue:
    """Show the directory; what is looked for lives in the address."""
    actor, day = current_actor(), current_day()
    wanted = _filter()
    in_use = directory.chains_in_use(db.session(), actor=actor, day=day)
    return render_page(
        "network/directory.html",
        page=directory.directory_page(db.session(), wanted, actor=actor, day=day),
        wanted=wanted,
        kinds=list(OrganisationKind),
        chains=[chain for chain in chain_names(in_use) if chain[0] in in_use],
        networks=directory.networks_of_actor(db.session(), actor=actor),
    )


@bp.get("/<int:organisation_id>")
@login_required
def organisation(organisation_id: int) -> ResponseReturnValue:
    """Show an organisation to its people and its network."""
    actor, day = current_actor(), current_day()
    page = read.organisation_page(db.session(), organisation_id, actor=actor, day=day)
    return render_page(
        "network/organisation.html",
        page=page,
        chains=dict(chain_names(page.public.chains)),
        networks=directory.shared_networks(
            db.session(), organisation_id, actor=actor, day=day
        ),
        links=place_links("organisation", actor, organisation_id),
        meetings=_meetings(organisation_id),
        say=advice_words,
        button=EmptyForm(),
        actions=Action,
    )


@bp.get("/<int:organisation_id>/perfil")
def public_profile(organisation_id: int) -> ResponseReturnValue:
    """Show to anybody what an organisation makes public."""
    day = today(usual_zone(Country.COLOMBIA))
    profile = read.public_profile(db.session(), organisation_id, day=day)
    chains = dict(chain_names(profile.chains))
    return render_page("network/profile.html", profile=profile, chains=chains)


@bp.get("/<int:organisation_id>/editar")
@login_required
def edit(organisation_id: int) -> ResponseReturnValue:
    """Show the form to edit an organisation."""
    page = _editable(organisation_id)
    form = OrganisationForm(page.public.country, chain_names(page.public.chains), page)
    return render_page("network/organisation_form.html", form=form, page=page)


@bp.post("/<int:organisation_id>/editar")
@login_required
def save(organisation_id: int) -> ResponseReturnValue:
    """Write an organisation down anew."""
    page = _editable(organisation_id)
    form = OrganisationForm(page.public.country, chain_names(page.public.chains), page)
    if form.validate():
        try:
            _save(organisation_id, form)
        except DomainError as error:
            form.form_errors.append(explain(error))
        else:
            flash(_("Los datos quedaron guardados."), "success")
            return redirect(
                url_for("organisations.organisation", organisation_id=organisation_id),
                HTTPStatus.SEE_OTHER,
            )
    html = render_page("network/organisation_form.html", form=form, page=page)
    return html, HTTPStatus.UNPROCESSABLE_ENTITY


def _save(organisation_id: int, form: OrganisationForm) -> None:
    with transaction() as session:
        organisations.edit_organisation(
            session,
            organisation_id,
            form.sheet(),
            actor=current_actor(),
            day=current_day(),
            now=now(),
        )


def _editable(organisation_id: int) -> read.OrganisationPage:
    """Return an organisation that the actor may edit.

    Raises:
        NotFoundError: If the actor may not see it.
        NotAllowedError: If the actor may not edit it.
    """
    page = read.organisation_page(
        db.session(), organisation_id, actor=current_actor(), day=current_day()
    )
    if Action.EDIT_ORGANISATION not in page.may:
        raise NotAllowedError(organisation=organisation_id)
    return page


def _filter() -> directory.DirectoryFilter:
    """Return what the address asks for; what makes no sense is left out."""
    given = request.args
    kind = given.get("tipo", "")
    key, _comma, last = given.get("desde", "").rpartition(",")
    return directory.DirectoryFilter(
        words=given.get("q", "")[:100],
        kind=OrganisationKind(kind) if kind in set(OrganisationKind) else None,
        chain=given.get("cadena", "")[:60],
        place=given.get("lugar", "")[:100],
        network_id=given.get("red", type=int),
        after=(key, int(last)) if last.isdecimal() else None,
    )


def _meetings(organisation_id: int) -> list[advice.MeetingAhead]:
    """Return whom the organisation is about to meet, for those who speak for it."""
    actor = current_actor()
    if not actor.holds(Action.DECLARE_TRUST, organisation_id):
        return []
    return advice.meetings_ahead(db.session(), organisation_id, actor=actor)
