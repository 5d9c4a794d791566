"""Counting the cash box: what was found, a look at it, the record."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import flash, url_for
from flask_babel import gettext as _

from marketplace.ledger import queries, services
from marketplace.ledger.forms import CashCountForm
from marketplace.ledger.views.shared import bp, done_once
from network.clock import now
from network.db import db
from network.web import current_actor, current_day, login_required, render_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session


@bp.get("/libro/<int:organisation_id>/arqueo")
@login_required
def count(organisation_id: int) -> ResponseReturnValue:
    """Ask what is in the cash box."""
    page = _desk(organisation_id)
    form = CashCountForm(page.currency, page.people)
    form.day.data = current_day()
    return render_page("marketplace/ledger/count.html", page=page, form=form)


@bp.post("/libro/<int:organisation_id>/arqueo/revisar")
@login_required
def check_count(organisation_id: int) -> ResponseReturnValue:
    """Show the count beside the book before it is kept."""
    page = _desk(organisation_id)
    form = CashCountForm(page.currency, page.people)
    if not form.validate():
        html = render_page("marketplace/ledger/count.html", page=page, form=form)
        return html, HTTPStatus.UNPROCESSABLE_ENTITY
    counted = form.count(organisation_id)
    expected = queries.balance_on(
        db.session(), organisation_id, "cash", page.currency, counted.day
    )
    return render_page(
        "marketplace/ledger/count_check.html",
        page=page,
        form=form,
        count=counted,
        expected=expected,
        difference=counted.counted - expected,
        cashier=dict(page.people)[counted.cashier_id],
    )


@bp.post("/libro/<int:organisation_id>/arqueo")
@login_required
def keep_count(organisation_id: int) -> ResponseReturnValue:
    """Keep the count and post the difference."""
    page = _desk(organisation_id)
    form = CashCountForm(page.currency, page.people)

    def work(session: Session) -> str:
        services.count_cash(
            session, form.count(organisation_id), actor=current_actor(), now=now()
        )
        flash(_("El arqueo quedó guardado."), "success")
        return url_for("ledger.book", organisation_id=organisation_id)

    return done_once(
        form,
        work,
        lambda: render_page("marketplace/ledger/count.html", page=page, form=form),
    )


def _desk(organisation_id: int) -> queries.CountDesk:
    return queries.count_desk(
        db.session(), organisation_id, actor=current_actor(), day=current_day()
    )
