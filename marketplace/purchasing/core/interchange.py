"""JSON documents of the terminal commands: to problems, and from answers.

The documents have passed the JSON Schemas of ``docs/schemas`` before they come
here; what the schemas cannot say is found by :mod:`.checks` and
:func:`share_faults`.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from marketplace.kernel.sharing import largest_remainder
from marketplace.purchasing.core.checks import MOST_MONEY, Fault
from marketplace.purchasing.core.outcome import Status
from marketplace.purchasing.core.problem import (
    Break,
    Discount,
    Freight,
    Item,
    Line,
    Problem,
    Request,
    Supplier,
)
from marketplace.purchasing.core.share import Arrived, Ask, allocate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from marketplace.purchasing.core.outcome import Plan

#: A JSON object.
Document = dict[str, Any]
#: What is written as the solver of a sharing.
SHARING = "tejido: largest remainder, least largest extra cost"


def read_purchase(document: Mapping[str, Any]) -> Problem:
    """Return the problem that a document of ``tejido solve purchase`` holds.

    Rows keep their order, so that the pointers of faults fit the document.
    """
    return Problem(
        document["currency"],
        tuple(_item(row) for row in document["items"]),
        tuple(_supplier(row) for row in document["suppliers"]),
        document.get("seconds", 60),
    )


def _item(row: Mapping[str, Any]) -> Item:
    requests = tuple(
        Request(
            each["member"], each["wanted"], each["at_most"], each.get("at_least", 0)
        )
        for each in row["requests"]
    )
    return Item(row["id"], row["unit"], row.get("reference_price"), requests)


def _supplier(row: Mapping[str, Any]) -> Supplier:
    freight = row.get("freight", {})
    return Supplier(
        row["id"],
        tuple(_line(each) for each in row["lines"]),
        Freight(
            freight.get("fixed", 0),
            freight.get("per_unit", 0),
            freight.get("truck_units"),
            freight.get("truck", 0),
        ),
        row.get("minimum_order", 0),
        row.get("maximum_order"),
    )


def _line(row: Mapping[str, Any]) -> Line:
    return Line(
        row["item"],
        row["pack"],
        row.get("minimum", 0),
        row.get("maximum"),
        Discount(row["discount"]),
        tuple(Break(each["from"], each["price"]) for each in row["breaks"]),
    )


def write_purchase(problem: Problem) -> Document:
    """Return the document that :func:`read_purchase` reads as this problem."""
    return {
        "currency": problem.currency,
        "seconds": problem.seconds,
        "items": [_item_row(item) for item in problem.items],
        "suppliers": [_supplier_row(supplier) for supplier in problem.suppliers],
    }


def _item_row(item: Item) -> Document:
    row: Document = {"id": item.id, "unit": item.unit}
    if item.reference_price is not None:
        row["reference_price"] = item.reference_price
    row["requests"] = [
        {
            "member": request.member,
            "wanted": request.wanted,
            "at_most": request.at_most,
            "at_least": request.at_least,
        }
        for request in item.requests
    ]
    return row


def _supplier_row(supplier: Supplier) -> Document:
    freight = supplier.freight
    return {
        "id": supplier.id,
        "minimum_order": supplier.minimum_order,
        "maximum_order": supplier.maximum_order,
        "freight": {
            "fixed": freight.fixed,
            "per_unit": freight.per_unit,
            "truck_units": freight.truck_units,
            "truck": freight.truck,
        },
        "lines": [
            {
                "item": line.item,
                "pack": line.pack,
                "minimum": line.minimum,
                "maximum": line.maximum,
                "discount": line.discount.value,
                "breaks": [
                    {"from": step.from_, "price": step.price} for step in line.breaks
                ],
            }
            for line in supplier.lines
        ],
    }


def write_plan(plan: Plan) -> Document:
    """Return a plan as the answer of ``tejido solve purchase``."""
    return {
        "status": plan.status.value,
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "seed": plan.seed,
        "solver": plan.solver,
        "inputs_hash": plan.inputs_hash,
        "orders": [order._asdict() for order in plan.orders],
        "freight": [charge._asdict() for charge in plan.freight],
        "allocations": [each._asdict() for each in plan.allocations],
        "surplus": [each._asdict() for each in plan.surplus],
        "members": [each._asdict() for each in plan.members],
        "findings": [
            {"kind": each.kind, "text": each.text, **each.values}
            for each in plan.findings
        ],
    }


@dataclass(frozen=True, slots=True)
class ShareRequest:
    """What ``tejido solve share`` was asked: one of its two forms.

    Attributes:
        available: Units to split by ``weights``; none in the form with items.
        weights: Whole numbers, in order; none in the form with items.
        items: What arrived; empty in the form with weights.
        carried: Times each member was rounded down before.
    """

    available: int | None
    weights: tuple[int, ...] | None
    items: tuple[Arrived, ...]
    carried: dict[str, int]


def read_share(document: Mapping[str, Any]) -> ShareRequest:
    """Return what a document of ``tejido solve share`` asks."""
    if "weights" in document:
        weights = tuple(document["weights"])
        return ShareRequest(document["available"], weights, (), {})
    items = tuple(
        Arrived(
            row["id"],
            row["available"],
            row["price"],
            tuple(
                Ask(each["member"], each["wanted"], each["at_most"])
                for each in row["requests"]
            ),
        )
        for row in document["items"]
    )
    return ShareRequest(None, None, items, dict(document.get("carried", {})))


def share_faults(asked: ShareRequest) -> list[Fault]:
    """Return what is wrong with a sharing beyond what its schema says."""
    found = [
        Fault("/items", f"«{name}» está {times} veces en id; deje una sola fila")
        for name, times in Counter(item.id for item in asked.items).items()
        if times > 1
    ]
    for place, item in enumerate(asked.items):
        found += _arrived_faults(f"/items/{place}", item)
    return found


def _arrived_faults(pointer: str, item: Arrived) -> Iterator[Fault]:
    for name, times in Counter(ask.member for ask in item.requests).items():
        if times > 1:
            yield Fault(
                f"{pointer}/requests",
                f"«{name}» está {times} veces en member; deje una sola fila",
            )
    for place, ask in enumerate(item.requests):
        if ask.at_most < ask.wanted:
            yield Fault(
                f"{pointer}/requests/{place}/at_most",
                f"el máximo ({ask.at_most}) es menor que lo pedido ({ask.wanted}); "
                "súbalo o baje lo pedido",
            )
    if item.price * sum(ask.at_most for ask in item.requests) > MOST_MONEY:
        yield Fault(
            f"{pointer}/price",
            "el monto es demasiado grande para un cálculo exacto; revise el precio "
            "y las cantidades",
        )


def share(asked: ShareRequest, *, seed: int = 0) -> Document:
    """Return the answer of ``tejido solve share``."""
    if asked.available is not None and asked.weights is not None:
        return _by_weights(asked.available, asked.weights, seed)
    sharing = allocate(asked.items, asked.carried)
    proved = sharing.objective == sharing.bound
    far = (sharing.objective - sharing.bound) / max(sharing.objective, 1)
    findings = []
    if not sharing.exact:
        findings.append(
            {
                "kind": "not-proved",
                "text": "Hay muchas personas y varios artículos: se probó hasta dónde "
                "puede bajar el mayor costo extra, no los siguientes.",
            }
        )
    return {
        **_head(Status.OPTIMAL if proved else Status.GAP, seed, asked),
        "objective": sharing.objective,
        "bound": sharing.bound,
        "gap": far,
        "allocations": [each._asdict() for each in sharing.allocations],
        "surplus": [
            {"item": item, "units": units, "why": "Nadie recibiría más de su máximo."}
            for item, units in sharing.left.items()
        ],
        "carried": sharing.carried,
        "findings": findings,
    }


def _by_weights(available: int, weights: tuple[int, ...], seed: int) -> Document:
    asked = ShareRequest(available, weights, (), {})
    if available and not any(weights):
        return {
            **_head(Status.INFEASIBLE, seed, asked),
            "objective": 0,
            "bound": 0,
            "gap": 0,
            "shares": [0] * len(weights),
            "findings": [
                {
                    "kind": "infeasible",
                    "text": "Hay unidades y nadie pidió: ponga al menos un peso mayor "
                    "que cero.",
                }
            ],
        }
    return {
        **_head(Status.OPTIMAL, seed, asked),
        "objective": available,
        "bound": available,
        "gap": 0,
        "shares": largest_remainder(available, weights),
    }


def _head(status: Status, seed: int, asked: ShareRequest) -> Document:
    """Return the fields that every answer carries, for any order of the rows."""
    rows = sorted(
        [item.id, item.available, item.price, sorted(item.requests)]
        for item in asked.items
    )
    whole = [asked.available, asked.weights, rows, sorted(asked.carried.items())]
    digest = sha256(json.dumps(whole).encode()).hexdigest()
    return {
        "status": status.value,
        "objective": 0,
        "bound": 0,
        "gap": 0,
        "seed": seed,
        "solver": SHARING,
        "inputs_hash": digest,
    }
