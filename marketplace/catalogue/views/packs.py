"""Adding packs of a product, and saying what its units hold."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _

from marketplace.catalogue import queries, services
from marketplace.catalogue.forms import ConversionForm, PresentationForm
from network.clock import now
from network.db import db, transaction
from network.errors import DomainError
from network.policy import Action, require_anywhere
from network.web import (
    current_actor,
    current_day,
    current_sitting,
    explain,
    login_required,
    render_page,
    submit_once,
)

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from marketplace.catalogue.queries import ProductPage

bp = Blueprint("packs", __name__, url_prefix="/catalogo")


@bp.route("/<int:product_id>/presentaciones/nueva", methods=["GET", "POST"])
@login_required
def add(product_id: int) -> ResponseReturnValue:
    """Add a pack; a unit that varies asks how much it holds."""
    page = _editable(product_id)
    form = PresentationForm(current_sitting().country, page.usual_unit)
    if form.validate_on_submit():
        try:
            return submit_once(
                form, current_actor(), lambda session: _add(session, product_id, form)
            )
        except services.UndeclaredUnitError as error:
            form.declared.errors = [explain(error)]
        except DomainError as error:
            form.form_errors.append(explain(error))
    html = render_page(
        "marketplace/catalogue/presentation_form.html", form=form, page=page
    )
    return html, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@bp.route("/<int:product_id>/unidades/nueva", methods=["GET", "POST"])
@login_required
def declare(product_id: int) -> ResponseReturnValue:
    """Say what a unit of a product holds, from a day on."""
    page = _editable(product_id)
    form = ConversionForm(current_sitting().country, page.usual_unit, current_day())
    if form.validate_on_submit():
        try:
            return submit_once(
                form,
                current_actor(),
                lambda session: _declare(session, product_id, form),
            )
        except DomainError as error:
            form.form_errors.append(explain(error))
    html = render_page(
        "marketplace/catalogue/conversion_form.html", form=form, page=page
    )
    return html, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@bp.post("/presentaciones/<int:presentation_id>/retirar")
@login_required
def retire(presentation_id: int) -> ResponseReturnValue:
    """Hide a pack from the lists."""
    with transaction() as session:
        services.retire_presentation(
            session, presentation_id, actor=current_actor(), now=now()
        )
        card = queries.presentation(session, presentation_id)
    flash(_("La presentación ya no aparece en las listas."), "success")
    return redirect(
        url_for("catalogue.product", product_id=card.product_id), HTTPStatus.SEE_OTHER
    )


def _editable(product_id: int) -> ProductPage:
    require_anywhere(current_actor(), Action.EDIT_CATALOGUE)
    return queries.product_page(
        db.session(),
        product_id,
        country=current_sitting().country,
        day=current_day(),
    )


def _add(session: Session, product_id: int, form: PresentationForm) -> str:
    services.add_presentation(
        session, form.presentation(product_id), actor=current_actor(), now=now()
    )
    flash(_("La presentación quedó guardada."), "success")
    return url_for("catalogue.product", product_id=product_id)


def _declare(session: Session, product_id: int, form: ConversionForm) -> str:
    services.declare_conversion(
        session, form.conversion(product_id), actor=current_actor(), now=now()
    )
    flash(_("La medida quedó guardada."), "success")
    return url_for("catalogue.product", product_id=product_id)
