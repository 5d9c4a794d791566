"""What the pages of the book share."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, request
from werkzeug.exceptions import BadRequest

from marketplace.kernel.money import Currency
from network.errors import ConflictError, InvalidError, NotAllowedError
from network.web import current_actor, explain, submit_once

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from marketplace.ledger.queries import Cursor
    from network.forms import OnceForm

#: Every page of a book hangs from this one.
bp = Blueprint("ledger", __name__)


def asked_currency() -> Currency | None:
    """Return the currency that the address names, if it names one."""
    try:
        return Currency(request.args["moneda"])
    except (KeyError, ValueError):
        return None


def asked_cursor() -> Cursor | None:
    """Return where the page of a statement begins; none for the newest.

    Raises:
        BadRequest: If the address was altered.
    """
    typed = request.args.get("desde", "")
    if not typed:
        return None
    day, _comma, number = typed.partition(",")
    try:
        return date.fromisoformat(day), int(number)
    except ValueError as error:
        raise BadRequest from error


def done_once(
    form: OnceForm,
    work: Callable[[Session], str],
    again: Callable[[], ResponseReturnValue],
) -> ResponseReturnValue:
    """Do a form's work once and lead on; show it again when it is refused.

    Args:
        form: What was sent.
        work: Runs the services and returns where to go.
        again: Shows the page with what is wrong.
    """
    if form.validate():
        try:
            return submit_once(form, current_actor(), work)
        except (ConflictError, InvalidError, NotAllowedError) as error:
            form.form_errors.append(explain(error))
    answer = again()
    assert isinstance(answer, str)
    return answer, HTTPStatus.UNPROCESSABLE_ENTITY
