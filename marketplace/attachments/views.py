"""Photographs and documents: handed in, listed, shown, downloaded."""

from __future__ import annotations

import io
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    redirect,
    request,
    send_file,
    url_for,
)
from flask_babel import gettext as _

from marketplace.attachments import queries, services
from marketplace.attachments.forms import UploadForm
from network.clock import now
from network.db import db, transaction
from network.errors import DomainError
from network.web import (
    current_actor,
    explain,
    login_required,
    maybe_actor,
    render_page,
)

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Response
    from flask.typing import ResponseReturnValue

    from marketplace.attachments.queries import FileCard

bp = Blueprint("attachments", __name__)

#: What strangers may open; the query decides what they see there.
PUBLIC = ("attachments.photo",)

_DAY = 24 * 3600


@bp.get("/archivos/<int:attachment_id>")
@login_required
def download(attachment_id: int) -> ResponseReturnValue:
    """Give a file as a download, whatever it is."""
    card = queries.file_card(db.session(), attachment_id, actor=current_actor())
    return _served(card, is_download=True)


@bp.get("/fotos/<int:attachment_id>")
def photo(attachment_id: int) -> ResponseReturnValue:
    """Show a photograph inside a page."""
    card = queries.file_card(db.session(), attachment_id, actor=maybe_actor())
    if not card.is_photo:
        abort(HTTPStatus.NOT_FOUND)
    return _served(card, is_download=False)


@bp.route("/organizaciones/<int:organisation_id>/archivos", methods=["GET", "POST"])
@login_required
def files(organisation_id: int) -> ResponseReturnValue:
    """Show the files of an organisation, and take one more."""
    actor = current_actor()
    before = request.args.get("antes", type=int)
    page = queries.files_of(db.session(), organisation_id, actor=actor, before=before)
    form = UploadForm()
    if form.validate_on_submit():
        try:
            _keep(organisation_id, form)
        except DomainError as error:
            form.file.errors = [explain(error)]
        else:
            flash(_("El archivo quedó guardado."), "success")
            return redirect(request.path, HTTPStatus.SEE_OTHER)
    html = render_page("marketplace/attachments/files.html", form=form, page=page)
    return html, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@bp.post("/archivos/<int:attachment_id>/quitar")
@login_required
def remove(attachment_id: int) -> ResponseReturnValue:
    """Stop showing a file."""
    actor = current_actor()
    card = queries.file_card(db.session(), attachment_id, actor=actor)
    with transaction() as session:
        services.remove(session, attachment_id, actor=actor, now=now())
    flash(_("El archivo ya no se muestra."), "success")
    return redirect(
        url_for("attachments.files", organisation_id=card.organisation_id),
        HTTPStatus.SEE_OTHER,
    )


def _keep(organisation_id: int, form: UploadForm) -> None:
    with transaction() as session:
        services.keep(
            session,
            form.upload(organisation_id),
            folder=_folder(),
            actor=current_actor(),
            now=now(),
        )


def _folder() -> Path:
    folder: Path = current_app.extensions["tejido.config"].attachments_folder
    return folder


def _served(card: FileCard, *, is_download: bool) -> Response:
    """Return a file under the type its bytes have, never guessed by a browser."""
    raw = services.read_bytes(_folder(), card.sha256)
    response = send_file(
        io.BytesIO(raw),
        mimetype=card.media_type,
        as_attachment=is_download,
        download_name=card.name,
        etag=card.sha256,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # What is not public is asked for again each time, so that a shared phone
    # shows nothing after the sign-out.
    kept = f"public, max-age={_DAY}" if card.is_public else "private, no-cache"
    response.headers["Cache-Control"] = kept
    return response
