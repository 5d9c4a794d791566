"""The entrance: sign in and out, forgotten passwords, invitations."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from network.account_views import joining, signing_in
from network.account_views.blueprints import entrance as bp
from network.clock import now
from network.db import db, transaction
from network.errors import DomainError
from network.forms.access import AccountForm, EmptyForm, NewPasswordForm, SignInForm
from network.forms.people import JoinForm
from network.policy import Actor
from network.queries import directory, people
from network.services import access, resets
from network.services.passwords import hash_password
from network.services.throttles import TooManyTriesError
from network.web import (
    begin,
    explain,
    login_required,
    maybe_actor,
    maybe_sitting,
    render_page,
    safe_path,
)
from network.web import (
    leave as forget_cookie,
)

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/entrar")
def sign_in() -> ResponseReturnValue:
    """Show the sign-in form, or go on if somebody is signed in."""
    target = safe_path(request.args.get("next"))
    if maybe_sitting():
        return redirect(target or url_for("start.home"), HTTPStatus.SEE_OTHER)
    form = SignInForm(data={"next": target or ""})
    return render_page("network/sign_in.html", form=form)


@bp.post("/entrar")
def enter() -> ResponseReturnValue:
    """Sign somebody in and go where they were going."""
    form, status = SignInForm(), HTTPStatus.UNPROCESSABLE_ENTITY
    if form.validate():
        try:
            begin(signing_in.sign_in(form))
        except DomainError as error:
            form.form_errors.append(explain(error))
            status = _status(error)
        else:
            target = safe_path(form.next.data) or url_for("start.home")
            return redirect(target, HTTPStatus.SEE_OTHER)
    return render_page("network/sign_in.html", form=form), status


@bp.post("/salir")
def leave() -> ResponseReturnValue:
    """End the sitting of this device, for ever."""
    sitting = maybe_sitting()
    if sitting:
        actor = Actor(person_id=sitting.person_id)
        with transaction() as session:
            access.end_session(session, sitting.id, actor=actor, now=now())
    forget_cookie()
    return redirect(url_for("entrance.sign_in"), HTTPStatus.SEE_OTHER)


@bp.get("/clave/olvidada")
def forgotten() -> ResponseReturnValue:
    """Show the form for a forgotten password."""
    return render_page("network/forgotten.html", form=AccountForm())


@bp.post("/clave/olvidada")
def ask_reset() -> ResponseReturnValue:
    """Send a way back in; the answer is the same for people we do not know."""
    form, status = AccountForm(), HTTPStatus.UNPROCESSABLE_ENTITY
    if form.validate():
        try:
            signing_in.send_reset(form)
        except TooManyTriesError as error:
            form.form_errors.append(explain(error))
            status = HTTPStatus.TOO_MANY_REQUESTS
        else:
            return render_page("network/reset_sent.html")
    return render_page("network/forgotten.html", form=form), status


@bp.get("/clave/nueva/<token>")
def reset(token: str) -> ResponseReturnValue:
    """Show the form for a new password."""
    resets.person_of(db.session(), token, now=now())
    return render_page("network/reset.html", form=NewPasswordForm(), token=token)


@bp.post("/clave/nueva/<token>")
def set_password(token: str) -> ResponseReturnValue:
    """Keep the new password; every sitting ends."""
    form = NewPasswordForm()
    if not form.validate():
        page = render_page("network/reset.html", form=form, token=token)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    kept = hash_password(form.password.data or "")
    with transaction() as session:
        resets.finish_reset(session, token, kept, now=now())
    forget_cookie()
    flash(_("Su clave quedó cambiada. Entre con la nueva."), "success")
    return redirect(url_for("entrance.sign_in"), HTTPStatus.SEE_OTHER)


@bp.get("/invitacion/<token>")
def invitation(token: str) -> ResponseReturnValue:
    """Show an invitation: join, or accept it when signed in."""
    page = people.invitation_page(db.session(), token, now=now())
    return _invitation(token, page, JoinForm(page.country, page.guest))


@bp.post("/invitacion/<token>")
def join(token: str) -> ResponseReturnValue:
    """Let a guest in, signed in from then on."""
    page = people.invitation_page(db.session(), token, now=now())
    form, status = JoinForm(page.country, page.guest), HTTPStatus.UNPROCESSABLE_ENTITY
    if form.validate():
        try:
            begin(joining.join(token, form, page))
        except DomainError as error:
            form.form_errors.append(explain(error))
            status = _status(error)
        else:
            flash(
                _("Bienvenido. Ya hace parte de %(place)s.", place=page.place),
                "success",
            )
            target = safe_path(page.destination) or url_for("start.home")
            return redirect(target, HTTPStatus.SEE_OTHER)
    return _invitation(token, page, form), status


@bp.post("/invitacion/<token>/aceptar")
@login_required
def accept(token: str) -> ResponseReturnValue:
    """Let somebody who has an account in, or bring their organisation in."""
    page = people.invitation_page(db.session(), token, now=now())
    try:
        joining.accept(token, page, request.form.get("organisation_id", ""))
    except DomainError as error:
        flash(explain(error), "error")
        return redirect(url_for("entrance.invitation", token=token), 303)
    flash(_("Listo: ya hace parte de %(place)s.", place=page.place), "success")
    target = safe_path(page.destination) or url_for("start.home")
    return redirect(target, HTTPStatus.SEE_OTHER)


def _invitation(token: str, page: people.InvitationPage, form: JoinForm) -> str:
    actor = maybe_actor()
    own = directory.own_organisations(db.session(), actor=actor) if actor else []
    return render_page(
        "network/invitation.html",
        token=token,
        page=page,
        form=form,
        button=EmptyForm(),
        is_signed_in=actor is not None,
        organisations=own,
    )


def _status(error: DomainError) -> HTTPStatus:
    if isinstance(error, TooManyTriesError):
        return HTTPStatus.TOO_MANY_REQUESTS
    return HTTPStatus.UNPROCESSABLE_ENTITY
