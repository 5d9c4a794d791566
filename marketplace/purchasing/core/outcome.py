"""The plan of a joint purchase: what is bought, who gets and pays what, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Status(StrEnum):
    """How good a plan is known to be."""

    #: Nothing better exists by any of the aims.
    OPTIMAL = "optimal"
    #: The time ended before the proof; the gap says how far it can be.
    GAP = "gap"
    #: Something is asked and nothing of it can be bought.
    INFEASIBLE = "infeasible"


class Order(NamedTuple):
    """One item ordered from one supplier.

    Attributes:
        supplier: Who sells.
        item: What is sold.
        packs: Whole packs.
        units: Units in them.
        price: Minor units per unit in the break that was reached; with
            incremental breaks, what the last unit costs.
        cost: Minor units of the whole line, without freight.
    """

    supplier: str
    item: str
    packs: int
    units: int
    price: int
    cost: int


class Carriage(NamedTuple):
    """What bringing the order of one supplier costs, in minor units."""

    supplier: str
    cost: int


class Allocation(NamedTuple):
    """What a member gets of an item and pays for it, freight included.

    Attributes:
        item: What.
        member: Who.
        wanted: Units asked.
        allocated: Units given.
        pays: Minor units.
        reason: Why, in a Spanish sentence.
    """

    item: str
    member: str
    wanted: int
    allocated: int
    pays: int
    reason: str


class Surplus(NamedTuple):
    """Units bought that nobody asked for, and why, in a Spanish sentence."""

    item: str
    units: int
    why: str


class MemberTotal(NamedTuple):
    """What a member pays in all, against buying the same alone.

    Attributes:
        member: Who.
        pays: Minor units.
        alone: Minor units that the same units would cost the member alone;
            none if nobody would sell them and there is no reference price.
        saves: ``alone - pays``, or none.
    """

    member: str
    pays: int
    alone: int | None
    saves: int | None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something worth saying about a plan.

    Attributes:
        kind: What it is about, such as ``next-break``.
        text: Spanish sentences.
        values: The figures in it: ids as text, money in minor units.
    """

    kind: str
    text: str
    values: dict[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of a joint purchase.

    Attributes:
        status: How good it is known to be.
        objective: Minor units in all: cost of the orders plus freight, which is
            also what the members pay together.
        bound: No plan that serves as much costs less.
        gap: Largest relative distance to what could still be found; 0 if proved.
        solver: What solved it.
        seed: Seed that was asked for; the solver used is deterministic.
        inputs_hash: SHA-256 of the problem.
        served: Value of wanted units served (units times their weight).
        served_bound: No plan serves more than this value.
        orders: What is bought, by supplier and item.
        freight: What bringing it costs, by supplier.
        allocations: Who gets and pays what, by item and member.
        surplus: Units that nobody asked for.
        members: Totals, by member.
        findings: What is worth saying.
    """

    status: Status
    objective: int
    bound: int
    gap: float
    solver: str
    seed: int
    inputs_hash: str
    served: int
    served_bound: int
    orders: tuple[Order, ...] = ()
    freight: tuple[Carriage, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    surplus: tuple[Surplus, ...] = ()
    members: tuple[MemberTotal, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def suppliers(self) -> tuple[str, ...]:
        """Suppliers that are bought from, by id."""
        return tuple(charge.supplier for charge in self.freight)
