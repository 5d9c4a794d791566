"""Every route, method and role in a table: what is missing fails the build.

This is the table of the ground; an upper area keeps one of its own beside its
tests.  What no stranger may open is tested here for every area.  A row says who
may use an endpoint:

- PUBLIC: a stranger too;
- SIGNED_IN: whoever is signed in (what they see is their own);
- a set of roles: who holds one of them in the organisation or network meant;
  everybody else of the same place gets 403, and strangers to it 404.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from werkzeug.routing import (
    AnyConverter,
    BaseConverter,
    FloatConverter,
    IntegerConverter,
    UUIDConverter,
)

from network.policy import Role
from network.web.guard import PUBLIC_ENDPOINTS
from tests.factories import (
    a_coordinator,
    a_member,
    a_network,
    a_person,
    an_organisation,
)
from tests.factories_ground import sign_in

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from network.models import Network, Organisation, Person

PUBLIC = "public"
SIGNED_IN = "signed in"

EVERYBODY = frozenset(Role)
OFFICERS = frozenset({Role.OFFICER, Role.LEGAL_REPRESENTATIVE})
MANAGERS = OFFICERS | {Role.COORDINATOR}
AGENTS = frozenset({Role.BUYER_AGENT, Role.SUPPLIER_AGENT})
COORDINATORS = frozenset({Role.COORDINATOR})

Who = str | frozenset[Role]

#: Endpoint → who may, for the ground floor.
TABLE: dict[str, Who] = {
    **dict.fromkeys(PUBLIC_ENDPOINTS, PUBLIC),
    "entrance.accept": SIGNED_IN,
    "account.overview": SIGNED_IN,
    "account.own_data": SIGNED_IN,
    "account.edit_own_data": SIGNED_IN,
    "account.password": SIGNED_IN,
    "account.change_password": SIGNED_IN,
    "account.sittings": SIGNED_IN,
    "account.close_sitting": SIGNED_IN,
    "account.close_others": SIGNED_IN,
    "account.code": SIGNED_IN,
    "account.give_code": SIGNED_IN,
    "account.second_step": SIGNED_IN,
    "account.start_codes": SIGNED_IN,
    "account.turn_codes_on": SIGNED_IN,
    "account.turn_codes_off": SIGNED_IN,
    "account.permissions": SIGNED_IN,
    "account.change_permissions": SIGNED_IN,
    "account.my_data": SIGNED_IN,
    "account.leave_for_good": SIGNED_IN,
    "account.delete_own_data": SIGNED_IN,
    "organisations.listing": SIGNED_IN,
    "organisations.organisation": EVERYBODY,
    "organisations.edit": MANAGERS | AGENTS,
    "organisations.save": MANAGERS | AGENTS,
    "people.members": EVERYBODY,
    "people.invite": EVERYBODY,
    "people.make_invitation": EVERYBODY,
    "people.revoke_invitation": MANAGERS,
    "people.give_access": MANAGERS,
    "people.assist": OFFICERS | {Role.TREASURER},
    "people.add_assisted": OFFICERS | {Role.TREASURER},
    "people.grant_role": MANAGERS,
    "people.end_role": MANAGERS,
    "people.suspend": COORDINATORS,
    "people.restore": COORDINATORS,
    "people.reset_codes": COORDINATORS,
    "networks.network": EVERYBODY,
    "networks.new_network": COORDINATORS,
    "networks.create_network": COORDINATORS,
    "networks.new_organisation": COORDINATORS,
    "networks.register_organisation": COORDINATORS,
    "networks.invite_organisation": COORDINATORS,
    "networks.invite_coordinator": COORDINATORS,
    "networks.leave_network": MANAGERS,
    "ties.networks": SIGNED_IN,
    "ties.network": EVERYBODY,
    "advice.proposals": COORDINATORS,
    "advice.ask_accept": COORDINATORS,
    "advice.accept": COORDINATORS,
    "advice.ask_reject": COORDINATORS,
    "advice.reject": COORDINATORS,
    "advice.tasks": COORDINATORS,
    "advice.task": COORDINATORS,
    "advice.finish": COORDINATORS,
    "advice.ask_drop": COORDINATORS,
    "advice.drop": COORDINATORS,
    "advice.ask_contact": COORDINATORS,
    "advice.record_contact": COORDINATORS,
    "red.question": EVERYBODY,
    "red.readings": EVERYBODY,
    "red.organisation": EVERYBODY,
    "measuring.measure": COORDINATORS,
    "maps.network": EVERYBODY,
    "explorer.network": EVERYBODY,
    "explorer.document": EVERYBODY,
    "exports.listing": EVERYBODY,
    "exports.file": EVERYBODY,
    "exports.reading": EVERYBODY,
    "explored.listing": COORDINATORS,
    "explored.new_map": COORDINATORS,
    "explored.bring_in": COORDINATORS,
    "explored.explored_map": COORDINATORS,
    "explored.delete_map": COORDINATORS,
    "trust.organisation": EVERYBODY - COORDINATORS,
    "trust.pair": OFFICERS | AGENTS,
    "trust.declare": OFFICERS,
    "trust.withdraw": OFFICERS,
    "trust.reply": OFFICERS | AGENTS,
    "gate.gate": MANAGERS,
    "gate.seed": COORDINATORS,
    "gate.elect": COORDINATORS,
    "gate.end": COORDINATORS,
    "gate.rules": COORDINATORS,
    "gate.decide": COORDINATORS,
    "traces.organisation": OFFICERS | {Role.FISCAL},
    "traces.network": COORDINATORS,
}

#: GET pages of the ground that belong to a place.
PLACES = {
    "organisations.organisation": "/organizaciones/{organisation}",
    "organisations.edit": "/organizaciones/{organisation}/editar",
    "people.members": "/organizaciones/{organisation}/personas",
    "people.invite": "/organizaciones/{organisation}/invitaciones",
    "people.assist": "/organizaciones/{organisation}/personas/anotar",
    "networks.network": "/redes/{network}",
    "networks.new_organisation": "/redes/{network}/organizaciones/nueva",
    "ties.network": "/red/{network}",
    "advice.proposals": "/red/{network}/propuestas",
    "advice.tasks": "/red/{network}/tareas",
    "advice.ask_contact": "/red/{network}/tareas/nueva",
    "red.question": "/red/{network}/preguntas/2",
    "red.readings": "/red/{network}/lecturas",
    "red.organisation": "/organizaciones/{organisation}/lazos/{network}",
    "maps.network": "/red/{network}/mapa",
    "explorer.network": "/red/{network}/explorar",
    "explorer.document": "/red/{network}/explorar.json",
    "exports.listing": "/red/{network}/salidas",
    "exports.file": "/red/{network}/salidas/json",
    "exports.reading": "/red/{network}/salidas/lectura.pdf",
    "explored.listing": "/red/{network}/territorios",
    "explored.new_map": "/red/{network}/territorios/nuevo",
    "trust.organisation": "/organizaciones/{organisation}/confianza/{network}",
    "gate.gate": "/red/{network}/confianza",
    "gate.seed": "/red/{network}/confianza/semillas/{organisation}",
    "gate.rules": "/red/{network}/confianza/reglas",
    "traces.organisation": "/organizaciones/{organisation}/historial",
    "traces.network": "/redes/{network}/historial",
}

#: POST pages of the ground that belong to a place, with what they need.
DEEDS = {
    "organisations.save": "/organizaciones/{organisation}/editar",
    "people.make_invitation": "/organizaciones/{organisation}/invitaciones",
    "people.give_access": "/organizaciones/{organisation}/personas/{person}/acceso",
    "people.add_assisted": "/organizaciones/{organisation}/personas/anotar",
    "people.grant_role": "/organizaciones/{organisation}/personas/{person}/papeles",
    "people.suspend": "/personas/{person}/suspender",
    "people.restore": "/personas/{person}/restablecer",
    "people.reset_codes": "/personas/{person}/segundo-paso/quitar",
    "networks.register_organisation": "/redes/{network}/organizaciones/nueva",
    "networks.invite_organisation": "/redes/{network}/invitaciones/organizacion",
    "networks.invite_coordinator": "/redes/{network}/invitaciones/coordinacion",
    "networks.leave_network": "/redes/{network}/organizaciones/{organisation}/salir",
    "measuring.measure": "/red/{network}/medir",
    "explored.bring_in": "/red/{network}/territorios/nuevo",
    "gate.elect": "/red/{network}/confianza/semillas/{organisation}",
    "gate.decide": "/red/{network}/confianza/reglas",
    "advice.record_contact": "/red/{network}/tareas/nueva",
}
_REASON = {"reason": "Por una prueba", "role": "committee"}


def somebody(
    session: Session, role: Role, network: Network, organisation: Organisation
) -> Person:
    if role is Role.COORDINATOR:
        return a_coordinator(session, network)
    return a_member(session, organisation, role)


def is_of_the_ground(app: Flask, endpoint: str) -> bool:
    group = app.blueprints.get(endpoint.rpartition(".")[0])
    return group is None or group.import_name.startswith("network.")


def test_every_endpoint_is_in_the_table(app: Flask) -> None:
    own = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if is_of_the_ground(app, rule.endpoint)
    }

    assert own - set(TABLE) == set()
    assert set(TABLE) - own == set()


def test_strangers_open_only_what_is_public(app: Flask) -> None:
    public = app.extensions["tejido.public"]
    mine = {name for name in public if is_of_the_ground(app, name)}

    assert mine == {name for name, who in TABLE.items() if who == PUBLIC}


def example(converter: BaseConverter) -> str:
    """A value that fits into a part of an address."""
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    kinds = {IntegerConverter: "1", UUIDConverter: str(uuid4()), FloatConverter: "1.5"}
    return kinds.get(type(converter), "x")


def test_a_stranger_is_sent_to_the_entrance_everywhere_else(
    app: Flask, client: FlaskClient
) -> None:
    let_in = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint in app.extensions["tejido.public"]:
            continue
        values = {name: example(rule._converters[name]) for name in rule.arguments}  # noqa: SLF001 - werkzeug offers no other way
        with app.test_request_context():
            path = app.url_map.bind("localhost").build(
                rule.endpoint, values, force_external=False
            )
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            answer = client.open(path, method=method)
            if not (answer.location or "").startswith("/entrar"):
                let_in.append((rule.endpoint, method, answer.status_code))

    assert let_in == []


@pytest.mark.parametrize("role", sorted(Role))
@pytest.mark.parametrize("endpoint", sorted(PLACES))
def test_pages_of_a_place_open_to_the_roles_of_the_table(
    client: FlaskClient, session: Session, endpoint: str, role: Role
) -> None:
    network = a_network(session)
    organisation = an_organisation(session, network=network)
    sign_in(client, session, somebody(session, role, network, organisation))
    path = PLACES[endpoint].format(organisation=organisation.id, network=network.id)

    answer = client.get(path)

    allowed = role in TABLE[endpoint]
    refused = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
    assert (answer.status_code == HTTPStatus.OK) is allowed
    assert allowed or answer.status_code in refused


@pytest.mark.parametrize("endpoint", sorted(PLACES))
def test_another_organisations_pages_do_not_exist(
    client: FlaskClient, session: Session, endpoint: str
) -> None:
    network = a_network(session)
    organisation = an_organisation(session, network=network)
    elsewhere = an_organisation(session, network=a_network(session))
    sign_in(client, session, a_member(session, elsewhere, Role.OFFICER))
    path = PLACES[endpoint].format(organisation=organisation.id, network=network.id)

    assert client.get(path).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("role", sorted(Role))
@pytest.mark.parametrize("endpoint", sorted(DEEDS))
def test_deeds_are_refused_to_the_other_roles(
    client: FlaskClient, session: Session, endpoint: str, role: Role
) -> None:
    network = a_network(session)
    organisation = an_organisation(session, network=network)
    person = a_member(session, organisation)
    sign_in(client, session, somebody(session, role, network, organisation))
    path = DEEDS[endpoint].format(
        organisation=organisation.id, network=network.id, person=person.id
    )

    data = _REASON | {"other_id": str(organisation.id)}
    answer = client.post(path, data=data, follow_redirects=False)

    if role not in TABLE[endpoint]:
        flashed = answer.status_code == HTTPStatus.SEE_OTHER
        refused = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
        # Roles are refused in a message on the page they were clicked on.
        assert answer.status_code in refused or (
            flashed and endpoint == "people.grant_role"
        )
    else:
        assert answer.status_code not in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}


@pytest.mark.parametrize("endpoint", sorted(DEEDS))
def test_deeds_in_another_organisation_do_not_exist(
    client: FlaskClient, session: Session, endpoint: str
) -> None:
    network = a_network(session)
    organisation = an_organisation(session, network=network)
    person = a_member(session, organisation)
    elsewhere = an_organisation(session, network=a_network(session))
    sign_in(client, session, a_member(session, elsewhere, Role.OFFICER))
    path = DEEDS[endpoint].format(
        organisation=organisation.id, network=network.id, person=person.id
    )

    answer = client.post(path, data=_REASON | {"other_id": str(elsewhere.id)})

    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_somebody_without_roles_sees_only_their_own(
    client: FlaskClient, session: Session
) -> None:
    organisation = an_organisation(session, network=a_network(session))
    sign_in(client, session, a_person(session))

    listed = client.get("/organizaciones")
    page = client.get(f"/organizaciones/{organisation.id}")

    assert organisation.name not in listed.text
    assert page.status_code == HTTPStatus.NOT_FOUND
