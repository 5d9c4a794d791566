"""Reading and writing product sheets."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _

from marketplace.attachments import services as files
from marketplace.catalogue import queries, services
from marketplace.catalogue.forms import ButtonForm, PhotoForm, ReasonForm, SheetForm
from network.clock import now
from network.db import db, transaction
from network.errors import DomainError, NotFoundError
from network.web import (
    current_actor,
    explain,
    login_required,
    render_page,
    settings,
)

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from marketplace.catalogue.queries import SheetPage

bp = Blueprint("sheets", __name__)


@bp.get("/catalogo/fichas/<int:sheet_id>")
def public(sheet_id: int) -> ResponseReturnValue:
    """Show a published sheet to anybody."""
    page = queries.public_sheet(db.session(), sheet_id)
    address = settings().base_url + url_for("sheets.public", sheet_id=sheet_id)
    return render_page(
        "marketplace/catalogue/public_sheet.html", page=page, address=address
    )


@bp.get("/organizaciones/<int:organisation_id>/fichas")
@login_required
def listing(organisation_id: int) -> ResponseReturnValue:
    """Show the sheets of an organisation, drafts included."""
    page = queries.sheets_page(db.session(), organisation_id, actor=current_actor())
    return render_page("marketplace/catalogue/sheets.html", page=page)


@bp.post("/organizaciones/<int:organisation_id>/fichas")
@login_required
def start(organisation_id: int) -> ResponseReturnValue:
    """Start a sheet, or the next version of one."""
    product_id = request.form.get("product_id", type=int)
    if product_id is None:
        raise NotFoundError(product=None)
    with transaction() as session:
        sheet_id = services.start_sheet(
            session, organisation_id, product_id, actor=current_actor(), now=now()
        )
    return _to("sheets.edit", sheet_id)


@bp.get("/catalogo/fichas/<int:sheet_id>/trabajo")
@login_required
def work(sheet_id: int) -> ResponseReturnValue:
    """Show a sheet to its organisation: what it says and where it stands."""
    page = _page(sheet_id)
    return _work_page(page, HTTPStatus.OK, PhotoForm(), ReasonForm())


@bp.route("/catalogo/fichas/<int:sheet_id>/editar", methods=["GET", "POST"])
@login_required
def edit(sheet_id: int) -> ResponseReturnValue:
    """Write what a draft says."""
    page = _page(sheet_id)
    form = SheetForm(page.text)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.write_sheet(
                    session, sheet_id, form.text(), actor=current_actor(), now=now()
                )
        except DomainError as error:
            form.form_errors.append(explain(error))
        else:
            flash(_("La ficha quedó guardada."), "success")
            return _to("sheets.work", sheet_id)
    html = render_page("marketplace/catalogue/sheet_form.html", form=form, page=page)
    return html, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@bp.post("/catalogo/fichas/<int:sheet_id>/fotos")
@login_required
def add_photo(sheet_id: int) -> ResponseReturnValue:
    """Add a photograph to a draft."""
    page = _page(sheet_id)
    form = PhotoForm()
    if form.validate():
        try:
            _keep_photo(page, form)
        except DomainError as error:
            form.photo.errors = [explain(error)]
        else:
            flash(_("La foto quedó en la ficha."), "success")
            return _to("sheets.work", sheet_id)
    return _work_page(page, HTTPStatus.UNPROCESSABLE_ENTITY, form, ReasonForm())


@bp.post("/catalogo/fichas/<int:sheet_id>/fotos/<int:attachment_id>/quitar")
@login_required
def remove_photo(sheet_id: int, attachment_id: int) -> ResponseReturnValue:
    """Take a photograph off a draft."""
    with transaction() as session:
        services.remove_photo(
            session, sheet_id, attachment_id, actor=current_actor(), now=now()
        )
    return _to("sheets.work", sheet_id)


def _keep_photo(page: SheetPage, form: PhotoForm) -> None:
    raw, name = form.upload()
    folder = current_app.extensions["tejido.config"].attachments_folder
    actor, instant = current_actor(), now()
    with transaction() as session:
        upload = files.Upload(page.sheet.organisation_id, raw, name)
        attachment_id = files.keep(
            session, upload, folder=folder, actor=actor, now=instant
        )
        services.add_photo(
            session,
            page.sheet.id,
            attachment_id,
            form.caption.data or "",
            actor=actor,
            now=instant,
        )


def _page(sheet_id: int) -> SheetPage:
    return queries.sheet_page(db.session(), sheet_id, actor=current_actor())


def _work_page(
    page: SheetPage, status: HTTPStatus, photo: PhotoForm, reason: ReasonForm
) -> ResponseReturnValue:
    html = render_page(
        "marketplace/catalogue/sheet_work.html",
        page=page,
        photo=photo,
        reason=reason,
        button=ButtonForm(),
    )
    return html, status


def _to(endpoint: str, sheet_id: int) -> ResponseReturnValue:
    return redirect(url_for(endpoint, sheet_id=sheet_id), HTTPStatus.SEE_OTHER)
