"""Who gets what of what arrived: wanted, allocated and final."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from marketplace.purchasing.models import (
    Allocation,
    HandOver,
    JointPurchase,
    ProofKind,
    SurplusStock,
)
from marketplace.purchasing.queries.naming import organisation_names, people_names
from marketplace.purchasing.queries.orders import seen_purchase
from network.policy import Action

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from marketplace.kernel.money import Money
    from network.policy import Actor


@dataclass(frozen=True, slots=True)
class ShareRow:
    """What one member gets of one item.

    Attributes:
        item_id: The item.
        organisation_id: Association of the member.
        organisation: Its name.
        person_id: The member.
        person: The member's name.
        wanted: Units confirmed.
        allocated: Units the sharing gave.
        final: Units after changes by hand.
        handed: Units already handed over.
        reason: Sentence that explains the sharing.
        change_reason: Why final differs, if it was changed.
        changed_by: Who changed it, if anybody did.
        pays: What is charged for it; nothing until it is charged.
        code: Four digits to say on delivery, only on the member's own row.
    """

    item_id: int
    organisation_id: int
    organisation: str
    person_id: int
    person: str
    wanted: int
    allocated: int
    final: int
    handed: int
    reason: str
    change_reason: str
    changed_by: str
    pays: Money
    code: str

    @property
    def left(self) -> int:
        """Units still to be handed over."""
        return self.final - self.handed


@dataclass(frozen=True, slots=True)
class SurplusRow:
    """Units that nobody takes, kept by the convener."""

    item_id: int
    units: int
    reason: str
    value: Money


@dataclass(frozen=True, slots=True)
class AssociationRow:
    """What an association gets of an item for its members.

    Attributes:
        item_id: The item.
        organisation_id: The association.
        organisation: Its name.
        final: Units that its members get.
        at_association: Units that the convener handed to it; all of them for
            the convener itself.
        handed: Units that its members have.
    """

    item_id: int
    organisation_id: int
    organisation: str
    final: int
    at_association: int
    handed: int


@dataclass(frozen=True, slots=True)
class SharingPage:
    """A sharing, as far as the actor may see it.

    Attributes:
        rows: By association and member; a member sees the own rows.
        associations: By item and association; empty for a plain member.
        surplus: Units that nobody takes; empty for a plain member.
    """

    rows: tuple[ShareRow, ...]
    associations: tuple[AssociationRow, ...]
    surplus: tuple[SurplusRow, ...]

    @property
    def is_shared(self) -> bool:
        """Whether what arrived has been shared out, as far as can be seen."""
        return bool(self.rows)

    @property
    def left(self) -> int:
        """Units still to be handed to members."""
        return sum(row.left for row in self.rows)


@dataclass(frozen=True, slots=True)
class HandOverCard:
    """Goods that changed hands, undone or not.

    Attributes:
        id: Of the hand-over.
        item_id: The item.
        organisation: Association that got them, or whose member did.
        person: The member; empty when the association got them.
        units: How many.
        proof: How it is known.
        witness: Name of the witness, if any.
        given_by: Officer who handed them over.
        at: When.
        undone_at: When it was undone, if it was.
        undone_reason: Why.
    """

    id: int
    item_id: int
    organisation: str
    person: str
    units: int
    proof: ProofKind
    witness: str
    given_by: str
    at: datetime
    undone_at: datetime | None
    undone_reason: str


def sharing_page(session: Session, purchase_id: int, *, actor: Actor) -> SharingPage:
    """Return who gets what: all of it, one's association's, or one's own.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
    """
    purchase = seen_purchase(session, purchase_id, actor)
    allocations = [
        row
        for row in session.scalars(
            select(Allocation).where(Allocation.purchase_id == purchase_id)
        )
        if sees_row(purchase, actor, row.organisation_id, row.person_id)
    ]
    people = people_names(
        session,
        [row.person_id for row in allocations]
        + [row.changed_by for row in allocations],
    )
    names = organisation_names(session, [row.organisation_id for row in allocations])
    given = _handed(session, purchase_id)
    rows = [
        ShareRow(
            item_id=row.item_id,
            organisation_id=row.organisation_id,
            organisation=names[row.organisation_id],
            person_id=row.person_id,
            person=people[row.person_id],
            wanted=row.wanted,
            allocated=row.allocated,
            final=row.final,
            handed=given.get((row.item_id, row.organisation_id, row.person_id), 0),
            reason=row.reason,
            change_reason=row.change_reason,
            changed_by=people[row.changed_by] if row.changed_by else "",
            pays=row.pays,
            code=row.pin if row.person_id == actor.person_id else "",
        )
        for row in allocations
    ]
    rows.sort(key=lambda row: (row.organisation, row.person, row.item_id))
    officer = runs_all(purchase, actor) or any(
        actor.holds(Action.HAND_OVER, row.organisation_id) for row in rows
    )
    return SharingPage(
        tuple(rows),
        _associations(purchase, rows, given) if officer else (),
        _surplus(session, purchase_id) if runs_all(purchase, actor) else (),
    )


def hand_overs(
    session: Session, purchase_id: int, *, actor: Actor
) -> tuple[HandOverCard, ...]:
    """Return what was handed over, newest first, as far as the actor may see it.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
    """
    purchase = seen_purchase(session, purchase_id, actor)
    found = [
        row
        for row in session.scalars(
            select(HandOver)
            .where(HandOver.purchase_id == purchase_id)
            .order_by(HandOver.id.desc())
        )
        if sees_row(purchase, actor, row.organisation_id, row.person_id)
    ]
    people = people_names(
        session, [row.person_id for row in found] + [row.given_by for row in found]
    )
    names = organisation_names(session, [row.organisation_id for row in found])
    return tuple(
        HandOverCard(
            row.id,
            row.item_id,
            names[row.organisation_id],
            people[row.person_id] if row.person_id else "",
            row.units,
            row.proof,
            row.witness,
            people[row.given_by],
            row.at,
            row.undone_at,
            row.undone_reason,
        )
        for row in found
    )


def runs_all(purchase: JointPurchase, actor: Actor) -> bool:
    """Tell whether the actor may see every member's figures of the purchase."""
    return (
        actor.holds(Action.SEE_BOOK, purchase.convener_id)
        or purchase.network_id in actor.coordinates
    )


