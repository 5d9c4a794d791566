"""What members spent, from invoices, claims, allocations and books."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, func, or_, select, union_all
from sqlalchemy.orm import aliased

from marketplace.catalogue.core.sheet_life import SheetState
from marketplace.catalogue.models import Presentation, Product, ProductSheet
from marketplace.economy.core.outlays import Bill, Outlay, Part, share_bills
from marketplace.kernel.money import Currency
from marketplace.ledger.models import Account, JournalRow, PostingRow
from marketplace.purchasing.models import (
    Allocation,
    Claim,
    ClaimState,
    JointPurchase,
    PurchaseItem,
    SupplierInvoice,
    SupplierInvoiceLine,
    SupplierOrder,
    SurplusStock,
)
from network.models import NetworkMembership, Organisation, OrganisationKind

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement, Select, SQLColumnExpression
    from sqlalchemy.orm import Session

    from marketplace.economy.core.periods import Period

#: Kinds of organisation that are the inside of a network: what is bought from a
#: firm leaves it, even when the firm is registered there.
INSIDE = (OrganisationKind.ASSOCIATION, OrganisationKind.COOPERATIVE)
#: Claims after which the supplier keeps the money: it sent the goods, or refused.
_KEPT = (ClaimState.REPLACED, ClaimState.REFUSED)


def is_inside(
    network_id: int,
    organisation_id: SQLColumnExpression[int],
    day: SQLColumnExpression[date] | date,
) -> ColumnElement[bool]:
    """Return the condition that an organisation is inside a network on a day."""
    stay, house = aliased(NetworkMembership), aliased(Organisation)
    return exists().where(
        stay.network_id == network_id,
        stay.organisation_id == organisation_id,
        stay.is_supporting.is_(False),
        stay.since <= day,
        or_(stay.until.is_(None), stay.until > day),
        house.id == stay.organisation_id,
        house.kind.in_(INSIDE),
    )


def inside_of(session: Session, network_id: int, day: date) -> frozenset[int]:
    """Return the associations and cooperatives of a network on a day."""
    return frozenset(
        session.scalars(
            select(Organisation.id).where(is_inside(network_id, Organisation.id, day))
        )
    )


def outlays(session: Session, network_id: int, period: Period) -> list[Outlay]:
    """Return what organisations spent in a network, by day of the invoice.

    Invoices of joint purchases of the network, in every currency; what was
    claimed counts once the supplier made it good or refused to.

    Args:
        session: The open transaction.
        network_id: The network.
        period: Days of the invoices.
    """
    standing = _standing(network_id, period)
    bills = _bills(session, network_id, standing)
    return share_bills(bills, _parts(session, standing))


def other_expenses(
    session: Session, network_id: int, period: Period
) -> dict[Currency, tuple[int, frozenset[int]]]:
    """Return what books say was spent without saying on whom.

    Returns:
        Minor units and the books that spent them, by currency.
    """
    account = (
        select(Account.id, Account.book_id, Account.currency)
        .where(
            Account.code == "expense:other",
            is_inside(network_id, Account.book_id, period.until),
        )
        .subquery()
    )
    sides = union_all(
        *(
            select(
                account.c.book_id,
                account.c.currency,
                (PostingRow.amount_minor * sign).label("minor"),
            ).where(
                side == account.c.id,
                PostingRow.day > period.since,
                PostingRow.day <= period.until,
            )
            for side, sign in ((PostingRow.debit_id, 1), (PostingRow.credit_id, -1))
        )
    ).subquery()
    rows = session.execute(
        select(sides.c.currency, sides.c.book_id, func.sum(sides.c.minor))
        .group_by(sides.c.currency, sides.c.book_id)
        .order_by(sides.c.currency, sides.c.book_id)
    )
    found: dict[Currency, tuple[int, frozenset[int]]] = {}
    for currency, book_id, minor in rows:
        if int(minor) > 0:
            before, books = found.get(Currency(currency), (0, frozenset()))
            found[Currency(currency)] = (before + int(minor), books | {book_id})
    return found


def _standing(network_id: int, period: Period) -> Select[int]:
    """Return the select of the invoices of the period that were not undone."""
    return (
        select(SupplierInvoice.id)
        .join(SupplierOrder, SupplierOrder.id == SupplierInvoice.order_id)
        .join(JointPurchase, JointPurchase.id == SupplierOrder.purchase_id)
        .where(
            JointPurchase.network_id == network_id,
            SupplierInvoice.reversed_at.is_(None),
            SupplierInvoice.issued_on > period.since,
            SupplierInvoice.issued_on <= period.until,
        )
    )


def _bills(session: Session, network_id: int, standing: Select[int]) -> list[Bill]:
    kept = {
        (invoice_id, item_id): int(minor)
        for invoice_id, item_id, minor in session.execute(
            select(Claim.invoice_id, Claim.item_id, func.sum(Claim.amount_minor))
            .where(Claim.invoice_id.in_(standing), Claim.state.in_(_KEPT))
            .group_by(Claim.invoice_id, Claim.item_id)
        )
    }
    line, invoice = SupplierInvoiceLine, SupplierInvoice
    rows = session.execute(
        select(
            invoice.id.label("invoice_id"),
            invoice.issued_on,
            JointPurchase.id.label("purchase_id"),
            JointPurchase.convener_id,
            invoice.supplier_id,
            is_inside(network_id, invoice.supplier_id, invoice.issued_on).label(
                "is_inside"
            ),
            exists()
            .where(
                ProductSheet.organisation_id == invoice.supplier_id,
                ProductSheet.product_id == Product.id,
                ProductSheet.state == SheetState.PUBLISHED,
            )
            .label("is_maker"),
            line.item_id,
            Product.id.label("product_id"),
            Product.name.label("product"),
            Product.chain_code,
            invoice.currency,
            (line.goods_minor + line.freight_minor - line.claimed_minor).label("minor"),
        )
        .join(line, line.invoice_id == invoice.id)
        .join(SupplierOrder, SupplierOrder.id == invoice.order_id)
        .join(JointPurchase, JointPurchase.id == SupplierOrder.purchase_id)
        .join(PurchaseItem, PurchaseItem.id == line.item_id)
        .join(Presentation, Presentation.id == PurchaseItem.presentation_id)
        .join(Product, Product.id == Presentation.product_id)
        .where(invoice.id.in_(standing))
        .order_by(invoice.issued_on, invoice.id, line.item_id)
    )
    return [
        Bill(
            row.issued_on,
            row.purchase_id,
            row.convener_id,
            row.supplier_id,
            row.is_inside,
            row.is_maker,
            row.item_id,
            row.product_id,
            row.product,
            row.chain_code,
            row.currency,
            row.minor + kept.get((row.invoice_id, row.item_id), 0),
        )
        for row in rows
    ]


def _parts(session: Session, standing: Select[int]) -> list[Part]:
    """Return what organisations had, and what the conveners keep in stock."""
    purchases = (
        select(SupplierOrder.purchase_id)
        .join(SupplierInvoice, SupplierInvoice.order_id == SupplierOrder.id)
        .where(SupplierInvoice.id.in_(standing))
    )
    had = session.execute(
        select(
            Allocation.item_id,
            Allocation.organisation_id,
            func.sum(Allocation.pays_minor),
            func.sum(Allocation.final),
        )
        .where(Allocation.purchase_id.in_(purchases))
        .group_by(Allocation.item_id, Allocation.organisation_id)
        .order_by(Allocation.item_id, Allocation.organisation_id)
    )
    parts = [Part(*(int(value) for value in row)) for row in had]
    kept = session.execute(
        select(
            SurplusStock.item_id,
            JointPurchase.convener_id,
            SurplusStock.value_minor,
            SurplusStock.units,
        )
        .join(JointPurchase, JointPurchase.id == SurplusStock.purchase_id)
        .where(SurplusStock.purchase_id.in_(purchases))
        .order_by(SurplusStock.item_id)
    )
    return parts + [Part(*row) for row in kept]


def moves_of(network_id: int) -> Select[str, int, str, date, int]:
    """Return the select of what purchases moved in accounts of suppliers.

    Key of the event, book, account code, day, and debits less credits in minor
    units; for every book that takes part in a purchase of the network.
    """
    books = (
        select(JointPurchase.convener_id)
        .where(JointPurchase.network_id == network_id)
        .union(
            select(Allocation.organisation_id)
            .join(JointPurchase, JointPurchase.id == Allocation.purchase_id)
            .where(JointPurchase.network_id == network_id)
        )
    )
    cause = aliased(JournalRow)
    key = func.coalesce(cause.key, JournalRow.key)
    sides = [
        select(
            key.label("key"),
            JournalRow.book_id,
            Account.code,
            JournalRow.day,
            (PostingRow.amount_minor * sign).label("minor"),
        )
        .select_from(Account)
        .join(PostingRow, side == Account.id)
        .join(JournalRow, JournalRow.id == PostingRow.journal_id)
        .outerjoin(cause, cause.id == JournalRow.reverses)
        .where(
            and_(Account.book_id.in_(books), Account.code.startswith("supplier:")),
        )
        for side, sign in ((PostingRow.debit_id, 1), (PostingRow.credit_id, -1))
    ]
    both = union_all(*sides).subquery()
    return select(
        both.c.key, both.c.book_id, both.c.code, both.c.day, both.c.minor
    ).order_by(both.c.day, both.c.key, both.c.code, both.c.minor)
