"""Money that changes hands: asked for, checked, recorded, with a receipt.

Every payment of a purchase goes through the same three pages; what differs is
who pays whom, who may record it and which service does.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from marketplace.filters import show
from marketplace.kernel.money import Money
from marketplace.payments.queries import payers
from marketplace.purchasing.forms.paying import PaidForm
from marketplace.purchasing.queries.orders import orders_page
from marketplace.purchasing.queries.previews import (
    PaymentKind,
    PaymentPreview,
    payment_preview,
)
from marketplace.purchasing.services import advances, refunding, settling
from marketplace.purchasing.services.tills import require_receiver
from marketplace.purchasing.views.deeds import sent
from marketplace.purchasing.views.shared import bp, shown_head
from network.clock import now
from network.db import db
from network.errors import NotFoundError
from network.policy import Action, require
from network.web import current_actor, current_day, login_required, render_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flask.typing import ResponseReturnValue
    from flask_babel.speaklater import LazyString
    from sqlalchemy.orm import Session

    from marketplace.payments.models import ReceiptRow
    from marketplace.purchasing.queries.pages_head import Head
    from marketplace.purchasing.services.tills import Paid
    from network.policy import Actor


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment that somebody is about to record.

    Attributes:
        head: The purchase.
        way: What kind of payment it is.
        organisation_id: The association, or the supplier that is paid.
        person_id: The member, when a member pays or is paid.
    """

    head: Head
    way: Way
    organisation_id: int
    person_id: int | None

    @property
    def where(self) -> dict[str, Any]:
        """Return what the addresses of its pages are made of."""
        return {
            "purchase_id": self.head.id,
            "what": self.way.what,
            "organisation_id": self.organisation_id,
            "person_id": self.person_id,
        }

    def preview(self, amount: Money) -> PaymentPreview:
        """Return who pays whom and what would be left."""
        return payment_preview(
            db.session(),
            self.head.id,
            self.way.kind,
            amount,
            organisation_id=self.organisation_id,
            person_id=self.person_id,
            actor=current_actor(),
        )


@dataclass(frozen=True, slots=True)
class Way:
    """A kind of payment.

    Attributes:
        what: Its word in the address.
        kind: As the preview knows it.
        title: Of its page.
        back: Endpoint of the page one comes from.
        guard: Lets through whoever may record it.
        record: Records it; returns its receipts, the payer's first.
        goes_out: Whether the actor's own organisation may ask for a second person.
    """

    what: str
    kind: PaymentKind
    title: LazyString
    back: str
    guard: Callable[[Payment, Actor], None]
    record: Callable[[Session, Payment, Paid, int | None], Iterable[ReceiptRow]]
    goes_out: bool = False


@bp.get("/<int:purchase_id>/pagos/<what>/<int:organisation_id>")
@bp.get("/<int:purchase_id>/pagos/<what>/<int:organisation_id>/<int:person_id>")
@login_required
def ask_payment(
    purchase_id: int, what: str, organisation_id: int, person_id: int | None = None
) -> ResponseReturnValue:
    """Ask how much is paid, how and when."""
    payment = _payment(purchase_id, what, organisation_id, person_id)
    return _ask(payment, _form(payment))


@bp.post("/<int:purchase_id>/pagos/<what>/<int:organisation_id>/revisar")
@bp.post(
    "/<int:purchase_id>/pagos/<what>/<int:organisation_id>/<int:person_id>/revisar"
)
@login_required
def check_payment(
    purchase_id: int, what: str, organisation_id: int, person_id: int | None = None
) -> ResponseReturnValue:
    """Show payer, receiver, amount and what is left before anything moves."""
    payment = _payment(purchase_id, what, organisation_id, person_id)
    form = _form(payment)
    if "cambiar" in request.form:
        return _ask(payment, form)
    if not form.validate():
        return _ask(payment, form), HTTPStatus.UNPROCESSABLE_ENTITY
    return _check(payment, form)


@bp.post("/<int:purchase_id>/pagos/<what>/<int:organisation_id>")
@bp.post("/<int:purchase_id>/pagos/<what>/<int:organisation_id>/<int:person_id>")
@login_required
def record_payment(
    purchase_id: int, what: str, organisation_id: int, person_id: int | None = None
) -> ResponseReturnValue:
    """Record the payment and show its receipt."""
    payment = _payment(purchase_id, what, organisation_id, person_id)
    form = _form(payment)

    def work(session: Session) -> str:
        second = form.second_person()
        rows = payment.way.record(session, payment, form.paid(), second)
        flash(_("Pago anotado. Este es el recibo."), "success")
        return receipt_url(rows, current_actor())

    return sent(form, work) or (_ask(payment, form), HTTPStatus.UNPROCESSABLE_ENTITY)


def receipt_url(rows: Iterable[ReceiptRow], actor: Actor) -> str:
    """Return the address of the receipt that the actor may see."""
    row = next(each for each in rows if actor.holds(Action.SEE_BOOK, each.book_id))
    return url_for("payments.receipt", organisation_id=row.book_id, receipt_id=row.id)


def _payment(
    purchase_id: int, what: str, organisation_id: int, person_id: int | None
) -> Payment:
    """Return what is about to be paid, if the actor may record it.

    Raises:
        NotFoundError: If there is no such kind of payment.
    """
    way = WAYS.get((what, person_id is not None))
    if way is None:
        raise NotFoundError(payment=what)
    payment = Payment(shown_head(purchase_id), way, organisation_id, person_id)
    way.guard(payment, current_actor())
    return payment


def _form(payment: Payment) -> PaidForm:
    most = payment.preview(Money.zero(payment.head.currency)).before
    people = _officers(payment) if payment.way.goes_out else ()
    return PaidForm(most, current_day(), people)


