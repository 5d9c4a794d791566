"""Claims against the suppliers: filed, replaced, credited, paid back or lost."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import flash, request, url_for
from flask_babel import gettext as _

from marketplace.filters import show
from marketplace.purchasing.forms.arrivals import ReplacementForm
from marketplace.purchasing.forms.invoices import ClaimForm
from marketplace.purchasing.forms.paying import CreditForm, PaidForm
from marketplace.purchasing.forms.reasons import PressForm
from marketplace.purchasing.queries.receiving import deliveries
from marketplace.purchasing.services import claims as services
from marketplace.purchasing.services import replacing
from marketplace.purchasing.views.deeds import Asking, asked_why, sent
from marketplace.purchasing.views.receiving import delivery_of
from marketplace.purchasing.views.shared import bp, refused, shown_head
from network.clock import now
from network.db import db
from network.errors import NotFoundError
from network.policy import Action
from network.web import current_actor, current_day, login_required, render_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from marketplace.kernel.money import Money
    from marketplace.purchasing.queries.pages_head import Head
    from marketplace.purchasing.queries.receiving import ClaimCard, DeliveryCard


@bp.get("/<int:purchase_id>/reclamos")
@login_required
def claims(purchase_id: int) -> ResponseReturnValue:
    """Show what is claimed from each supplier, and how it was settled."""
    head, actor = shown_head(purchase_id), current_actor()
    return render_page(
        "marketplace/purchasing/claims.html",
        head=head,
        deliveries=deliveries(db.session(), purchase_id, actor=actor),
        inputs={item.id: item for item in head.items},
        actions=Action,
        actor=actor,
    )


@bp.get("/<int:purchase_id>/reclamos/pedido/<int:order_id>")
@login_required
def ask_claim(purchase_id: int, order_id: int) -> ResponseReturnValue:
    """Ask what is claimed of an order."""
    head = shown_head(purchase_id, Action.FILE_CLAIM)
    delivery = delivery_of(purchase_id, order_id)
    form = ClaimForm(delivery, head.items)
    return render_page(
        "marketplace/purchasing/claim.html", head=head, delivery=delivery, form=form
    )


@bp.post("/<int:purchase_id>/reclamos/pedido/<int:order_id>")
@login_required
def file_claim(purchase_id: int, order_id: int) -> ResponseReturnValue:
    """File a claim for units that are missing or damaged."""
    head = shown_head(purchase_id, Action.FILE_CLAIM)
    delivery = delivery_of(purchase_id, order_id)
    form = ClaimForm(delivery, head.items)

    def work(session: Session) -> str:
        typed, actor = form.typed(), current_actor()
        services.file_claim(session, order_id, typed, actor=actor, now=now())
        flash(_("El reclamo quedó anotado."), "success")
        return claims_url(purchase_id)

    return sent(form, work) or refused(
        "marketplace/purchasing/claim.html", head=head, delivery=delivery, form=form
    )


@bp.get("/<int:purchase_id>/reclamos/<int:claim_id>/reposicion")
@login_required
def ask_replacement(purchase_id: int, claim_id: int) -> ResponseReturnValue:
    """Ask how many units the supplier replaced."""
    head = shown_head(purchase_id, Action.RECEIVE_GOODS)
    delivery, claim = _claim(purchase_id, claim_id)
    form = ReplacementForm(claim.item_id, claim.units, current_day())
    return _claim_page("replace", head, delivery, claim, form)


@bp.post("/<int:purchase_id>/reclamos/<int:claim_id>/reposicion")
@login_required
def replace_claim(purchase_id: int, claim_id: int) -> ResponseReturnValue:
    """Receive what the supplier replaced, and share and charge it."""
    head = shown_head(purchase_id, Action.RECEIVE_GOODS)
    delivery, claim = _claim(purchase_id, claim_id)
    form = ReplacementForm(claim.item_id, claim.units, current_day())

    def work(session: Session) -> str:
        replacing.replace_claim(
            session,
            claim_id,
            form.arrival(),
            actor=current_actor(),
            day=current_day(),
            now=now(),
        )
        flash(_("Lo repuesto quedó repartido y cobrado."), "success")
        return claims_url(purchase_id)

    return sent(form, work) or (
        _claim_page("replace", head, delivery, claim, form),
        HTTPStatus.UNPROCESSABLE_ENTITY,
    )


@bp.get("/<int:purchase_id>/reclamos/<int:claim_id>/nota")
@login_required
def ask_credit(purchase_id: int, claim_id: int) -> ResponseReturnValue:
    """Ask for the supplier's credit note."""
    head = shown_head(purchase_id, Action.RECORD_INVOICE)
    delivery, claim = _claim(purchase_id, claim_id)
    return _claim_page("credit", head, delivery, claim, CreditForm(claim.amount))


