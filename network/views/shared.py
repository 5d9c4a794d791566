"""What several pages of the network ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, url_for

from network.db import db
from network.web import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy.orm import Session


def chain_names(in_use: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Return code and name of every value chain the catalogue knows.

    The application gives ``tejido.chains``; codes that are in use and that
    the catalogue does not know stand for themselves.
    """
    reader: Callable[[Session], list[tuple[str, str]]] | None
    reader = current_app.extensions.get("tejido.chains")
    known = dict(reader(db.session())) if reader else {}
    known |= {code: code for code in in_use if code not in known}
    return sorted(known.items(), key=lambda chain: chain[1])


def invitation_address(token: str) -> str:
    """Return the whole address of an invitation, to be sent to somebody."""
    return settings().base_url + url_for("entrance.invitation", token=token)
