"""Whether the instance shows invented people, so that every page says so."""

from __future__ import annotations

from time import monotonic

from flask import current_app, url_for

from network.db import db
from network.queries.instance import has_demonstration
from network.web.identity import maybe_sitting
from network.web.settings import settings

_ASKED = "tejido.demonstration"
#: Seconds for which a no is believed; a yes stays for ever.
_BELIEVED = 30.0


def is_demonstration() -> bool:
    """Tell whether any network of the instance is invented.

    Who is signed in was told with the sitting.  For strangers it is asked and
    kept by the process: a yes for ever, a no for half a minute, because
    another process may load the demonstration.
    """
    sitting = maybe_sitting()
    if settings().is_demonstration or (sitting and sitting.is_among_invented):
        return True
    if sitting:
        return False
    known: tuple[bool, float] | None = current_app.extensions.get(_ASKED)
    if known and (known[0] or monotonic() - known[1] < _BELIEVED):
        return known[0]
    found = has_demonstration(db.session())
    current_app.extensions[_ASKED] = (found, monotonic())
    return found


def ask_again() -> None:
    """Forget a no, because the demonstration has just been loaded."""
    current_app.extensions.pop(_ASKED, None)


def tour_url() -> str | None:
    """Return where the guided tour is, if the application has one."""
    endpoint: str | None = current_app.extensions.get("tejido.tour")
    return url_for(endpoint) if endpoint else None
