"""Everything that decides what waits for somebody, read in a few statements."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from marketplace.ledger.models import Account
from marketplace.purchasing.core.access import Reach
from marketplace.purchasing.core.states import ENDED, PurchaseState, has_reached
from marketplace.purchasing.models import (
    Allocation,
    HandOver,
    JointPurchase,
    LineState,
    OrderSignature,
    PlanRun,
    PlanState,
    PurchaseLine,
    SupplierInvoice,
    SupplierOrder,
)
from marketplace.purchasing.queries.pages_head import powers
from marketplace.purchasing.queries.pages_list import visible
from marketplace.purchasing.queries.waiting.counts import (
    PurchaseCounts,
    purchase_counts,
)
from marketplace.purchasing.queries.waiting.parties import PartyFacts, party_facts
from network.policy import Action

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from network.policy import Actor

#: Running purchases that are looked at, the newest ones.
LOOKED_AT = 100
#: From here on there are orders, goods and money.
_CONFIRMED = PurchaseState.CONFIRMED


@dataclass(frozen=True, slots=True)
class LineFacts:
    """Lines of one member through one association, in one state."""

    organisation_id: int
    person_id: int
    state: LineState
    units: int
    pays_minor: int


@dataclass(frozen=True, slots=True)
class ShareFacts:
    """Goods of the actor through one association: what is left to collect."""

    organisation_id: int
    left: int


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """An order of the newest final plan.

    Attributes:
        row: The order with its lines.
        supplier: Name of who delivers.
        due_on: Day the standing invoice is to be paid; None without one.
        asked_minor: What the standing invoice asks for, in minor units.
    """

    row: SupplierOrder
    supplier: str
    due_on: date | None
    asked_minor: int


@dataclass(slots=True)
class Facts:
    """What is known of one purchase, as far as the actor may act in it.

    Attributes:
        row: The purchase.
        counts: What stands in it, counted.
        may: What the actor may do to run it.
        parties: Associations invited or taking part.
        lines: The actor's lines, and those of members whose money the actor
            takes in.
        shares: What the actor has to collect.
        orders: Of the newest final plan.
        signatures: Under any version of the orders.
        accounts: Balances that are not zero, by book and code, minor units.
    """

    row: JointPurchase
    counts: PurchaseCounts
    may: frozenset[Action]
    parties: tuple[PartyFacts, ...]
    accounts: dict[tuple[int, str], int]
    lines: list[LineFacts] = field(default_factory=list)
    shares: list[ShareFacts] = field(default_factory=list)
    orders: list[OrderFacts] = field(default_factory=list)
    signatures: list[OrderSignature] = field(default_factory=list)

    @property
    def state(self) -> PurchaseState:
        """Where the purchase stands."""
        return self.row.state


def read_facts(session: Session, *, actor: Actor, day: date) -> list[Facts]:
    """Return what is known of the running purchases that the actor may see.

    The number of statements does not depend on how many there are, only on
    whether one of them has come to its orders.
    """
    rows = session.scalars(
        select(JointPurchase)
        .options(joinedload(JointPurchase.network))
        .where(visible(actor), JointPurchase.state.not_in(ENDED))
        .order_by(JointPurchase.id.desc())
        .limit(LOOKED_AT)
    ).all()
    keys = [row.id for row in rows]
    if not keys:
        return []
    counts = purchase_counts(session, keys, actor=actor, day=day)
    parties = party_facts(session, keys, day=day)
    with_orders = [row.id for row in rows if has_reached(row.state, _CONFIRMED)]
    accounts = _accounts(session, with_orders, actor) if with_orders else {}
    found = {
        row.id: Facts(
            row,
            counts[row.id],
            powers(_reach(row, parties[row.id]), actor),
            tuple(parties[row.id]),
            accounts,
        )
        for row in rows
    }
    _add_lines(session, found, actor)
    if with_orders:
        _add_shares(session, found, actor)
        _add_orders(session, found)
    return list(found.values())


def _reach(row: JointPurchase, parties: Sequence[PartyFacts]) -> Reach:
    ids = frozenset(party.organisation_id for party in parties)
    return Reach(row.id, row.network_id, row.convener_id, row.scope, ids)


def treasuries(actor: Actor) -> list[int]:
    """Return the organisations whose money the actor takes in and pays out."""
    return [key for key in actor.roles if actor.holds(Action.RECORD_PAYMENT, key)]


def _accounts(
    session: Session, keys: Sequence[int], actor: Actor
) -> dict[tuple[int, str], int]:
    """Return balances of the purchases, of the actor's books and of the actor."""
    of_purchases = [
        condition
        for key in keys
        for condition in (
            Account.code == f"purchase:{key}",
            Account.code.startswith(f"advance:{key}:", autoescape=True),
        )
    ]
    of_books = and_(
        Account.book_id.in_(treasuries(actor)), Account.code.startswith("supplier:")
    )
    rows = session.execute(
        select(Account.book_id, Account.code, Account.balance_minor).where(
            Account.balance_minor != 0, or_(of_books, *of_purchases)
        )
    )
    return {(book_id, code): minor for book_id, code, minor in rows}


