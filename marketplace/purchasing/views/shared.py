"""What the pages of joint purchases share: the blueprint and how forms end."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol

from flask import Blueprint, flash, g, redirect, url_for

from marketplace.purchasing.queries.pages_head import Head, head, require_power
from network.clock import now
from network.db import db, transaction
from network.errors import ConflictError, DomainError, InvalidError
from network.web import current_actor, explain, render_page, submit_once

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask.typing import ResponseReturnValue
    from flask_wtf import FlaskForm
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import PurchaseState
    from network.policy import Action, Actor

#: Every page of a joint purchase hangs from this one; modules add theirs.
bp = Blueprint("purchasing", __name__, url_prefix="/compras")

#: What the panel of a state shows besides the page: filled by the modules of
#: the chapters, read by the page of the purchase.
PANEL_VALUES: dict[PurchaseState, Callable[[Head, Actor], Mapping[str, Any]]] = {}


class Checked(Protocol):
    """A form that can be validated and told what the service refused."""

    client_key: Any
    form_errors: Any

    def validate(self) -> bool:
        """Tell whether what was typed can be taken."""

    def __contains__(self, name: str) -> bool:
        """Tell whether the form has a field of that name."""

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - fields of every kind
        """Return a field by its name."""


def shown_head(purchase_id: int, action: Action | None = None) -> Head:
    """Return what a page of a purchase begins with, in the hours of its network.

    Args:
        purchase_id: The purchase.
        action: What the actor must be able to do to run it, if anything.

    Raises:
        NotFoundError: If the actor has nothing to do with it.
        NotAllowedError: If the actor's roles do not allow the action.
    """
    shown = head(db.session(), purchase_id, actor=current_actor(), now=now())
    if action is not None:
        require_power(shown, action)
    g.time_zone = shown.time_zone
    return shown


def purchase_url(purchase_id: int) -> str:
    """Return the address of a purchase's page."""
    return url_for("purchasing.purchase", purchase_id=purchase_id)


class _NotValidError(Exception):
    """The form was not sent before, and what it says does not pass."""


def done_once(
    form: Checked,
    work: Callable[[Session], str],
    refusals: tuple[type[DomainError], ...] = (),
) -> ResponseReturnValue | None:
    """Do a form's work once and lead on; None if the form has to be shown again.

    What the services refuse is written on the form.  A form that was done before
    leads on although it would not pass any more, since what it asked for is
    done: a second press is no error.

    Args:
        form: As it was sent.
        work: Runs the services and returns the path to go to.
        refusals: Further rules that are said on the form, not on a page apart.
    """
    is_valid = form.validate()
    if form.client_key.errors:
        return None

    def checked(session: Session) -> str:
        if not is_valid:
            raise _NotValidError
        return work(session)

    try:
        return submit_once(form, current_actor(), checked)
    except _NotValidError:
        return None
    except DomainError as error:
        if not isinstance(error, (ConflictError, InvalidError, *refusals)):
            raise
        form.form_errors.append(explain(error))
        return None


def done_now(
    location: str, sentence: str, work: Callable[[Session], object]
) -> ResponseReturnValue:
    """Do what a button asks for, say how it went and lead to a page."""
    try:
        with transaction() as session:
            work(session)
    except (ConflictError, InvalidError) as error:
        flash(explain(error), "error")
    else:
        flash(sentence, "success")
    return redirect(location, HTTPStatus.SEE_OTHER)


def tried(
    form: FlaskForm, work: Callable[[Session], object], purchase_id: int
) -> ResponseReturnValue | None:
    """Do a form's work and lead to the purchase; None if it was refused.

    For what is harmless when sent twice.
    """
    if not form.validate():
        return None
    try:
        with transaction() as session:
            work(session)
    except (ConflictError, InvalidError) as error:
        form.form_errors.append(explain(error))
        return None
    return redirect(purchase_url(purchase_id), HTTPStatus.SEE_OTHER)


def refused(template: str, **values: Any) -> ResponseReturnValue:  # noqa: ANN401 - what a page shows
    """Return a page whose form has to be looked at again."""
    return render_page(template, **values), HTTPStatus.UNPROCESSABLE_ENTITY
