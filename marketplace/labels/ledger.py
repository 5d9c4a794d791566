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
from marketplace.ledger.core import opening as opening_rows
from marketplace.ledger.core.moving import MovementKind
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
    moving,
    opening,
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
    moving.MovementAmountError: _("Escriba un valor mayor que cero."),
    moving.MovementReasonError: _(
        "Escriba para qué o por qué fue, con %(shortest)s a %(longest)s letras."
    ),
    moving.MovementReferenceError: _(
        "Escriba el número del comprobante del banco,"
        " con %(shortest)s a %(longest)s letras."
    ),
    moving.StandByMissingError: _(
        "Un gasto de más de %(limit)s lo hacen dos personas. Escoja quién más estuvo."
    ),
    moving.StandByRefusedError: _(
        "Escoja como segunda persona a otra que tenga un cargo en la organización."
    ),
    opening.NothingToOpenError: _(
        "Escriba por lo menos un saldo, y no más de %(most)s a la vez."
    ),
    opening.OpeningAmountError: _(
        "El saldo de %(who)s no puede ser. Escriba un valor mayor que cero."
    ),
    opening.OpeningClashError: _(
        "El saldo inicial de %(who)s ya está: %(before)s, y ahora dice %(amount)s."
        " Pida que corrijan ese asiento y anótelo de nuevo."
    ),
    opening.OpeningTwiceError: _("%(who)s está dos veces. Deje un solo saldo."),
    opening_rows.OpeningAccountUnknownError: _(
        "Fila %(row)s: «%(account)s» no es una cuenta. Escriba Caja, Banco, Asociado,"
        " Asociación o Proveedor."
    ),
    opening_rows.OpeningAmountUnreadableError: _(
        "Fila %(row)s: el valor no se entiende. Escriba un solo número, como 250000."
    ),
    opening_rows.OpeningColumnsError: _(
        "A la hoja le falta la columna %(missing)s. Use la plantilla."
    ),
    opening_rows.OpeningNameAmbiguousError: _(
        "Fila %(row)s: hay %(count)s con el nombre «%(name)s». Anótelos en la página."
    ),
    opening_rows.OpeningNameUnknownError: _(
        "Fila %(row)s: no se encontró a «%(name)s». Revise el nombre o regístrelo."
    ),
    opening_rows.OpeningRowError: _("Fila %(row)s: revise lo que dice esta fila."),
    opening_rows.OpeningRowTwiceError: _(
        "Fila %(row)s: esta cuenta ya está en la fila %(first)s. Deje una."
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
        AccountKind.OTHER_EXPENSE: _("Otros gastos"),
        AccountKind.LOSS: _("Pérdidas"),
    },
    Nature: {
        Nature.ASSET: _("Lo que hay"),
        Nature.PARTY: _("Lo que deben y lo que se debe"),
        Nature.CLEARING: _("Compras en curso"),
        Nature.EQUITY: _("Patrimonio"),
        Nature.INCOME: _("Ingresos"),
        Nature.EXPENSE: _("Gastos y pérdidas"),
    },
    MovementKind: {
        MovementKind.DEPOSIT: _("Consignación de la caja al banco"),
        MovementKind.WITHDRAWAL: _("Retiro del banco para la caja"),
        MovementKind.INCOME: _("Otro ingreso"),
        MovementKind.EXPENSE: _("Otro gasto"),
        MovementKind.BANK_FEE: _("Cobro del banco"),
    },
    HoldState: {
        HoldState.ACTIVE: _("Apartada"),
        HoldState.CAPTURED: _("Usada"),
        HoldState.RELEASED: _("Liberada"),
        HoldState.EXPIRED: _("Vencida"),
    },
}

DEEDS: dict[str, LazyString] = {
    "ledger.moved": _("Anotó un movimiento"),
    "ledger.opened": _("Anotó saldos iniciales"),
    "ledger.posted": _("Hizo un asiento en el libro"),
    "cash.counted": _("Contó la caja"),
}

JOB_NAMES: dict[str, LazyString] = {
    "ledger.seal_journals": _("Sellar los asientos"),
    "ledger.expire_holds": _("Soltar la plata apartada que venció"),
    "ledger.take_snapshots": _("Guardar los saldos del mes"),
    "ledger.verify_books": _("Revisar los libros"),
}
