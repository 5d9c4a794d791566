"""Orders to suppliers: made from the final plan, signed, placed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marketplace.purchasing.models import (
    OrderLine,
    PlanRun,
    PurchaseState,
    Quote,
    SupplierOrder,
    final_plan,
)
from marketplace.purchasing.services.advances import missing_advances
from marketplace.purchasing.services.moves import (
    hold_purchase,
    move,
    reach_of,
    require_state,
)
from marketplace.purchasing.services.signing import missing_signatures
from network.errors import ConflictError, InvalidError
from network.policy import Action
from network.services import audit

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase
    from network.policy import Actor


class NoFinalPlanError(ConflictError):
    """There is no plan of those who confirmed, so nothing can be ordered."""


class NothingOrderedYetError(ConflictError):
    """The orders have not been made."""


class QuoteExpiredError(ConflictError):
    """A supplier no longer keeps the prices of the quote."""


class SignaturesMissingError(ConflictError):
    """The orders do not have every signature."""


class AdvancesMissingError(InvalidError):
    """Somebody has not paid the advance, and no reason was given to go on."""


@dataclass(frozen=True, slots=True)
class Placing:
    """The decision to send the orders.

    Attributes:
        reason: Why they go out although advances are missing; may be empty
            when none is.
    """

    reason: str = ""


def make_orders(
    session: Session, purchase_id: int, *, actor: Actor, now: datetime
) -> list[int]:
    """Write one order per supplier from the final plan; return their ids.

    Making them twice is harmless and returns the same ids.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
        NotAllowedError: If the actor's roles do not allow it.
        PurchaseMovedOnError: If it is not confirmed.
        NoFinalPlanError: If there is no plan of those who confirmed.
    """
    purchase = hold_purchase(session, purchase_id)
    reach_of(session, purchase).require_running(actor, Action.PLACE_ORDER)
    require_state(purchase, PurchaseState.CONFIRMED)
    found = list(session.scalars(SupplierOrder.of(purchase_id)))
    if found:
        return [order.id for order in found]
    run = session.scalar(final_plan(purchase_id))
    if run is None:
        raise NoFinalPlanError(purchase=purchase_id)
    ids = [
        _make(session, purchase, run, name, cost)
        for name, cost in _freight(run.result).items()
    ]
    audit.record(
        session,
        actor=actor,
        deed="orders.made",
        subject="joint_purchase",
        subject_id=purchase_id,
        organisation_id=purchase.convener_id,
        at=now,
        orders=ids,
        plan_run=run.id,
    )
    return ids


def place_orders(
    session: Session,
    purchase_id: int,
    placing: Placing,
    *,
    actor: Actor,
    day: date,
    now: datetime,
) -> None:
    """Send the signed orders: from here on the purchase cannot be cancelled.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
        NotAllowedError: If the actor's roles do not allow it.
        PurchaseMovedOnError: If it is not confirmed.
        NothingOrderedYetError: If the orders have not been made.
        SignaturesMissingError: If a signature is missing, saying which.
        QuoteExpiredError: If a supplier's prices have run out.
        AdvancesMissingError: If advances are missing and no reason was given.
    """
    purchase = hold_purchase(session, purchase_id)
    reach_of(session, purchase).require_running(actor, Action.PLACE_ORDER)
    require_state(purchase, PurchaseState.CONFIRMED)
    orders = list(session.scalars(SupplierOrder.of(purchase_id)))
    if not orders:
        raise NothingOrderedYetError(purchase=purchase_id)
    lacking = missing_signatures(session, purchase, day=day)
    if lacking:
        raise SignaturesMissingError(missing=lacking)
    _require_prices(session, orders, day)
    missing = missing_advances(session, purchase)
    if missing and not placing.reason.strip():
        raise AdvancesMissingError(people=len(missing))
    for order in orders:
        order.placed_at = now
    step = move(session, purchase, PurchaseState.ORDERED, actor=actor, now=now)
    step.details = {"advances_missing": len(missing)}
    if missing:
        step.reason = placing.reason.strip()
    session.flush()


def _require_prices(session: Session, orders: list[SupplierOrder], day: date) -> None:
    for order in orders:
        quote = session.get_one(Quote, order.quote_id)
        if quote.valid_until < day:
            raise QuoteExpiredError(
                supplier=order.supplier.name, valid_until=quote.valid_until
            )


def _freight(result: dict[str, Any]) -> dict[str, int]:
    """Return the freight of each supplier that is bought from, by name."""
    costs = {row["supplier"]: 0 for row in result.get("orders", [])}
    costs.update({row["supplier"]: row["cost"] for row in result.get("freight", [])})
    return costs


def _make(
    session: Session, purchase: JointPurchase, run: PlanRun, name: str, freight: int
) -> int:
    order = SupplierOrder(
        purchase_id=purchase.id,
        plan_run_id=run.id,
        supplier_id=run.names["suppliers"][name],
        quote_id=run.names["quotes"][name],
        currency=purchase.currency,
        freight_minor=freight,
    )
    session.add(order)
    session.flush()
    session.add_all(
        OrderLine(
            order_id=order.id,
            item_id=run.names["items"][row["item"]],
            packs=row["packs"],
            units=row["units"],
            price_minor=row["price"],
            cost_minor=row["cost"],
        )
        for row in run.result["orders"]
        if row["supplier"] == name and row["units"]
    )
    session.flush()
    return order.id
