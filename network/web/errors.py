"""Pages and JSON for what goes wrong, in the person's words."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Flask, current_app, jsonify, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from markupsafe import escape
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException, SecurityError, Unauthorized

from network.db import db
from network.errors import (
    ConflictError,
    DomainError,
    InvalidError,
    NotAllowedError,
    NotFoundError,
)
from network.web.guard import send_to_entrance
from network.web.replies import wants_json
from network.web.words import explain

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

STATUSES = (
    (NotFoundError, HTTPStatus.NOT_FOUND),
    (NotAllowedError, HTTPStatus.FORBIDDEN),
    (ConflictError, HTTPStatus.CONFLICT),
    (InvalidError, HTTPStatus.UNPROCESSABLE_ENTITY),
)


def register_errors(app: Flask) -> None:
    """Make every error of the application end in a page or in JSON."""
    app.register_error_handler(DomainError, _broken_rule)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(Unauthorized, _stranger)
    app.register_error_handler(OverflowError, _beyond_measure)
    app.register_error_handler(DataError, _beyond_measure)
    app.register_error_handler(HTTPException, _refused)


def status_of(error: DomainError) -> HTTPStatus:
    """Return the HTTP status of a broken rule."""
    for kind, status in STATUSES:
        if isinstance(error, kind):
            return status
    return HTTPStatus.UNPROCESSABLE_ENTITY


def titles() -> dict[int, tuple[str, str]]:
    """Return title and sentence of each status, in the language of the page."""
    return {
        400: (
            _("No entendimos lo que llegó"),
            _("Vuelva a la página anterior e intente de nuevo."),
        ),
        403: (
            _("No tiene permiso"),
            _("Su organización no le ha dado permiso para esto."),
        ),
        404: (
            _("No encontramos esa página"),
            _("Revise la dirección o vuelva al inicio."),
        ),
        405: (
            _("Aquí no se hace así"),
            _("Vuelva a la página anterior y use sus botones."),
        ),
        409: (
            _("Esto cambió mientras usted lo veía"),
            _("Abra la página otra vez, revise e intente de nuevo."),
        ),
        413: (
            _("El archivo es muy grande"),
            _("Envíe uno más pequeño, o una foto con menos calidad."),
        ),
        422: (_("Los datos no cuadran"), _("Revise lo que escribió.")),
        429: (
            _("Demasiados intentos"),
            _("Espere unos minutos antes de intentar de nuevo."),
        ),
        500: (
            _("Algo falló de nuestro lado"),
            _("Lo que ya estaba guardado sigue guardado. Intente en unos minutos."),
        ),
    }


def error_answer(
    status: int, title: str, sentence: str, *, plain: bool = False
) -> ResponseReturnValue:
    """Return an error as a page, or as JSON when that was asked for."""
    if wants_json():
        return jsonify(error={"status": status, "message": sentence}), status
    if plain:
        return _bare_page(title, sentence), status
    try:
        page = render_template(
            "network/error.html", status=status, title=title, sentence=sentence
        )
    except Exception:
        current_app.logger.warning("error page without its frame", exc_info=True)
        page = _bare_page(title, sentence)
    return page, status


def _broken_rule(error: DomainError) -> ResponseReturnValue:
    db.session.rollback()
    status = status_of(error)
    return error_answer(status, titles()[status][0], explain(error))


def _beyond_measure(error: Exception) -> ResponseReturnValue:
    """Answer what no form refused and the database cannot hold: the last net."""
    db.session.rollback()
    # Its words hold what was typed, so that only its kind is kept.
    current_app.logger.warning("beyond the database: %s", type(error).__name__)
    return error_answer(
        422,
        titles()[422][0],
        _("Un número o un texto no se puede guardar. Revíselo."),
    )


def _stale_form(_error: CSRFError) -> ResponseReturnValue:
    return error_answer(
        400,
        _("Esta página se venció"),
        _("Por seguridad, ábrala de nuevo y repita lo que hizo."),
    )


def _stranger(error: Unauthorized) -> ResponseReturnValue:
    if wants_json():
        return error_answer(401, "", _("Entre primero."))
    return send_to_entrance() if error.response is None else error


def _refused(error: HTTPException) -> ResponseReturnValue:
    status = error.code
    if status is None or status < HTTPStatus.BAD_REQUEST:
        return error
    known = titles()
    title, sentence = known.get(status, known[400 if status < 500 else 500])
    # A poisoned host name or a fault: nothing of the frame can be trusted.
    plain = isinstance(request.routing_exception, SecurityError) or status >= 500
    answer = error_answer(status, title, sentence, plain=plain)
    if status == HTTPStatus.METHOD_NOT_ALLOWED and isinstance(answer, tuple):
        allowed = ", ".join(getattr(error, "valid_methods", None) or ())
        return answer[0], status, {"Allow": allowed}
    return answer


def _bare_page(title: str, sentence: str) -> str:
    return (
        '<!doctype html><html lang="es"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · Tejido</title></head><body><main>"
        f"<h1>{escape(title)}</h1><p>{escape(sentence)}</p>"
        f'<p><a href="/">{escape(_("Ir al inicio"))}</a></p></main></body></html>'
    )
