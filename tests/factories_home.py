"""What waits for somebody on the home, for the tests of its piles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace.board.queries.home import home_page
from marketplace.purchasing.core.deeds import Waiting
from network.policy import Role
from tests.factories import a_member, a_network, acting, an_organisation
from tests.factories_goods import LATER
from tests.factories_purchasing import a_line, an_open_purchase

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from marketplace.board.queries.errands import Duty, Errand
    from marketplace.purchasing.core.deeds import Deed
    from marketplace.purchasing.models import JointPurchase
    from network.policy import Actor
    from tests.factories_purchasing import World


def piled(
    session: Session, actor: Actor, at: datetime = LATER
) -> dict[Deed | Duty, Waiting | Errand]:
    """What waits for the actor, by what it is, in the order of the page."""
    session.expire_all()
    page = home_page(session, actor=actor, now=at, day=at.date())
    return {
        each.deed if isinstance(each, Waiting) else each.duty: each
        for each in page.waiting
    }


def told(session: Session, actor: Actor, at: datetime = LATER) -> list[Deed | Duty]:
    """What waits for the actor, in the order of the page."""
    return list(piled(session, actor, at))


def a_stranger(session: Session) -> Actor:
    """The officer of an association of another network."""
    network = a_network(session)
    organisation = an_organisation(session, network=network)
    person = a_member(session, organisation, Role.OFFICER)
    return acting(person, organisation, role=Role.OFFICER, network=network)


def a_fiscal(session: Session, world: World) -> Actor:
    """The fiscal of the convener."""
    person = a_member(session, world.convener, Role.FISCAL)
    return acting(person, world.convener, role=Role.FISCAL, network=world.network)


def a_call(session: Session, world: World) -> JointPurchase:
    """An open purchase in which the first member of the convener wants ten."""
    purchase = an_open_purchase(session, world)
    a_line(session, purchase, world.member(), world.convener, 10)
    return purchase
