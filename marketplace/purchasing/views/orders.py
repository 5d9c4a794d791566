"""The orders to the suppliers: made, read, signed, printed, sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, flash, url_for
from flask_babel import gettext as _

from marketplace.purchasing.forms.reasons import MaybeReasonForm, PressForm, SignForm
from marketplace.purchasing.queries.documents import order_pdf
from marketplace.purchasing.queries.orders import orders_page
from marketplace.purchasing.services import orders as services
from marketplace.purchasing.services import signing
from marketplace.purchasing.views.deeds import sent
from marketplace.purchasing.views.shared import bp, purchase_url, refused, shown_head
from network.clock import now
from network.db import db
from network.errors import NotFoundError
from network.policy import Action
from network.web import current_actor, current_day, login_required, render_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from marketplace.purchasing.queries.pages_head import Head

_PAGE = "marketplace/purchasing/orders.html"


@bp.get("/<int:purchase_id>/pedido")
@login_required
def orders(purchase_id: int) -> ResponseReturnValue:
    """Show the orders, who signed them and what is missing to send them."""
    return render_page(_PAGE, **_values(shown_head(purchase_id)))


@bp.post("/<int:purchase_id>/pedido")
@login_required
def make_orders(purchase_id: int) -> ResponseReturnValue:
    """Write one order per supplier from the plan that was confirmed."""
    head, form = shown_head(purchase_id, Action.PLACE_ORDER), PressForm()

    def work(session: Session) -> str:
        actor = current_actor()
        services.make_orders(session, purchase_id, actor=actor, now=now())
        flash(_("Los pedidos están hechos. Ahora se leen y se firman."), "success")
        return orders_url(purchase_id)

    return sent(form, work) or refused(_PAGE, **_values(head, form=form))


@bp.post("/<int:purchase_id>/pedido/firmar/<document_hash>")
@login_required
def sign_orders(purchase_id: int, document_hash: str) -> ResponseReturnValue:
    """Sign the orders that the page showed."""
    head, form = shown_head(purchase_id, Action.PLACE_ORDER), SignForm()

    def work(session: Session) -> str:
        actor = current_actor()
        signing.sign_orders(session, purchase_id, document_hash, actor=actor, now=now())
        flash(_("Su firma quedó en los pedidos."), "success")
        return orders_url(purchase_id)

    return sent(form, work) or refused(_PAGE, **_values(head, form=form))


@bp.post("/<int:purchase_id>/pedido/enviar")
@login_required
def place_orders(purchase_id: int) -> ResponseReturnValue:
    """Send the signed orders."""
    head, form = shown_head(purchase_id, Action.PLACE_ORDER), MaybeReasonForm()

    def work(session: Session) -> str:
        services.place_orders(
            session,
            purchase_id,
            services.Placing(form.reason.data or ""),
            actor=current_actor(),
            day=current_day(),
            now=now(),
        )
        flash(_("El pedido quedó enviado. Ahora se espera la mercancía."), "success")
        return purchase_url(purchase_id)

    return sent(form, work) or refused(_PAGE, **_values(head, form=form, place=form))


@bp.get("/<int:purchase_id>/pedido/<int:order_id>.pdf")
@login_required
def order_paper(purchase_id: int, order_id: int) -> ResponseReturnValue:
    """Download an order to print or send."""
    actor, day = current_actor(), current_day()
    page = orders_page(db.session(), purchase_id, actor=actor, day=day)
    if order_id not in {each.id for each in page.orders}:
        raise NotFoundError(order=order_id)
    paper = order_pdf(db.session(), order_id, actor=actor, day=day, now=now())
    return paper_response(paper, f"pedido-{order_id}.pdf")


def paper_response(paper: bytes, name: str) -> Response:
    """Return a PDF as a download."""
    return Response(
        paper,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def orders_url(purchase_id: int) -> str:
    """Return the address of the orders."""
    return url_for("purchasing.orders", purchase_id=purchase_id)


def _values(head: Head, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - what a page shows
    page = orders_page(db.session(), head.id, actor=current_actor(), day=current_day())
    return {
        "head": head,
        "page": page,
        "inputs": {item.id: item for item in head.items},
        "actions": Action,
        "form": PressForm(),
        "place": MaybeReasonForm(),
        **more,
    }
