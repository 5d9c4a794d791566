"""Goods that arrive: what is expected, what came, and when no more will."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, flash, url_for
from flask_babel import gettext as _

from marketplace.attachments.services import keep
from marketplace.purchasing.forms.arrivals import ArrivalForm
from marketplace.purchasing.queries.receiving import deliveries
from marketplace.purchasing.services import receiving as services
from marketplace.purchasing.views.deeds import Asking, asked_why, sent
from marketplace.purchasing.views.shared import bp, refused, shown_head
from network.clock import now
from network.db import db
from network.errors import NotFoundError
from network.policy import Action
from network.web import current_actor, current_day, login_required, render_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from marketplace.purchasing.queries.pages_head import Head
    from marketplace.purchasing.queries.receiving import DeliveryCard


@bp.get("/<int:purchase_id>/recibir")
@login_required
def receiving(purchase_id: int) -> ResponseReturnValue:
    """Show how far every order has come."""
    head = shown_head(purchase_id)
    return render_page(
        "marketplace/purchasing/receiving.html",
        head=head,
        deliveries=deliveries(db.session(), purchase_id, actor=current_actor()),
        inputs={item.id: item for item in head.items},
        actions=Action,
    )


@bp.get("/<int:purchase_id>/recibir/<int:order_id>")
@login_required
def ask_arrival(purchase_id: int, order_id: int) -> ResponseReturnValue:
    """Ask what arrived of an order."""
    head = shown_head(purchase_id, Action.RECEIVE_GOODS)
    delivery = delivery_of(purchase_id, order_id)
    return render_page(
        "marketplace/purchasing/arrival.html",
        head=head,
        delivery=delivery,
        form=_form(head, delivery),
    )


@bp.post("/<int:purchase_id>/recibir/<int:order_id>")
@login_required
def receive(purchase_id: int, order_id: int) -> ResponseReturnValue:
    """Write down what arrived of an order."""
    head = shown_head(purchase_id, Action.RECEIVE_GOODS)
    delivery = delivery_of(purchase_id, order_id)
    form = _form(head, delivery)

    def work(session: Session) -> str:
        arrival = form.arrival(_photo(session, head, form))
        services.receive_goods(
            session, order_id, arrival, actor=current_actor(), now=now()
        )
        flash(_("Lo que llegó quedó anotado."), "success")
        return receiving_url(purchase_id)

    return sent(form, work) or refused(
        "marketplace/purchasing/arrival.html", head=head, delivery=delivery, form=form
    )


@bp.route("/<int:purchase_id>/recibir/<int:order_id>/fin", methods=["GET", "POST"])
@login_required
def end_delivery(purchase_id: int, order_id: int) -> ResponseReturnValue:
    """Say that the supplier will bring no more."""
    head = shown_head(purchase_id, Action.RECEIVE_GOODS)
    delivery = delivery_of(purchase_id, order_id)
    asking = Asking(
        title=_("No se espera más"),
        lead=_(
            "Diga qué respondió %(supplier)s sobre lo que falta.",
            supplier=delivery.supplier,
        ),
        label=_("Terminar la entrega"),
        back=receiving_url(purchase_id),
        done=_("La entrega quedó terminada."),
    )
    return asked_why(
        head,
        asking,
        lambda session, why: services.end_delivery(
            session, order_id, why, actor=current_actor(), now=now()
        ),
    )


@bp.route("/<int:purchase_id>/recibir/<int:order_id>/abrir", methods=["GET", "POST"])
@login_required
def reopen_delivery(purchase_id: int, order_id: int) -> ResponseReturnValue:
    """Wait again for goods of an order."""
    head = shown_head(purchase_id, Action.RECEIVE_GOODS)
    delivery = delivery_of(purchase_id, order_id)
    asking = Asking(
        title=_("Esperar más mercancía"),
        lead=_(
            "La entrega de %(supplier)s se abre de nuevo.", supplier=delivery.supplier
        ),
        label=_("Abrir la entrega"),
        back=receiving_url(purchase_id),
        done=_("La entrega está abierta de nuevo."),
    )
    return asked_why(
        head,
        asking,
        lambda session, why: services.reopen_delivery(
            session, order_id, why, actor=current_actor(), now=now()
        ),
    )


def delivery_of(purchase_id: int, order_id: int) -> DeliveryCard:
    """Return the delivery of an order of this purchase.

    Raises:
        NotFoundError: If the order is of another purchase, or not the actor's.
    """
    for each in deliveries(db.session(), purchase_id, actor=current_actor()):
        if each.order_id == order_id:
            return each
    raise NotFoundError(order=order_id)


def receiving_url(purchase_id: int) -> str:
    """Return the address of the goods that arrive."""
    return url_for("purchasing.receiving", purchase_id=purchase_id)


def _form(head: Head, delivery: DeliveryCard) -> ArrivalForm:
    missing = {each.item_id: each.missing for each in delivery.items if each.missing}
    return ArrivalForm(missing, head.items, current_day())


def _photo(session: Session, head: Head, form: ArrivalForm) -> int | None:
    """Keep the photograph with the convener; return its id if there is one."""
    upload = form.upload(head.convener_id)
    if upload is None:
        return None
    folder = current_app.extensions["tejido.config"].attachments_folder
    return keep(session, upload, folder=folder, actor=current_actor(), now=now())
