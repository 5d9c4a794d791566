"""For whom a person may call a purchase, and which past ones can be repeated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.kernel.money import Currency
from marketplace.purchasing.core.states import ENDED
from marketplace.purchasing.models import (
    JointPurchase,
    PurchaseScope,
    PurchaseState,
)
from marketplace.purchasing.queries.pages_list import PRODUCERS, visible
from network.models import (
    Network,
    NetworkMembership,
    Organisation,
)
from network.policy import Action

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from network.models import Country
    from network.policy import Actor

MOST_PAST = 12


@dataclass(frozen=True, slots=True)
class Convening:
    """One way to call a purchase: who buys, for whom.

    Attributes:
        network_id: Network in which it is called.
        network: Its name.
        convener_id: Who would buy.
        convener: Its name.
        scope: Own members, or the associations of the network.
        country: Whose units and words.
        currency: Of the convener's book.
        time_zone: Of the network.
        is_own: Whether the actor calls for whoever would buy.
    """

    network_id: int
    network: str
    convener_id: int
    convener: str
    scope: PurchaseScope
    country: Country
    currency: Currency
    time_zone: str
    is_own: bool = True

    @property
    def code(self) -> str:
        """What stands for it in a form."""
        return f"{self.network_id}-{self.convener_id}-{self.scope.value}"


@dataclass(frozen=True, slots=True)
class CallChoices:
    """What may be chosen for a new purchase.

    Attributes:
        ways: Who buys, for whom, the actor's own associations first; empty
            when the actor may not convene.
        producers: Id and name of the associations of the networks of ``ways``.
    """

    ways: tuple[Convening, ...]
    producers: tuple[tuple[int, str], ...]

    @property
    def own(self) -> int:
        """How many of the ways, the first ones, are the actor's own."""
        return sum(way.is_own for way in self.ways)

    def way(self, code: str | None) -> Convening | None:
        """Return the way that a code stands for, if it is one of these."""
        return next((way for way in self.ways if way.code == code), None)


@dataclass(frozen=True, slots=True)
class PastCall:
    """A purchase that can be repeated."""

    id: int
    title: str
    state: PurchaseState
    convener: str
    at: datetime


def call_choices(session: Session, *, actor: Actor, day: date) -> CallChoices:
    """Return for whom the actor may call a purchase; nothing for others."""
    rows = session.execute(
        select(Network, Organisation)
        .join(NetworkMembership, NetworkMembership.network_id == Network.id)
        .join(Organisation, Organisation.id == NetworkMembership.organisation_id)
        .where(Network.id.in_(actor.networks | actor.coordinates))
        .where(NetworkMembership.held_on(day))
        .where(Organisation.kind.in_(PRODUCERS))
        .order_by(Network.id, Organisation.search_key, Organisation.id)
    ).all()
    ways: list[Convening] = []
    for network, convener in rows:
        own = actor.holds(Action.CONVENE_PURCHASE, convener.id)
        if own:
            ways.append(_way(network, convener, PurchaseScope.ASSOCIATION))
        if own or network.id in actor.coordinates:
            ways.append(_way(network, convener, PurchaseScope.NETWORK, is_own=own))
    ways.sort(key=lambda way: not way.is_own)
    used = {way.network_id for way in ways}
    producers = {each.id: each.name for network, each in rows if network.id in used}
    return CallChoices(tuple(ways), tuple(producers.items()))


def past_calls(session: Session, *, actor: Actor) -> tuple[PastCall, ...]:
    """Return the last purchases that the actor may call again."""
    calling = [key for key in actor.roles if actor.holds(Action.CONVENE_PURCHASE, key)]
    own = JointPurchase.convener_id.in_(calling) | (
        (JointPurchase.scope == PurchaseScope.NETWORK)
        & JointPurchase.network_id.in_(list(actor.coordinates))
    )
    rows = session.scalars(
        select(JointPurchase)
        .options(joinedload(JointPurchase.convener))
        .where(visible(actor), own)
        .where(JointPurchase.state != PurchaseState.DRAFT)
        .order_by(JointPurchase.state.in_(ENDED).desc(), JointPurchase.id.desc())
        .limit(MOST_PAST)
    )
    return tuple(
        PastCall(row.id, row.title, row.state, row.convener.name, row.created_at)
        for row in rows
    )


def _way(
    network: Network,
    convener: Organisation,
    scope: PurchaseScope,
    *,
    is_own: bool = True,
) -> Convening:
    return Convening(
        network.id,
        network.name,
        convener.id,
        convener.name,
        scope,
        network.country,
        Currency(convener.currency),
        network.time_zone,
        is_own,
    )
