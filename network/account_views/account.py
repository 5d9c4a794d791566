"""One's own account: password and sittings."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from network.account_views.blueprints import account as bp
from network.clock import now
from network.db import db, transaction
from network.errors import DomainError
from network.forms.access import ChangePasswordForm, EmptyForm
from network.forms.people import OwnDataForm
from network.queries import access as sittings_read
from network.queries import directory, people
from network.services import access, throttles
from network.services import people as people_services
from network.services.passwords import hash_password, password_fits
from network.web import (
    client_address,
    current_actor,
    current_sitting,
    explain,
    login_required,
    render_page,
)

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("")
@login_required
def overview() -> ResponseReturnValue:
    """Show one's own account and where it leads."""
    actor = current_actor()
    return render_page(
        "network/account.html",
        account=people.own_account(db.session(), actor=actor),
        organisations=directory.own_organisations(db.session(), actor=actor),
    )


@bp.get("/datos")
@login_required
def own_data() -> ResponseReturnValue:
    """Show one's own name and contacts."""
    account = people.own_account(db.session(), actor=current_actor())
    return render_page("network/own_data.html", form=OwnDataForm(account))


@bp.post("/datos")
@login_required
def edit_own_data() -> ResponseReturnValue:
    """Write down one's own name and contacts anew."""
    actor = current_actor()
    form = OwnDataForm(people.own_account(db.session(), actor=actor))
    if form.validate():
        try:
            with transaction() as session:
                people_services.edit_own(session, form.draft(), actor=actor, now=now())
        except DomainError as error:
            form.form_errors.append(explain(error))
        else:
            flash(_("Sus datos quedaron guardados."), "success")
            return redirect(url_for("account.overview"), HTTPStatus.SEE_OTHER)
    page = render_page("network/own_data.html", form=form)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/clave")
@login_required
def password() -> ResponseReturnValue:
    """Show the form to change one's own password."""
    return render_page("network/password.html", form=ChangePasswordForm())


@bp.post("/clave")
@login_required
def change_password() -> ResponseReturnValue:
    """Change one's own password; every other sitting ends."""
    account = people.own_account(db.session(), actor=current_actor())
    form = ChangePasswordForm(account.name, account.phone, account.email)
    if form.validate():
        try:
            _check_present(form.present.data or "", account.password_hash)
            _keep_password(form.password.data or "")
        except DomainError as error:
            form.form_errors.append(explain(error))
        else:
            flash(
                _("Su clave quedó cambiada. Los otros aparatos quedaron por fuera."),
                "success",
            )
            return redirect(url_for("account.overview"), HTTPStatus.SEE_OTHER)
    page = render_page("network/password.html", form=form)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/ingresos")
@login_required
def sittings() -> ResponseReturnValue:
    """Show where one is signed in."""
    rows = sittings_read.sittings(
        db.session(), actor=current_actor(), now=now(), this=current_sitting().id
    )
    return render_page("network/sittings.html", rows=rows, button=EmptyForm())


@bp.post("/ingresos/<int:session_id>/cerrar")
@login_required
def close_sitting(session_id: int) -> ResponseReturnValue:
    """Close one of one's own sittings."""
    with transaction() as session:
        access.end_session(session, session_id, actor=current_actor(), now=now())
    flash(_("Ese ingreso quedó cerrado."), "success")
    return redirect(url_for("account.sittings"), HTTPStatus.SEE_OTHER)


@bp.post("/ingresos/cerrar-otros")
@login_required
def close_others() -> ResponseReturnValue:
    """Close every sitting of one's own but this one."""
    actor, here = current_actor(), current_sitting().id
    with transaction() as session:
        access.end_other_sessions(session, here, actor=actor, now=now())
    flash(_("Los otros ingresos quedaron cerrados."), "success")
    return redirect(url_for("account.sittings"), HTTPStatus.SEE_OTHER)


def check_password(typed: str) -> None:
    """Ask for the password again before something that cannot be undone.

    Raises:
        TooManyTriesError: If it was tried too often.
        WrongPasswordError: If it is another.
    """
    account = people.own_account(db.session(), actor=current_actor())
    _check_present(typed, account.password_hash)


def _check_present(typed: str, kept: str | None) -> None:
    who = f"{current_actor().person_id}|{client_address()}"
    with transaction() as session:
        throttles.count_try(session, throttles.SIGN_IN_ACCOUNT, who, now=now())
    if not password_fits(typed, kept):
        raise access.WrongPasswordError


def _keep_password(chosen: str) -> None:
    sitting, kept = current_sitting(), hash_password(chosen)
    with transaction() as session:
        access.set_password(
            session, sitting.person_id, kept, now=now(), keep=sitting.id
        )
