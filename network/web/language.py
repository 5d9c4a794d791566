"""In which language a page speaks: Spanish, unless the person asks for English."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, has_request_context, request

LANGUAGES = ("es", "en")
#: What each language calls itself.
OWN_NAMES = {"es": "Español", "en": "English"}
COOKIE = "language"
_KEPT = timedelta(days=365)


def chosen_language() -> str:
    """Return the language of this request; Spanish for work that nobody reads."""
    if not has_request_context():
        return LANGUAGES[0]
    return read_language(request.cookies.get(COOKIE)) or LANGUAGES[0]


def read_language(typed: str | None) -> str | None:
    """Return the language that a text names, or none if it names none of ours."""
    return typed if typed in LANGUAGES else None


def other_language() -> str:
    """Return the language that the button at the foot of the page changes to."""
    return "en" if chosen_language() == "es" else "es"


def keep_language(response: Response, language: str, *, secure: bool) -> None:
    """Make a browser ask for this language for a year."""
    response.set_cookie(
        COOKIE,
        language,
        max_age=_KEPT,
        secure=secure,
        httponly=True,
        samesite="Lax",
        path="/",
    )
