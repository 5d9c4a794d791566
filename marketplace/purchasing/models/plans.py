"""Plans that the optimiser made, and who chose one."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    String,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.purchasing.models.purchases import JointPurchase
from network.clock import now
from network.db import Base
from network.models import Membership, Organisation

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy import Select


class PlanState(StrEnum):
    """Life of a run of the optimiser."""

    WAITING = "waiting"
    SOLVED = "solved"
    INFEASIBLE = "infeasible"
    #: Lines or quotes changed after it was made: it may not be chosen.
    STALE = "stale"
    FAILED = "failed"
    #: Two people chose it; its prices are what members are asked to accept.
    AWARDED = "awarded"
    #: What is ordered: the awarded plan with those who confirmed.
    FINAL = "final"


class PlanRun(Base):
    """One run: what went in, what came out, and how far it is proved."""

    __tablename__ = "plan_run"
    __table_args__ = (
        CheckConstraint("objective_minor >= 0", name="objective_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    purchase_id: Mapped[int] = mapped_column(
        ForeignKey("joint_purchase.id"), index=True
    )
    state: Mapped[PlanState] = mapped_column(default=PlanState.WAITING)
    #: What was asked for: ``{}``, or the suppliers forced in and out.
    forced: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: The run whose alternative this is, if any.
    compared_with_id: Mapped[int | None] = mapped_column(ForeignKey("plan_run.id"))
    #: SHA-256 of the canonical problem, in hexadecimal.
    inputs_hash: Mapped[str] = mapped_column(String(64))
    problem: Mapped[dict[str, Any]]
    #: What the names in problem and result stand for: ``items`` by name to
    #: item id, ``suppliers`` by name to supplier id, ``quotes`` by name to
    #: quote id, ``members`` by code to [organisation id, person id].
    names: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: The plan as the terminal command prints it.
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    solver: Mapped[str] = mapped_column(String(60), default="")
    seed: Mapped[int] = mapped_column(default=0)
    objective_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    bound_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)

    purchase: Mapped[JointPurchase] = relationship()


class PlanChoice(Base):
    """A person's vote for a plan; two people make the award."""

    __tablename__ = "plan_choice"
    __table_args__ = (UniqueConstraint("plan_run_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    purchase_id: Mapped[int] = mapped_column(
        ForeignKey("joint_purchase.id"), index=True
    )
    plan_run_id: Mapped[int] = mapped_column(ForeignKey("plan_run.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime] = mapped_column(default=now)
    #: Set when the purchase went back to quoting, so that it counts no more.
    undone_at: Mapped[datetime | None]


class SupplierInterest(Base):
    """A person's declared relation with a supplier, which bars the choice."""

    __tablename__ = "supplier_interest"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    supplier_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), primary_key=True
    )
    relation: Mapped[str] = mapped_column(String(160))
    declared_at: Mapped[datetime] = mapped_column(default=now)

    @classmethod
    def related(
        cls, person_id: int, suppliers: Collection[int], day: date
    ) -> Select[str]:
        """Return the select of the names of suppliers a person is related to.

        Related is who holds a role in the supplier on the day, or declared it.
        """
        belongs = select(Membership.organisation_id).where(
            Membership.person_id == person_id, Membership.held_on(day)
        )
        declared = select(cls.supplier_id).where(cls.person_id == person_id)
        return (
            select(Organisation.name)
            .where(Organisation.id.in_(suppliers))
            .where(Organisation.id.in_(belongs) | Organisation.id.in_(declared))
            .order_by(Organisation.name)
        )
