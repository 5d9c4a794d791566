from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.economy import tasks
from marketplace.labels import JOB_NAMES
from network.clock import today
from network.models import Lead
from tests.factories import an_organisation
from tests.factories_economy import an_input, bought, invoiced_on, works_in
from tests.factories_purchasing import a_supplier, a_world

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session


def test_every_network_or_one_is_searched_for_leads(
    session: Session, app: Flask
) -> None:
    world = a_world(session, members=1, associations=2)
    mill = an_organisation(session, network=world.network)
    feed = an_input(session)
    works_in(session, mill, "balanceado")
    bought(session, world, a_supplier(session, world), feed)
    invoiced_on(session, today(world.network.time_zone))
    session.commit()

    one = tasks.find_leads(world.network.id)
    every = tasks.find_leads()

    session.expire_all()
    kept = session.scalars(
        select(Lead.source_id).where(Lead.network_id == world.network.id)
    ).all()
    assert (one, kept) == (2, [mill.id] * 2)
    assert every >= one
    assert "economy.find_leads" in JOB_NAMES
    assert app.config["TESTING"]
