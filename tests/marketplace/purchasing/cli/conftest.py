"""A purchase to take out and to bring in again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.purchasing.models import (
    JointPurchase,
    Quote,
)
from network.clock import now
from tests.factories_purchasing import (
    World,
    a_line,
    a_world,
    an_open_purchase,
    with_three_quotes,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@pytest.fixture
def world(session: Session) -> World:
    """Two associations whose members asked, and three suppliers who offered."""
    made = a_world(session, associations=2)
    # One officer of the convener only, so that nobody need say who imports.
    for each in made.officers:
        each.email = f"directiva{each.id}@example.org"
        each.state = each.state.ACTIVE
    session.flush()
    return made


@pytest.fixture
def purchase(session: Session, world: World) -> JointPurchase:
    made = an_open_purchase(session, world)
    made.closes_at = now() + timedelta(days=4)
    for place, organisation in enumerate(world.associations):
        a_line(session, made, world.member(place, organisation), organisation, 10, 12)
    with_three_quotes(session, made, world)
    for quote in session.scalars(select(Quote).where(Quote.purchase_id == made.id)):
        quote.valid_until = now().date() + timedelta(days=30)
    session.flush()
    return made
