"""Who belongs to a party of a purchase on the day something is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.kernel.calendar import local_day
from marketplace.purchasing.models import PurchaseParty
from network.errors import ConflictError, NotFoundError
from network.models import Membership, Person, PersonState
from network.policy import Action, Actor, Role

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase

#: Roles of the members of a producers' organisation.
MEMBERS = (
    Role.MEMBER,
    Role.OFFICER,
    Role.TREASURER,
    Role.COMMITTEE,
    Role.FISCAL,
    Role.LEGAL_REPRESENTATIVE,
)


class NotYetTakingPartError(ConflictError):
    """The association was invited and has not said that it takes part."""


class NotAMemberError(NotFoundError):
    """The person is no member of the association today."""


def today_of(purchase: JointPurchase, now: datetime) -> date:
    """Return the day it is in the network of the purchase."""
    return local_day(now, purchase.network.time_zone)


def members_of(session: Session, organisation_id: int, day: date) -> list[Person]:
    """Return the people who are members on a day, by name."""
    return list(
        session.scalars(
            select(Person)
            .where(Person.id.in_(_member_ids(organisation_id, day)))
            .where(Person.state != PersonState.ANONYMISED)
            .order_by(Person.search_key, Person.id)
        )
    )


def require_part(
    session: Session,
    purchase: JointPurchase,
    organisation_id: int,
    person_id: int,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Let the actor act for a member: oneself, or a member one types for.

    Raises:
        NotFoundError: If the organisation has nothing to do with the purchase
            or the actor holds nothing in it.
        NotAllowedError: If the actor may not type for others.
        NotAMemberError: If the person is not a member today.
        NotYetTakingPartError: If the association only is invited.
    """
    own = person_id == actor.person_id
    action = Action.NOTE_LINE if own else Action.NOTE_LINE_FOR_OTHERS
    purchase.reach.require_part(actor, action, organisation_id)
    day = today_of(purchase, now)
    is_member = session.scalar(
        _member_ids(organisation_id, day).where(Membership.person_id == person_id)
    )
    if is_member is None:
        raise NotAMemberError(person=person_id)
    require_joined(session, purchase, organisation_id)


def require_joined(
    session: Session, purchase: JointPurchase, organisation_id: int
) -> None:
    """Go on only if the association takes part.

    Raises:
        NotFoundError: If it was not invited.
        NotYetTakingPartError: If it has not joined.
    """
    party = session.get(PurchaseParty, (purchase.id, organisation_id))
    if party is None:
        raise NotFoundError(purchase=purchase.id)
    if party.joined_at is None:
        raise NotYetTakingPartError(organisation=party.organisation.name)


def _member_ids(organisation_id: int, day: date) -> Select[int]:
    return (
        select(Membership.person_id)
        .where(Membership.organisation_id == organisation_id)
        .where(Membership.role.in_(MEMBERS))
        .where(Membership.since <= day)
        .where(Membership.until.is_(None) | (Membership.until > day))
    )