@bp.post("/<int:purchase_id>/reclamos/<int:claim_id>/nota/revisar")
@login_required
def check_credit(purchase_id: int, claim_id: int) -> ResponseReturnValue:
    """Show what the credit note leaves before it goes into the book."""
    head = shown_head(purchase_id, Action.RECORD_INVOICE)
    delivery, claim = _claim(purchase_id, claim_id)
    form = CreditForm(claim.amount)
    return _checked("credit", head, delivery, claim, form)


@bp.post("/<int:purchase_id>/reclamos/<int:claim_id>/nota")
@login_required
def credit_claim(purchase_id: int, claim_id: int) -> ResponseReturnValue:
    """Record the supplier's credit note."""
    head = shown_head(purchase_id, Action.RECORD_INVOICE)
    delivery, claim = _claim(purchase_id, claim_id)
    form = CreditForm(claim.amount)

    def work(session: Session) -> str:
        services.credit_claim(
            session,
            claim_id,
            form.value(),
            form.document.data or "",
            actor=current_actor(),
            day=current_day(),
            now=now(),
        )
        flash(_("La nota crédito quedó anotada. Se le debe menos."), "success")
        return claims_url(purchase_id)

    return sent(form, work) or (
        _claim_page("credit", head, delivery, claim, form),
        HTTPStatus.UNPROCESSABLE_ENTITY,
    )


@bp.get("/<int:purchase_id>/reclamos/<int:claim_id>/plata")
@login_required
def ask_collection(purchase_id: int, claim_id: int) -> ResponseReturnValue:
    """Ask how much the supplier paid back."""
    head = shown_head(purchase_id, Action.PAY_SUPPLIER)
    delivery, claim = _claim(purchase_id, claim_id)
    form = PaidForm(claim.amount, current_day())
    return _claim_page("collect", head, delivery, claim, form)


@bp.post("/<int:purchase_id>/reclamos/<int:claim_id>/plata/revisar")
@login_required
def check_collection(purchase_id: int, claim_id: int) -> ResponseReturnValue:
    """Show payer, receiver, amount and what is left of the claim."""
    head = shown_head(purchase_id, Action.PAY_SUPPLIER)
    delivery, claim = _claim(purchase_id, claim_id)
    form = PaidForm(claim.amount, current_day())
    return _checked("collect", head, delivery, claim, form)


@bp.post("/<int:purchase_id>/reclamos/<int:claim_id>/plata")
@login_required
def collect_claim(purchase_id: int, claim_id: int) -> ResponseReturnValue:
    """Record what the supplier paid back."""
    head = shown_head(purchase_id, Action.PAY_SUPPLIER)
    delivery, claim = _claim(purchase_id, claim_id)
    form = PaidForm(claim.amount, current_day())

    def work(session: Session) -> str:
        paid, actor = form.paid(), current_actor()
        services.collect_claim(session, claim_id, paid, actor=actor, now=now())
        flash(_("La plata quedó anotada. El recibo está en las cuentas."), "success")
        return claims_url(purchase_id)

    return sent(form, work) or (
        _claim_page("collect", head, delivery, claim, form),
        HTTPStatus.UNPROCESSABLE_ENTITY,
    )


