from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from marketplace.purchasing.models import PurchaseScope
from marketplace.purchasing.services import weaving
from network.models import TieEvent
from tests.factories_goods import LATER_DAY, settled
from tests.factories_purchasing import a_confirmed_purchase, a_world

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def events(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(TieEvent)) or 0


def test_an_association_alone_is_tied_to_nobody_by_buying(session: Session) -> None:
    world = a_world(session)
    purchase = a_confirmed_purchase(session, world)
    settled(session, purchase, world)
    before = events(session)

    weaving.weave_purchase(session, purchase, LATER_DAY)
    weaving.weave_payment(
        session, purchase, world.convener.id, world.convener.id, LATER_DAY
    )

    assert purchase.scope is PurchaseScope.ASSOCIATION
    assert events(session) == before


def test_a_tie_that_cannot_be_woven_stops_nothing(session: Session) -> None:
    world = a_world(session)
    purchase = a_confirmed_purchase(session, world)
    before = events(session)

    weaving.weave_payment(session, purchase, world.convener.id, 10**9, LATER_DAY)

    assert events(session) == before
    assert session.get(type(purchase), purchase.id) is purchase
