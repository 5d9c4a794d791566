"""The suppliers' invoices, and charging members what their goods cost."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import flash, request, url_for
from flask_babel import gettext as _

from marketplace.filters import show
from marketplace.purchasing.forms.invoices import InvoiceForm
from marketplace.purchasing.forms.reasons import PressForm
from marketplace.purchasing.queries.accounts import accounts_page
from marketplace.purchasing.queries.invoicing import bill, invoices
from marketplace.purchasing.queries.receiving import deliveries
from marketplace.purchasing.services import charging, closing, invoicing
from marketplace.purchasing.views.accounts import accounts_url
from marketplace.purchasing.views.deeds import Asking, asked_why, sent
from marketplace.purchasing.views.receiving import delivery_of
from marketplace.purchasing.views.shared import bp, purchase_url, shown_head
from network.clock import now
from network.db import db, transaction
from network.errors import ConflictError, NotFoundError
from network.policy import Action
from network.web import (
    current_actor,
    current_day,
    explain,
    login_required,
    render_page,
)

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from marketplace.kernel.money import Money
    from marketplace.purchasing.queries.accounts import AccountsPage
    from marketplace.purchasing.queries.pages_head import Head


@bp.get("/<int:purchase_id>/factura")
@login_required
def bills(purchase_id: int) -> ResponseReturnValue:
    """Show which orders have their invoice."""
    head, actor = shown_head(purchase_id), current_actor()
    return render_page(
        "marketplace/purchasing/bills.html",
        head=head,
        invoices=invoices(db.session(), purchase_id, actor=actor),
        deliveries=deliveries(db.session(), purchase_id, actor=actor),
        actions=Action,
        actor=actor,
    )


@bp.get("/<int:purchase_id>/factura/<int:order_id>")
@login_required
def ask_bill(purchase_id: int, order_id: int) -> ResponseReturnValue:
    """Ask what the invoice of an order says."""
    head, form = _bill_form(purchase_id, order_id)
    page = bill(db.session(), order_id, actor=current_actor())
    form.issued_on.data = current_day()
    form.due_on.data = current_day() + timedelta(days=page.payment_days)
    return _bill_page(head, order_id, form)


@bp.post("/<int:purchase_id>/factura/<int:order_id>/revisar")
@login_required
def check_bill(purchase_id: int, order_id: int) -> ResponseReturnValue:
    """Show the invoice beside the order before it goes into the book."""
    head, form = _bill_form(purchase_id, order_id)
    if "cambiar" in request.form:
        return _bill_page(head, order_id, form)
    if not form.validate():
        return _bill_page(head, order_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    page = bill(
        db.session(),
        order_id,
        actor=current_actor(),
        goods=form.goods(),
        freight=form.carried(),
    )
    if page.needs_reason and not (form.reason.data or "").strip():
        form.reason.errors = [_difference(page.difference)]
        return _bill_page(head, order_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    return render_page(
        "marketplace/purchasing/bill_check.html",
        head=head,
        page=page,
        typed=form.typed(),
        inputs={item.id: item for item in head.items},
        form=form,
    )


@bp.post("/<int:purchase_id>/factura/<int:order_id>")
@login_required
def record_bill(purchase_id: int, order_id: int) -> ResponseReturnValue:
    """Record the invoice of an order."""
    head, form = _bill_form(purchase_id, order_id)

    def work(session: Session) -> str:
        typed, actor = form.typed(), current_actor()
        invoicing.record_invoice(session, order_id, typed, actor=actor, now=now())
        flash(_("La factura quedó anotada en el libro."), "success")
        return bills_url(purchase_id)

    return sent(form, work) or (
        _bill_page(head, order_id, form),
        HTTPStatus.UNPROCESSABLE_ENTITY,
    )


@bp.route(
    "/<int:purchase_id>/facturas/<int:invoice_id>/anular", methods=["GET", "POST"]
)
@login_required
def undo_bill(purchase_id: int, invoice_id: int) -> ResponseReturnValue:
    """Undo an invoice that was recorded wrongly."""
    head = shown_head(purchase_id, Action.RECORD_INVOICE)
    known = invoices(db.session(), purchase_id, actor=current_actor())
    found = next((each for each in known if each.id == invoice_id), None)
    if found is None:
        raise NotFoundError(invoice=invoice_id)
    asking = Asking(
        title=_("Anular la factura %(number)s", number=found.number),
        lead=_("Se anota el movimiento contrario. Los dos quedan a la vista."),
        label=_("Anular la factura"),
        back=bills_url(purchase_id),
        done=_("La factura quedó anulada con el movimiento contrario."),
        kind="danger",
    )
    return asked_why(
        head,
        asking,
        lambda session, why: invoicing.undo_invoice(
            session,
            invoice_id,
            why,
            actor=current_actor(),
            day=current_day(),
            now=now(),
        ),
    )


@bp.get("/<int:purchase_id>/cobrar")
@login_required
def ask_charges(purchase_id: int) -> ResponseReturnValue:
    """Show what everybody would be charged, without charging anybody."""
    return _charges_page(shown_head(purchase_id, Action.RECORD_INVOICE), PressForm())


@bp.post("/<int:purchase_id>/cobrar")
@login_required
def charge(purchase_id: int) -> ResponseReturnValue:
    """Charge everybody for what he got, and apply the advances."""
    head, form = shown_head(purchase_id, Action.RECORD_INVOICE), PressForm()

    def work(session: Session) -> str:
        charging.charge_members(
            session, purchase_id, actor=current_actor(), day=current_day(), now=now()
        )
        flash(_("Los cargos quedaron anotados. Ya se puede recibir plata."), "success")
        return accounts_url(purchase_id)

    return sent(form, work) or (_charges_page(head, form), 422)


@bp.route("/<int:purchase_id>/cobrar/deshacer", methods=["GET", "POST"])
@login_required
def reopen_charges(purchase_id: int) -> ResponseReturnValue:
    """Undo the charges by reversal."""
    head = shown_head(purchase_id, Action.RECORD_INVOICE)
    asking = Asking(
        title=_("Deshacer los cargos"),
        lead=_("Se anota el movimiento contrario. Lo ya pagado queda a favor."),
        label=_("Deshacer los cargos"),
        back=purchase_url(purchase_id),
        done=_("Los cargos quedaron deshechos en todos los libros."),
        kind="danger",
    )
    return asked_why(
        head,
        asking,
        lambda session, why: closing.reopen_charges(
            session,
            purchase_id,
            why,
            actor=current_actor(),
            day=current_day(),
            now=now(),
        ),
    )


def bills_url(purchase_id: int) -> str:
    """Return the address of the invoices."""
    return url_for("purchasing.bills", purchase_id=purchase_id)


def _bill_form(purchase_id: int, order_id: int) -> tuple[Head, InvoiceForm]:
    head = shown_head(purchase_id, Action.RECORD_INVOICE)
    delivery_of(purchase_id, order_id)
    page = bill(db.session(), order_id, actor=current_actor())
    return head, InvoiceForm(page, head.items)


def _bill_page(head: Head, order_id: int, form: InvoiceForm) -> str:
    return render_page(
        "marketplace/purchasing/bill.html",
        head=head,
        page=bill(db.session(), order_id, actor=current_actor()),
        form=form,
    )


def _difference(difference: Money) -> str:
    return _(
        "No es igual al pedido: la diferencia es %(amount)s. Revise o escriba por qué.",
        amount=show(difference),
    )


def _charges_page(head: Head, form: PressForm) -> str:
    """Rehearse the charges and show what they would leave."""
    page: AccountsPage | None = None
    try:
        with transaction(save=False) as session:
            charging.charge_members(
                session, head.id, actor=current_actor(), day=current_day(), now=now()
            )
            page = accounts_page(session, head.id, actor=current_actor())
    except ConflictError as error:
        form.form_errors.append(explain(error))
    return render_page(
        "marketplace/purchasing/charges.html", head=head, page=page, form=form
    )