@bp.route("/<int:purchase_id>/reclamos/<int:claim_id>/perdida", methods=["GET", "POST"])
@login_required
def ask_loss(purchase_id: int, claim_id: int) -> ResponseReturnValue:
    """Propose to take a claim as a loss."""
    head = shown_head(purchase_id, Action.FILE_CLAIM)
    delivery, claim = _claim(purchase_id, claim_id)
    asking = Asking(
        title=_("Asumir una pérdida"),
        lead=_(
            "%(supplier)s no responde por %(amount)s. Otra persona debe aprobarlo.",
            supplier=delivery.supplier,
            amount=show(claim.amount),
        ),
        label=_("Proponer la pérdida"),
        back=claims_url(purchase_id),
        done=_("La propuesta quedó anotada. Falta que otra persona la apruebe."),
    )
    return asked_why(
        head,
        asking,
        lambda session, why: services.ask_loss(
            session, claim_id, why, actor=current_actor(), now=now()
        ),
    )


@bp.get("/<int:purchase_id>/reclamos/<int:claim_id>/perdida/aprobar")
@login_required
def look_at_loss(purchase_id: int, claim_id: int) -> ResponseReturnValue:
    """Show the loss that somebody proposed."""
    head = shown_head(purchase_id)
    delivery, claim = _claim(purchase_id, claim_id)
    return _claim_page("loss", head, delivery, claim, PressForm())


@bp.post("/<int:purchase_id>/reclamos/<int:claim_id>/perdida/aprobar")
@login_required
def agree_loss(purchase_id: int, claim_id: int) -> ResponseReturnValue:
    """Agree, as a second person, to take the loss."""
    head, form = shown_head(purchase_id), PressForm()
    delivery, claim = _claim(purchase_id, claim_id)

    def work(session: Session) -> str:
        services.agree_loss(
            session, claim_id, actor=current_actor(), day=current_day(), now=now()
        )
        flash(_("La pérdida quedó anotada en el libro."), "success")
        return claims_url(purchase_id)

    return sent(form, work) or (
        _claim_page("loss", head, delivery, claim, form),
        HTTPStatus.UNPROCESSABLE_ENTITY,
    )


def claims_url(purchase_id: int) -> str:
    """Return the address of the claims."""
    return url_for("purchasing.claims", purchase_id=purchase_id)


def _claim(purchase_id: int, claim_id: int) -> tuple[DeliveryCard, ClaimCard]:
    """Return a claim of this purchase and the delivery it is about.

    Raises:
        NotFoundError: If it is of another purchase, or not the actor's.
    """
    for delivery in deliveries(db.session(), purchase_id, actor=current_actor()):
        for claim in delivery.claims:
            if claim.id == claim_id:
                return delivery, claim
    raise NotFoundError(claim=claim_id)


def _claim_page(
    name: str,
    head: Head,
    delivery: DeliveryCard,
    claim: ClaimCard,
    form: ReplacementForm | CreditForm | PaidForm | PressForm,
) -> str:
    return render_page(
        f"marketplace/purchasing/claim_{name}.html",
        head=head,
        delivery=delivery,
        claim=claim,
        item=next(each for each in head.items if each.id == claim.item_id),
        form=form,
    )


def _checked(
    name: str,
    head: Head,
    delivery: DeliveryCard,
    claim: ClaimCard,
    form: CreditForm | PaidForm,
) -> ResponseReturnValue:
    """Show what would be left of a claim, or the form again."""
    if "cambiar" in request.form:
        return _claim_page(name, head, delivery, claim, form)
    if not form.validate() or _is_too_much(form, claim.amount):
        page = _claim_page(name, head, delivery, claim, form)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    return render_page(
        "marketplace/purchasing/claim_check.html",
        head=head,
        delivery=delivery,
        claim=claim,
        form=form,
        amount=form.value(),
        where=f"purchasing.{name}_claim",
        back=f"purchasing.check_{'credit' if name == 'credit' else 'collection'}",
    )


def _is_too_much(form: CreditForm | PaidForm, most: Money) -> bool:
    if form.value() <= most:
        return False
    form.amount.errors = [
        _("Es más de lo reclamado. Escriba hasta %(most)s.", most=show(most))
    ]
    return True
