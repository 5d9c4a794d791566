"""What a form's work says is said once, and only when the work is kept."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from flask import flash, get_flashed_messages
from sqlalchemy.exc import OperationalError

from network.db import retrying
from network.errors import ConflictError
from network.policy import Actor
from network.web import submit_once
from tests.factories import a_person

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session


class Deadlock(Exception):  # noqa: N818 - named as the driver names it
    """What a driver says when the database broke a deadlock."""

    sqlstate = "40P01"


class Form:
    """A form with the key that was made with its page."""

    def __init__(self) -> None:
        self.client_key = SimpleNamespace(data=str(uuid4()))

    def __contains__(self, name: str) -> bool:
        return hasattr(self, name)

    def __getitem__(self, name: str) -> object:
        return getattr(self, name)


def saying(*troubles: Exception) -> Callable[[Session], str]:
    """Work that says it is done, then meets these troubles, one each time."""
    left = list(troubles)

    def work(_session: Session) -> str:
        flash("Guardado.", "success")
        if left:
            raise left.pop(0)
        return "/cuenta"

    return work


def test_work_that_a_deadlock_broke_twice_is_told_once(
    app: Flask, session: Session
) -> None:
    form, actor = Form(), Actor(a_person(session).id)
    deadlocks = [OperationalError("", {}, Deadlock()) for _ in range(2)]
    work = saying(*deadlocks)

    with app.test_request_context("/x", method="POST", data={"a": "b"}):
        flash("De antes.")
        answer = app.make_response(retrying(lambda: submit_once(form, actor, work)))
        again = app.make_response(submit_once(form, actor, work))
        said = get_flashed_messages()

    assert answer.location == again.location == "/cuenta"
    assert said == ["De antes.", "Guardado."]


def test_work_that_was_refused_is_not_told_as_done(
    app: Flask, session: Session
) -> None:
    form, actor = Form(), Actor(a_person(session).id)

    with app.test_request_context("/x", method="POST", data={"a": "b"}):
        with pytest.raises(ConflictError):
            submit_once(form, actor, saying(ConflictError()))
        said = get_flashed_messages()

    assert said == []
