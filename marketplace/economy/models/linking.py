"""What tells how far members, organisation and buyers are linked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from marketplace.economy.core.linkage import Milestone, Sign
from marketplace.kernel.calendar import local_day
from marketplace.purchasing.core.states import PurchaseState, has_reached
from marketplace.purchasing.models import (
    Allocation,
    HandOver,
    JointPurchase,
    LineState,
    PurchaseLine,
    PurchaseParty,
    PurchaseStep,
)
from network.models import (
    Layer,
    Membership,
    Network,
    Organisation,
    OrganisationKind,
    Tie,
    TieEvent,
)
from network.policy import Role

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from sqlalchemy.orm import Session

_TOLD = (PurchaseState.OPEN, PurchaseState.CONFIRMING, PurchaseState.RECEIVED)
#: Ties in which goods or signed words go between an organisation and a buyer.
_DEALS = (Layer.TRADE, Layer.AGREEMENT)
_TOOK_PART, _KNEW, _NOTHING = 2, 1, 0


def members(session: Session, organisation_ids: Collection[int]) -> dict[int, int]:
    """Return how many members organisations have today."""
    rows = session.execute(
        select(Membership.organisation_id, func.count(Membership.person_id.distinct()))
        .where(
            Membership.organisation_id.in_(sorted(organisation_ids)),
            Membership.role == Role.MEMBER,
            Membership.until.is_(None),
        )
        .group_by(Membership.organisation_id)
        .order_by(Membership.organisation_id)
    )
    return {key: count for key, count in rows if key is not None}


def signs(session: Session, network_id: int) -> list[Sign]:
    """Return what happened in a network that tells of linkage, of any day."""
    days = _days(session, network_id)
    return [
        *_told(session, network_id, days),
        *_noted(session, network_id, days),
        *_received(session, network_id, days),
        *_bought(session, network_id),
    ]


def _days(session: Session, network_id: int) -> dict[tuple[int, PurchaseState], date]:
    """Return the day on which each purchase first came to a state."""
    rows = session.execute(
        select(
            PurchaseStep.purchase_id,
            PurchaseStep.to_state,
            func.min(PurchaseStep.at),
            Network.time_zone,
        )
        .join(JointPurchase, JointPurchase.id == PurchaseStep.purchase_id)
        .join(Network, Network.id == JointPurchase.network_id)
        .where(JointPurchase.network_id == network_id, PurchaseStep.to_state.in_(_TOLD))
        .group_by(PurchaseStep.purchase_id, PurchaseStep.to_state, Network.time_zone)
    )
    return {
        (purchase_id, state): local_day(at, zone)
        for purchase_id, state, at, zone in rows
    }


def _told(
    session: Session, network_id: int, days: dict[tuple[int, PurchaseState], date]
) -> Iterator[Sign]:
    """Yield whether organisations that were called came, so that members knew."""
    rows = session.execute(
        select(
            PurchaseParty.purchase_id,
            PurchaseParty.organisation_id,
            PurchaseParty.joined_at,
        )
        .join(JointPurchase, JointPurchase.id == PurchaseParty.purchase_id)
        .where(
            JointPurchase.network_id == network_id,
            or_(
                PurchaseParty.joined_at.is_not(None),
                JointPurchase.state != PurchaseState.OPEN,
            ),
        )
        .order_by(PurchaseParty.purchase_id, PurchaseParty.organisation_id)
    )
    for purchase_id, organisation_id, joined_at in rows:
        opened = days.get((purchase_id, PurchaseState.OPEN))
        if opened:
            worth = _KNEW if joined_at else _NOTHING
            yield Sign(organisation_id, Milestone.PRESENTATION, opened, worth)


def _noted(
    session: Session, network_id: int, days: dict[tuple[int, PurchaseState], date]
) -> Iterator[Sign]:
    """Yield who asked for something, and who said yes or no to the price."""
    rows = session.execute(
        select(
            PurchaseLine.purchase_id,
            PurchaseLine.organisation_id,
            PurchaseLine.person_id,
            func.count(PurchaseLine.planned_units).label("asked"),
            func.count(PurchaseLine.answered_at).label("answered"),
        )
        .join(JointPurchase, JointPurchase.id == PurchaseLine.purchase_id)
        .where(
            JointPurchase.network_id == network_id,
            PurchaseLine.state != LineState.WITHDRAWN,
        )
        .group_by(
            PurchaseLine.purchase_id,
            PurchaseLine.organisation_id,
            PurchaseLine.person_id,
        )
        .order_by(
            PurchaseLine.purchase_id,
            PurchaseLine.organisation_id,
            PurchaseLine.person_id,
        )
    )
    for purchase_id, organisation_id, person_id, asked, answered in rows:
        opened = days.get((purchase_id, PurchaseState.OPEN))
        if opened:
            yield Sign(
                organisation_id, Milestone.PRESENTATION, opened, _TOOK_PART, person_id
            )
        priced = days.get((purchase_id, PurchaseState.CONFIRMING))
        if priced and asked:
            worth = _TOOK_PART if answered else _KNEW
            yield Sign(organisation_id, Milestone.APPROVAL, priced, worth, person_id)


def _received(
    session: Session, network_id: int, days: dict[tuple[int, PurchaseState], date]
) -> Iterator[Sign]:
    """Yield to whom goods that came were handed over."""
    given = (
        select(HandOver.purchase_id, HandOver.organisation_id, HandOver.person_id)
        .where(HandOver.undone_at.is_(None), HandOver.person_id.is_not(None))
        .distinct()
        .subquery()
    )
    rows = session.execute(
        select(
            Allocation.purchase_id,
            Allocation.organisation_id,
            Allocation.person_id,
            JointPurchase.state,
            given.c.person_id.label("had"),
        )
        .join(JointPurchase, JointPurchase.id == Allocation.purchase_id)
        .outerjoin(
            given,
            and_(
                given.c.purchase_id == Allocation.purchase_id,
                given.c.organisation_id == Allocation.organisation_id,
                given.c.person_id == Allocation.person_id,
            ),
        )
        .where(JointPurchase.network_id == network_id, Allocation.final > 0)
        .distinct()
        .order_by(
            Allocation.purchase_id, Allocation.organisation_id, Allocation.person_id
        )
    )
    for purchase_id, organisation_id, person_id, state, had in rows:
        came = days.get((purchase_id, PurchaseState.RECEIVED))
        if came and (had or has_reached(state, PurchaseState.SHARED)):
            worth = _TOOK_PART if had else _KNEW
            yield Sign(organisation_id, Milestone.EXECUTION, came, worth, person_id)


def _bought(session: Session, network_id: int) -> Iterator[Sign]:
    """Yield what organisations and buyers did together."""
    one, other = aliased(Organisation), aliased(Organisation)
    buyer = OrganisationKind.BUYER
    rows = session.execute(
        select(Tie.source_id, Tie.target_id, one.kind, Tie.layer, TieEvent.day)
        .join(TieEvent, TieEvent.tie_id == Tie.id)
        .join(one, one.id == Tie.source_id)
        .join(other, other.id == Tie.target_id)
        .where(
            Tie.network_id == network_id,
            Tie.layer.in_([*_DEALS, Layer.KNOWLEDGE]),
            TieEvent.weight > 0,
            or_(one.kind == buyer, other.kind == buyer),
        )
        .order_by(TieEvent.id)
    )
    for source_id, target_id, kind, layer, day in rows:
        organisation_id = target_id if kind is buyer else source_id
        yield Sign(organisation_id, Milestone.DIRECT_CONTACT, day, _TOOK_PART)
        if layer in _DEALS:
            yield Sign(organisation_id, Milestone.ALIVE, day, _TOOK_PART)
