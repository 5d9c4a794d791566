"""Opening balances: typed or from a sheet, looked over, kept once."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, flash, url_for
from flask_babel import gettext as _

from marketplace.attachments.services import write_xlsx
from marketplace.kernel.money import Money
from marketplace.ledger.core.opening import ACCOUNTS, COLUMNS, OpeningLine
from marketplace.ledger.forms.opening import (
    OpeningCheckForm,
    OpeningForm,
    OpeningSheetForm,
)
from marketplace.ledger.queries import desks
from marketplace.ledger.services import opening
from marketplace.ledger.views.shared import bp, done_once
from network.clock import now
from network.db import db
from network.errors import InvalidError
from network.web import (
    current_actor,
    current_day,
    explain,
    login_required,
    render_page,
)

if TYPE_CHECKING:
    from datetime import date

    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from marketplace.ledger.core.opening import OpeningSheet

_HOME = "/libro/<int:organisation_id>/saldos-iniciales"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get(_HOME)
@login_required
def openings(organisation_id: int) -> ResponseReturnValue:
    """Show the balances there are, and ask for the others."""
    desk = _desk(organisation_id)
    form, sheet = OpeningForm(desk), OpeningSheetForm()
    form.day.data = sheet.day.data = current_day()
    return _page(desk, form, sheet)


@bp.post(f"{_HOME}/revisar")
@login_required
def check_openings(organisation_id: int) -> ResponseReturnValue:
    """Show what was typed before it is kept."""
    desk = _desk(organisation_id)
    form = OpeningForm(desk)
    if not form.validate():
        return _page(desk, form, OpeningSheetForm()), HTTPStatus.UNPROCESSABLE_ENTITY
    assert form.day.data is not None  # InputRequired saw to it
    return _check(desk, form.day.data, form.lines())


@bp.post(f"{_HOME}/hoja")
@login_required
def check_opening_sheet(organisation_id: int) -> ResponseReturnValue:
    """Show what a sheet would do, row errors first, and change nothing."""
    desk, sheet = _desk(organisation_id), OpeningSheetForm()
    if sheet.validate() and sheet.table is not None and sheet.day.data is not None:
        try:
            read = opening.read_opening_sheet(
                db.session(),
                organisation_id,
                sheet.table,
                actor=current_actor(),
                day=sheet.day.data,
            )
            return _check(desk, sheet.day.data, read.lines, read)
        except InvalidError as error:
            sheet.form_errors.append(explain(error))
    return _page(desk, OpeningForm(desk), sheet), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get(f"{_HOME}/plantilla.xlsx")
@login_required
def opening_template(organisation_id: int) -> ResponseReturnValue:
    """Give a workbook with everybody in it, to fill in and bring back."""
    desk = _desk(organisation_id)
    words = {prefix: word for word, prefix in ACCOUNTS.items()}
    begun = {row.name.code for row in desk.standing}
    rows = [(words[code], "", None, None) for code in ("cash", "bank")]
    rows += [
        (words[code.partition(":")[0]], name, None, None)
        for code, name in desk.names.items()
        if code not in begun
    ]
    headers = [names[0] for names in COLUMNS.values()]
    return Response(
        write_xlsx("saldos", headers, rows),
        mimetype=_XLSX,
        headers={"Content-Disposition": 'attachment; filename="saldos-iniciales.xlsx"'},
    )


@bp.post(_HOME)
@login_required
def keep_openings(organisation_id: int) -> ResponseReturnValue:
    """Keep the balances."""
    desk = _desk(organisation_id)
    form = OpeningCheckForm()
    form.currency = desk.currency

    def work(session: Session) -> str:
        done = opening.open_balances(
            session, form.balances(organisation_id), actor=current_actor(), now=now()
        )
        flash(_told(done), "success")
        return url_for("ledger.openings", organisation_id=organisation_id)

    def again() -> str:
        typed = OpeningForm(desk)
        typed.form_errors.extend(form.form_errors)
        typed.form_errors.extend(form.lines.errors)
        return _page(desk, typed, OpeningSheetForm())

    return done_once(form, work, again)


def _told(done: opening.Opened) -> str:
    if not done.posted:
        return _("Estos saldos ya estaban anotados. No cambió nada.")
    return _("Saldos anotados: %(posted)s.", posted=done.posted)


def _desk(organisation_id: int) -> desks.OpeningDesk:
    return desks.opening_desk(
        db.session(), organisation_id, actor=current_actor(), day=current_day()
    )


def _page(desk: desks.OpeningDesk, form: OpeningForm, sheet: OpeningSheetForm) -> str:
    return render_page(
        "marketplace/ledger/opening.html", desk=desk, form=form, sheet=sheet
    )


def _check(
    desk: desks.OpeningDesk,
    day: date,
    lines: tuple[OpeningLine, ...],
    read: OpeningSheet | None = None,
) -> str:
    form = OpeningCheckForm(formdata=None)
    form.day.data = day
    form.carry(lines)
    after = desks.balances_after(
        db.session(),
        desk.organisation_id,
        {line.code: line.amount for line in lines},
        desk.currency,
    )
    return render_page(
        "marketplace/ledger/opening_check.html",
        desk=desk,
        day=day,
        form=form,
        lines=lines,
        after=after,
        owed=_total(lines, desk, 1),
        owing=_total(lines, desk, -1),
        errors=[explain(error) for error in read.errors] if read else [],
        blank=read.blank if read else 0,
    )


def _total(lines: tuple[OpeningLine, ...], desk: desks.OpeningDesk, sign: int) -> Money:
    """Return the sum of what is on one side, as a positive amount."""
    return Money.total(
        (abs(each.amount) for each in lines if each.amount.minor * sign > 0),
        desk.currency,
    )
