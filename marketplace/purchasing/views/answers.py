"""The final price: asked of everybody, accepted or not, and who is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, g, request, url_for
from flask_babel import gettext as _

from marketplace.purchasing.forms.answers import AnswerForm
from marketplace.purchasing.queries.answers import answers_page
from marketplace.purchasing.queries.confirmations import (
    member_price as price_of,
)
from marketplace.purchasing.queries.confirmations import (
    price_page,
)
from marketplace.purchasing.services import confirmations as services
from marketplace.purchasing.views.shared import (
    bp,
    done_now,
    done_once,
    purchase_url,
)
from network.clock import now
from network.db import db
from network.errors import NotFoundError
from network.web import current_actor, login_required, render_page, settings

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from marketplace.purchasing.queries.confirmations import PriceAsked, PricePage
    from marketplace.purchasing.queries.pages_head import Head


@bp.post("/<int:purchase_id>/confirmacion")
@login_required
def open_confirmation(purchase_id: int) -> ResponseReturnValue:
    """Ask every member to accept the price."""
    return done_now(
        purchase_url(purchase_id),
        _("Ya les preguntamos a todos si aceptan el precio."),
        lambda session: services.open_confirmation(
            session, purchase_id, actor=current_actor(), now=now()
        ),
    )


@bp.post("/<int:purchase_id>/confirmacion/terminar")
@login_required
def end_answers(purchase_id: int) -> ResponseReturnValue:
    """Stop waiting once everybody has answered."""
    return done_now(
        url_for("purchasing.answers", purchase_id=purchase_id),
        _("Ya respondieron todos. En un momento queda el resultado."),
        lambda session: services.end_answers(
            session, purchase_id, actor=current_actor(), now=now()
        ),
    )


@bp.get("/<int:purchase_id>/confirmar")
@login_required
def my_price(purchase_id: int) -> ResponseReturnValue:
    """Show the actor's own final price."""
    page, asked = _own(purchase_id)
    return _price_page(page.head, asked, AnswerForm(asked))


@bp.post("/<int:purchase_id>/confirmar")
@login_required
def answer_my_price(purchase_id: int) -> ResponseReturnValue:
    """Record the actor's own answer."""
    page, asked = _own(purchase_id)
    return _answer(page.head, asked, purchase_url(purchase_id))


@bp.get("/<int:purchase_id>/confirmaciones")
@login_required
def answers(purchase_id: int) -> ResponseReturnValue:
    """Show who has answered and who has not."""
    page = answers_page(db.session(), purchase_id, actor=current_actor(), now=now())
    g.time_zone = page.head.time_zone
    where = url_for("purchasing.my_price", purchase_id=purchase_id)
    return render_page(
        "marketplace/purchasing/answers.html",
        page=page,
        address=settings().base_url + where,
    )


@bp.get("/<int:purchase_id>/confirmaciones/<int:organisation_id>/<int:person_id>")
@login_required
def member_price(
    purchase_id: int, organisation_id: int, person_id: int
) -> ResponseReturnValue:
    """Show a member's final price, to answer for them."""
    page, asked = _others(purchase_id, organisation_id, person_id)
    return _price_page(page.head, asked, AnswerForm(asked))


@bp.post("/<int:purchase_id>/confirmaciones/<int:organisation_id>/<int:person_id>")
@login_required
def answer_member_price(
    purchase_id: int, organisation_id: int, person_id: int
) -> ResponseReturnValue:
    """Record a member's answer, before a witness."""
    page, asked = _others(purchase_id, organisation_id, person_id)
    back = url_for("purchasing.answers", purchase_id=purchase_id)
    return _answer(page.head, asked, back)


def _own(purchase_id: int) -> tuple[PricePage, PriceAsked]:
    """Return the actor's own price, through the association that is meant.

    Raises:
        NotFoundError: If the actor was asked nothing.
    """
    page = price_page(db.session(), purchase_id, actor=current_actor(), now=now())
    wanted = request.args.get("asociacion", type=int)
    for asked in page.asked:
        if wanted in (None, asked.organisation_id):
            g.time_zone = page.head.time_zone
            return page, asked
    raise NotFoundError(purchase=purchase_id)


def _others(
    purchase_id: int, organisation_id: int, person_id: int
) -> tuple[PricePage, PriceAsked]:
    page = price_of(
        db.session(),
        purchase_id,
        organisation_id,
        person_id,
        actor=current_actor(),
        now=now(),
    )
    g.time_zone = page.head.time_zone
    return page, page.asked[0]


def _price_page(head: Head, asked: PriceAsked, form: AnswerForm) -> str:
    return render_page(
        "marketplace/purchasing/price.html", head=head, asked=asked, form=form
    )


def _answer(head: Head, asked: PriceAsked, location: str) -> ResponseReturnValue:
    form = AnswerForm(asked)

    def work(session: Session) -> str:
        services.answer_price(
            session, head.id, form.given(), actor=current_actor(), now=now()
        )
        flash(_("La respuesta quedó anotada."), "success")
        return location

    return done_once(form, work) or (_price_page(head, asked, form), 422)
