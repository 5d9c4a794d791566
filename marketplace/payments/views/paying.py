"""Paying what the book owes: to whom, a look at it, the receipt."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import flash, request, url_for
from flask_babel import gettext as _

from marketplace.ledger.views.shared import done_once
from marketplace.payments import queries, services
from marketplace.payments.forms import PayOutForm
from marketplace.payments.services.recording import MONEY_ACCOUNT
from marketplace.payments.views.pages import bp
from network.clock import now
from network.db import db
from network.web import current_actor, current_day, login_required, render_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

_HOME = "/libro/<int:organisation_id>/pagos/salidas"


@bp.get(f"{_HOME}/nueva")
@login_required
def new_out(organisation_id: int) -> ResponseReturnValue:
    """Ask who is paid and how much."""
    desk = _desk(organisation_id)
    form = PayOutForm(desk)
    form.day.data = current_day()
    form.payee.data = request.args.get("cuenta", "")
    return _ask(desk, form)


@bp.post(f"{_HOME}/revisar")
@login_required
def review_out(organisation_id: int) -> ResponseReturnValue:
    """Show who pays whom, and what is left, before anything moves."""
    desk = _desk(organisation_id)
    form = PayOutForm(desk)
    if "cambiar" in request.form:
        return _ask(desk, form)
    if not form.validate():
        return _ask(desk, form), HTTPStatus.UNPROCESSABLE_ENTITY
    payment = form.payment()
    till = MONEY_ACCOUNT[payment.method]
    return render_page(
        "marketplace/payments/out_review.html",
        desk=desk,
        form=form,
        payment=payment,
        payee=desk.payee(payment.debit_code),
        beside=dict(desk.officers).get(payment.second_person or 0, ""),
        till=till,
        left=desk.tills[till] - payment.amount,
    )


@bp.post(_HOME)
@login_required
def record_out(organisation_id: int) -> ResponseReturnValue:
    """Record the payment and show its receipt."""
    desk = _desk(organisation_id)
    form = PayOutForm(desk, is_final=True)

    def work(session: Session) -> str:
        receipt = services.pay_party(
            session, form.payment(), actor=current_actor(), now=now()
        )
        flash(_("Pago registrado. Este es el comprobante."), "success")
        return url_for(
            "payments.receipt", organisation_id=organisation_id, receipt_id=receipt.id
        )

    return done_once(form, work, lambda: _ask(desk, form))


def _ask(desk: queries.PayDesk, form: PayOutForm) -> str:
    return render_page("marketplace/payments/out.html", desk=desk, form=form)


def _desk(organisation_id: int) -> queries.PayDesk:
    return queries.pay_desk(
        db.session(), organisation_id, actor=current_actor(), day=current_day()
    )
