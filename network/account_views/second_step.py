"""The second step: one-time codes of a telephone."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import segno
from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from network.account_views.blueprints import account as bp
from network.clock import now
from network.db import db, transaction
from network.errors import DomainError
from network.forms.access import CodeForm, EmptyForm
from network.queries import people
from network.services import access, codes, throttles
from network.web import (
    begin,
    current_actor,
    current_sitting,
    explain,
    login_required,
    render_page,
    safe_path,
)

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/codigo")
@login_required
def code() -> ResponseReturnValue:
    """Ask for the code of now."""
    form = CodeForm(data={"next": safe_path(request.args.get("next")) or ""})
    return render_page("network/code.html", form=form)


@bp.post("/codigo")
@login_required
def give_code() -> ResponseReturnValue:
    """Accept the code of now and go on."""
    form = CodeForm()
    if form.validate():
        try:
            _give(form.digits())
        except DomainError as error:
            form.form_errors.append(explain(error))
        else:
            target = safe_path(form.next.data) or url_for("start.home")
            return redirect(target, HTTPStatus.SEE_OTHER)
    page = render_page("network/code.html", form=form)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/segundo-paso")
@login_required
def second_step() -> ResponseReturnValue:
    """Show how to set up one-time codes, or how to turn them off."""
    return _second_step(CodeForm())


@bp.post("/segundo-paso/empezar")
@login_required
def start_codes() -> ResponseReturnValue:
    """Make the secret that goes into the telephone."""
    with transaction() as session:
        codes.start_codes(session, actor=current_actor())
    return redirect(url_for("account.second_step"), HTTPStatus.SEE_OTHER)


@bp.post("/segundo-paso")
@login_required
def turn_codes_on() -> ResponseReturnValue:
    """Turn one-time codes on with a first code."""
    form = CodeForm()
    if form.validate():
        try:
            _turn_on(form.digits())
        except DomainError as error:
            form.form_errors.append(explain(error))
        else:
            flash(_("El segundo paso quedó activado."), "success")
            return redirect(url_for("account.overview"), HTTPStatus.SEE_OTHER)
    return _second_step(form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/segundo-paso/quitar")
@login_required
def turn_codes_off() -> ResponseReturnValue:
    """Turn one-time codes off, to set them up on another telephone."""
    form = CodeForm()
    if form.validate():
        try:
            _turn_off(form.digits())
        except DomainError as error:
            form.form_errors.append(explain(error))
        else:
            flash(_("El segundo paso quedó apagado. Actívelo en su otro celular."))
            return redirect(url_for("account.second_step"), HTTPStatus.SEE_OTHER)
    return _second_step(form), HTTPStatus.UNPROCESSABLE_ENTITY


def _second_step(form: CodeForm) -> str:
    account = people.own_account(db.session(), actor=current_actor())
    if account.has_codes:
        return render_page("network/codes_on.html", form=form)
    secret = account.pending_secret
    if secret is None:
        return render_page("network/codes_start.html", button=EmptyForm())
    address = codes.provisioning_address(secret, account.phone or account.email or "")
    return render_page(
        "network/codes_off.html",
        form=form,
        secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        picture=_picture(address),
    )


def _picture(address: str) -> str:
    """Return a QR code as the address of a picture, drawn without styles."""
    return segno.make(address, error="m").png_data_uri(scale=5, border=3)


def _give(digits: str) -> None:
    actor, sitting = current_actor(), current_sitting()
    _count()
    with transaction() as session:
        codes.give_code(session, digits, actor=actor, now=now())
        token = access.mark_second_factor(session, sitting.id, now=now())
    begin(token)


def _turn_on(digits: str) -> None:
    actor, sitting = current_actor(), current_sitting()
    _count()
    with transaction() as session:
        codes.confirm_codes(session, digits, actor=actor, now=now())
        access.end_other_sessions(session, sitting.id, actor=actor, now=now())
        token = access.mark_second_factor(session, sitting.id, now=now())
    begin(token)


def _turn_off(digits: str) -> None:
    actor, sitting = current_actor(), current_sitting()
    _count()
    with transaction() as session:
        codes.turn_codes_off(session, digits, actor=actor, now=now(), keep=sitting.id)


def _count() -> None:
    who = str(current_actor().person_id)
    with transaction() as session:
        throttles.count_try(session, throttles.CODE, who, now=now())
