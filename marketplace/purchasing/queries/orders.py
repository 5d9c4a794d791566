"""The orders of a purchase, who signed them and who paid in advance."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from marketplace.kernel.money import Money
from marketplace.ledger.models import Account
from marketplace.purchasing.core.agreed import read_agreed
from marketplace.purchasing.core.codes import member_advance_code
from marketplace.purchasing.models import (
    JointPurchase,
    OrderSignature,
    Quote,
    SupplierOrder,
    final_plan,
    hash_of,
)
from marketplace.purchasing.queries.naming import organisation_names, people_names
from network.errors import NotFoundError
from network.models import Membership
from network.policy import Action, Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor


@dataclass(frozen=True, slots=True)
class OrderedItem:
    """A line of an order.

    Attributes:
        item_id: The item.
        packs: Whole packs.
        units: Units in them.
        price: Of a unit; with incremental breaks, of the last one.
        cost: Of the whole line.
    """

    item_id: int
    packs: int
    units: int
    price: Money
    cost: Money


@dataclass(frozen=True, slots=True)
class OrderCard:
    """What one supplier is asked to deliver.

    Attributes:
        id: Of the order.
        supplier_id: Who delivers.
        supplier: Its name.
        valid_until: Last day of the prices.
        is_expired: Whether that day has passed.
        payment_days: Days after the invoice to pay; 0 is cash.
        lines: What is ordered.
        goods: Sum of the lines.
        freight: For bringing it.
        placed_at: When it was sent, if it was.
        delivery_ended_at: When nothing more was expected, if so.
    """

    id: int
    supplier_id: int
    supplier: str
    valid_until: date
    is_expired: bool
    payment_days: int
    lines: tuple[OrderedItem, ...]
    goods: Money
    freight: Money
    placed_at: datetime | None
    delivery_ended_at: datetime | None

    @property
    def total(self) -> Money:
        """Goods and freight."""
        return self.goods + self.freight


@dataclass(frozen=True, slots=True)
class SignatureCard:
    """Who signed, as what, and when."""

    person: str
    role: Role
    at: datetime
    is_mine: bool


@dataclass(frozen=True, slots=True)
class AdvanceCard:
    """What a member is asked for in advance, and has paid.

    Attributes:
        organisation_id: Association through which the member buys.
        organisation: Its name.
        person_id: The member.
        person: The member's name.
        agreed: What was accepted in all.
        due: What is asked in advance.
        paid: What is there in advance.
    """

    organisation_id: int
    organisation: str
    person_id: int
    person: str
    agreed: Money
    due: Money
    paid: Money

    @property
    def missing(self) -> Money:
        """What is still to be paid in advance."""
        return max(self.due - self.paid, Money.zero(self.due.currency))

    @property
    def may_pay(self) -> Money:
        """The most that may be paid in advance now."""
        return max(self.agreed - self.paid, Money.zero(self.due.currency))


@dataclass(frozen=True, slots=True)
class OrdersPage:
    """The orders with everything that is needed to send them.

    Attributes:
        orders: One per supplier; empty until they are made.
        document_hash: What a signature is given for; empty without orders.
        signatures: Given under these very orders.
        lacking: Roles that still have to sign; two people at least sign.
        needs_second: Whether a second person has to sign, of whatever role.
        may_sign: Whether the actor may sign now.
        advances: Who is asked for an advance, those of the actor's reach.
    """

    orders: tuple[OrderCard, ...]
    document_hash: str
    signatures: tuple[SignatureCard, ...]
    lacking: tuple[Role, ...]
    needs_second: bool
    may_sign: bool
    advances: tuple[AdvanceCard, ...]

    @property
    def total(self) -> Money | None:
        """Of all orders; None without any."""
        if not self.orders:
            return None
        amounts = [order.total for order in self.orders]
        return Money.total(amounts, amounts[0].currency)

    @property
    def is_signed(self) -> bool:
        """Whether every signature is there."""
        return bool(self.orders) and not self.lacking and not self.needs_second


def seen_purchase(session: Session, purchase_id: int, actor: Actor) -> JointPurchase:
    """Return a purchase that the actor may see.

    Raises:
        NotFoundError: If there is none, or the actor has nothing to do with it.
    """
    purchase = session.get(JointPurchase, purchase_id)
    if purchase is None:
        raise NotFoundError(purchase=purchase_id)
    purchase.reach.require_sight(actor)
    return purchase


def orders_page(
    session: Session, purchase_id: int, *, actor: Actor, day: date
) -> OrdersPage:
    """Return the orders, their signatures and the advances.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
    """
    purchase = seen_purchase(session, purchase_id, actor)
    rows = session.scalars(
        SupplierOrder.of(purchase_id).options(joinedload(SupplierOrder.supplier))
    ).all()
    current = hash_of(rows) if rows else ""
    signed = session.scalars(
        select(OrderSignature)
        .where(
            OrderSignature.purchase_id == purchase_id,
            OrderSignature.document_hash == current,
        )
        .order_by(OrderSignature.id)
    ).all()
    lacking = _lacking(session, purchase, {each.role for each in signed}, day)
    people = {each.person_id for each in signed}
    names = people_names(session, people)
    signs = actor.holds(Action.PLACE_ORDER, purchase.convener_id)
    return OrdersPage(
        tuple(_card(session, row, day) for row in rows),
        current,
        tuple(
            SignatureCard(
                names[each.person_id],
                each.role,
                each.at,
                each.person_id == actor.person_id,
            )
            for each in signed
        ),
        lacking,
        len(people) < 2 and not lacking,
        bool(rows) and signs and actor.person_id not in people,
        advances(session, purchase, actor),
    )


def advances(
    session: Session, purchase: JointPurchase, actor: Actor
) -> tuple[AdvanceCard, ...]:
    """Return what members are asked for in advance.

    Officers see those of their association, the convener's officers all, and a
    member the own one only.
    """
    run = session.scalar(final_plan(purchase.id))
    if run is None:
        return ()
    totals: dict[tuple[int, int], int] = {}
    for each in read_agreed(run.result, run.names):
        totals[each.who] = totals.get(each.who, 0) + each.pays_minor
    mine = {who: minor for who, minor in totals.items() if _sees(purchase, actor, who)}
    paid = _paid(session, purchase, mine)
    people = people_names(session, [who[1] for who in mine])
    associations = organisation_names(session, [who[0] for who in mine])
    share, unit = Fraction(purchase.advance_percent, 100), purchase.currency
    rows = [
        AdvanceCard(
            who[0],
            associations[who[0]],
            who[1],
            people[who[1]],
            Money(minor, unit),
            Money(minor, unit).scale(share),
            Money(paid.get(who, 0), unit),
        )
        for who, minor in mine.items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.organisation, row.person)))


def _sees(purchase: JointPurchase, actor: Actor, who: tuple[int, int]) -> bool:
    runs = actor.holds(Action.SEE_BOOK, purchase.convener_id)
    return runs or actor.holds(Action.SEE_BOOK, who[0]) or actor.person_id == who[1]


def _paid(
    session: Session, purchase: JointPurchase, people: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], int]:
    codes = {member_advance_code(purchase.id, who[1]): who[1] for who in people}
    rows = session.execute(
        select(Account.book_id, Account.code, Account.balance_minor).where(
            Account.code.in_(codes), Account.currency == purchase.currency
        )
    )
    return {(book_id, codes[code]): -minor for book_id, code, minor in rows}


def _lacking(
    session: Session, purchase: JointPurchase, signed: set[Role], day: date
) -> tuple[Role, ...]:
    has_representative = session.scalar(
        select(
            exists().where(
                Membership.organisation_id == purchase.convener_id,
                Membership.role == Role.LEGAL_REPRESENTATIVE,
                Membership.held_on(day),
            )
        )
    )
    wanted = [Role.TREASURER]
    if has_representative:
        wanted.append(Role.LEGAL_REPRESENTATIVE)
    return tuple(role for role in wanted if role not in signed)


def _card(session: Session, row: SupplierOrder, day: date) -> OrderCard:
    quote = session.get_one(Quote, row.quote_id)
    unit = row.currency
    return OrderCard(
        id=row.id,
        supplier_id=row.supplier_id,
        supplier=row.supplier.name,
        valid_until=quote.valid_until,
        is_expired=quote.valid_until < day,
        payment_days=quote.payment_days,
        lines=tuple(
            OrderedItem(
                line.item_id,
                line.packs,
                line.units,
                Money(line.price_minor, unit),
                Money(line.cost_minor, unit),
            )
            for line in row.lines
        ),
        goods=Money(sum(line.cost_minor for line in row.lines), unit),
        freight=row.freight,
        placed_at=row.placed_at,
        delivery_ended_at=row.delivery_ended_at,
    )
