"""A movement by hand: what happened, a look at it, the entry."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import flash, request, url_for
from flask_babel import gettext as _

from marketplace.ledger.core.moving import sides
from marketplace.ledger.forms.movements import MovementForm
from marketplace.ledger.queries import desks
from marketplace.ledger.services import moving
from marketplace.ledger.views.shared import bp, done_once
from network.clock import now
from network.db import db
from network.web import current_actor, current_day, login_required, render_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from marketplace.kernel.money import Money

_HOME = "/libro/<int:organisation_id>/movimientos"


@bp.get(f"{_HOME}/nuevo")
@login_required
def new_movement(organisation_id: int) -> ResponseReturnValue:
    """Ask what happened to the money."""
    desk = _desk(organisation_id)
    form = MovementForm(desk)
    form.day.data = current_day()
    return _ask(desk, form)


@bp.post(f"{_HOME}/revisar")
@login_required
def check_movement(organisation_id: int) -> ResponseReturnValue:
    """Show the movement and what would be left before it is kept."""
    desk = _desk(organisation_id)
    form = MovementForm(desk)
    if "cambiar" in request.form:
        return _ask(desk, form)
    if not form.validate():
        return _ask(desk, form), HTTPStatus.UNPROCESSABLE_ENTITY
    movement = form.movement(organisation_id)
    return render_page(
        "marketplace/ledger/movement_check.html",
        desk=desk,
        form=form,
        movement=movement,
        after=_after(desk, movement),
        beside=dict(desk.officers).get(movement.second_person or 0, ""),
    )


@bp.post(_HOME)
@login_required
def keep_movement(organisation_id: int) -> ResponseReturnValue:
    """Post the movement."""
    desk = _desk(organisation_id)
    form = MovementForm(desk)

    def work(session: Session) -> str:
        posted = moving.record_movement(
            session, form.movement(organisation_id), actor=current_actor(), now=now()
        )
        flash(_("El movimiento quedó anotado."), "success")
        return url_for(
            "ledger.journal", organisation_id=organisation_id, journal_id=posted.id
        )

    return done_once(form, work, lambda: _ask(desk, form))


def _after(
    desk: desks.MovementDesk, movement: moving.Movement
) -> list[tuple[str, Money, Money]]:
    """Return each till that changes, with what it holds and would hold."""
    debit, credit = sides(movement.kind, movement.till)
    change = {debit: movement.amount, credit: -movement.amount}
    return [
        (code, held, held + change[code])
        for code, held in desk.tills.items()
        if code in change
    ]


def _ask(desk: desks.MovementDesk, form: MovementForm) -> str:
    return render_page("marketplace/ledger/movement.html", desk=desk, form=form)


def _desk(organisation_id: int) -> desks.MovementDesk:
    return desks.movement_desk(
        db.session(), organisation_id, actor=current_actor(), day=current_day()
    )
