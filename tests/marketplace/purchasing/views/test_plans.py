"""Plans over plain HTTP: asked for, compared, chosen by two, undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace.purchasing.models import (
    JointPurchase,
    PlanRun,
    PlanState,
    PurchaseState,
)
from network.policy import Role
from tests.factories import a_member
from tests.factories_purchase_pages import (
    a_call_of_today,
    bring_to_today,
    browser,
    fields_of,
    last_plan,
)
from tests.factories_purchasing import (
    a_line,
    a_quote,
    a_supplier,
    a_world,
    an_open_purchase,
    awarded,
    in_quoting,
    with_three_quotes,
)

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.factories_purchasing import World


def in_quoting_today(session: Session, world: World) -> JointPurchase:
    """A purchase with two orders and three quotes, to be planned today."""
    purchase = an_open_purchase(session, world)
    a_line(session, purchase, world.member(), world.convener, 60, 62)
    a_line(session, purchase, world.member(1), world.convener, 30)
    in_quoting(session, purchase, world)
    with_three_quotes(session, purchase, world)
    return bring_to_today(session, purchase)


def test_a_plan_is_asked_for_and_read(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = in_quoting_today(session, world)
    client = browser(app, session, world.officers[0])
    address = f"/compras/{purchase.id}/plan"

    assert "Buscar la mejor compra" in client.get(address).text
    page = client.post(address, follow_redirects=True)
    again = client.post(address)

    run = last_plan(session, purchase)
    assert "Demostrado: no hay una manera más barata" in page.text
    assert "Cuánto le toca a cada persona" in page.text
    assert world.member().name in page.text
    assert again.location == f"{address}/{run.id}"


def test_a_plan_is_not_made_of_too_few_quotes(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = an_open_purchase(session, world)
    a_line(session, purchase, world.member(), world.convener, 60)
    in_quoting(session, purchase, world)
    a_quote(session, purchase, world)
    bring_to_today(session, purchase)
    client = browser(app, session, world.officers[0])

    page = client.post(f"/compras/{purchase.id}/plan", follow_redirects=True)

    assert page.request.path == f"/compras/{purchase.id}/cotizaciones"
    assert 'class="notice error"' in page.text


def test_a_plan_that_is_being_made_shows_how_far_it_is(
    app: Flask, session: Session
) -> None:
    world = a_world(session)
    purchase = in_quoting_today(session, world)
    run = PlanRun(purchase_id=purchase.id, inputs_hash="0" * 64, problem={})
    session.add(run)
    session.flush()
    client = browser(app, session, world.officers[0])
    address = f"/compras/{purchase.id}/plan/{run.id}"

    waiting = client.get(address)
    followed = client.get(f"{address}?seguir=1")
    run.state = PlanState.INFEASIBLE
    session.flush()
    infeasible = client.get(address)
    run.state = PlanState.FAILED
    session.flush()
    failed = client.get(address)

    assert '<meta http-equiv="refresh"' not in waiting.text
    assert '<meta http-equiv="refresh"' in followed.text
    assert "Puede cerrar esta página." in waiting.text
    assert "Así no se puede comprar nada" in infeasible.text
    assert "No se pudo calcular" in failed.text
    assert '<meta http-equiv="refresh"' not in failed.text


def test_another_way_is_compared_with_the_best(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = in_quoting_today(session, world)
    client = browser(app, session, world.officers[0])
    client.post(f"/compras/{purchase.id}/plan")
    best = last_plan(session, purchase)
    used = str(next(iter(best.names["suppliers"].values())))
    address = f"/compras/{purchase.id}/plan/otro"
    blank = fields_of(client.get(address))

    nothing = client.post(address, data=blank)
    both = client.post(address, data=blank | {"use": used, "avoid": used})
    many = client.post(address, data=blank | {"at_most": "x"})
    done = client.post(address, data=blank | {"avoid": used}, follow_redirects=True)

    assert "Escoja por lo menos una condición." in nothing.text
    assert "Un proveedor está en las dos listas." in both.text
    assert "Escriba un número entero" in many.text
    assert "Otras maneras de comprar" in done.text
    assert last_plan(session, purchase).id != best.id
    assert "Cuesta más" in client.get(f"/compras/{purchase.id}/plan").text


def test_two_people_choose_a_plan(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = in_quoting_today(session, world)
    first = browser(app, session, world.officers[0])
    second = browser(app, session, world.officers[1])
    first.post(f"/compras/{purchase.id}/plan")
    address = f"/compras/{purchase.id}/plan/{last_plan(session, purchase).id}"

    one = first.post(
        f"{address}/escoger",
        data=fields_of(first.get(address)) | {"reason": "Es el más barato"},
        follow_redirects=True,
    )
    two = second.post(
        f"{address}/escoger", data=fields_of(second.get(address)), follow_redirects=True
    )

    assert "Falta la de otra persona." in one.text
    assert "Es el más barato" in one.text
    assert "El plan quedó adjudicado." in two.text
    assert "Ya se escogió el plan" in two.text


def test_who_is_related_to_a_supplier_does_not_choose(
    app: Flask, session: Session
) -> None:
    world = a_world(session)
    purchase = in_quoting_today(session, world)
    client = browser(app, session, world.officers[0])
    client.post(f"/compras/{purchase.id}/plan")
    run = last_plan(session, purchase)
    used = run.result["freight"][0]["supplier"]
    supplier_id = str(run.names["suppliers"][used])
    address = f"/compras/{purchase.id}/plan/{run.id}"
    chosen = fields_of(client.get(address))
    declare = f"/compras/{purchase.id}/interes"

    silent = client.post(declare, data={"supplier": supplier_id})
    told = client.post(
        declare, data={"supplier": supplier_id, "relation": "Es de mi familia"}
    )
    forced = client.post(f"{address}/escoger", data=chosen)

    assert "Escriba este dato." in silent.text
    assert told.status_code == 303
    assert "Otra persona debe escoger." in client.get(address).text
    assert forced.status_code == 403


def test_a_plan_that_lines_outgrew_is_not_chosen(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = in_quoting_today(session, world)
    client = browser(app, session, world.officers[0])
    client.post(f"/compras/{purchase.id}/plan")
    run = last_plan(session, purchase)
    address = f"/compras/{purchase.id}/plan/{run.id}"
    chosen = fields_of(client.get(address))
    run.state = PlanState.STALE
    session.flush()

    page = client.post(f"{address}/escoger", data=chosen)

    assert page.status_code == 422
    assert "Este plan ya no sirve" in page.text


def test_an_award_is_undone_with_a_reason(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = an_open_purchase(session, world)
    a_line(session, purchase, world.member(), world.convener, 60)
    awarded(session, purchase, world)
    client = browser(app, session, world.officers[0])
    address = f"/compras/{purchase.id}/plan/deshacer"

    silent = client.post(address, data={})
    done = client.post(address, data={"reason": "El proveedor cerró"})
    late = client.post(address, data={"reason": "Otra vez"})

    session.expire_all()
    assert silent.status_code == 422
    assert done.status_code == 303
    assert purchase.state is PurchaseState.QUOTING
    assert late.status_code == 422


def test_members_ask_for_no_plan_and_choose_none(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = in_quoting_today(session, world)
    browser(app, session, world.officers[0]).post(f"/compras/{purchase.id}/plan")
    run = last_plan(session, purchase)
    client = browser(app, session, world.member())
    chosen = fields_of(client.get(f"/compras/{purchase.id}/interes"))
    address = f"/compras/{purchase.id}/plan"

    answers = {
        client.post(address).status_code,
        client.post(f"{address}/otro").status_code,
        client.get(f"{address}/otro").status_code,
        client.post(f"{address}/deshacer").status_code,
    }

    assert answers == {403}
    assert chosen is not None
    seen = client.get(f"{address}/{run.id}").text
    assert world.member().name in seen
    assert world.member(1).name not in seen


def test_a_plan_of_another_purchase_is_not_found(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = in_quoting_today(session, world)
    other = a_call_of_today(session, world)
    client = browser(app, session, world.officers[0])
    client.post(f"/compras/{purchase.id}/plan")
    run = last_plan(session, purchase)

    assert client.get(f"/compras/{other.id}/plan/{run.id}").status_code == 404
    assert client.get(f"/compras/{purchase.id}/plan/999999").status_code == 404


def test_a_supplier_s_agent_sees_no_purchase(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = in_quoting_today(session, world)
    agent = a_member(session, a_supplier(session, world), Role.SUPPLIER_AGENT)
    client = browser(app, session, agent)

    assert client.get(f"/compras/{purchase.id}").status_code == 404
    assert client.get(f"/compras/{purchase.id}/cotizaciones").status_code == 404
