"""Whom a visitor of the demonstration may be, and what each has to see."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from marketplace.purchasing.models import (
    JointPurchase,
    LineState,
    PurchaseLine,
    PurchaseParty,
    PurchaseState,
)
from network.models import (
    Membership,
    Network,
    NetworkMembership,
    Organisation,
    Person,
)
from network.policy import Role

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session


class Part(StrEnum):
    """The parts a visitor may play."""

    MEMBER = "member"
    OFFICER = "officer"
    TREASURER = "treasurer"
    FISCAL = "fiscal"
    COORDINATOR = "coordinator"
    DELEGATE = "delegate"
    CONFIRMING_MEMBER = "confirming_member"
    BUYER = "buyer"


#: Who plays each part: role, organisation or network, and place among its people;
#: whoever has not answered a price yet confirms it, wherever that is.
_CASTING = {
    Part.MEMBER: (Role.MEMBER, "Asociación Porcícola La Ciénaga", 9),
    Part.OFFICER: (Role.OFFICER, "Cooperativa Multiactiva Puerto Amistad", 0),
    Part.TREASURER: (Role.TREASURER, "Cooperativa Multiactiva Puerto Amistad", 0),
    Part.FISCAL: (Role.FISCAL, "Cooperativa Multiactiva Puerto Amistad", 0),
    Part.COORDINATOR: (Role.COORDINATOR, "Red Río y Montaña", 0),
    Part.DELEGATE: (Role.OFFICER, "Asociación Molino Campesino La Mazorca", 0),
    Part.CONFIRMING_MEMBER: (Role.MEMBER, "", 0),
    Part.BUYER: (Role.BUYER_AGENT, "Supermercados La Canasta Solidaria", 0),
}


@dataclass(frozen=True, slots=True)
class Guide:
    """Somebody to walk as.

    Attributes:
        part: What this person shows.
        person_id: Key of the invented person.
        name: Of the person.
        email: To sign in with by hand.
        house: Organisation or network of the part.
        organisation_id: None for the coordinator.
        network_id: The network coordinated, or that of the organisation.
        purchases: The newest purchase in each state that the house takes part in.
    """

    part: Part
    person_id: int
    name: str
    email: str
    house: str
    organisation_id: int | None
    network_id: int | None
    purchases: dict[str, int]


@dataclass(frozen=True, slots=True)
class Tour:
    """The tour: everybody one may walk as."""

    guides: tuple[Guide, ...]


def tour(session: Session) -> Tour | None:
    """Return the tour; None when the demonstration is not loaded."""
    guides = [
        guide for part in Part if (guide := _guide(session, part, *_CASTING[part]))
    ]
    if not guides:
        return None
    return Tour(tuple(guides))


def _guide(
    session: Session, part: Part, role: Role, house: str, place: int
) -> Guide | None:
    wanted = (
        select(
            Person.id,
            Person.name,
            Person.email,
            Membership.organisation_id,
            func.coalesce(Membership.network_id, NetworkMembership.network_id),
            func.coalesce(Organisation.name, Network.name),
        )
        .join(Membership, Membership.person_id == Person.id)
        .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
        .outerjoin(Network, Network.id == Membership.network_id)
        .outerjoin(
            NetworkMembership,
            (NetworkMembership.organisation_id == Organisation.id)
            & NetworkMembership.until.is_(None),
        )
        .where(Person.is_demonstration, Membership.role == role)
    )
    if house:
        wanted = wanted.where((Organisation.name == house) | (Network.name == house))
    if part is Part.CONFIRMING_MEMBER:
        wanted = wanted.where(Person.id.in_(_silent()), ~Person.id.in_(_seated()))
    found = session.execute(wanted.order_by(Person.id).offset(place).limit(1)).first()
    if found is None:
        return None
    person_id, name, email, organisation_id, network_id, home = found
    shown = _purchases(session, organisation_id) if organisation_id else {}
    return Guide(
        part, person_id, name, email or "", home, organisation_id, network_id, shown
    )


def _purchases(session: Session, organisation_id: int) -> dict[str, int]:
    found = session.execute(
        select(JointPurchase.state, func.max(JointPurchase.id))
        .join(PurchaseParty)
        .where(PurchaseParty.organisation_id == organisation_id)
        .group_by(JointPurchase.state)
    )
    return {state.value: key for state, key in found}


def _silent() -> Select[int]:
    """Return those who have not answered the price they are asked to accept."""
    return (
        select(PurchaseLine.person_id)
        .join(JointPurchase)
        .where(JointPurchase.state == PurchaseState.CONFIRMING)
        .where(PurchaseLine.state == LineState.NOTED)
    )


def _seated() -> Select[int]:
    """Return those who are more than members."""
    return select(Membership.person_id).where(Membership.role != Role.MEMBER)
