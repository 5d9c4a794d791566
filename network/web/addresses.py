"""Where a page may send somebody: only to pages of our own."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

LONGEST = 500


def safe_path(target: str | None) -> str | None:
    """Return the target if it is the address of one of our pages, else none.

    The target must be a path that a route of ours answers to with GET, so that
    neither another site nor an address that nobody serves gets through,
    however it was encoded.
    """
    if not target or len(target) > LONGEST or not _is_plain(target):
        return None
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        return None
    path = unquote(parts.path)
    if path.startswith("//") or not _is_plain(path):
        return None
    adapter = current_app.url_map.bind("tejido.invalid")
    try:
        endpoint, _values = adapter.match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return None
    if endpoint == "static":
        return None
    return target


def here() -> str | None:
    """Return the present page as a target to come back to, if it is safe."""
    path = request.full_path if request.query_string else request.path
    return safe_path(path)


def _is_plain(text: str) -> bool:
    """Tell whether a text has no backslash, blank or control character."""
    return not any(
        letter == "\\" or letter.isspace() or not letter.isprintable()
        for letter in text
    )
