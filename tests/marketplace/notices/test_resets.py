"""The way back in: sent by mail, kept nowhere."""

from __future__ import annotations

import json
import logging
import re
from email import message_from_bytes, policy
from http import HTTPStatus
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from marketplace.notices.models import Notice, SentMail
from marketplace.notices.tasks import send_reset
from network.models import Job, PasswordReset, PersonState
from tests.factories import a_person
from tests.factories_ground import with_password

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from network.models import Person


def forgetful(session: Session, email: str = "rosa@prueba.example") -> Person:
    person = with_password(session, a_person(session))
    person.email = email
    session.flush()
    return person


def letters(folder: Path) -> list[str]:
    """Bodies of the way-back letters in the folder."""
    found = []
    for path in sorted((folder / "mail").glob("reset-*.eml")):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = mail.get_body()
        assert body
        found.append(str(mail["To"]) + "\n" + body.get_content())
        path.unlink()
    return found


def test_a_forgotten_password_is_mended_from_the_mail(
    app: Flask,
    client: FlaskClient,
    session: Session,
    data_folder: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    person = forgetful(session)
    caplog.set_level(logging.DEBUG)
    client.post("/clave/olvidada", data={"account": person.email})
    job = session.scalars(select(Job).where(Job.name == "notices.send_reset")).one()

    sent = send_reset(**job.arguments)

    (letter,) = letters(data_folder)
    path = re.findall(r"http://127\.0\.0\.1:8000(/clave/nueva/\S+)", letter)[0]
    token = path.rpartition("/")[2]
    done = client.post(path, data={"password": "otra frase larga"})
    assert sent
    assert "rosa@prueba.example" in letter
    assert done.status_code == HTTPStatus.SEE_OTHER
    kept = session.scalar(select(PasswordReset.token_hash).limit(1))
    assert token not in json.dumps(job.arguments) + str(kept)
    assert token not in caplog.text
    assert session.scalar(select(func.count()).select_from(Notice)) == 0
    assert session.scalar(select(func.count()).select_from(SentMail)) == 0


def test_the_answer_is_the_same_for_people_we_do_not_know(
    client: FlaskClient, session: Session
) -> None:
    person = forgetful(session)

    known = client.post("/clave/olvidada", data={"account": person.email})
    unknown = client.post("/clave/olvidada", data={"account": "nadie@prueba.example"})

    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)


def test_somebody_without_mail_or_suspended_gets_nothing(
    app: Flask, client: FlaskClient, session: Session, data_folder: Path
) -> None:
    person = with_password(session)
    client.post("/clave/olvidada", data={"account": person.phone})
    suspended = forgetful(session, "luis@prueba.example")
    suspended.state = PersonState.SUSPENDED
    session.flush()

    sent = [send_reset(person_id) for person_id in (person.id, suspended.id, 0)]

    assert sent == [False, False, False]
    assert letters(data_folder) == []
    assert not list(session.scalars(select(Job.id)))
