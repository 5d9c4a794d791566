"""Orders as spreadsheets: bring a list in, take the list out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, g, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from marketplace.attachments.services import write_csv, write_xlsx
from marketplace.filters import show
from marketplace.kernel.unit_words import unit_name
from marketplace.purchasing.forms.sheets import LineSheetForm, SheetForm, first_look
from marketplace.purchasing.queries.pages_lines import all_lines, lines_page
from marketplace.purchasing.queries.templates import line_template
from marketplace.purchasing.services import line_import
from marketplace.purchasing.views.shared import bp, done_once, refused
from network.clock import now
from network.core.text import slug
from network.db import db, transaction
from network.errors import InvalidError
from network.web import (
    current_actor,
    current_day,
    explain,
    login_required,
    render_page,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from marketplace.purchasing.queries.pages_lines import LinesPage
    from marketplace.purchasing.services.line_import import (
        ImportOutcome,
        ImportPreview,
    )

_MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@bp.get("/<int:purchase_id>/pedidos/hoja.<kind>")
@login_required
def export_lines(purchase_id: int, kind: str) -> ResponseReturnValue:
    """Give the orders of an association as a spreadsheet."""
    part, rows = all_lines(
        db.session(),
        purchase_id,
        request.args.get("asociacion", type=int),
        actor=current_actor(),
        now=now(),
    )
    headers = [_("Asociado"), _("Insumo"), _("Desde"), _("Hasta"), _("Mínimo")]
    cells = [
        (
            line.person,
            line.item.text,
            line.wanted,
            line.at_most,
            line.at_least,
            unit_name(line.item.unit),
            show(line.state),
            line.typist or line.person,
        )
        for line in rows
    ]
    headers += [_("Unidad"), _("Estado"), _("Anotó")]
    return _file(kind, f"{slug(part.name)}-{current_day()}", headers, cells)


@bp.get("/<int:purchase_id>/pedidos/plantilla.xlsx")
@login_required
def lines_template(purchase_id: int) -> ResponseReturnValue:
    """Give a workbook with every member, to fill in and bring back."""
    part = _page(purchase_id).part
    raw = line_template(
        db.session(),
        purchase_id,
        part.organisation_id,
        actor=current_actor(),
        now=now(),
    )
    return _download(raw, "xlsx", f"{slug(part.name)}-{_('plantilla')}")


@bp.get("/<int:purchase_id>/pedidos/traer")
@login_required
def import_lines(purchase_id: int) -> ResponseReturnValue:
    """Ask for the file with the orders."""
    page = _page(purchase_id)
    return render_page(
        "marketplace/purchasing/import_lines.html", page=page, form=SheetForm()
    )


@bp.post("/<int:purchase_id>/pedidos/traer")
@login_required
def look_over_lines(purchase_id: int) -> ResponseReturnValue:
    """Show what the file would do, row by row, and change nothing."""
    page, sent = _page(purchase_id), SheetForm()
    if not sent.validate():
        return refused("marketplace/purchasing/import_lines.html", page=page, form=sent)
    form = LineSheetForm(formdata=MultiDict(), data=first_look(sent))
    form.table = sent.table
    return _preview_page(page, form)


@bp.post("/<int:purchase_id>/pedidos/traer/revisar")
@login_required
def look_again_at_lines(purchase_id: int) -> ResponseReturnValue:
    """Show the file again with other columns or choices."""
    page, form = _page(purchase_id), LineSheetForm()
    _offer(form)
    if not form.validate():
        return refused(
            "marketplace/purchasing/import_lines.html", page=page, form=SheetForm()
        )
    return _preview_page(page, form)


@bp.post("/<int:purchase_id>/pedidos/traer/guardar")
@login_required
def take_lines_in(purchase_id: int) -> ResponseReturnValue:
    """Take the rows in."""
    page, form = _page(purchase_id), LineSheetForm()
    _offer(form)
    here = page.part.organisation_id

    def work(session: Session) -> str:
        file, actor = form.file(here), current_actor()
        outcome = line_import.import_lines(
            session, purchase_id, file, actor=actor, now=now()
        )
        flash(_told(outcome), "success")
        return url_for("purchasing.lines", purchase_id=purchase_id, asociacion=here)

    return done_once(form, work) or (_preview_page(page, form), 422)


def _page(purchase_id: int) -> LinesPage:
    page = lines_page(
        db.session(),
        purchase_id,
        request.args.get("asociacion", type=int),
        actor=current_actor(),
        now=now(),
    )
    g.time_zone = page.head.time_zone
    return page


def _offer(form: LineSheetForm) -> None:
    """Read the file of a page that was sent back, and offer its columns."""
    try:
        form.validate_packed(form.packed)
    except ValueError:
        form.table = None
    form.offer(form.table.headers if form.table else (), {})


def _preview_page(page: LinesPage, form: LineSheetForm) -> str:
    if form.table is None:
        return render_page(
            "marketplace/purchasing/import_lines.html", page=page, form=SheetForm()
        )
    preview = None
    try:
        preview = _preview(page, form)
        form.offer(form.table.headers, preview.columns)
    except InvalidError as error:
        form.form_errors.append(explain(error))
        form.offer(form.table.headers, {})
    return render_page(
        "marketplace/purchasing/look_over_lines.html",
        page=page,
        form=form,
        preview=preview,
    )


def _preview(page: LinesPage, form: LineSheetForm) -> ImportPreview:
    file = form.file(page.part.organisation_id)
    with transaction(save=False) as session:
        return line_import.preview_lines(
            session, page.head.id, file, actor=current_actor(), now=now()
        )


def _told(outcome: ImportOutcome) -> str:
    """Return in words what a file did."""
    if outcome.again:
        return _("Este archivo ya se había traído. No cambió nada.")
    return _(
        "Pedidos nuevos: %(added)s. Cambiados: %(changed)s. Iguales: %(same)s."
        " Filas que quedaron fuera: %(left_out)s.",
        added=outcome.added,
        changed=outcome.changed,
        same=outcome.same,
        left_out=outcome.left_out,
    )


def _file(
    kind: str, name: str, headers: Sequence[str], rows: Sequence[Sequence[object]]
) -> ResponseReturnValue:
    if kind not in _MEDIA:
        abort(404)
    raw = write_csv(headers, rows) if kind == "csv" else write_xlsx(name, headers, rows)
    return _download(raw, kind, name)


def _download(raw: bytes, kind: str, name: str) -> ResponseReturnValue:
    disposition = f'attachment; filename="{slug(name)}.{kind}"'
    return raw, 200, {"Content-Type": _MEDIA[kind], "Content-Disposition": disposition}
