"""A form that is sent twice does its work once."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from copy import deepcopy
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol

from flask import redirect, request
from flask import session as cookie

from network.clock import now
from network.db import transaction
from network.services import submissions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from network.policy import Actor

_NOT_CONTENT = frozenset({"csrf_token", "client_key", "submit"})


class OnceForm(Protocol):
    """A form with the key that was made with its page."""

    client_key: Any

    def __contains__(self, name: str) -> bool:
        """Tell whether the form has a field of that name."""

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - fields of every kind
        """Return a field by its name."""


def submit_once(
    form: OnceForm, actor: Actor, work: Callable[[Session], str]
) -> ResponseReturnValue:
    """Do a form's work in one transaction, once for every page that was made.

    Sent again with the same content, however late, it leads to where it led
    the first time.  What the work says is said when the work is kept, once,
    however often a deadlock made it begin again.

    Args:
        form: Validated; carries ``client_key``.
        actor: Who sends it; another person's key is another key.
        work: Runs the services and returns the path to go to.

    Raises:
        SubmissionClashError: If the key was used with other content.
    """
    key = str(form.client_key.data)
    fields = dict(_digests())
    with _unsaid_if_undone(), transaction() as session:
        claim = submissions.claim(
            session, key, fields, path=request.path, actor=actor, now=now()
        )
        if claim.changed is not None:
            raise submissions.SubmissionClashError(field=_label(form, claim.changed))
        location = claim.location
        if location is None:
            location = work(session)
            submissions.settle(session, claim, location)
    return redirect(location, HTTPStatus.SEE_OTHER)


@contextmanager
def _unsaid_if_undone() -> Iterator[None]:
    """Forget what was said and noted in the cookie by work that was undone."""
    before = deepcopy(dict(cookie))
    try:
        yield
    except BaseException:
        cookie.clear()
        cookie.update(before)
        raise


def _digests() -> Iterator[tuple[str, str]]:
    """Yield each field sent with a digest of its values."""
    for name, values in request.form.lists():
        if name.split("-")[-1] not in _NOT_CONTENT:
            text = "\0".join(values)
            yield name, hashlib.sha256(text.encode()).hexdigest()[:24]
    for name, upload in request.files.items():
        content = upload.stream.read()
        upload.stream.seek(0)
        yield name, hashlib.sha256(content).hexdigest()[:24]


def _label(form: OnceForm, name: str) -> str:
    return str(form[name].label.text) if name in form else name
