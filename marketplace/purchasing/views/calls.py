"""A call: open it, take part, give more time, close it, open it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from marketplace.purchasing.forms.hours import HourForm, ReopenForm, WhyForm
from marketplace.purchasing.services import calls as services
from marketplace.purchasing.services import cancelling
from marketplace.purchasing.views.shared import (
    bp,
    done_now,
    purchase_url,
    refused,
    shown_head,
    tried,
)
from network.clock import now
from network.db import transaction
from network.errors import NotAllowedError
from network.policy import Action
from network.services import invitations
from network.views.shared import invitation_address
from network.web import current_actor, current_day, login_required, render_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from marketplace.purchasing.queries.pages_head import Head


@bp.post("/<int:purchase_id>/abrir")
@login_required
def open_call(purchase_id: int) -> ResponseReturnValue:
    """Open a draft to the members."""
    return _press(
        purchase_id, services.open_purchase, _("La compra quedó abierta. Compártala.")
    )


@bp.post("/<int:purchase_id>/participar/<int:organisation_id>")
@login_required
def join_call(purchase_id: int, organisation_id: int) -> ResponseReturnValue:
    """Bring an invited association in."""
    return done_now(
        purchase_url(purchase_id),
        _("Su asociación participa. Ya pueden anotar sus pedidos."),
        lambda session: services.join_purchase(
            session, purchase_id, organisation_id, actor=current_actor(), now=now()
        ),
    )


@bp.post("/<int:purchase_id>/cerrar")
@login_required
def close_call(purchase_id: int) -> ResponseReturnValue:
    """Close a call before its hour."""
    return _press(
        purchase_id, services.close_purchase, _("La lista de pedidos quedó cerrada.")
    )


@bp.post("/<int:purchase_id>/cotizar")
@login_required
def start_quotes(purchase_id: int) -> ResponseReturnValue:
    """Take the list to the suppliers."""
    return _press(
        purchase_id, services.start_quoting, _("Ya puede anotar las cotizaciones.")
    )


@bp.get("/<int:purchase_id>/plazo")
@login_required
def ask_extend(purchase_id: int) -> ResponseReturnValue:
    """Ask for a later closing hour."""
    head = shown_head(purchase_id, Action.RUN_PURCHASE)
    return _hour_page(head, HourForm(head.time_zone))


@bp.post("/<int:purchase_id>/plazo")
@login_required
def extend(purchase_id: int) -> ResponseReturnValue:
    """Give members more time."""
    head = shown_head(purchase_id, Action.RUN_PURCHASE)
    form = HourForm(head.time_zone)

    def work(session: Session) -> None:
        at, actor = form.closes_at(), current_actor()
        services.extend_purchase(session, purchase_id, at, actor=actor, now=now())

    return tried(form, work, purchase_id) or (_hour_page(head, form), 422)


@bp.get("/<int:purchase_id>/reabrir")
@login_required
def ask_reopen(purchase_id: int) -> ResponseReturnValue:
    """Ask for a new closing hour and why the call opens again."""
    head = shown_head(purchase_id, Action.RUN_PURCHASE)
    return _hour_page(head, ReopenForm(head.time_zone))


@bp.post("/<int:purchase_id>/reabrir")
@login_required
def reopen(purchase_id: int) -> ResponseReturnValue:
    """Open a closed call again."""
    head = shown_head(purchase_id, Action.RUN_PURCHASE)
    form = ReopenForm(head.time_zone)

    def work(session: Session) -> None:
        at, why, actor = form.closes_at(), form.reason.data or "", current_actor()
        services.reopen_purchase(session, purchase_id, at, why, actor=actor, now=now())

    return tried(form, work, purchase_id) or (_hour_page(head, form), 422)


@bp.get("/<int:purchase_id>/anular")
@login_required
def ask_cancel(purchase_id: int) -> ResponseReturnValue:
    """Ask why a purchase is called off."""
    head = shown_head(purchase_id, Action.CONVENE_PURCHASE)
    return render_page("marketplace/purchasing/cancel.html", head=head, form=WhyForm())


@bp.post("/<int:purchase_id>/anular")
@login_required
def cancel(purchase_id: int) -> ResponseReturnValue:
    """Call a purchase off."""
    head = shown_head(purchase_id, Action.CONVENE_PURCHASE)
    form = WhyForm()

    def work(session: Session) -> None:
        why, actor = form.reason.data or "", current_actor()
        cancelling.cancel_purchase(session, purchase_id, why, actor=actor, now=now())

    return tried(form, work, purchase_id) or refused(
        "marketplace/purchasing/cancel.html", head=head, form=form
    )


@bp.post("/<int:purchase_id>/invitar")
@login_required
def invite_person(purchase_id: int) -> ResponseReturnValue:
    """Make an invitation that leads back to the purchase, and show it once."""
    head = shown_head(purchase_id)
    if not head.own_parts:
        raise NotAllowedError(action=Action.INVITE_MEMBER)
    part = head.own_parts[0]
    wanted = invitations.Invite(
        part.organisation_id, uses=20, destination=purchase_url(purchase_id)
    )
    with transaction() as session:
        token = invitations.invite(
            session, wanted, actor=current_actor(), day=current_day(), now=now()
        )
    address = invitation_address(token)
    return render_page(
        "marketplace/purchasing/invited.html", head=head, part=part, address=address
    )


def _press(
    purchase_id: int, service: Callable[..., object], sentence: str
) -> ResponseReturnValue:
    """Do what a button of the purchase's page asks for."""
    return done_now(
        purchase_url(purchase_id),
        sentence,
        lambda session: service(session, purchase_id, actor=current_actor(), now=now()),
    )


def _hour_page(head: Head, form: HourForm) -> str:
    return render_page("marketplace/purchasing/hour.html", head=head, form=form)
