from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.kernel.money import Currency, Money
from marketplace.purchasing.models import (
    JointPurchase,
    PurchaseLine,
    PurchaseState,
)
from marketplace.purchasing.queries.exporting import document_for_operator
from marketplace.purchasing.services import calls, drafting
from marketplace.purchasing.services.importing import ImportTerms, import_as_operator
from network.clock import now
from network.models import AuditRow
from network.policy import Role
from tests.factories import NOW, TODAY, a_member, a_network, an_organisation
from tests.factories_purchasing import (
    World,
    a_draft,
    a_line,
    a_quote,
    an_open_purchase,
)
from tests.marketplace.purchasing.cli.documents import (
    counts,
    elsewhere,
    officer_of,
    run,
    told,
)

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session


def test_an_import_makes_an_open_call_with_lines_and_quotes(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    text = elsewhere(told(app, purchase))

    code, out, errors = run(app, "import", "-", "--actor", officer_of(world), text=text)

    session.expire_all()
    made = session.scalars(
        select(JointPurchase).order_by(JointPurchase.id.desc())
    ).first()
    assert (code, errors) == (0, [])
    assert made is not None
    assert out == f"Compra {made.id} traída: 2 pedidos, 3 cotizaciones.\n"
    assert made.state is PurchaseState.OPEN
    assert all(party.joined_at for party in made.parties)
    brought, kept = told(app, made), told(app, purchase)
    for part in ("wanted", "at_most", "at_least", "member"):
        assert [row[part] for row in brought["lines"]] == [
            row[part] for row in kept["lines"]
        ]
    assert [row["lines"][0]["breaks"] for row in brought["quotes"]] == [
        row["lines"][0]["breaks"] for row in kept["quotes"]
    ]
    deeds = session.scalars(
        select(AuditRow.deed).where(AuditRow.subject_id == made.id)
    ).all()
    assert "purchase.imported" in deeds


def test_importing_twice_changes_nothing(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    text = elsewhere(told(app, purchase))
    arguments = ("import", "-", "--actor", officer_of(world))
    run(app, *arguments, text=text)
    before = counts(session)

    again = run(app, *arguments, text=json.dumps(json.loads(text), indent=3))

    assert again[0] == 0
    assert "ya se había traído" in again[1]
    assert counts(session) == before


def test_a_cancelled_import_may_be_brought_in_again(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    document = json.loads(elsewhere(document_for_operator(session, purchase.id)))
    terms = ImportTerms(who=officer_of(world))
    first = import_as_operator(session, document, terms, now=now())
    made = session.get_one(JointPurchase, first.purchase_id)
    made.state = PurchaseState.CANCELLED
    session.flush()

    second = import_as_operator(session, document, terms, now=now())

    assert second.is_new
    assert second.purchase_id != first.purchase_id


def test_a_dry_run_changes_nothing(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    before = counts(session)

    code, out, _ = run(
        app,
        "import",
        "-",
        "--dry-run",
        "--actor",
        officer_of(world),
        text=elsewhere(told(app, purchase)),
    )

    assert code == 0
    assert out.startswith("Se traería la compra: 2 pedidos")
    assert counts(session) == before


def test_a_document_without_lines_and_quotes_is_a_draft(
    app: Flask, session: Session, world: World
) -> None:
    draft = a_draft(session, world)
    purchase_id = drafting.create_purchase(session, draft, actor=world.officer, now=NOW)
    document = told(app, session.get_one(JointPurchase, purchase_id))

    run(app, "import", "-", "--actor", officer_of(world), text=elsewhere(document))

    states = session.scalars(select(JointPurchase.state)).all()
    assert states == [PurchaseState.DRAFT, PurchaseState.DRAFT]


def test_the_network_and_the_convener_may_be_told(
    app: Flask, session: Session, purchase: JointPurchase, world: World
) -> None:
    document = told(app, purchase)
    document["network"] = "Otra red"
    document["call"]["convener"] = "Otra asociación"
    where = (
        "--network",
        str(world.network.id),
        "--convener",
        str(world.convener.id),
        "--actor",
        officer_of(world),
    )

    brought = run(app, "import", "-", *where, text=elsewhere(document))
    lost = run(app, "import", "-", "--network", "999", text=json.dumps(document))
    stranger = an_organisation(session)
    outside = run(
        app,
        "import",
        "-",
        *where[:2],
        "--convener",
        str(stranger.id),
        text=json.dumps(document),
    )

    assert brought[0] == 0
    assert lost[2] == [
        "/network: No se encontró la red «999». Revise el nombre o regístrelo primero."
    ]
    assert outside[2][0].startswith("/call/convener: No se encontró la organización")


def test_an_hour_that_has_passed_is_replaced(
    app: Flask, world: World, purchase: JointPurchase
) -> None:
    document = told(app, purchase)
    document["call"]["closes_at"] = "2020-01-01T12:00:00+00:00"
    text, who = elsewhere(document), ("--actor", officer_of(world))
    later = (now() + timedelta(days=5)).strftime("%Y-%m-%dT%H:%M")

    refused = run(app, "import", "-", *who, text=text)
    taken = run(app, "import", "-", *who, "--closes", later, text=text)
    zoned = run(app, "import", "-", *who, "--closes", f"{later}+0000", text=text)

    assert refused[0] == 2
    assert refused[2][0].startswith("/call/closes_at: ")
    assert taken[0] == zoned[0] == 0


def test_every_name_that_means_nothing_has_its_line(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    document = told(app, purchase)
    document["items"][0]["product"] = "Polvo lunar"
    document["parties"][1]["name"] = "Nadie"
    document["lines"][0]["member"] = "Persona Inventada"
    document["quotes"][0]["supplier"] = "Almacén Inventado"
    document["call"]["currency"] = "USD"
    before = counts(session)

    code, out, errors = run(
        app, "import", "-", "--actor", officer_of(world), text=elsewhere(document)
    )

    assert (code, out) == (2, "")
    assert [line.partition(":")[0] for line in errors] == [
        "/items/0",
        "/parties/1/name",
        "/lines/0/member",
        "/quotes/0/supplier",
        "/call/currency",
    ]
    assert "No se encontró la persona «Persona Inventada»" in errors[2]
    assert counts(session) == before


def test_two_members_with_one_name_are_a_fault(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    twin = a_member(session, world.convener)
    twin.name = world.member().name
    session.flush()

    _, _, errors = run(
        app,
        "import",
        "-",
        "--actor",
        officer_of(world),
        text=elsewhere(told(app, purchase)),
    )

    sentence = "no dice cuál: hay 2. Dele a cada uno un nombre distinto."
    assert errors == [f"/lines/0/member: «{twin.name}» {sentence}"]


def test_rules_of_lines_and_quotes_hold_for_imports_too(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    document = told(app, purchase)
    document["lines"][0]["at_most"] = 3
    document["quotes"][1]["valid_until"] = "2020-01-02"
    document["quotes"][1]["received_on"] = "2020-01-01"
    document["parties"][1]["joined"] = False
    before = counts(session)

    code, _, errors = run(
        app, "import", "-", "--actor", officer_of(world), text=elsewhere(document)
    )

    assert code == 2
    assert [line.partition(":")[0] for line in errors] == [
        "/quotes/1",
        "/lines/0",
        "/lines/1",
    ]
    assert counts(session) == before


def test_it_has_to_be_clear_who_imports(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    text = elsewhere(told(app, purchase))
    plain = a_member(session, world.convener)
    plain.email = "alguien@example.org"
    plain.state = plain.state.ACTIVE
    session.flush()

    nobody = run(app, "import", "-", text=text)
    unknown = run(app, "import", "-", "--actor", "3001112233", text=text)
    nonsense = run(app, "import", "-", "--actor", "x", text=text)
    powerless = run(app, "import", "-", "--actor", plain.email, text=text)

    for code, _, errors in (nobody, unknown, nonsense):
        assert code == 2
        assert errors[0].startswith("/call/convener: No es claro quién trae")
    assert powerless[0] == 2
    assert powerless[2][0].startswith("/call: ")


def test_the_only_officer_imports_without_being_named(
    session: Session,
) -> None:
    network = a_network(session)
    convener = an_organisation(session, network=network)
    officer = a_member(session, convener, Role.OFFICER)
    world = World(network, convener, (officer, officer), officer)
    world.heads[convener.id] = officer
    world.members[convener.id] = [a_member(session, convener)]
    purchase = an_open_purchase(session, world)
    a_line(session, purchase, world.member(), convener, 4)
    document = json.loads(elsewhere(document_for_operator(session, purchase.id)))

    done = import_as_operator(session, document, ImportTerms(), now=NOW)

    made = session.get_one(JointPurchase, done.purchase_id)
    assert made.created_by == officer.id
    assert made.scope.value == "association"
    lines = session.scalars(
        select(PurchaseLine).where(PurchaseLine.purchase_id == made.id)
    ).all()
    assert [line.typed_by for line in lines] == [officer.id]


def test_few_quotes_keep_their_reason(session: Session, world: World) -> None:
    purchase = an_open_purchase(session, world)
    a_line(session, purchase, world.member(), world.convener, 4)
    quote = a_quote(session, purchase, world)
    calls.extend_purchase(
        session,
        purchase.id,
        purchase.closes_at + timedelta(days=1),
        actor=world.officer,
        now=NOW,
    )
    purchase.few_quotes_reason = "Solo hay un almacén"
    quote.lines[0].maximum = 500
    session.flush()
    document = json.loads(elsewhere(document_for_operator(session, purchase.id)))
    document["lines"][0]["alone_minor"] = 5_000_000
    document["call"]["delivery_on"] = (TODAY + timedelta(days=20)).isoformat()

    done = import_as_operator(
        session, document, ImportTerms(who=officer_of(world)), now=NOW
    )

    made = document_for_operator(session, done.purchase_id)
    assert made["call"]["few_quotes_reason"] == "Solo hay un almacén"
    assert made["call"]["delivery_on"] == document["call"]["delivery_on"]
    assert made["lines"][0]["alone_minor"] == Money(5_000_000, Currency.COP).minor
    assert made["quotes"][0]["lines"][0]["maximum"] == 500