def _add_lines(session: Session, found: dict[int, Facts], actor: Actor) -> None:
    rows = session.execute(
        select(
            PurchaseLine.purchase_id,
            PurchaseLine.organisation_id,
            PurchaseLine.person_id,
            PurchaseLine.state,
            func.sum(func.coalesce(PurchaseLine.planned_units, 0)),
            func.sum(func.coalesce(PurchaseLine.planned_pays_minor, 0)),
        )
        .where(PurchaseLine.purchase_id.in_(list(found)))
        .where(
            or_(
                PurchaseLine.person_id == actor.person_id,
                PurchaseLine.organisation_id.in_(treasuries(actor))
                & (PurchaseLine.state == LineState.CONFIRMED),
            )
        )
        .group_by(
            PurchaseLine.purchase_id,
            PurchaseLine.organisation_id,
            PurchaseLine.person_id,
            PurchaseLine.state,
        )
        .order_by(PurchaseLine.organisation_id, PurchaseLine.person_id)
    )
    for key, organisation_id, person_id, state, units, minor in rows:
        found[key].lines.append(
            LineFacts(organisation_id, person_id, state, int(units), int(minor))
        )


def _add_shares(session: Session, found: dict[int, Facts], actor: Actor) -> None:
    given: Any = (
        select(func.coalesce(func.sum(HandOver.units), 0))
        .where(
            HandOver.purchase_id == Allocation.purchase_id,
            HandOver.organisation_id == Allocation.organisation_id,
            HandOver.person_id == actor.person_id,
            HandOver.undone_at.is_(None),
        )
        .correlate(Allocation)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Allocation.purchase_id,
            Allocation.organisation_id,
            func.sum(Allocation.final) - given,
        )
        .where(
            Allocation.purchase_id.in_(list(found)),
            Allocation.person_id == actor.person_id,
        )
        .group_by(Allocation.purchase_id, Allocation.organisation_id)
        .order_by(Allocation.organisation_id)
    )
    for key, organisation_id, left in rows:
        found[key].shares.append(ShareFacts(organisation_id, int(left)))


def _add_orders(session: Session, found: dict[int, Facts]) -> None:
    """Add orders and signatures; orders of plans that were undone are left out."""
    newer = aliased(PlanRun)
    newest = ~exists().where(
        newer.purchase_id == SupplierOrder.purchase_id,
        newer.state == PlanState.FINAL,
        newer.id > SupplierOrder.plan_run_id,
    )
    rows = session.execute(
        select(
            SupplierOrder,
            SupplierInvoice.due_on,
            SupplierInvoice.goods_minor + SupplierInvoice.freight_minor,
        )
        .options(joinedload(SupplierOrder.supplier), selectinload(SupplierOrder.lines))
        .join(PlanRun, PlanRun.id == SupplierOrder.plan_run_id)
        .outerjoin(
            SupplierInvoice,
            (SupplierInvoice.order_id == SupplierOrder.id)
            & SupplierInvoice.reversed_at.is_(None),
        )
        .where(
            SupplierOrder.purchase_id.in_(list(found)),
            PlanRun.state == PlanState.FINAL,
            newest,
        )
        .order_by(SupplierOrder.id)
    )
    for row, due_on, minor in rows:
        found[row.purchase_id].orders.append(
            OrderFacts(row, row.supplier.name, due_on, minor or 0)
        )
    for signature in session.scalars(
        select(OrderSignature).where(OrderSignature.purchase_id.in_(list(found)))
    ):
        found[signature.purchase_id].signatures.append(signature)
