"""The memory of who was rounded down, carried from one purchase to the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.purchasing.models import Allocation, RoundingMemory

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase

#: Association and person; no person for the association among associations.
Holder = tuple[int, int | None]


def holder_name(holder: Holder) -> str:
    """Return what somebody is called in a sharing; associations differ from members."""
    organisation_id, person_id = holder
    if person_id is None:
        return f"o{organisation_id:012d}"
    return f"m{organisation_id:012d}-{person_id:012d}"


@dataclass(slots=True)
class Memories:
    """What is remembered while one purchase is shared.

    Attributes:
        purchase_id: The purchase.
        holders: Everybody who may be rounded, by name in the sharing.
        before: Times each was rounded down before this purchase.
        carried: The same, as the sharing goes on.
        frozen: Whether a later purchase already built on what this one left,
            so that sharing it again may not change the memory.
    """

    purchase_id: int
    holders: dict[str, Holder]
    before: dict[str, int]
    carried: dict[str, int] = field(default_factory=dict)
    frozen: bool = False

    @classmethod
    def load(
        cls,
        session: Session,
        purchase: JointPurchase,
        members: Collection[tuple[int, int]],
    ) -> Memories:
        """Return what was remembered before the purchase was shared at all."""
        organisations = {organisation_id for organisation_id, _ in members}
        holders: dict[str, Holder] = {
            holder_name(each): each
            for each in [*members, *((one, None) for one in organisations)]
        }
        shared_before = session.scalar(
            select(Allocation.id).where(Allocation.purchase_id == purchase.id).limit(1)
        )
        before: dict[str, int] = {}
        strange = False
        for row in session.scalars(
            select(RoundingMemory).where(
                RoundingMemory.organisation_id.in_(organisations)
            )
        ):
            name = holder_name((row.organisation_id, row.person_id))
            mine = row.purchase_id == purchase.id
            # Saving touches every row of the members, so a row of another
            # purchase was written after this one was shared.
            strange = strange or (name in holders and not mine)
            before[name] = row.before if mine else row.carried
        frozen = strange and shared_before is not None
        return cls(purchase.id, holders, before, dict(before), frozen=frozen)

    def save(self, session: Session, now: datetime) -> None:
        """Keep what the sharing left, unless a later purchase built on it."""
        if self.frozen:
            return
        rows = {
            holder_name((row.organisation_id, row.person_id)): row
            for row in session.scalars(
                select(RoundingMemory).where(
                    RoundingMemory.organisation_id.in_(
                        {
                            organisation_id
                            for organisation_id, _ in self.holders.values()
                        }
                    )
                )
            )
        }
        for name, (organisation_id, person_id) in self.holders.items():
            times, before = self.carried.get(name, 0), self.before.get(name, 0)
            row = rows.get(name)
            if row is None:
                if not times:
                    continue
                row = RoundingMemory(
                    organisation_id=organisation_id, person_id=person_id
                )
                session.add(row)
            row.carried, row.before = times, before
            row.purchase_id, row.changed_at = self.purchase_id, now
        session.flush()
