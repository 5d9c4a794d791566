"""A supplier's price list as a file: what would change, then kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, flash, url_for
from flask_babel import gettext as _

from marketplace.kernel.calendar import local_day
from marketplace.purchasing.forms.sheets import PriceSheetForm
from marketplace.purchasing.queries.pages_suppliers import supplier
from marketplace.purchasing.queries.templates import quote_template
from marketplace.purchasing.services import quote_import
from marketplace.purchasing.views.shared import bp, done_once, refused, shown_head
from network.clock import now
from network.db import db, transaction
from network.errors import InvalidError
from network.policy import Action
from network.web import current_actor, explain, login_required, render_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from marketplace.purchasing.queries.pages_head import Head
    from marketplace.purchasing.queries.pages_suppliers import SupplierCard

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/<int:purchase_id>/cotizaciones/plantilla.xlsx")
@login_required
def prices_template(purchase_id: int) -> ResponseReturnValue:
    """Give a workbook for a supplier to fill in."""
    raw = quote_template(db.session(), purchase_id, actor=current_actor(), now=now())
    name = _("plantilla-precios")
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return Response(raw, mimetype=_XLSX, headers=headers)


@bp.get("/<int:purchase_id>/cotizaciones/de/<int:supplier_id>/lista")
@login_required
def import_prices(purchase_id: int, supplier_id: int) -> ResponseReturnValue:
    """Ask for the file and the terms of the offer."""
    head, whose, form = _form(purchase_id, supplier_id)
    return _page(head, whose, form)


@bp.post("/<int:purchase_id>/cotizaciones/de/<int:supplier_id>/lista")
@login_required
def look_over_prices(purchase_id: int, supplier_id: int) -> ResponseReturnValue:
    """Show what the list would change, and change nothing."""
    head, whose, form = _form(purchase_id, supplier_id)
    if form.validate():
        try:
            with transaction(save=False) as session:
                preview = quote_import.preview_quote(
                    session,
                    purchase_id,
                    form.file(supplier_id),
                    actor=current_actor(),
                    now=now(),
                )
            return render_page(
                "marketplace/purchasing/look_over_prices.html",
                head=head,
                supplier=whose,
                form=form,
                preview=preview,
            )
        except InvalidError as error:
            form.form_errors.append(explain(error))
    return _page(head, whose, form), 422


@bp.post("/<int:purchase_id>/cotizaciones/de/<int:supplier_id>/lista/guardar")
@login_required
def take_prices_in(purchase_id: int, supplier_id: int) -> ResponseReturnValue:
    """Keep the offer of the list."""
    head, whose, form = _form(purchase_id, supplier_id)

    def work(session: Session) -> str:
        file, actor = form.file(supplier_id), current_actor()
        quote_import.import_quote(session, purchase_id, file, actor=actor, now=now())
        flash(_("La cotización quedó anotada."), "success")
        return url_for("purchasing.quotes", purchase_id=purchase_id)

    return done_once(form, work) or refused(
        "marketplace/purchasing/import_prices.html",
        head=head,
        supplier=whose,
        form=form,
    )


def _form(
    purchase_id: int, supplier_id: int
) -> tuple[Head, SupplierCard, PriceSheetForm]:
    head = shown_head(purchase_id, Action.RECORD_QUOTE)
    whose = supplier(db.session(), head, supplier_id, now=now())
    today = local_day(now(), head.time_zone)
    return head, whose, PriceSheetForm(head.currency, today)


def _page(head: Head, whose: SupplierCard, form: PriceSheetForm) -> str:
    return render_page(
        "marketplace/purchasing/import_prices.html",
        head=head,
        supplier=whose,
        form=form,
    )
