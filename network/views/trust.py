"""Trust: what organisations declare of each other."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _

from network.clock import now
from network.db import db, transaction
from network.errors import ConflictError, InvalidError
from network.forms.trust import TrustForm
from network.queries import directory
from network.queries import trust as read
from network.services import trust
from network.web import (
    current_actor,
    current_day,
    explain,
    login_required,
    render_page,
)

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("trust", __name__)


@bp.get("/organizaciones/<int:organisation_id>/confianza/<int:network_id>")
@login_required
def organisation(organisation_id: int, network_id: int) -> ResponseReturnValue:
    """Show what an organisation and each other one declared."""
    return _trust(organisation_id, network_id, TrustForm())


@bp.post("/organizaciones/<int:organisation_id>/confianza/<int:network_id>")
@login_required
def declare(organisation_id: int, network_id: int) -> ResponseReturnValue:
    """Declare trust in another organisation, or withdraw it."""
    form = TrustForm()
    if form.validate():
        try:
            _declared(organisation_id, network_id, form)
        except (ConflictError, InvalidError) as error:
            form.form_errors.append(explain(error))
        else:
            flash(_("Lo que declaró quedó guardado."), "success")
            where = url_for(
                "trust.organisation",
                organisation_id=organisation_id,
                network_id=network_id,
            )
            return redirect(where, HTTPStatus.SEE_OTHER)
    page = _trust(organisation_id, network_id, form)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


def _declared(organisation_id: int, network_id: int, form: TrustForm) -> None:
    service = trust.withdraw_trust if form.withdraw.data else trust.declare_trust
    declaration = form.declaration(network_id, organisation_id)
    actor, day = current_actor(), current_day()
    with transaction() as session:
        service(session, declaration, actor=actor, day=day, now=now())


def _trust(organisation_id: int, network_id: int, form: TrustForm) -> str:
    actor, day, session = current_actor(), current_day(), db.session()
    rows = read.trust_of(session, network_id, organisation_id, actor=actor, day=day)
    return render_page(
        "network/trust.html",
        rows=rows,
        form=form,
        organisation=directory.organisation_card(session, organisation_id),
        network=directory.network_card(session, network_id, actor=actor),
    )
