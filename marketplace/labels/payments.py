"""Names of how money changes hands, and sentences of the rules of payments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _

from marketplace.payments.models import Direction, Method, PartyKind
from marketplace.payments.services import (
    AlreadyCancelledError,
    BadAmountError,
    GivenBackInPurchaseError,
    MoreThanOwedError,
    PayeePaysError,
    PurposeMissingError,
    ReceiptClashError,
    RecordedElsewhereError,
    ReferenceMissingError,
    ReferenceUsedError,
    SecondPersonMissingError,
    SecondPersonRefusedError,
    WrongCurrencyError,
)

if TYPE_CHECKING:
    from enum import StrEnum

    from flask_babel.speaklater import LazyString

    from network.errors import DomainError

EXPLANATIONS: dict[type[DomainError], LazyString] = {
    AlreadyCancelledError: _("El recibo n.º %(number)s ya está anulado."),
    BadAmountError: _("El valor debe ser mayor que cero."),
    GivenBackInPurchaseError: _(
        "Lo que %(name)s tiene a favor se devuelve en la compra. "
        "Pida a su tesorería que lo anote allá."
    ),
    MoreThanOwedError: _("Se le deben %(owed)s. Escriba ese valor o uno menor."),
    PayeePaysError: _("Usted no puede pagarse. Otra persona debe registrar este pago."),
    PurposeMissingError: _(
        "Escriba para qué es el pago, en máximo %(longest)s letras."
    ),
    RecordedElsewhereError: _(
        "Este pago lo registró %(name)s. Pida a su directiva que lo anule allá."
    ),
    ReceiptClashError: _("Este pago ya tiene el recibo n.º %(number)s por otro valor."),
    ReferenceMissingError: _(
        "Escriba el número de la transferencia, de %(shortest)s a %(longest)s letras."
    ),
    ReferenceUsedError: _(
        "La transferencia %(reference)s ya tiene el recibo n.º %(number)s."
    ),
    SecondPersonMissingError: _(
        "Un pago de más de %(limit)s lo hacen dos personas. Escoja la segunda."
    ),
    SecondPersonRefusedError: _(
        "La segunda persona debe tener un cargo y no ser quien paga ni quien recibe."
    ),
    WrongCurrencyError: _("El libro está en %(currency)s. Escriba el valor así."),
}

NAMES: dict[type[StrEnum], dict[StrEnum, LazyString]] = {
    Direction: {
        Direction.IN: _("Recibo"),
        Direction.OUT: _("Comprobante de pago"),
    },
    Method: {
        Method.CASH: _("Efectivo"),
        Method.TRANSFER: _("Transferencia"),
    },
    PartyKind: {
        PartyKind.PERSON: _("Persona"),
        PartyKind.ORGANISATION: _("Organización"),
    },
}

DEEDS: dict[str, LazyString] = {
    "receipt.issued": _("Hizo un recibo"),
    "receipt.cancelled": _("Anuló un recibo"),
}
