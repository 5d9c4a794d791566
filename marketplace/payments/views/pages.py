"""Pages of payments: record one, see its receipt, cancel it, check a code."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _

from marketplace.ledger import queries as book
from marketplace.ledger.views.shared import done_once
from marketplace.payments import queries, services
from marketplace.payments.core import read_code
from marketplace.payments.forms import CancelForm, PaymentForm
from marketplace.payments.views.paper import qr_svg, receipt_paper
from network.clock import now
from network.db import db
from network.errors import NotFoundError
from network.policy import Action, require
from network.web import (
    current_actor,
    current_day,
    login_required,
    render_page,
    settings,
)

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

bp = Blueprint("payments", __name__)

#: Endpoints that strangers may open.
PUBLIC = ("payments.check", "payments.verify")


@bp.get("/libro/<int:organisation_id>/pagos")
@login_required
def receipts(organisation_id: int) -> ResponseReturnValue:
    """Show the receipts of a book, newest first."""
    before = request.args.get("antes", type=int)
    actor = current_actor()
    page = queries.receipt_page(
        db.session(), organisation_id, actor=actor, before=before
    )
    return render_page(
        "marketplace/payments/receipts.html",
        page=page,
        organisation_id=organisation_id,
        is_first=before is None,
        may_receive=actor.holds(Action.RECORD_PAYMENT, organisation_id),
    )


@bp.get("/libro/<int:organisation_id>/pagos/nuevo")
@login_required
def new(organisation_id: int) -> ResponseReturnValue:
    """Ask who paid and how much."""
    form = _form(organisation_id)
    form.day.data = current_day()
    form.payer.data = request.args.get("persona", "")
    return _ask(organisation_id, form)


@bp.post("/libro/<int:organisation_id>/pagos/revisar")
@login_required
def review(organisation_id: int) -> ResponseReturnValue:
    """Show payer, receiver, amount and what is left before anything moves."""
    form = _form(organisation_id)
    if "cambiar" in request.form:
        return _ask(organisation_id, form)
    if not form.validate():
        return _ask(organisation_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    preview = queries.preview(
        db.session(),
        organisation_id,
        form.person_id(),
        form.paid(),
        actor=current_actor(),
    )
    return render_page(
        "marketplace/payments/review.html",
        preview=preview,
        payment=form.payment(organisation_id),
        form=form,
        organisation_id=organisation_id,
    )


@bp.post("/libro/<int:organisation_id>/pagos")
@login_required
def record(organisation_id: int) -> ResponseReturnValue:
    """Record the payment and show its receipt."""
    form = _form(organisation_id)

    def work(session: Session) -> str:
        receipt = services.receive(
            session, form.payment(organisation_id), actor=current_actor(), now=now()
        )
        flash(_("Pago registrado. Este es el recibo."), "success")
        return url_for(
            "payments.receipt", organisation_id=organisation_id, receipt_id=receipt.id
        )

    return done_once(form, work, lambda: _ask(organisation_id, form))


@bp.get("/libro/<int:organisation_id>/pagos/<int:receipt_id>")
@login_required
def receipt(organisation_id: int, receipt_id: int) -> ResponseReturnValue:
    """Show a receipt, to be read aloud, printed or sent."""
    page = _receipt(organisation_id, receipt_id)
    actor = current_actor()
    address = _address(page.plain_code)
    return render_page(
        "marketplace/payments/receipt.html",
        page=page,
        address=address,
        qr=qr_svg(address),
        sees_book=actor.holds(Action.SEE_BOOK, organisation_id),
        may_cancel=page.cancelled_at is None
        and page.actor_id != actor.person_id
        and actor.holds(Action.CORRECT_ENTRY, organisation_id),
    )


@bp.get("/libro/<int:organisation_id>/pagos/<int:receipt_id>/recibo.pdf")
@login_required
def receipt_pdf(organisation_id: int, receipt_id: int) -> ResponseReturnValue:
    """Download a receipt to print."""
    page = _receipt(organisation_id, receipt_id)
    return Response(
        receipt_paper(page, _address(page.plain_code)),
        mimetype="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="recibo-{page.number}.pdf"'
        },
    )


@bp.get("/libro/<int:organisation_id>/pagos/<int:receipt_id>/anular")
@login_required
def ask_cancel(organisation_id: int, receipt_id: int) -> ResponseReturnValue:
    """Show what would be cancelled, and ask why."""
    page = _cancellable(organisation_id, receipt_id)
    form = CancelForm()
    return render_page("marketplace/payments/cancel.html", page=page, form=form)


@bp.post("/libro/<int:organisation_id>/pagos/<int:receipt_id>/anular")
@login_required
def cancel(organisation_id: int, receipt_id: int) -> ResponseReturnValue:
    """Cancel a receipt by a reversing entry."""
    page = _cancellable(organisation_id, receipt_id)
    form = CancelForm()

    def work(session: Session) -> str:
        services.cancel(
            session,
            receipt_id,
            reason=form.reason.data or "",
            actor=current_actor(),
            day=current_day(),
            now=now(),
        )
        flash(_("El recibo quedó anulado. Su número no se usa otra vez."), "success")
        return url_for(
            "payments.receipt", organisation_id=organisation_id, receipt_id=receipt_id
        )

    return done_once(
        form,
        work,
        lambda: render_page("marketplace/payments/cancel.html", page=page, form=form),
    )


@bp.get("/recibos")
def check() -> ResponseReturnValue:
    """Ask a stranger for the code of a receipt."""
    typed = request.args.get("codigo", "")
    code = read_code(typed)
    if code is not None:
        return redirect(url_for("payments.verify", code=code), HTTPStatus.SEE_OTHER)
    return render_page("marketplace/payments/check.html", typed=typed)


@bp.get("/recibos/<code>")
def verify(code: str) -> ResponseReturnValue:
    """Tell anybody whether a receipt is genuine, and nothing else."""
    found = queries.genuine(db.session(), code)
    html = render_page("marketplace/payments/genuine.html", found=found)
    return html, HTTPStatus.OK if found else HTTPStatus.NOT_FOUND


def _form(organisation_id: int) -> PaymentForm:
    people = queries.payers(
        db.session(), organisation_id, actor=current_actor(), day=current_day()
    )
    currency = book.book_currency(db.session(), organisation_id)
    return PaymentForm(currency, [(one.person_id, one.name) for one in people])


def _ask(organisation_id: int, form: PaymentForm) -> str:
    return render_page(
        "marketplace/payments/new.html", form=form, organisation_id=organisation_id
    )


def _cancellable(organisation_id: int, receipt_id: int) -> queries.ReceiptCard:
    require(current_actor(), Action.CORRECT_ENTRY, organisation_id)
    return _receipt(organisation_id, receipt_id)


def _receipt(organisation_id: int, receipt_id: int) -> queries.ReceiptCard:
    """Return a receipt of this book and of no other.

    Raises:
        NotFoundError: If it is in another book.
    """
    page = queries.receipt(db.session(), receipt_id, actor=current_actor())
    if page.book_id != organisation_id:
        raise NotFoundError(receipt=receipt_id)
    return page


def _address(code: str) -> str:
    """Return what the QR leads to."""
    return settings().base_url + url_for("payments.verify", code=code)