def _officers(payment: Payment) -> list[tuple[int, str]]:
    """Return who may stand by when money goes out of the actor's book."""
    actor, day = current_actor(), current_day()
    book_id = payment.organisation_id if payment.person_id else payment.head.convener_id
    found = payers(db.session(), book_id, actor=actor, day=day)
    return [
        (each.person_id, each.name)
        for each in found
        if each.person_id not in (actor.person_id, payment.person_id)
    ]


def _ask(payment: Payment, form: PaidForm) -> str:
    return render_page(
        "marketplace/purchasing/pay.html",
        payment=payment,
        preview=payment.preview(Money.zero(payment.head.currency)),
        form=form,
    )


def _check(payment: Payment, form: PaidForm) -> ResponseReturnValue:
    """Show what is about to happen, or say that it is too much."""
    preview = payment.preview(form.value())
    if preview.is_too_much:
        form.amount.errors = [
            _("Es más de lo que falta. Escriba hasta %(most)s.", most=_shown(preview))
        ]
        return _ask(payment, form), HTTPStatus.UNPROCESSABLE_ENTITY
    return render_page(
        "marketplace/purchasing/pay_check.html",
        payment=payment,
        preview=preview,
        paid=form.paid(),
        form=form,
    )


def _shown(preview: PaymentPreview) -> str:
    return show(max(preview.before, Money.zero(preview.before.currency)))


def _own_treasury(payment: Payment, actor: Actor) -> None:
    require(actor, Action.RECORD_PAYMENT, payment.organisation_id)


def _convener_receives(payment: Payment, actor: Actor) -> None:
    payment.head.part(payment.organisation_id)
    require_receiver(db.session(), payment.head.convener_id, actor=actor)


def _association_receives(payment: Payment, actor: Actor) -> None:
    payment.head.part(payment.organisation_id)
    require_receiver(db.session(), payment.organisation_id, actor=actor)


def _convener_pays(payment: Payment, actor: Actor) -> None:
    require(actor, Action.PAY_SUPPLIER, payment.head.convener_id)


def _of_member(
    service: Callable[..., ReceiptRow],
) -> Callable[[Session, Payment, Paid, int | None], Iterable[ReceiptRow]]:
    """Return how a service that takes association and member is called."""

    def record(
        session: Session, payment: Payment, paid: Paid, second: int | None
    ) -> Iterable[ReceiptRow]:
        more = {"second_person": second} if payment.way.goes_out else {}
        row = service(
            session,
            payment.head.id,
            payment.organisation_id,
            payment.person_id,
            paid,
            actor=current_actor(),
            now=now(),
            **more,
        )
        return (row,)

    return record


def _between(
    service: Callable[..., tuple[ReceiptRow, ReceiptRow]],
) -> Callable[[Session, Payment, Paid, int | None], Iterable[ReceiptRow]]:
    """Return how a service between an association and the convener is called."""

    def record(
        session: Session, payment: Payment, paid: Paid, _second: int | None
    ) -> Iterable[ReceiptRow]:
        return service(
            session,
            payment.head.id,
            payment.organisation_id,
            paid,
            actor=current_actor(),
            now=now(),
        )

    return record


def _to_supplier(
    session: Session, payment: Payment, paid: Paid, second: int | None
) -> Iterable[ReceiptRow]:
    """Pay the supplier of an order.

    Raises:
        NotFoundError: If nothing was ordered from it.
    """
    actor = current_actor()
    page = orders_page(session, payment.head.id, actor=actor, day=current_day())
    for order in page.orders:
        if order.supplier_id == payment.organisation_id:
            return (
                settling.pay_supplier(
                    session,
                    order.id,
                    paid,
                    second_person=second,
                    actor=actor,
                    now=now(),
                ),
            )
    raise NotFoundError(organisation=payment.organisation_id)


_ADVANCES, _ACCOUNTS = "purchasing.advances", "purchasing.accounts"

#: By the word in the address, and whether a member pays or is paid.
WAYS: dict[tuple[str, bool], Way] = {
    ("anticipo", True): Way(
        "anticipo",
        PaymentKind.ADVANCE,
        _l("Recibir un anticipo"),
        _ADVANCES,
        _own_treasury,
        _of_member(advances.pay_advance),
    ),
    ("anticipo", False): Way(
        "anticipo",
        PaymentKind.FORWARDED,
        _l("Recibir anticipos de una asociación"),
        _ADVANCES,
        _convener_receives,
        _between(advances.pass_on_advance),
    ),
    ("pago", True): Way(
        "pago",
        PaymentKind.DEBT,
        _l("Recibir un pago"),
        _ACCOUNTS,
        _own_treasury,
        _of_member(settling.pay_debt),
    ),
    ("pago", False): Way(
        "pago",
        PaymentKind.TO_CONVENER,
        _l("Recibir el pago de una asociación"),
        _ACCOUNTS,
        _convener_receives,
        _between(settling.pay_convener),
    ),
    ("devolucion", True): Way(
        "devolucion",
        PaymentKind.REFUND_MEMBER,
        _l("Devolver un anticipo"),
        _ACCOUNTS,
        _own_treasury,
        _of_member(refunding.refund_member),
        goes_out=True,
    ),
    ("devolucion", False): Way(
        "devolucion",
        PaymentKind.REFUND_ASSOCIATION,
        _l("Recibir una devolución"),
        _ACCOUNTS,
        _association_receives,
        _between(refunding.refund_association),
    ),
    ("proveedor", False): Way(
        "proveedor",
        PaymentKind.TO_SUPPLIER,
        _l("Pagar al proveedor"),
        _ACCOUNTS,
        _convener_pays,
        _to_supplier,
        goes_out=True,
    ),
}
