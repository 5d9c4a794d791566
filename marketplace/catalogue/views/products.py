"""The list of the catalogue and the page of a product."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from marketplace.catalogue import queries, services
from marketplace.catalogue.forms import (
    ButtonForm,
    NameForm,
    ProductForm,
    search_typed,
)
from marketplace.catalogue.models import ProductKind
from network.clock import now
from network.db import db, transaction
from network.errors import DomainError
from network.models import Country
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

bp = Blueprint("catalogue", __name__, url_prefix="/catalogo")


@bp.get("")
@login_required
def listing() -> ResponseReturnValue:
    """Show what was looked for; the search lives in the address."""
    wanted = search_typed(request.args, current_sitting().country)
    session = db.session()
    return render_page(
        "marketplace/catalogue/listing.html",
        page=queries.catalogue_page(
            session, wanted, after=request.args.get("desde", "")
        ),
        wanted=wanted,
        is_first="desde" not in request.args,
        kinds=list(ProductKind),
        countries=list(Country),
        chains=queries.chains(session),
        may_add=current_actor().holds_anywhere(Action.EDIT_CATALOGUE),
    )


@bp.get("/<int:product_id>")
@login_required
def product(product_id: int) -> ResponseReturnValue:
    """Show everything that is known of a product."""
    actor, session = current_actor(), db.session()
    return render_page(
        "marketplace/catalogue/product.html",
        page=queries.product_page(
            session,
            product_id,
            country=current_sitting().country,
            day=current_day(),
        ),
        writers=queries.sheet_writers(session, actor=actor),
        may_edit=actor.holds_anywhere(Action.EDIT_CATALOGUE),
        may_retire=actor.holds_anywhere(Action.COORDINATE_NETWORK),
        button=ButtonForm(),
    )


@bp.route("/nuevo", methods=["GET", "POST"])
@login_required
def add() -> ResponseReturnValue:
    """Add a product, after showing what is called almost so."""
    actor, session = current_actor(), db.session()
    require_anywhere(actor, Action.EDIT_CATALOGUE)
    country = current_sitting().country
    form = ProductForm(queries.chains(session), country)
    if form.validate_on_submit():
        try:
            return submit_once(form, actor, lambda session: _add(session, form))
        except DomainError as error:
            form.form_errors.append(explain(error))
    typed = form.name.data or ""
    similar = queries.similar_products(db.session(), typed, country)
    html = render_page(
        "marketplace/catalogue/product_form.html", form=form, similar=similar
    )
    return html, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@bp.route("/<int:product_id>/nombres", methods=["GET", "POST"])
@login_required
def add_name(product_id: int) -> ResponseReturnValue:
    """Say what a country or region calls a product."""
    actor, country = current_actor(), current_sitting().country
    require_anywhere(actor, Action.EDIT_CATALOGUE)
    page = queries.product_page(
        db.session(), product_id, country=country, day=current_day()
    )
    form = NameForm(country)
    if form.validate_on_submit():
        try:
            return submit_once(
                form, actor, lambda session: _add_name(session, product_id, form)
            )
        except DomainError as error:
            form.form_errors.append(explain(error))
    html = render_page("marketplace/catalogue/name_form.html", form=form, page=page)
    return html, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@bp.post("/<int:product_id>/retirar")
@login_required
def retire(product_id: int) -> ResponseReturnValue:
    """Hide a product from the lists."""
    with transaction() as session:
        services.retire_product(session, product_id, actor=current_actor(), now=now())
    flash(_("El producto ya no aparece en las listas."), "success")
    return redirect(url_for("catalogue.listing"), HTTPStatus.SEE_OTHER)


def _add(session: Session, form: ProductForm) -> str:
    product_id = services.add_product(
        session, form.product(), actor=current_actor(), now=now()
    )
    flash(_("Quedó en el catálogo."), "success")
    return url_for("catalogue.product", product_id=product_id)


def _add_name(session: Session, product_id: int, form: NameForm) -> str:
    services.add_regional_name(
        session, product_id, form.regional_name(), actor=current_actor(), now=now()
    )
    flash(_("El nombre quedó guardado."), "success")
    return url_for("catalogue.product", product_id=product_id)
