"""Words for the details of a trace: what each is called, and of which kind it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _

from marketplace.purchasing.models import LineChannel, PurchaseState
from network.models import ConsentChannel, ConsentPurpose, TaskKind
from network.policy import Role

if TYPE_CHECKING:
    from enum import StrEnum

    from flask_babel.speaklater import LazyString

#: What a person reads before a detail.  What is not here is for the auditor who
#: has the database at hand: keys of rows and digests of documents.
DETAILS: dict[str, LazyString] = {
    "accounts": _("cuentas"),
    "assisted": _("con ayuda"),
    "at_least": _("mínimo"),
    "at_most": _("hasta"),
    "channel": _("cómo"),
    "closes_at": _("cierra"),
    "contacts_changed": _("cambió celular o correo"),
    "is_public": _("público"),
    "name": _("nombre"),
    "note": _("nota"),
    "number": _("número"),
    "order": _("pedido n.º"),
    "origin": _("estaba"),
    "person": _("persona n.º"),
    "purchase": _("compra n.º"),
    "purpose": _("para qué"),
    "reason": _("motivo"),
    "revision": _("versión"),
    "role": _("papel"),
    "task": _("tarea"),
    "tax_id": _("NIT o RUC"),
    "text": _("empaque"),
    "units": _("cantidad"),
    "uses": _("para cuántas"),
    "version": _("texto"),
    "wanted": _("pidió"),
}

#: Kinds of the stored values of a detail, the likeliest first.
DETAIL_KINDS: dict[str, tuple[type[StrEnum], ...]] = {
    "channel": (LineChannel, ConsentChannel),
    "origin": (PurchaseState,),
    "purpose": (ConsentPurpose,),
    "role": (Role,),
    "task": (TaskKind,),
}
