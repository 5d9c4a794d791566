"""Printed papers of a purchase: the order to a supplier and the delivery list.

The texts go to typst as data, never as markup, so a name cannot do anything but
be printed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst
from babel.dates import format_date, format_datetime, get_timezone

from marketplace.kernel.amounts import show_amount
from marketplace.kernel.words import amount_in_words
from marketplace.purchasing.core.wording import number
from marketplace.purchasing.models import JointPurchase, SupplierOrder
from marketplace.purchasing.queries.orders import orders_page, seen_purchase
from marketplace.purchasing.queries.pages_head import head
from marketplace.purchasing.queries.sharing import sharing_page
from network.core.text import clean_note
from network.errors import NotFoundError
from network.models import Organisation
from network.policy import Action, Role, require

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from marketplace.purchasing.queries.orders import OrderCard, SignatureCard
    from marketplace.purchasing.queries.pages_head import Head
    from marketplace.purchasing.queries.sharing import ShareRow
    from network.policy import Actor

TEMPLATES = (
    Path(__file__).resolve().parents[3] / "templates" / "documents" / "purchasing"
)
_LOCALE = "es"
_LONGEST = 500

#: What each role is called under a signature.
_ROLES = {
    Role.TREASURER: "Tesorería",
    Role.LEGAL_REPRESENTATIVE: "Representación legal",
    Role.OFFICER: "Junta directiva",
}


def order_pdf(
    session: Session, order_id: int, *, actor: Actor, day: date, now: datetime
) -> bytes:
    """Return the order to a supplier as a PDF, with the signatures it has.

    Raises:
        NotFoundError: If there is no such order, or it is not the actor's.
        NotAllowedError: If the actor may not see the convener's book.
    """
    order = session.get(SupplierOrder, order_id)
    if order is None:
        raise NotFoundError(order=order_id)
    seen_purchase(session, order.purchase_id, actor)
    require(actor, Action.SEE_BOOK, _convener(session, order.purchase_id).id)
    page = head(session, order.purchase_id, actor=actor, now=now)
    orders = orders_page(session, order.purchase_id, actor=actor, day=day)
    card = next((each for each in orders.orders if each.id == order_id), None)
    if card is None:
        raise NotFoundError(order=order_id)
    return _compile(
        "order",
        _order_content(session, page, card, orders.signatures, orders.document_hash),
    )


def delivery_list_pdf(
    session: Session,
    purchase_id: int,
    organisation_id: int,
    *,
    actor: Actor,
    day: date,
    now: datetime,
) -> bytes:
    """Return an association's delivery list as a PDF, with boxes to sign.

    Raises:
        NotFoundError: If there is no such purchase or association, or it is
            not the actor's.
        NotAllowedError: If the actor is no officer there.
    """
    page = head(session, purchase_id, actor=actor, now=now)
    if Action.HAND_OVER not in page.may:
        require(actor, Action.HAND_OVER, organisation_id)
    rows = [
        row
        for row in sharing_page(session, purchase_id, actor=actor).rows
        if row.organisation_id == organisation_id and row.final
    ]
    organisation = session.get(Organisation, organisation_id)
    parties = {part.organisation_id for part in page.parts} | {page.convener_id}
    if organisation is None or organisation_id not in parties:
        raise NotFoundError(organisation=organisation_id)
    return _compile("delivery", _delivery_content(page, organisation.name, rows, day))


def _convener(session: Session, purchase_id: int) -> Organisation:
    return session.get_one(JointPurchase, purchase_id).convener


def _order_content(
    session: Session,
    page: Head,
    card: OrderCard,
    signatures: Iterable[SignatureCard],
    document_hash: str,
) -> dict[str, Any]:
    names = {item.id: item.text for item in page.items}
    convener = _convener(session, page.id)
    supplier = session.get_one(Organisation, card.supplier_id)
    return {
        "title": f"Pedido n.º {card.id}",
        "organisation": page.convener,
        "foot": f"{page.convener} · {page.title}",
        "facts": [
            ["Compra", page.title],
            ["Pide", _with_tax_id(convener)],
            ["Entrega", _with_tax_id(supplier)],
            ["Sitio de entrega", page.delivery_place],
            ["Fecha de entrega", _day(page.delivery_on) or "Por acordar"],
            ["Precios hasta el", _day(card.valid_until)],
            ["Plazo de pago", _term(card.payment_days)],
        ],
        "columns": ["Insumo", "Empaques", "Unidades", "Precio", "Valor"],
        "lines": [
            [
                names[line.item_id],
                number(line.packs),
                number(line.units),
                show_amount(line.price, with_code=True),
                show_amount(line.cost, with_code=True),
            ]
            for line in card.lines
        ],
        "freight": ["Flete", show_amount(card.freight, with_code=True)],
        "total": ["Total", show_amount(card.total, with_code=True)],
        "words": f"Son: {amount_in_words(card.total)}.",
        "note_title": "Observaciones",
        "note": page.note,
        "signatures_title": "Firmas",
        "unsigned": "Este pedido todavía no tiene firmas.",
        "signatures": [
            {
                "name": each.person,
                "role": _ROLES.get(each.role, "Junta directiva"),
                "at": _instant(each.at, page.time_zone),
            }
            for each in signatures
        ],
        "hash_title": "Huella de lo firmado",
        "hash": document_hash,
    }


def _delivery_content(
    page: Head, organisation: str, rows: list[ShareRow], day: date
) -> dict[str, Any]:
    names = {item.id: item.text for item in page.items}
    totals = {item.id: 0 for item in page.items}
    for row in rows:
        totals[row.item_id] += row.final
    return {
        "title": "Lista de entrega",
        "organisation": organisation,
        "foot": f"{organisation} · {page.title}",
        "facts": [
            ["Compra", page.title],
            ["Asociación", organisation],
            ["Sitio", page.delivery_place],
            ["Lista del", _day(day)],
        ],
        "columns": ["Nombre", "Insumo", "Le toca", "Recibió", "Firma"],
        "lines": [[row.person, names[row.item_id], number(row.final)] for row in rows],
        "totals": [
            [f"Total de {names[item_id]}", number(units)]
            for item_id, units in totals.items()
            if units
        ],
        "signers": ["Entrega", "Testigo"],
    }


def _with_tax_id(organisation: Organisation) -> str:
    if not organisation.tax_id:
        return organisation.name
    kind = "RUC" if organisation.country == "EC" else "NIT"
    return f"{organisation.name} ({kind} {organisation.tax_id})"


def _term(days: int) -> str:
    return f"{days} días" if days else "De contado"


def _day(value: date | None) -> str:
    return format_date(value, "long", locale=_LOCALE) if value else ""


def _instant(value: datetime, time_zone: str) -> str:
    zone = get_timezone(time_zone)
    return format_datetime(value, "d MMM y, h:mm a", tzinfo=zone, locale=_LOCALE)


def _compile(name: str, content: dict[str, Any]) -> bytes:
    return typst.compile(
        str(TEMPLATES / f"{name}.typ"),
        root=str(TEMPLATES),
        sys_inputs={"content": json.dumps(_clean(content), ensure_ascii=False)},
        ignore_system_fonts=True,
    )


def _clean(value: Any) -> Any:  # noqa: ANN401 - any plain value of a document
    """Return the content with every text free of what cannot be printed."""
    if isinstance(value, str):
        return clean_note(value, _LONGEST)
    if isinstance(value, list):
        return [_clean(each) for each in value]
    if isinstance(value, dict):
        return {key: _clean(each) for key, each in value.items()}
    return value
