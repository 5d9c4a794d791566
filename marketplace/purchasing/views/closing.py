"""Finishing a purchase, and opening it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash
from flask_babel import gettext as _

from marketplace.purchasing.forms.reasons import PressForm
from marketplace.purchasing.queries.closing import closing_page
from marketplace.purchasing.services import closing as services
from marketplace.purchasing.views.deeds import Asking, asked_why, sent
from marketplace.purchasing.views.shared import bp, purchase_url, shown_head
from network.clock import now
from network.db import db
from network.policy import Action
from network.web import current_actor, current_day, login_required, render_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from marketplace.purchasing.queries.pages_head import Head


@bp.get("/<int:purchase_id>/terminar")
@login_required
def closing(purchase_id: int) -> ResponseReturnValue:
    """Show what is in the way of finishing the purchase."""
    return _page(shown_head(purchase_id), PressForm())


@bp.post("/<int:purchase_id>/terminar")
@login_required
def finish(purchase_id: int) -> ResponseReturnValue:
    """Close the books of the purchase."""
    head, form = shown_head(purchase_id, Action.RUN_PURCHASE), PressForm()

    def work(session: Session) -> str:
        actor, day = current_actor(), current_day()
        services.finish(session, purchase_id, actor=actor, day=day, now=now())
        flash(_("La compra quedó terminada."), "success")
        return purchase_url(purchase_id)

    return sent(form, work) or (_page(head, form), 422)


@bp.route("/<int:purchase_id>/terminar/abrir", methods=["GET", "POST"])
@login_required
def reopen_finished(purchase_id: int) -> ResponseReturnValue:
    """Open a finished purchase again."""
    head = shown_head(purchase_id, Action.RUN_PURCHASE)
    asking = Asking(
        title=_("Abrir de nuevo la compra"),
        lead=_("La abre una persona distinta de quien la terminó."),
        label=_("Abrir la compra"),
        back=purchase_url(purchase_id),
        done=_("La compra está abierta de nuevo."),
    )
    return asked_why(
        head,
        asking,
        lambda session, why: services.reopen_finished(
            session, purchase_id, why, actor=current_actor(), now=now()
        ),
    )


def _page(head: Head, form: PressForm) -> str:
    page = closing_page(db.session(), head.id, actor=current_actor())
    return render_page(
        "marketplace/purchasing/closing.html",
        head=head,
        page=page,
        form=form,
        actions=Action,
    )
