"""Writing down a purchase: anew, step by step, or like a past one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request, url_for

from marketplace.catalogue.models import ProductKind
from marketplace.catalogue.queries import presentations, presentations_by_id
from marketplace.purchasing.forms.calls import CallForm, suggested, written
from marketplace.purchasing.forms.hours import RepeatForm
from marketplace.purchasing.queries.pages_calls import (
    CallChoices,
    call_choices,
    past_calls,
)
from marketplace.purchasing.services import drafting, repeating
from marketplace.purchasing.views.shared import (
    bp,
    done_once,
    purchase_url,
    refused,
    shown_head,
)
from network.clock import now
from network.db import db
from network.errors import NotAllowedError
from network.policy import Action
from network.web import current_actor, current_day, login_required, render_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from marketplace.catalogue.queries import PresentationCard
    from marketplace.purchasing.queries.pages_head import Head

#: Inputs of the catalogue that a search shows.
_SHOWN = 12


@bp.get("/nueva")
@login_required
def new_purchase() -> ResponseReturnValue:
    """Offer to repeat a past purchase, or to write a new one."""
    _choices()
    past = past_calls(db.session(), actor=current_actor())
    if not past:
        return redirect(url_for("purchasing.write_purchase"), 303)
    return render_page("marketplace/purchasing/new.html", past=past)


@bp.get("/nueva/datos")
@login_required
def write_purchase() -> ResponseReturnValue:
    """Show the first step of a new purchase, for those an address suggests."""
    choices = _choices()
    return _call_page(CallForm(choices, {}, now(), suggested(choices, request.args)))


@bp.post("/nueva/datos")
@login_required
def create_purchase() -> ResponseReturnValue:
    """Go from step to step; after the last, write the purchase down."""
    form, packs = _sent(_choices())

    def work(session: Session) -> str:
        actor = current_actor()
        return purchase_url(
            drafting.create_purchase(session, form.draft(), actor=actor, now=now())
        )

    complete = form.press(request.form, packs)
    return (done_once(form, work) if complete else None) or _call_page(form)


@bp.get("/<int:purchase_id>/editar")
@login_required
def edit_purchase(purchase_id: int) -> ResponseReturnValue:
    """Show a draft with everything that can be changed."""
    head, choices = _own_draft(purchase_id)
    packs = presentations_by_id(
        db.session(), [item.presentation_id for item in head.items]
    )
    form = CallForm(choices, packs, now(), written(head, choices.ways[0]))
    return _call_page(form, head)


@bp.post("/<int:purchase_id>/editar")
@login_required
def save_purchase(purchase_id: int) -> ResponseReturnValue:
    """Go from step to step; after the last, write the draft anew."""
    head, choices = _own_draft(purchase_id)
    form, packs = _sent(choices)

    def work(session: Session) -> str:
        actor = current_actor()
        drafting.edit_purchase(
            session, purchase_id, form.draft(), actor=actor, now=now()
        )
        return purchase_url(purchase_id)

    complete = form.press(request.form, packs)
    return (done_once(form, work) if complete else None) or _call_page(form, head)


@bp.get("/<int:purchase_id>/repetir")
@login_required
def ask_repeat(purchase_id: int) -> ResponseReturnValue:
    """Ask only for the closing hour of a purchase like this one."""
    head = shown_head(purchase_id, Action.CONVENE_PURCHASE)
    form = RepeatForm(head.time_zone)
    return render_page("marketplace/purchasing/repeat.html", head=head, form=form)


@bp.post("/<int:purchase_id>/repetir")
@login_required
def repeat(purchase_id: int) -> ResponseReturnValue:
    """Write down a purchase like this one."""
    head = shown_head(purchase_id, Action.CONVENE_PURCHASE)
    form = RepeatForm(head.time_zone)

    def work(session: Session) -> str:
        at, actor = form.closes_at(), current_actor()
        return purchase_url(
            repeating.repeat_purchase(session, purchase_id, at, actor=actor, now=now())
        )

    return done_once(form, work) or refused(
        "marketplace/purchasing/repeat.html", head=head, form=form
    )


def _choices() -> CallChoices:
    """Return for whom the actor may call a purchase.

    Raises:
        NotAllowedError: If for nobody.
    """
    choices = call_choices(db.session(), actor=current_actor(), day=current_day())
    if not choices.ways:
        raise NotAllowedError(action=Action.CONVENE_PURCHASE)
    return choices


def _own_draft(purchase_id: int) -> tuple[Head, CallChoices]:
    """Return a draft and the ways that keep its network and its convener."""
    head = shown_head(purchase_id, Action.CONVENE_PURCHASE)
    choices = _choices()
    same = [
        way
        for way in choices.ways
        if (way.network_id, way.convener_id) == (head.network_id, head.convener_id)
    ]
    same.sort(key=lambda way: way.scope is not head.scope)
    return head, CallChoices(tuple(same), choices.producers)


def _sent(choices: CallChoices) -> tuple[CallForm, Mapping[int, PresentationCard]]:
    """Return the form as it was sent, and the packs that it names or adds."""
    typed = [
        text
        for name, text in request.form.items()
        if name.endswith("presentation_id") or name == "agregar"
    ]
    keys = [int(text) for text in typed if text.isascii() and text.isdigit()]
    packs = presentations_by_id(db.session(), [key for key in keys if key < 2**31])
    return CallForm(choices, packs, now()), packs


def _call_page(form: CallForm, head: Head | None = None) -> ResponseReturnValue:
    found = presentations(
        db.session(),
        form.way.country,
        form.q.data or "",
        kind=ProductKind.INPUT,
        limit=_SHOWN,
    )
    page = render_page(
        "marketplace/purchasing/call.html", form=form, found=found, head=head
    )
    return page, 422 if form.errors else 200
