"""What payments put into the copy of one's own data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from marketplace.payments.queries.own_data import own_receipts
from network.web import OwnPart

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor


def own_data(
    session: Session,
    *,
    actor: Actor,
    now: datetime,  # noqa: ARG001 - every area is asked alike
) -> tuple[OwnPart, ...]:
    """Return the receipts that name the actor."""
    columns = {
        "organisation": _("Organización"),
        "direction": _("Movimiento"),
        "number": _("Número"),
        "code": _("Código"),
        "day": _("Fecha"),
        "amount": _("Valor"),
        "method": _("Forma de pago"),
        "reference": _("Comprobante"),
        "purpose": _("Qué pasó"),
        "issued_at": _("Anotado"),
        "cancelled_at": _("Anulado"),
        "cancel_reason": _("Razón"),
    }
    rows = own_receipts(session, actor=actor)
    return (OwnPart(_("Recibos"), columns, rows),)
