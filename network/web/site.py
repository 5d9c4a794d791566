"""The application's web edge, put together once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, abort, render_template, request, url_for
from flask_babel import get_locale
from flask_wtf.csrf import CSRFProtect

from network.db import retrying
from network.web import demonstration, guard, identity
from network.web.addresses import here
from network.web.errors import register_errors
from network.web.headers import security_headers
from network.web.language import OWN_NAMES, other_language
from network.web.menu import shown_menu
from network.web.words import deed_words, detail_words, explain, name_of, one_stop

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask.typing import ResponseReturnValue

#: Largest number of a row that every database can hold.
LARGEST_KEY = 2**31 - 1


class Site(Flask):
    """Flask, doing a view again when the database broke a deadlock."""

    def dispatch_request(self) -> ResponseReturnValue:
        """Return what the view answers; at most three attempts."""
        if any(_is_no_key(part) for part in (request.view_args or {}).values()):
            # No row has such a number, and not every database may be asked.
            abort(404)
        return retrying(super().dispatch_request)


def _is_no_key(part: object) -> bool:
    return isinstance(part, int) and part > LARGEST_KEY


def prepare_web(app: Flask, *, public: Iterable[str] = ()) -> None:
    """Give an application its entrance, its headers and its error pages.

    Called once, after ``app.extensions["tejido.config"]`` is set and before
    the first request.  The tables ``tejido.explanations``, ``tejido.names``
    and ``tejido.menu`` are read when needed.

    Args:
        app: The application.
        public: Endpoints of upper areas that strangers may open.
    """
    config = app.extensions["tejido.config"]
    secure = bool(config.secure_cookies)
    app.config.update(
        SESSION_COOKIE_NAME="__Host-tejido" if secure else "tejido",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=timedelta(days=config.session_days),
        PREFERRED_URL_SCHEME="https" if secure else "http",
        # A page may wait for a signal for days; the key dies with the sitting.
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.extensions["tejido.public"] = guard.PUBLIC_ENDPOINTS | frozenset(public)
    identity.login_manager.init_app(app, add_context_processor=False)
    app.before_request(guard.check_entry)
    CSRFProtect(app)
    register_errors(app)
    headers = security_headers(secure=secure)

    @app.after_request
    def _harden(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if request.environ.get(identity.SITTING):
            # Shared phones: the back button must not show another's page.
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    app.add_template_filter(name_of, "name")
    app.add_template_filter(explain, "explain")
    app.add_template_filter(one_stop, "one_stop")
    app.add_template_filter(deed_words, "deed")
    app.add_template_filter(detail_words, "details")
    app.context_processor(_frame)


def render_page(template: str, **values: Any) -> str:  # noqa: ANN401 - what a page shows
    """Return a page as HTML; its headers are set on the way out."""
    return render_template(template, **values)


def _frame() -> dict[str, Any]:
    """Return what the frame of every page shows."""
    sitting = identity.maybe_sitting()
    actor = identity.maybe_actor()
    needs_code = sitting is not None and sitting.has_codes and not sitting.second_factor
    locale = get_locale()
    offered = other_language()
    return {
        "actor": actor,
        "current_person": sitting.name if sitting else None,
        "menu": [] if needs_code else shown_menu(actor),
        "is_demonstration": demonstration.is_demonstration(),
        "tour_url": demonstration.tour_url(),
        "language": locale.language if locale else "es",
        "language_url": url_for("languages.choose"),
        "offered_language": (offered, OWN_NAMES[offered]),
        "this_page": here() if request.method in {"GET", "HEAD"} else None,
        "sign_in_url": "/entrar",
        "sign_out_url": "/salir",
        "account_url": "/cuenta",
        "privacy_url": "/sus-datos",
    }
