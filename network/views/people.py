"""The people of an organisation: members, invitations, roles, help."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _

from network.clock import now
from network.db import db, transaction
from network.errors import (
    ConflictError,
    DomainError,
    InvalidError,
    NotAllowedError,
)
from network.forms.access import EmptyForm
from network.forms.people import AssistForm, InviteForm, ReasonForm, RoleForm
from network.policy import Action, Role
from network.queries import organisations as read
from network.queries import people as people_read
from network.services import codes, invitations, roles, suspensions
from network.services import people as services
from network.views.shared import invitation_address
from network.web import (
    current_actor,
    current_day,
    explain,
    login_required,
    render_page,
    safe_path,
    submit_once,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from network.policy import Actor

bp = Blueprint("people", __name__)

_HOME = "/organizaciones/<int:organisation_id>"


@bp.get(f"{_HOME}/personas")
@login_required
def members(organisation_id: int) -> ResponseReturnValue:
    """Show the people of an organisation and what each is there."""
    actor, day = current_actor(), current_day()
    page = read.organisation_page(db.session(), organisation_id, actor=actor, day=day)
    rows = read.members_of(db.session(), organisation_id, actor=actor, day=day)
    return render_page(
        "network/members.html",
        page=page,
        members=rows,
        may_manage=Action.MANAGE_MEMBERSHIPS in page.may,
        may_assist=Action.ASSIST_ENTRY in page.may and page.is_own,
        may_invite=Action.INVITE_MEMBER in page.may,
        may_suspend=Action.COORDINATE_NETWORK in page.may,
        own_id=actor.person_id,
        role_form=RoleForm(),
        button=EmptyForm(),
    )


@bp.get(f"{_HOME}/invitaciones")
@login_required
def invite(organisation_id: int) -> ResponseReturnValue:
    """Show the form for an invitation, and those that are open."""
    return _invitations(organisation_id, _invite_form(organisation_id))


@bp.post(f"{_HOME}/invitaciones")
@login_required
def make_invitation(organisation_id: int) -> ResponseReturnValue:
    """Make an invitation and show its address, this once."""
    form = _invite_form(organisation_id)
    if form.validate():
        try:
            wanted = invitations.Invite(
                organisation_id,
                role=Role(form.role.data),
                uses=form.uses.data or 1,
            )
            return _made(organisation_id, wanted)
        except DomainError as error:
            form.form_errors.append(explain(error))
    return _invitations(organisation_id, form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post(f"{_HOME}/personas/<int:person_id>/acceso")
@login_required
def give_access(organisation_id: int, person_id: int) -> ResponseReturnValue:
    """Make an invitation for somebody who was helped so far."""
    wanted = invitations.Invite(organisation_id, person_id=person_id)
    return _made(organisation_id, wanted)


@bp.post("/invitaciones/<int:invitation_id>/anular")
@login_required
def revoke_invitation(invitation_id: int) -> ResponseReturnValue:
    """Take an invitation back."""
    with transaction() as session:
        organisation_id, network_id = invitations.revoke(
            session, invitation_id, actor=current_actor(), now=now()
        )
    flash(_("La invitación quedó anulada."), "success")
    if organisation_id is None:
        return redirect(url_for("networks.network", network_id=network_id), 303)
    return _back("people.invite", organisation_id)


@bp.get(f"{_HOME}/personas/anotar")
@login_required
def assist(organisation_id: int) -> ResponseReturnValue:
    """Show the form to write down somebody who is helped."""
    page = _page(organisation_id)
    form = AssistForm(page.public.country)
    return render_page("network/assist.html", form=form, page=page)


@bp.post(f"{_HOME}/personas/anotar")
@login_required
def add_assisted(organisation_id: int) -> ResponseReturnValue:
    """Write down somebody who is helped, once."""
    page, actor, day = _page(organisation_id), current_actor(), current_day()
    form = AssistForm(page.public.country)

    def work(session: Session) -> str:
        services.assist(
            session, organisation_id, form.assisted(), actor=actor, day=day, now=now()
        )
        return url_for("people.members", organisation_id=organisation_id)

    if form.validate():
        try:
            return submit_once(form, actor, work)
        except DomainError as error:
            form.form_errors.append(explain(error))
    html = render_page("network/assist.html", form=form, page=page)
    return html, HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post(f"{_HOME}/personas/<int:person_id>/papeles")
@login_required
def grant_role(organisation_id: int, person_id: int) -> ResponseReturnValue:
    """Give a person of the organisation one more role."""
    form = RoleForm()
    if form.validate():
        try:
            with transaction() as session:
                wanted = roles.Seat(person_id, Role(form.role.data), organisation_id)
                roles.grant_role(
                    session, wanted, actor=current_actor(), day=current_day(), now=now()
                )
            flash(_("El papel quedó dado."), "success")
        except (ConflictError, NotAllowedError) as error:
            flash(explain(error), "error")
    else:
        flash(_("Escoja una opción."), "error")
    return _back("people.members", organisation_id)


@bp.post("/papeles/<int:membership_id>/terminar")
@login_required
def end_role(membership_id: int) -> ResponseReturnValue:
    """End a role from today on."""
    actor, day = current_actor(), current_day()
    try:
        with transaction() as session:
            held = roles.end_role(
                session, membership_id, actor=actor, day=day, now=now()
            )
    except (ConflictError, NotAllowedError) as error:
        flash(explain(error), "error")
        return redirect(safe_path(request.form.get("next")) or "/", 303)
    flash(_("El papel quedó terminado."), "success")
    if held.person_id == actor.person_id:
        return redirect(url_for("start.home"), HTTPStatus.SEE_OTHER)
    return redirect(_home_of(held.organisation_id, held.network_id), 303)


@bp.post("/personas/<int:person_id>/suspender")
@login_required
def suspend(person_id: int) -> ResponseReturnValue:
    """Close the door to a person."""
    done = _("Esa persona ya no entra.")
    return _change_state(suspensions.suspend, person_id, done)


@bp.post("/personas/<int:person_id>/restablecer")
@login_required
def restore(person_id: int) -> ResponseReturnValue:
    """Open the door to a person again, if no other network keeps it closed."""
    done = _("Esa persona ya puede entrar otra vez.")
    try:
        return _change_state(suspensions.restore, person_id, done)
    except suspensions.SuspendedElsewhereError as error:
        flash(explain(error), "error")
        return redirect(safe_path(request.form.get("next")) or "/", 303)


@bp.post("/personas/<int:person_id>/segundo-paso/quitar")
@login_required
def reset_codes(person_id: int) -> ResponseReturnValue:
    """Take away the one-time codes of somebody who lost the telephone."""
    done = _("Quedó sin segundo paso. Entra con su clave y lo activa en otro celular.")
    try:
        return _change_state(_reset_codes, person_id, done)
    except (ConflictError, InvalidError) as error:
        flash(explain(error), "error")
        return redirect(safe_path(request.form.get("next")) or "/", 303)


def _reset_codes(
    session: Session,
    person_id: int,
    reason: str,
    *,
    actor: Actor,
    day: date,
    now: datetime,
) -> None:
    """Take the codes away and tell the person.

    The application gives ``tejido.tell_codes_reset``, which notes the message
    in the same transaction.
    """
    codes.reset_codes(session, person_id, reason, actor=actor, day=day, now=now)
    tell = current_app.extensions.get("tejido.tell_codes_reset")
    if tell:
        tell(session, person_id, now=now)


def _change_state(
    service: Callable[..., str | None], person_id: int, done: str
) -> ResponseReturnValue:
    """Suspend or restore a person, with a reason, and go back."""
    form = ReasonForm()
    target = safe_path(request.form.get("next")) or url_for("start.home")
    if not form.validate():
        flash(_("Escriba por qué."), "error")
        return redirect(target, HTTPStatus.SEE_OTHER)
    with transaction() as session:
        elsewhere = service(
            session,
            person_id,
            form.reason.data or "",
            actor=current_actor(),
            day=current_day(),
            now=now(),
        )
    flash(_still_closed(elsewhere) if elsewhere else done, "success")
    return redirect(target, HTTPStatus.SEE_OTHER)


def _still_closed(networks: str) -> str:
    """Say that one's own network opened the door and others keep it closed."""
    return _(
        "Su red ya no la suspende. Para entrar, falta que la restablezca %(networks)s.",
        networks=networks,
    )


