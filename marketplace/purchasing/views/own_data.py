"""What joint purchases put into the copy of one's own data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from marketplace.purchasing.queries import own_data as queries
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
    """Return what the actor asked for, got and took away in every purchase."""
    return (
        OwnPart(_("Pedidos"), _line_columns(), queries.own_lines(session, actor=actor)),
        OwnPart(
            _("Cambios de sus pedidos"),
            _change_columns(),
            queries.own_changes(session, actor=actor),
        ),
        OwnPart(
            _("Reparto"),
            _allocation_columns(),
            queries.own_allocations(session, actor=actor),
        ),
        OwnPart(
            _("Entregas anotadas"),
            _hand_over_columns(),
            queries.own_hand_overs(session, actor=actor),
        ),
    )


def _line_columns() -> dict[str, str]:
    return {
        "line": _("Número"),
        **_about(),
        **_range(),
        "reference": _("Precio que paga solo"),
        "planned": _("Cantidad al precio final"),
        "planned_pays": _("Valor al precio final"),
        "answered_at": _("Fecha de la respuesta"),
        "witness": _("Testigo"),
        "created_at": _("Anotado"),
    }


def _change_columns() -> dict[str, str]:
    return {
        "line": _("Pedido"),
        "at": _("Cuándo"),
        **_range(),
        "reason": _("Razón"),
    }


def _allocation_columns() -> dict[str, str]:
    return {
        **_about(),
        "wanted": _("Pidió"),
        "allocated": _("Le tocó"),
        "final": _("Cantidad final"),
        "pays": _("Paga"),
        "reason": _("Razón"),
        "change_reason": _("Razón del cambio"),
    }


def _hand_over_columns() -> dict[str, str]:
    return {
        **_about(),
        "units": _("Cantidad"),
        "at": _("Entregado"),
        "proof": _("Comprobante"),
        "witness": _("Testigo"),
        "undone_at": _("Anulado"),
        "undone_reason": _("Razón"),
    }


def _about() -> dict[str, str]:
    return {
        "purchase": _("Compra"),
        "organisation": _("Asociación"),
        "item": _("Insumo"),
    }


def _range() -> dict[str, str]:
    return {
        "wanted": _("Pidió"),
        "at_least": _("Mínimo"),
        "at_most": _("Hasta"),
        "state": _("Estado"),
        "channel": _("Medio"),
    }
