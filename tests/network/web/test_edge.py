"""The web edge: headers, errors, hosts, CSRF, forms sent twice."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from flask import abort
from sqlalchemy import func, select

from marketplace.app import create_app
from marketplace.config import Config
from network.errors import ConflictError, DomainError, InvalidError, NotAllowedError
from network.models import Person, Submission
from network.policy import Role
from network.services.throttles import TooManyTriesError
from network.web import explain, name_of, security_headers
from tests.factories import a_coordinator, a_member, a_network, an_organisation
from tests.factories_ground import sign_in, with_password

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from network.models import Organisation


@pytest.fixture
def treasurer_of(session: Session) -> Organisation:
    return an_organisation(session, network=a_network(session))


@pytest.mark.parametrize(
    "path", ["/entrar", "/no-hay", "/cuenta", "/static/css/tejido.css"]
)
def test_every_answer_carries_the_headers(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        pass

    for name, value in security_headers(secure=False).items():
        assert answer.headers[name] == value
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_a_secure_site_says_so(tmp_path: Path) -> None:
    config = Config(
        data_folder=tmp_path,
        database_url=f"sqlite:///{tmp_path / 'empty.db'}",
        secret_key="x" * 40,
        secure_cookies=True,
        base_url="https://tejido.example",
        trusted_hosts=("tejido.example",),
    )
    app = create_app(config)

    @app.get("/fallo")
    def fails() -> str:
        raise ZeroDivisionError

    app.extensions["tejido.public"] |= {"fails"}
    answer = app.test_client().get("/fallo", base_url="https://tejido.example")

    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    assert "Algo falló de nuestro lado" in answer.text
    assert app.config["SESSION_COOKIE_NAME"] == "__Host-tejido"
    assert app.config["SESSION_COOKIE_SECURE"] is True


def test_the_cookie_is_for_the_server_alone(
    client: FlaskClient, session: Session
) -> None:
    person = with_password(session)

    answer = client.post(
        "/entrar", data={"account": person.phone, "password": "tres vacas pardas"}
    )

    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Domain" not in cookie


def test_pages_of_somebody_signed_in_are_not_kept_by_browsers(
    client: FlaskClient, session: Session
) -> None:
    sign_in(client, session, with_password(session))

    answer = client.get("/cuenta")

    assert answer.headers["Cache-Control"] == "no-store"


def test_another_host_name_is_refused(client: FlaskClient) -> None:
    answer = client.get("/entrar", headers={"Host": "evil.example"})

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "evil.example" not in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotAllowedError(), HTTPStatus.FORBIDDEN),
        (ConflictError(), HTTPStatus.CONFLICT),
        (InvalidError(), HTTPStatus.UNPROCESSABLE_ENTITY),
        (DomainError(), HTTPStatus.UNPROCESSABLE_ENTITY),
    ],
)
def test_a_broken_rule_is_a_page_or_json(
    app: Flask,
    client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    error: DomainError,
    status: HTTPStatus,
) -> None:
    def broken() -> str:
        raise error

    monkeypatch.setitem(app.view_functions, "start.privacy", broken)

    page = client.get("/sus-datos")
    data = client.get("/sus-datos", headers={"Accept": "application/json"})

    assert page.status_code == data.status_code == status
    assert explain(error) in page.text
    assert data.json == {"error": {"status": status, "message": explain(error)}}


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 422, 429, 500, 418])
def test_every_http_error_has_a_page_in_spanish(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setitem(app.view_functions, "start.privacy", lambda: abort(status))

    answer = client.get("/sus-datos")

    assert answer.status_code == status
    assert '<html lang="es">' in answer.text
    assert "Ir al inicio" in answer.text


def test_a_frame_that_fails_leaves_a_bare_page(app: Flask, client: FlaskClient) -> None:
    app.template_context_processors[None].append(lambda: {"menu": 1})

    answer = client.get("/no-hay")

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "No encontramos esa página" in answer.text


def test_a_wrong_method_says_which_are_right(client: FlaskClient) -> None:
    answer = client.put("/entrar")

    assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert "POST" in answer.headers["Allow"]


def test_strangers_get_401_as_json(client: FlaskClient) -> None:
    answer = client.get("/cuenta", headers={"Accept": "application/json"})

    assert answer.status_code == HTTPStatus.UNAUTHORIZED
    assert answer.json == {"error": {"status": 401, "message": "Entre primero."}}


def test_what_a_stranger_sends_is_not_lost_in_silence(client: FlaskClient) -> None:
    answer = client.post("/cuenta/datos", data={"name": "X"}, follow_redirects=True)

    assert "Su ingreso se venció" in answer.text


def test_too_large_a_request_is_refused(app: Flask, client: FlaskClient) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 100

    answer = client.post("/entrar", data={"account": "x" * 500, "password": "y"})

    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_a_form_without_its_key_is_refused(app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True

    answer = client.post("/entrar", data={"account": "x", "password": "y"})

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "Esta página se venció" in answer.text


def test_values_of_an_error_are_shown_in_words(app: Flask) -> None:
    with app.test_request_context():
        told = explain(TooManyTriesError(minutes=3))
        missing = explain(TooManyTriesError())

    assert told == "Van demasiados intentos. Espere 3 minutos y vuelva a probar."
    assert missing == "Esto cambió mientras usted lo veía. Revise e intente de nuevo."


def test_names_of_values_are_told_apart_by_kind(app: Flask) -> None:
    with app.test_request_context():
        assert name_of(Role.TREASURER) == "Tesorero(a)"


def assist(client: FlaskClient, home: int, **fields: str) -> tuple[int, str]:
    typed = {"name": "Ana Prueba", "witness": "Luis Prueba", "has_consent": "y"}
    answer = client.post(f"/organizaciones/{home}/personas/anotar", data=typed | fields)
    return answer.status_code, answer.text


def test_a_form_sent_twice_does_its_work_once(
    client: FlaskClient, session: Session, treasurer_of: Organisation
) -> None:
    officer = a_member(session, treasurer_of, Role.OFFICER)
    sign_in(client, session, officer)
    before = session.scalar(select(func.count(Person.id)))
    key = str(uuid4())

    answers = [assist(client, treasurer_of.id, client_key=key) for _ in range(20)]

    after = session.scalar(select(func.count(Person.id)))
    assert {status for status, _ in answers} == {HTTPStatus.SEE_OTHER}
    assert after == (before or 0) + 1
    assert session.scalar(select(func.count(Submission.id))) == 1


def test_the_same_key_with_other_content_names_the_field(
    client: FlaskClient, session: Session, treasurer_of: Organisation
) -> None:
    sign_in(client, session, a_member(session, treasurer_of, Role.OFFICER))
    key = str(uuid4())
    assist(client, treasurer_of.id, client_key=key)

    status, text = assist(
        client, treasurer_of.id, client_key=key, witness="Otra Persona"
    )

    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "«Autorizó de palabra ante»" in text


def test_another_persons_key_is_another_key(
    client: FlaskClient, session: Session, treasurer_of: Organisation
) -> None:
    key = str(uuid4())
    for _ in range(2):
        sign_in(client, session, a_member(session, treasurer_of, Role.OFFICER))
        status, _text = assist(client, treasurer_of.id, client_key=key)
        assert status == HTTPStatus.SEE_OTHER

    assert session.scalar(select(func.count(Submission.id))) == 2


@pytest.mark.parametrize("key", ["", "no-uuid"])
def test_a_page_without_its_key_is_refused(
    client: FlaskClient, session: Session, treasurer_of: Organisation, key: str
) -> None:
    sign_in(client, session, a_member(session, treasurer_of, Role.OFFICER))

    status, text = assist(client, treasurer_of.id, client_key=key)

    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Esta página quedó incompleta" in text


def test_work_that_fails_leaves_the_key_free(
    client: FlaskClient, session: Session, treasurer_of: Organisation
) -> None:
    taken = a_member(session, treasurer_of)
    sign_in(client, session, a_member(session, treasurer_of, Role.OFFICER))
    key = str(uuid4())

    refused, text = assist(
        client, treasurer_of.id, client_key=key, phone=taken.phone or ""
    )
    done, _text = assist(client, treasurer_of.id, client_key=key, phone="")

    assert refused == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Otra persona ya tiene ese celular" in text
    assert done == HTTPStatus.SEE_OTHER


def test_the_menu_is_for_people_who_are_in(
    client: FlaskClient, session: Session
) -> None:
    stranger = client.get("/entrar")
    sign_in(client, session, a_coordinator(session, a_network(session)))
    member = client.get("/organizaciones")

    assert 'class="menu"' not in stranger.text
    assert 'aria-current="page"' in member.text