def _page(organisation_id: int) -> read.OrganisationPage:
    """Return the organisation, if the actor types for others there.

    Raises:
        NotFoundError: If the actor may not see it.
        NotAllowedError: If the actor may not type for others.
    """
    actor, day = current_actor(), current_day()
    page = read.organisation_page(db.session(), organisation_id, actor=actor, day=day)
    if not actor.holds(Action.ASSIST_ENTRY, organisation_id):
        raise NotAllowedError(organisation=organisation_id)
    return page


def _invite_form(organisation_id: int) -> InviteForm:
    """Return the form with the roles that the actor may give there."""
    actor, day = current_actor(), current_day()
    page = read.organisation_page(db.session(), organisation_id, actor=actor, day=day)
    if Action.MANAGE_MEMBERSHIPS in page.may:
        return InviteForm(role for role in Role if role is not Role.COORDINATOR)
    held = actor.roles.get(organisation_id, frozenset())
    agents = held & {Role.BUYER_AGENT, Role.SUPPLIER_AGENT}
    return InviteForm(sorted(agents) or [Role.MEMBER])


def _invitations(organisation_id: int, form: InviteForm) -> str:
    actor, day = current_actor(), current_day()
    page = read.organisation_page(db.session(), organisation_id, actor=actor, day=day)
    rows = (
        people_read.open_invitations(
            db.session(), actor=actor, now=now(), organisation_id=organisation_id
        )
        if actor.holds(Action.INVITE_MEMBER, organisation_id)
        else []
    )
    return render_page(
        "network/invitations.html",
        form=form,
        page=page,
        rows=rows,
        button=EmptyForm(),
    )


def _made(organisation_id: int, wanted: invitations.Invite) -> str:
    """Make an invitation and return the page with its address."""
    actor, day = current_actor(), current_day()
    with transaction() as session:
        token = invitations.invite(session, wanted, actor=actor, day=day, now=now())
    page = read.organisation_page(db.session(), organisation_id, actor=actor, day=day)
    return render_page(
        "network/invitation_made.html",
        address=invitation_address(token),
        place=page.public.name,
        back=url_for("people.members", organisation_id=organisation_id),
    )


def _back(endpoint: str, organisation_id: int) -> ResponseReturnValue:
    where = url_for(endpoint, organisation_id=organisation_id)
    return redirect(where, HTTPStatus.SEE_OTHER)


def _home_of(organisation_id: int | None, network_id: int | None) -> str:
    if organisation_id is None:
        return url_for("networks.network", network_id=network_id)
    return url_for("people.members", organisation_id=organisation_id)
