"""The entrance: sign in and out."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request, url_for

from network.account_views.signing_in import sign_in as open_sitting
from network.clock import now
from network.db import transaction
from network.errors import DomainError
from network.forms.access import SignInForm
from network.policy import Actor
from network.services import access
from network.services.throttles import TooManyTriesError
from network.web import (
    begin,
    explain,
    maybe_sitting,
    render_page,
    safe_path,
)
from network.web import (
    leave as forget_cookie,
)

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("entrance", __name__)


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
            begin(open_sitting(form))
        except DomainError as error:
            form.form_errors.append(explain(error))
            if isinstance(error, TooManyTriesError):
                status = HTTPStatus.TOO_MANY_REQUESTS
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
