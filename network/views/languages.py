"""The button at the foot of every page that changes its language."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, abort, make_response, redirect, request, url_for

from network.web import keep_language, read_language, safe_path, settings

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("languages", __name__)


@bp.post("/idioma")
def choose() -> ResponseReturnValue:
    """Keep the language and return to the page that was read."""
    language = read_language(request.form.get("language"))
    if language is None:
        abort(HTTPStatus.UNPROCESSABLE_ENTITY)
    target = safe_path(request.form.get("next")) or url_for("start.home")
    response = make_response(redirect(target, HTTPStatus.SEE_OTHER))
    keep_language(response, language, secure=settings().secure_cookies)
    return response
