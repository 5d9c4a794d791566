"""Who owes what for a purchase, who paid in advance, and the receipts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, url_for
from flask_babel import gettext as _

from marketplace.kernel.money import Money
from marketplace.purchasing.forms.reasons import PressForm
from marketplace.purchasing.queries.accounts import accounts_page
from marketplace.purchasing.queries.orders import orders_page
from marketplace.purchasing.queries.previews import PaymentKind, payment_preview
from marketplace.purchasing.queries.receipts import receipts
from marketplace.purchasing.services import refunding
from marketplace.purchasing.views.deeds import sent
from marketplace.purchasing.views.shared import bp, refused, shown_head
from network.clock import now
from network.db import db
from network.policy import Action, require
from network.web import current_actor, current_day, login_required, render_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from marketplace.purchasing.queries.pages_head import Head
    from marketplace.purchasing.queries.previews import PaymentPreview


@bp.get("/<int:purchase_id>/anticipos")
@login_required
def advances(purchase_id: int) -> ResponseReturnValue:
    """Show who was asked for an advance and who paid it."""
    head, actor = shown_head(purchase_id), current_actor()
    page = orders_page(db.session(), purchase_id, actor=actor, day=current_day())
    return render_page(
        "marketplace/purchasing/advances.html",
        head=head,
        page=page,
        accounts=accounts_page(db.session(), purchase_id, actor=actor),
        treasuries=_treasuries(),
        actor=actor,
    )


@bp.get("/<int:purchase_id>/cuentas")
@login_required
def accounts(purchase_id: int) -> ResponseReturnValue:
    """Show who owes what, as far as the actor may see it."""
    head, actor = shown_head(purchase_id), current_actor()
    return render_page(
        "marketplace/purchasing/accounts.html",
        head=head,
        page=accounts_page(db.session(), purchase_id, actor=actor),
        receipts=receipts(db.session(), purchase_id, actor=actor),
        treasuries=_treasuries(),
        actor=actor,
        actions=Action,
    )


@bp.get("/<int:purchase_id>/a-favor/<int:organisation_id>")
@bp.get("/<int:purchase_id>/a-favor/<int:organisation_id>/<int:person_id>")
@login_required
def ask_keep(
    purchase_id: int, organisation_id: int, person_id: int | None = None
) -> ResponseReturnValue:
    """Show what would stay in favour for the next purchase."""
    head = shown_head(purchase_id)
    preview = _left(head, organisation_id, person_id)
    return render_page(
        "marketplace/purchasing/keep.html", head=head, preview=preview, form=PressForm()
    )


@bp.post("/<int:purchase_id>/a-favor/<int:organisation_id>")
@bp.post("/<int:purchase_id>/a-favor/<int:organisation_id>/<int:person_id>")
@login_required
def keep(
    purchase_id: int, organisation_id: int, person_id: int | None = None
) -> ResponseReturnValue:
    """Leave what is left of an advance in favour."""
    head, form = shown_head(purchase_id), PressForm()
    preview = _left(head, organisation_id, person_id)

    def work(session: Session) -> str:
        refunding.keep_in_favour(
            session,
            purchase_id,
            organisation_id,
            person_id,
            actor=current_actor(),
            day=current_day(),
            now=now(),
        )
        flash(_("Ese valor queda a favor para la próxima compra."), "success")
        return accounts_url(purchase_id)

    return sent(form, work) or refused(
        "marketplace/purchasing/keep.html", head=head, preview=preview, form=form
    )


def accounts_url(purchase_id: int) -> str:
    """Return the address of the accounts."""
    return url_for("purchasing.accounts", purchase_id=purchase_id)


def _treasuries() -> frozenset[int]:
    """Return the organisations whose money the actor keeps."""
    actor = current_actor()
    return frozenset(
        each for each in actor.roles if actor.holds(Action.RECORD_PAYMENT, each)
    )


def _left(head: Head, organisation_id: int, person_id: int | None) -> PaymentPreview:
    """Return what is left of an advance, to the treasurer who keeps it."""
    actor = current_actor()
    book_id = head.convener_id if person_id is None else organisation_id
    require(actor, Action.RECORD_PAYMENT, book_id)
    kinds = (PaymentKind.KEPT, PaymentKind.REFUND_MEMBER)
    return payment_preview(
        db.session(),
        head.id,
        kinds[person_id is not None],
        Money.zero(head.currency),
        organisation_id=organisation_id,
        person_id=person_id,
        actor=actor,
    )
