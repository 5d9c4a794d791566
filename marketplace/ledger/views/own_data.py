"""What the book puts into the copy of one's own data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from marketplace.ledger.queries.own_data import own_movements
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
    """Return every movement of the actor's accounts."""
    columns = {
        "organisation": _("Organización"),
        "account": _("Cuenta"),
        "purchase_id": _("Compra"),
        "journal_id": _("Asiento"),
        "day": _("Fecha"),
        "memo": _("Qué pasó"),
        "change": _("Movimiento"),
    }
    rows = own_movements(session, actor=actor)
    return (OwnPart(_("Movimientos de sus cuentas"), columns, rows),)
