"""What a joint purchase stores, from the call to the closed books."""

from __future__ import annotations

from marketplace.purchasing.models.goods import (
    Allocation,
    GoodsReceipt,
    GoodsReceiptLine,
    HandOver,
    ProofKind,
    RoundingMemory,
    SurplusStock,
)
from marketplace.purchasing.models.invoices import (
    Claim,
    ClaimKind,
    ClaimState,
    SupplierInvoice,
    SupplierInvoiceLine,
)
from marketplace.purchasing.models.lines import (
    LineChange,
    LineChannel,
    LineImport,
    LineState,
    PurchaseLine,
)
from marketplace.purchasing.models.orders import (
    OrderLine,
    OrderSignature,
    SupplierOrder,
    final_plan,
    hash_of,
)
from marketplace.purchasing.models.plans import (
    PlanChoice,
    PlanRun,
    PlanState,
    SupplierInterest,
)
from marketplace.purchasing.models.purchases import (
    JointPurchase,
    PurchaseItem,
    PurchaseParty,
    PurchaseScope,
    PurchaseState,
    PurchaseStep,
)
from marketplace.purchasing.models.quotes import (
    Discount,
    Quote,
    QuoteBreak,
    QuoteLine,
    QuoteState,
)

__all__ = [
    "Allocation",
    "Claim",
    "ClaimKind",
    "ClaimState",
    "Discount",
    "GoodsReceipt",
    "GoodsReceiptLine",
    "HandOver",
    "JointPurchase",
    "LineChange",
    "LineChannel",
    "LineImport",
    "LineState",
    "OrderLine",
    "OrderSignature",
    "PlanChoice",
    "PlanRun",
    "PlanState",
    "ProofKind",
    "PurchaseItem",
    "PurchaseLine",
    "PurchaseParty",
    "PurchaseScope",
    "PurchaseState",
    "PurchaseStep",
    "Quote",
    "QuoteBreak",
    "QuoteLine",
    "QuoteState",
    "RoundingMemory",
    "SupplierInterest",
    "SupplierInvoice",
    "SupplierInvoiceLine",
    "SupplierOrder",
    "SurplusStock",
    "final_plan",
    "hash_of",
]
