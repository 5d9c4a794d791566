"""Who is asking: the sitting behind the cookie and the actor behind it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from flask import abort, g, has_request_context, request
from flask import session as cookie
from flask_login import LoginManager, UserMixin

from network.clock import now, today
from network.core.zones import usual_zone
from network.db import db, transaction
from network.queries.access import LiveSession, live_session
from network.queries.actors import actor_of
from network.services import access
from network.web.language import chosen_language
from network.web.settings import settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.policy import Actor

#: Name of the secret inside the signed cookie.
ACCESS = "access"
#: Where a request keeps what it found out; ``g`` may outlive a request.
SITTING = "tejido.sitting"
_ACTOR = "tejido.actor"

_TOUCH_AFTER = timedelta(minutes=15)

login_manager = LoginManager()
#: Phones change network all the time: strong protection would sign them out.
login_manager.session_protection = None


class SignedIn(UserMixin):
    """The signed-in person as Flask-Login wants to see one."""

    def __init__(self, sitting: LiveSession) -> None:
        """Keep the sitting that the cookie opened."""
        self.sitting = sitting

    def get_id(self) -> str:
        """Return the key of the sitting, never the person's."""
        return str(self.sitting.id)


@login_manager.request_loader
def _load(_request: object) -> SignedIn | None:
    sitting = maybe_sitting()
    return SignedIn(sitting) if sitting else None


def maybe_sitting() -> LiveSession | None:
    """Return the sitting of this request, or none for a stranger."""
    if SITTING not in request.environ:
        request.environ[SITTING] = _sitting()
    found: LiveSession | None = request.environ[SITTING]
    return found


def current_sitting() -> LiveSession:
    """Return the sitting of this request; a stranger is sent to sign in."""
    return maybe_sitting() or abort(401)


def spoken_language() -> str:
    """Return the language of this page, Ecuador's Spanish for people of Ecuador.

    Nobody is looked for here: an error page has to speak without a database.
    """
    language = chosen_language()
    sitting: LiveSession | None = (
        request.environ.get(SITTING) if has_request_context() else None
    )
    if language != "es" or sitting is None or sitting.country != "EC":
        return language
    return f"{language}_{sitting.country}"


def maybe_actor() -> Actor | None:
    """Return who is asking, with the roles of today, or none for a stranger."""
    if _ACTOR not in request.environ:
        sitting = maybe_sitting()
        request.environ[_ACTOR] = sitting and actor_of(
            db.session(),
            sitting.person_id,
            day=today(usual_zone(sitting.country)),
            second_factor=sitting.second_factor,
        )
    found: Actor | None = request.environ[_ACTOR]
    return found


def current_actor() -> Actor:
    """Return who is asking; a stranger is sent to sign in."""
    return maybe_actor() or abort(401)


def current_day() -> date:
    """Return the day it is where the person asking lives."""
    return today(usual_zone(current_sitting().country))


def open_here(session: Session, person_id: int) -> str:
    """Open a sitting on this device, inside an open transaction.

    Returns:
        The secret for :func:`begin`, to be called once it is saved.

    Raises:
        SuspendedError: If the person is not active.
    """
    days = settings().session_days
    sitting = access.Sitting(person_id, device_name(), days)
    return access.open_session(session, sitting, now=now())


def begin(token: str) -> None:
    """Put the secret of a new sitting into the cookie, and nothing else."""
    cookie.clear()
    cookie[ACCESS] = token
    cookie.permanent = True
    forget()


def leave() -> None:
    """Empty the cookie."""
    cookie.clear()
    forget()


def forget() -> None:
    """Ask the database again who is asking, because it has just changed."""
    request.environ.pop(SITTING, None)
    request.environ.pop(_ACTOR, None)
    # Flask-Login keeps its own copy in ``g``.
    g.pop("_login_user", None)


def client_address() -> str:
    """Return the network address that asks, under which tries are counted."""
    return request.remote_addr or "unknown"


def device_name() -> str:
    """Return what the browser calls itself, in a word or two people know."""
    agent = request.user_agent.string
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    return " · ".join(filter(None, (system, browser))) or agent[:60]


_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("SamsungBrowser", "Samsung"),
    ("Opera", "Opera"),
    ("OPR/", "Opera"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def _sitting() -> LiveSession | None:
    token = cookie.get(ACCESS)
    if not isinstance(token, str):
        return None
    instant = now()
    found = live_session(db.session(), token, now=instant)
    if found and found.last_seen_at < instant - _TOUCH_AFTER:
        with transaction() as session:
            access.touch(session, found.id, now=instant)
    return found
