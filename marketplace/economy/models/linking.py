"""What tells how far members, organisation and buyers are linked."""

from __future__ import annotations

from fractions import Fraction
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
    from collections.abc import Iterator
    from datetime import date

    from sqlalchemy.orm import Session

_FULL = Fraction(2)
_TOLD = (PurchaseState.OPEN, PurchaseState.CONFIRMING, PurchaseState.RECEIVED)
#: Ties in which goods or signed words go between an organisation and a buyer.
_DEALS = (Layer.TRADE, Layer.AGREEMENT)


def signs(session: Session, network_id: int) -> list[Sign]:
    """Return what happened in a network that tells of linkage, of any day.

    Members are those of today: how many there were then is not kept apart.
    """
    days = _days(session, network_id)
    return [
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


def _noted(
    session: Session, network_id: int, days: dict[tuple[int, PurchaseState], date]
) -> Iterator[Sign]:
    """Yield whether members heard of purchases, and whether they said yes or no."""
    counted = (
        select(
            PurchaseLine.purchase_id,
            PurchaseLine.organisation_id,
            func.count(PurchaseLine.person_id.distinct()).label("noted"),
            func.count(PurchaseLine.planned_units).label("asked"),
            func.count(PurchaseLine.answered_at).label("answered"),
        )
        .where(PurchaseLine.state != LineState.WITHDRAWN)
        .group_by(PurchaseLine.purchase_id, PurchaseLine.organisation_id)
        .subquery()
    )
    people = (
        select(
            Membership.organisation_id,
            func.count(Membership.person_id.distinct()).label("members"),
        )
        .where(Membership.role == Role.MEMBER, Membership.until.is_(None))
        .group_by(Membership.organisation_id)
        .subquery()
    )
    rows = session.execute(
        select(
            PurchaseParty.purchase_id,
            PurchaseParty.organisation_id,
            PurchaseParty.joined_at,
            JointPurchase.state,
            counted.c.noted,
            counted.c.asked,
            counted.c.answered,
            people.c.members,
        )
        .join(JointPurchase, JointPurchase.id == PurchaseParty.purchase_id)
        .outerjoin(
            counted,
            and_(
                counted.c.purchase_id == PurchaseParty.purchase_id,
                counted.c.organisation_id == PurchaseParty.organisation_id,
            ),
        )
        .outerjoin(people, people.c.organisation_id == PurchaseParty.organisation_id)
        .where(JointPurchase.network_id == network_id)
        .order_by(PurchaseParty.purchase_id, PurchaseParty.organisation_id)
    )
    for row in rows:
        opened = days.get((row.purchase_id, PurchaseState.OPEN))
        if opened and (row.noted or row.state is not PurchaseState.OPEN):
            members = max(row.members or 0, row.noted or 0, 1)
            # Who took part was told too; of who was not there all were told.
            worth = Fraction(row.noted or 0, members) + (1 if row.joined_at else 0)
            yield Sign(row.organisation_id, Milestone.PRESENTATION, opened, worth)
        asked = days.get((row.purchase_id, PurchaseState.CONFIRMING))
        if asked and row.asked:
            worth = 1 + Fraction(min(row.answered, row.asked), row.asked)
            yield Sign(row.organisation_id, Milestone.APPROVAL, asked, worth)


def _received(
    session: Session, network_id: int, days: dict[tuple[int, PurchaseState], date]
) -> Iterator[Sign]:
    """Yield whether goods that came reached the members."""
    given = (
        select(
            HandOver.purchase_id,
            HandOver.organisation_id,
            func.count(HandOver.person_id.distinct()).label("to_people"),
        )
        .where(HandOver.undone_at.is_(None))
        .group_by(HandOver.purchase_id, HandOver.organisation_id)
        .subquery()
    )
    rows = session.execute(
        select(
            Allocation.purchase_id,
            Allocation.organisation_id,
            JointPurchase.state,
            given.c.to_people,
            func.count(Allocation.person_id.distinct()).label("people"),
        )
        .join(JointPurchase, JointPurchase.id == Allocation.purchase_id)
        .outerjoin(
            given,
            and_(
                given.c.purchase_id == Allocation.purchase_id,
                given.c.organisation_id == Allocation.organisation_id,
            ),
        )
        .where(JointPurchase.network_id == network_id, Allocation.final > 0)
        .group_by(
            Allocation.purchase_id,
            Allocation.organisation_id,
            JointPurchase.state,
            given.c.to_people,
        )
        .order_by(Allocation.purchase_id, Allocation.organisation_id)
    )
    for row in rows:
        came = days.get((row.purchase_id, PurchaseState.RECEIVED))
        is_over = has_reached(row.state, PurchaseState.SHARED)
        if came and (row.to_people is not None or is_over):
            # Goods that wait at the association have come, but not to the member.
            had = Fraction(min(row.to_people or 0, row.people), row.people)
            worth = had + (1 if row.to_people is not None else 0)
            yield Sign(row.organisation_id, Milestone.EXECUTION, came, worth)


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
        yield Sign(organisation_id, Milestone.DIRECT_CONTACT, day, _FULL)
        if layer in _DEALS:
            yield Sign(organisation_id, Milestone.ALIVE, day, _FULL)
