"""Whether a program or a person reads the answer."""

from __future__ import annotations

from flask import request


def wants_json() -> bool:
    """Tell whether the answer should be JSON rather than a page."""
    if request.path.startswith("/api/") or request.is_json:
        return True
    accepted = request.accept_mimetypes
    best = accepted.best_match(["text/html", "application/json"])
    return best == "application/json" and (
        accepted["application/json"] > accepted["text/html"]
    )
