"""Names of the accounts of a book, and sentences of its rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext

from marketplace.ledger.core import (
    AccountKind,
    BadEntryError,
    Nature,
    UnknownAccountError,
)
from marketplace.ledger.models import HoldState
from marketplace.ledger.services import (
    AlreadyReversedError,
    CountClashError,
    CountedAlreadyError,
    CounterIsCashierError,
    DifferenceUnexplainedError,
    EntryClashError,
    FutureDayError,
    HoldClashError,
    HoldEndedError,
    HoldTooSmallError,
    InsufficientFundsError,
    OwnEntryError,
    ReasonMissingError,
    ReversalOfReversalError,
    UndoneElsewhereError,
)

if TYPE_CHECKING:
    from enum import StrEnum

    from flask_babel.speaklater import LazyString

    from network.errors import DomainError

EXPLANATIONS: dict[type[DomainError], LazyString] = {
    AlreadyReversedError: _("Este asiento ya se corrigió. Vea la corrección en él."),
    BadEntryError: _("El asiento no está completo. Revise cuentas y valores."),
    CountClashError: _("Este arqueo ya se guardó con otro valor. Ábralo de nuevo."),
    CountedAlreadyError: _(
        "Ya hay un arqueo del %(day)s. Cuente la caja en una fecha igual o posterior."
    ),
    CounterIsCashierError: _(
        "Quien guarda o mueve la caja no la cuenta. Pídaselo a otra persona."
    ),
    DifferenceUnexplainedError: _(
        "El libro dice %(expected)s y usted contó %(counted)s. Explique la diferencia."
    ),
    EntryClashError: _("Este movimiento ya está anotado con otro valor."),
    FutureDayError: _("El %(day)s no ha llegado. Escriba la fecha de hoy o una antes."),
    HoldClashError: _("Esta plata ya está apartada por otro valor."),
    HoldEndedError: _("Esta plata ya no está apartada."),
    HoldTooSmallError: _("Se apartaron %(held)s y se quieren usar %(asked)s."),
    InsufficientFundsError: _(
        "No alcanza: en %(account)s hay %(available)s y se necesitan %(needed)s."
    ),
    OwnEntryError: _("Usted hizo este asiento. Otra persona debe corregirlo."),
    ReasonMissingError: _(
        "Diga por qué, con %(shortest)s a %(longest)s letras: qué pasó y qué falta."
    ),
    ReversalOfReversalError: _(
        "Esto ya es una corrección. Anote el movimiento correcto de nuevo."
    ),
    UndoneElsewhereError: _(
        "Este asiento viene de un recibo o una compra. Anúlelo desde allá."
    ),
    UnknownAccountError: _("La cuenta «%(account)s» no existe en el libro."),
}

NAMES: dict[type[StrEnum], dict[StrEnum, LazyString]] = {
    AccountKind: {
        AccountKind.CASH: lazy_pgettext("cuenta del libro", "Caja"),
        AccountKind.BANK: _("Banco"),
        AccountKind.STOCK: _("Insumos sin repartir"),
        AccountKind.MEMBER: _("Cuenta de"),
        AccountKind.ASSOCIATION: _("Cuenta de la asociación"),
        AccountKind.SUPPLIER: _("Proveedor"),
        AccountKind.CLAIM: _("Reclamo al proveedor"),
        AccountKind.MEMBER_ADVANCE: _("Anticipo de"),
        AccountKind.ASSOCIATION_ADVANCE: _("Anticipo de la asociación"),
        AccountKind.PURCHASE: _("Compra conjunta"),
        AccountKind.OPENING: _("Saldo inicial"),
        AccountKind.OTHER_INCOME: _("Otros ingresos"),
        AccountKind.LOSS: _("Pérdidas"),
    },
    Nature: {
        Nature.ASSET: _("Lo que hay"),
        Nature.PARTY: _("Lo que deben y lo que se debe"),
        Nature.CLEARING: _("Compras en curso"),
        Nature.EQUITY: _("Patrimonio"),
        Nature.INCOME: _("Ingresos"),
        Nature.EXPENSE: _("Pérdidas"),
    },
    HoldState: {
        HoldState.ACTIVE: _("Apartada"),
        HoldState.CAPTURED: _("Usada"),
        HoldState.RELEASED: _("Liberada"),
        HoldState.EXPIRED: _("Vencida"),
    },
}

DEEDS: dict[str, LazyString] = {
    "ledger.posted": _("Hizo un asiento en el libro"),
    "cash.counted": _("Contó la caja"),
}

JOB_NAMES: dict[str, LazyString] = {
    "ledger.seal_journals": _("Sellar los asientos"),
    "ledger.expire_holds": _("Soltar la plata apartada que venció"),
    "ledger.take_snapshots": _("Guardar los saldos del mes"),
    "ledger.verify_books": _("Revisar los libros"),
}
