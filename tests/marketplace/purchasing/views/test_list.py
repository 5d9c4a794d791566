"""The list of purchases and the page of one: filters, pages, statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from marketplace.purchasing.models import PurchaseLine, PurchaseState
from tests.counting import counted_statements
from tests.factories import a_member, an_organisation
from tests.factories_catalogue import a_presentation, a_product
from tests.factories_purchase_pages import (
    a_call_of_today,
    bring_to_today,
    browser,
)
from tests.factories_purchasing import (
    a_line,
    a_world,
    an_open_purchase,
    cop,
    with_three_quotes,
)

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session


def test_the_list_says_what_waits(app: Flask, session: Session) -> None:
    world = a_world(session, associations=2)
    purchase = an_open_purchase(session, world, joined=False)
    a_call_of_today(session, world)
    member = browser(app, session, world.member())
    invited = browser(app, session, world.heads[world.others[0].id])

    assert "Falta anotar su pedido" in member.get("/compras").text
    assert "Su asociación está invitada" in invited.get("/compras").text
    assert purchase.title in invited.get("/compras").text


def test_the_list_is_filtered_in_the_address(app: Flask, session: Session) -> None:
    world = a_world(session)
    noted = a_call_of_today(session, world, (10,))
    noted.title = "La que ya anotó"
    fresh = a_call_of_today(session, world)
    fresh.title = "La que falta"
    past = a_call_of_today(session, world)
    past.title, past.state = "La terminada", PurchaseState.FINISHED
    session.flush()
    client = browser(app, session, world.member())

    def titles(query: str) -> set[str]:
        text = client.get(f"/compras?{query}").text
        return {row.title for row in (noted, fresh, past) if row.title in text}

    assert titles("ver=anotar") == {"La que falta"}
    assert titles("ver=confirmar") == set()
    assert titles("ver=curso") == {"La que ya anotó", "La que falta"}
    assert titles("ver=pasadas") == {"La terminada"}
    assert titles("q=terminada") == {"La terminada"}
    assert titles("q=abono") == {noted.title, fresh.title, past.title}
    assert titles("ver=cualquiera&antes=x") == {noted.title, fresh.title, past.title}
    assert "No hay compras así" in client.get("/compras?q=zzz").text


def test_an_empty_list_says_what_goes_there(app: Flask, session: Session) -> None:
    world = a_world(session)
    officer = browser(app, session, world.officers[0])
    member = browser(app, session, world.member())

    assert "/compras/nueva" in officer.get("/compras").text
    assert "Pregunte a la directiva" in member.get("/compras").text


def test_a_long_list_goes_on_where_it_ended(app: Flask, session: Session) -> None:
    world = a_world(session)
    made = [a_call_of_today(session, world).id for _ in range(23)]
    client = browser(app, session, world.member())

    first = client.get("/compras")
    second = client.get(f"/compras?antes={made[3]}")

    assert f"antes={made[3]}" in first.text
    assert f"/compras/{made[22]}" in first.text
    assert f'href="/compras/{made[0]}"' not in first.text
    assert f'href="/compras/{made[0]}"' in second.text


def test_the_list_takes_as_many_statements_for_many(
    app: Flask, session: Session, connection: Connection
) -> None:
    world = a_world(session)
    a_call_of_today(session, world, (10,))
    client = browser(app, session, world.officers[0])
    client.get("/compras")

    with counted_statements(connection) as one:
        client.get("/compras")
    for _ in range(5):
        a_call_of_today(session, world, (10, 20))
    with counted_statements(connection) as many:
        client.get("/compras")

    assert len(many) == len(one)


def test_the_page_takes_as_many_statements_for_many_lines(
    app: Flask, session: Session, connection: Connection
) -> None:
    world = a_world(session, members=12)
    purchase = a_call_of_today(session, world, (10,))
    with_three_quotes(session, purchase, world)
    bring_to_today(session, purchase)
    client = browser(app, session, world.officers[0])
    address = f"/compras/{purchase.id}"
    client.get(address)

    with counted_statements(connection) as few:
        client.get(address)
    for place in range(1, 12):
        a_line(session, purchase, world.member(place), world.convener, 5)
    with counted_statements(connection) as many:
        client.get(address)

    assert len(many) == len(few)


def test_the_page_says_how_much_is_missing(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world, (70, 18))
    with_three_quotes(session, purchase, world)
    bring_to_today(session, purchase)
    client = browser(app, session, world.member())

    page = client.get(f"/compras/{purchase.id}")
    session.execute(
        update(PurchaseLine)
        .where(PurchaseLine.person_id == world.member().id)
        .values(reference_minor=cop(123_456).minor)
    )
    told = client.get(f"/compras/{purchase.id}")

    assert "Lo que paga solo sale del precio que usted anotó." not in page.text
    assert "Lo que paga solo sale del precio que usted anotó." in told.text
    assert "8.641.920" in told.text
    assert "Faltan 12 bultos para el precio por mayor" in page.text
    assert "Lo que usted paga solo" in page.text
    assert "Lo que paga con todos" in page.text
    assert "Usted ahorra" in page.text


def test_there_is_no_purchase_for_strangers(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world)
    stranger = browser(app, session, a_member(session, an_organisation(session)))
    nobody = app.test_client()

    assert stranger.get(f"/compras/{purchase.id}").status_code == 404
    assert stranger.get("/compras/999999").status_code == 404
    assert purchase.title not in stranger.get("/compras").text
    assert nobody.get(f"/compras/{purchase.id}").status_code == 303


def test_a_pack_of_another_name_is_found_by_its_words(
    app: Flask, session: Session
) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world)
    pack = a_presentation(session, a_product(session, "Cal dolomita"))
    purchase.items[0].presentation_id = pack.id
    session.flush()
    client = browser(app, session, world.member())

    assert purchase.title in client.get("/compras?q=dolomita").text
    assert purchase.title not in client.get("/compras?q=urea").text
