"""Orders: one's own, and those of an association, typed by its officers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, g, request, url_for
from flask_babel import gettext as _

from marketplace.purchasing.forms.lines import NewMemberForm, OrderForm, WithdrawForm
from marketplace.purchasing.queries.pages_lines import (
    LinesFilter,
    candidates,
    lines_page,
)
from marketplace.purchasing.queries.pages_order import OrderPage, order_page
from marketplace.purchasing.services import lines as services
from marketplace.purchasing.views.shared import (
    bp,
    done_now,
    done_once,
    purchase_url,
    refused,
)
from network.clock import now
from network.db import db
from network.web import current_actor, login_required, render_page, settings

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from marketplace.purchasing.queries.pages_lines import LinesPage


@bp.get("/<int:purchase_id>/mi-pedido")
@login_required
def my_order(purchase_id: int) -> ResponseReturnValue:
    """Show the actor's own order, to write it or change it."""
    return _order_form(_order(purchase_id))


@bp.post("/<int:purchase_id>/mi-pedido")
@login_required
def note_my_order(purchase_id: int) -> ResponseReturnValue:
    """Note the actor's own order."""
    page = _order(purchase_id)
    return _note(page, purchase_url(purchase_id))


@bp.get("/<int:purchase_id>/pedidos")
@login_required
def lines(purchase_id: int) -> ResponseReturnValue:
    """Show the orders of an association to who types for its members."""
    page = _lines(purchase_id)
    words = request.args.get("q", "")
    return render_page("marketplace/purchasing/lines.html", page=page, words=words)


@bp.get("/<int:purchase_id>/pedidos/faltan")
@login_required
def missing(purchase_id: int) -> ResponseReturnValue:
    """Show who has not noted anything yet, with a message ready for each."""
    page = _lines(purchase_id)
    people = candidates(db.session(), page.head, page.part, now=now())
    return render_page(
        "marketplace/purchasing/missing.html",
        page=page,
        people=[each for each in people if not each.has_line],
        address=settings().base_url + purchase_url(purchase_id),
    )


@bp.get("/<int:purchase_id>/pedidos/persona")
@login_required
def choose_member(purchase_id: int) -> ResponseReturnValue:
    """Look for the member whose order is typed."""
    page = _lines(purchase_id)
    words = request.args.get("q", "")[:100]
    people = candidates(db.session(), page.head, page.part, now=now(), words=words)
    return render_page(
        "marketplace/purchasing/choose_member.html",
        page=page,
        people=people,
        words=words,
    )


@bp.get("/<int:purchase_id>/pedidos/<int:organisation_id>/<int:person_id>")
@login_required
def member_order(
    purchase_id: int, organisation_id: int, person_id: int
) -> ResponseReturnValue:
    """Show a member's order, to type it for them."""
    return _order_form(_order(purchase_id, organisation_id, person_id))


@bp.post("/<int:purchase_id>/pedidos/<int:organisation_id>/<int:person_id>")
@login_required
def note_member_order(
    purchase_id: int, organisation_id: int, person_id: int
) -> ResponseReturnValue:
    """Note a member's order."""
    page = _order(purchase_id, organisation_id, person_id)
    return _note(page, _lines_url(purchase_id, organisation_id))


@bp.get("/<int:purchase_id>/pedidos/nueva-persona")
@login_required
def new_member(purchase_id: int) -> ResponseReturnValue:
    """Show the form for a member who is not written down yet."""
    page = _lines(purchase_id)
    form = NewMemberForm(page.head.country, page.head.items[0])
    return render_page("marketplace/purchasing/new_member.html", page=page, form=form)


@bp.post("/<int:purchase_id>/pedidos/nueva-persona")
@login_required
def note_new_member(purchase_id: int) -> ResponseReturnValue:
    """Write down a member who is helped, with a first order."""
    page = _lines(purchase_id)
    form = NewMemberForm(page.head.country, page.head.items[0])
    organisation_id = page.part.organisation_id

    def work(session: Session) -> str:
        draft, helped = form.draft(organisation_id), form.helped()
        services.note_line_of_new_member(
            session, purchase_id, draft, helped, actor=current_actor(), now=now()
        )
        flash(_("La persona y su pedido quedaron anotados."), "success")
        return _lines_url(purchase_id, organisation_id)

    return done_once(form, work) or refused(
        "marketplace/purchasing/new_member.html", page=page, form=form
    )


@bp.post("/<int:purchase_id>/pedidos/lineas/<int:line_id>/retirar")
@login_required
def withdraw_line(purchase_id: int, line_id: int) -> ResponseReturnValue:
    """Take a line back."""
    form = WithdrawForm()
    back = request.args.get("asociacion", type=int)

    def work(session: Session) -> None:
        services.withdraw_line(
            session,
            line_id,
            version=form.line_version(),
            actor=current_actor(),
            now=now(),
            reason=(form.reason.data or "")[:300],
        )

    location = _lines_url(purchase_id, back) if back else purchase_url(purchase_id)
    return done_now(location, _("El pedido quedó retirado."), work)


def _order(
    purchase_id: int, organisation_id: int | None = None, person_id: int | None = None
) -> OrderPage:
    if organisation_id is None:
        organisation_id = request.args.get("asociacion", type=int)
    page = order_page(
        db.session(),
        purchase_id,
        actor=current_actor(),
        now=now(),
        organisation_id=organisation_id,
        person_id=person_id,
    )
    g.time_zone = page.head.time_zone
    return page


def _order_form(page: OrderPage) -> ResponseReturnValue:
    return render_page(
        "marketplace/purchasing/order.html",
        page=page,
        form=OrderForm(page),
        withdraw=WithdrawForm(formdata=None),
    )


def _note(page: OrderPage, location: str) -> ResponseReturnValue:
    form = OrderForm(page)

    def work(session: Session) -> str:
        for draft in form.drafts():
            services.note_line(
                session, page.head.id, draft, actor=current_actor(), now=now()
            )
        flash(_("El pedido quedó anotado."), "success")
        return location

    return done_once(form, work) or refused(
        "marketplace/purchasing/order.html",
        page=page,
        form=form,
        withdraw=WithdrawForm(formdata=None),
    )


def _lines(purchase_id: int) -> LinesPage:
    given = request.args
    wanted = LinesFilter(given.get("q", "")[:100], given.get("desde", "")[:200])
    page = lines_page(
        db.session(),
        purchase_id,
        given.get("asociacion", type=int),
        actor=current_actor(),
        now=now(),
        wanted=wanted,
    )
    g.time_zone = page.head.time_zone
    return page


def _lines_url(purchase_id: int, organisation_id: int | None) -> str:
    return url_for(
        "purchasing.lines", purchase_id=purchase_id, asociacion=organisation_id
    )
