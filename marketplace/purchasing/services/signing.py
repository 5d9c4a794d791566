"""Signatures under the orders: two people, one of them the treasurer."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from marketplace.purchasing.models import (
    OrderSignature,
    PurchaseState,
    SupplierOrder,
    hash_of,
)
from marketplace.purchasing.services.moves import (
    hold_purchase,
    reach_of,
    require_state,
)
from network.errors import ConflictError, NotAllowedError
from network.models import Membership
from network.policy import Action, Role
from network.services import audit

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase
    from network.policy import Actor

#: In which role somebody signs who holds several: the rarest first.
_SIGNING = (Role.LEGAL_REPRESENTATIVE, Role.TREASURER, Role.OFFICER)


class MissingSignature(StrEnum):
    """What the orders still need before they go out."""

    SECOND_PERSON = "second_person"
    TREASURER = "treasurer"
    LEGAL_REPRESENTATIVE = "legal_representative"


class OrdersChangedError(ConflictError):
    """The orders are not those that the person read."""


class AlreadySignedError(ConflictError):
    """The person has signed these orders already."""


class SignsInNoRoleError(NotAllowedError):
    """Only the treasurer, the legal representative and officers sign."""


def sign_orders(
    session: Session,
    purchase_id: int,
    document_hash: str,
    *,
    actor: Actor,
    now: datetime,
) -> Role:
    """Sign the orders that the person has just read; return the role signed in.

    Args:
        session: The open transaction.
        purchase_id: The purchase.
        document_hash: Hexadecimal hash shown on the page with the orders.
        actor: Who signs, holding a role in the convener.
        now: When.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
        NotAllowedError: If the actor holds no role that signs.
        PurchaseMovedOnError: If it is not confirmed.
        OrdersChangedError: If the orders are not those that were read.
        AlreadySignedError: If the person signed them before.
    """
    purchase = hold_purchase(session, purchase_id)
    reach_of(session, purchase).require_running(actor, Action.PLACE_ORDER)
    require_state(purchase, PurchaseState.CONFIRMED)
    orders = session.scalars(SupplierOrder.of(purchase_id)).all()
    current = hash_of(orders)
    if not orders or document_hash != current:
        raise OrdersChangedError(purchase=purchase_id)
    signed = signatures_of(session, purchase_id, current)
    if any(each.person_id == actor.person_id for each in signed):
        raise AlreadySignedError(purchase=purchase_id)
    role = _role(actor, purchase.convener_id, {each.role for each in signed})
    session.add(
        OrderSignature(
            purchase_id=purchase_id,
            person_id=actor.person_id,
            role=role,
            document_hash=current,
            at=now,
        )
    )
    audit.record(
        session,
        actor=actor,
        deed="orders.signed",
        subject="joint_purchase",
        subject_id=purchase_id,
        organisation_id=purchase.convener_id,
        at=now,
        role=role.value,
        document_hash=current,
    )
    return role


def signatures_of(
    session: Session, purchase_id: int, document_hash: str
) -> list[OrderSignature]:
    """Return the signatures under these very orders, oldest first."""
    return list(
        session.scalars(
            select(OrderSignature)
            .where(
                OrderSignature.purchase_id == purchase_id,
                OrderSignature.document_hash == document_hash,
            )
            .order_by(OrderSignature.id)
        )
    )


def missing_signatures(
    session: Session, purchase: JointPurchase, *, day: date
) -> list[MissingSignature]:
    """Return what the current orders still lack, nothing when they may go out."""
    current = hash_of(session.scalars(SupplierOrder.of(purchase.id)))
    signed = signatures_of(session, purchase.id, current)
    roles = {each.role for each in signed}
    people = {each.person_id for each in signed}
    lacking = []
    if Role.TREASURER not in roles:
        lacking.append(MissingSignature.TREASURER)
    has_representative = session.scalar(
        select(
            exists().where(
                Membership.organisation_id == purchase.convener_id,
                Membership.role == Role.LEGAL_REPRESENTATIVE,
                Membership.held_on(day),
            )
        )
    )
    if has_representative and Role.LEGAL_REPRESENTATIVE not in roles:
        lacking.append(MissingSignature.LEGAL_REPRESENTATIVE)
    if len(people) < 2 and not lacking:
        lacking.append(MissingSignature.SECOND_PERSON)
    return lacking


def _role(actor: Actor, convener_id: int, signed: set[Role]) -> Role:
    """Return the role to sign in; one that has not signed yet goes first."""
    held = [each for each in _SIGNING if each in actor.roles.get(convener_id, ())]
    if not held:
        raise SignsInNoRoleError(organisation=convener_id)
    return next((each for each in held if each not in signed), held[0])
