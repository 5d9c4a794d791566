"""Nobody comes in unless a page says that strangers may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import Unauthorized

from network.policy import Actor, Role
from network.web import identity
from network.web.addresses import here
from network.web.replies import wants_json

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from network.queries.access import LiveSession

#: Pages of the ground that a stranger may open; every other one asks to sign in.
PUBLIC_ENDPOINTS = frozenset(
    {
        "static",
        "entrance.sign_in",
        "entrance.enter",
        "entrance.leave",
        "entrance.forgotten",
        "entrance.ask_reset",
        "entrance.reset",
        "entrance.set_password",
        "entrance.invitation",
        "entrance.join",
        "start.home",
        "start.load_demonstration",
        "start.first_network",
        "start.create_first_network",
        "start.privacy",
        "languages.choose",
        "organisations.public_profile",
    }
)

#: What somebody may do who still has to give the one-time code.
SECOND_STEP_ENDPOINTS = frozenset({"account.code", "account.give_code"})

#: What treasurers and coordinators may change before they have one-time codes.
_OWN_ACCOUNT = frozenset({"account", "entrance"})
#: Public pages that show the same to everybody; the others show more to whom
#: they know, so that they wait for the code too.
_NOBODYS = frozenset({"entrance", "languages"})
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def check_entry() -> ResponseReturnValue | None:
    """Stop a request that may not go on; runs before every view."""
    identity.forget()
    endpoint = request.endpoint
    if endpoint is None or _is_nobodys(endpoint):
        return None
    sitting = identity.maybe_sitting()
    if sitting is None:
        return None if is_public(endpoint) else send_to_entrance()
    return _check_sitting(sitting, endpoint)


def _check_sitting(sitting: LiveSession, endpoint: str) -> ResponseReturnValue | None:
    if sitting.has_codes and not sitting.second_factor:
        if endpoint in SECOND_STEP_ENDPOINTS:
            return None
        return redirect(url_for("account.code", next=_come_back()), 303)
    own = request.method in _SAFE_METHODS or request.blueprint in _OWN_ACCOUNT
    return None if own or is_public(endpoint) else _lead_to_codes(sitting)


def _is_nobodys(endpoint: str) -> bool:
    """Tell whether a public page is the same for everybody."""
    same = endpoint == "static" or request.blueprint in _NOBODYS
    return same and is_public(endpoint)


def is_public(endpoint: str) -> bool:
    """Tell whether strangers may open an endpoint."""
    return endpoint in current_app.extensions["tejido.public"]


def needs_codes(actor: Actor) -> bool:
    """Tell whether the roles held ask for one-time codes."""
    held = frozenset().union(*actor.roles.values())
    return Role.TREASURER in held or bool(actor.coordinates)


def send_to_entrance() -> ResponseReturnValue:
    """Send a stranger to the sign-in page, and back here afterwards."""
    if wants_json():
        raise Unauthorized
    if request.method not in _SAFE_METHODS:
        flash(
            _("Su ingreso se venció. Entre otra vez y repita lo que hizo."), "warning"
        )
    return redirect(url_for("entrance.sign_in", next=_come_back()), 303)


def _come_back() -> str | None:
    return here() if request.method in _SAFE_METHODS else None


def _lead_to_codes(sitting: LiveSession) -> ResponseReturnValue | None:
    if sitting.second_factor or sitting.is_demonstration:
        return None
    actor = identity.maybe_actor()
    if actor is None or not needs_codes(actor):
        return None
    flash(
        _("Quien cuida la plata o coordina entra con un segundo paso. Actívelo."),
        "warning",
    )
    return redirect(url_for("account.second_step"), 303)