def sees_row(
    purchase: JointPurchase, actor: Actor, organisation_id: int, person_id: int | None
) -> bool:
    """Tell whether the actor may see a member's figures: own, or as an officer."""
    return (
        runs_all(purchase, actor)
        or actor.holds(Action.SEE_BOOK, organisation_id)
        or actor.person_id == person_id
    )


def _handed(
    session: Session, purchase_id: int
) -> dict[tuple[int, int, int | None], int]:
    rows = session.execute(
        select(
            HandOver.item_id,
            HandOver.organisation_id,
            HandOver.person_id,
            func.sum(HandOver.units),
        )
        .where(HandOver.purchase_id == purchase_id, HandOver.undone_at.is_(None))
        .group_by(HandOver.item_id, HandOver.organisation_id, HandOver.person_id)
    )
    return {(item, book, person): int(units) for item, book, person, units in rows}


def _associations(
    purchase: JointPurchase,
    rows: Iterable[ShareRow],
    given: dict[tuple[int, int, int | None], int],
) -> tuple[AssociationRow, ...]:
    found: dict[tuple[int, int], AssociationRow] = {}
    for row in rows:
        key = (row.item_id, row.organisation_id)
        before = found.get(key)
        final = row.final + (before.final if before else 0)
        own = row.organisation_id == purchase.convener_id
        found[key] = AssociationRow(
            row.item_id,
            row.organisation_id,
            row.organisation,
            final,
            final if own else given.get((*key, None), 0),
            row.handed + (before.handed if before else 0),
        )
    return tuple(found[key] for key in sorted(found))


def _surplus(session: Session, purchase_id: int) -> tuple[SurplusRow, ...]:
    rows = session.scalars(
        select(SurplusStock)
        .where(SurplusStock.purchase_id == purchase_id)
        .order_by(SurplusStock.item_id)
    )
    return tuple(
        SurplusRow(row.item_id, row.units, row.reason, row.value) for row in rows
    )
