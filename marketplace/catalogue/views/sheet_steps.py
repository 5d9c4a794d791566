"""The steps of a product sheet: review, publish, return, withdraw."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _

from marketplace.catalogue import services
from marketplace.catalogue.forms import ReasonForm
from network.clock import now
from network.db import transaction
from network.errors import ConflictError, InvalidError
from network.web import current_actor, explain, login_required

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

bp = Blueprint("sheet_steps", __name__, url_prefix="/catalogo/fichas/<int:sheet_id>")


@bp.post("/revisar")
@login_required
def review(sheet_id: int) -> ResponseReturnValue:
    """Say that a draft is right."""
    return _step(
        sheet_id,
        lambda session: services.review_sheet(
            session, sheet_id, actor=current_actor(), now=now()
        ),
        _("La ficha quedó revisada. Ya se puede publicar."),
    )


@bp.post("/publicar")
@login_required
def publish(sheet_id: int) -> ResponseReturnValue:
    """Let anybody read the sheet."""
    return _step(
        sheet_id,
        lambda session: services.publish_sheet(
            session, sheet_id, actor=current_actor(), now=now()
        ),
        _("La ficha quedó publicada. Compártala."),
    )


@bp.post("/devolver")
@login_required
def send_back(sheet_id: int) -> ResponseReturnValue:
    """Send a reviewed sheet back to be written."""
    reason = ReasonForm().reason.data or ""
    return _step(
        sheet_id,
        lambda session: services.return_sheet(
            session, sheet_id, reason, actor=current_actor(), now=now()
        ),
        _("La ficha volvió a borrador."),
    )


@bp.post("/retirar")
@login_required
def withdraw(sheet_id: int) -> ResponseReturnValue:
    """Take the sheet down."""
    reason = ReasonForm().reason.data or ""
    return _step(
        sheet_id,
        lambda session: services.withdraw_sheet(
            session, sheet_id, reason, actor=current_actor(), now=now()
        ),
        _("La ficha quedó retirada."),
    )


def _step(
    sheet_id: int, take: Callable[[Session], None], done: str
) -> ResponseReturnValue:
    """Take a step and go back to the sheet, with what happened in words."""
    try:
        with transaction() as session:
            take(session)
    except (ConflictError, InvalidError) as error:
        flash(explain(error), "error")
    else:
        flash(done, "success")
    return redirect(url_for("sheets.work", sheet_id=sheet_id), HTTPStatus.SEE_OTHER)
