"""How far each association of a running purchase is, in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import distinct, exists, func, select

from marketplace.purchasing.models import (
    Allocation,
    HandOver,
    LineState,
    PurchaseLine,
    PurchaseParty,
)
from network.models import Membership, Organisation, Person, PersonState
from network.policy import ALLOWED, Action

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """An association of a purchase.

    Attributes:
        organisation_id: Which.
        name: Its name.
        joined_at: Since when it takes part; None while only invited.
        place: Where its members collect, when not at the common place.
        silent: Members who have noted nothing.
        unanswered: Members who have not answered the price.
        helped: Those of them who do not sign in themselves.
        final: Units for its members, all inputs together.
        at_association: Units that the convener handed to it.
        with_members: Units that its members have.
    """

    organisation_id: int
    name: str
    joined_at: datetime | None
    place: str
    silent: int
    unanswered: int
    helped: int
    final: int
    at_association: int
    with_members: int

    def to_hand_on(self, convener_id: int) -> int:
        """Return how many units lie at the association, ready for its members."""
        if self.organisation_id == convener_id:
            return self.final - self.with_members
        return min(self.final, self.at_association) - self.with_members


def party_facts(
    session: Session, keys: Sequence[int], *, day: date
) -> dict[int, list[PartyFacts]]:
    """Return the associations of each purchase; permission is the caller's."""
    found: dict[int, list[PartyFacts]] = {key: [] for key in keys}
    rows = session.execute(
        select(
            PurchaseParty.purchase_id,
            PurchaseParty.organisation_id,
            Organisation.name,
            PurchaseParty.joined_at,
            PurchaseParty.delivery_place,
            _one(_silent(day)),
            _one(_unanswered()),
            _one(
                _unanswered()
                .join(Person, Person.id == PurchaseLine.person_id)
                .where(Person.state == PersonState.ASSISTED)
            ),
            _one(
                select(func.coalesce(func.sum(Allocation.final), 0)).where(
                    Allocation.purchase_id == PurchaseParty.purchase_id,
                    Allocation.organisation_id == PurchaseParty.organisation_id,
                )
            ),
            _one(_handed().where(HandOver.person_id.is_(None))),
            _one(_handed().where(HandOver.person_id.is_not(None))),
        )
        .join(Organisation, Organisation.id == PurchaseParty.organisation_id)
        .where(PurchaseParty.purchase_id.in_(keys))
        .order_by(Organisation.name, PurchaseParty.organisation_id)
    )
    for row in rows:
        key, organisation_id, name, joined_at, place, *counted = row
        numbers = [int(each) for each in counted]
        found[key].append(PartyFacts(organisation_id, name, joined_at, place, *numbers))
    return found


def _silent(day: date) -> Select[int]:
    noted = exists().where(
        PurchaseLine.purchase_id == PurchaseParty.purchase_id,
        PurchaseLine.organisation_id == PurchaseParty.organisation_id,
        PurchaseLine.person_id == Membership.person_id,
        PurchaseLine.state != LineState.WITHDRAWN,
    )
    return select(func.count(distinct(Membership.person_id))).where(
        Membership.organisation_id == PurchaseParty.organisation_id,
        Membership.role.in_(ALLOWED[Action.NOTE_LINE]),
        Membership.held_on(day),
        ~noted,
    )


def _unanswered() -> Select[int]:
    return select(func.count(distinct(PurchaseLine.person_id))).where(
        PurchaseLine.purchase_id == PurchaseParty.purchase_id,
        PurchaseLine.organisation_id == PurchaseParty.organisation_id,
        PurchaseLine.state == LineState.NOTED,
        PurchaseLine.planned_units > 0,
    )


def _handed() -> Select[int]:
    return select(func.coalesce(func.sum(HandOver.units), 0)).where(
        HandOver.purchase_id == PurchaseParty.purchase_id,
        HandOver.organisation_id == PurchaseParty.organisation_id,
        HandOver.undone_at.is_(None),
    )


def _one(statement: Select[Any]) -> ColumnElement[Any]:
    return statement.correlate(PurchaseParty).scalar_subquery()
