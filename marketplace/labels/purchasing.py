"""Words of the first half of joint purchases: from the call to the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _

from marketplace.notices.core.wording import Wording
from marketplace.purchasing.core import line_rows, quote_rows
from marketplace.purchasing.core.problem import Discount
from marketplace.purchasing.core.states import PurchaseScope, PurchaseState
from marketplace.purchasing.core.telling import PurchaseNotice
from marketplace.purchasing.core.term_fields import CallField, QuoteField
from marketplace.purchasing.models import (
    LineChannel,
    LineState,
    PlanState,
    QuoteState,
)
from marketplace.purchasing.services import (
    awards,
    calls,
    cancelling,
    confirmations,
    drafting,
    line_import,
    lines,
    moves,
    planning,
    plans,
    quote_drafts,
    quote_import,
    quotes,
    taking_part,
)

if TYPE_CHECKING:
    from enum import StrEnum

    from flask_babel.speaklater import LazyString

    from network.errors import DomainError

EXPLANATIONS: dict[type[DomainError], LazyString] = {
    # The call
    drafting.NothingToBuyError: _("Agregue al menos un insumo a la compra."),
    drafting.ItemTwiceError: _("Un insumo está dos veces. Deje una sola fila."),
    drafting.CallTermsError: _("Revise este dato: %(field)s. Falta o no es posible."),
    drafting.OtherCurrencyError: _(
        "El precio %(price)s no está en %(currency)s. Escríbalo en esa moneda."
    ),
    drafting.NotInNetworkError: _(
        "%(organisation)s no está en la red. Quítela o invítela a la red primero."
    ),
    calls.ClosesTooSoonError: _(
        "El cierre es muy pronto. Deje al menos un día para que todos se enteren."
    ),
    calls.AlreadyTakesPartError: _("Su asociación ya participa en esta compra."),
    moves.PurchaseMovedOnError: _(
        "La compra está %(state)s y eso ya no se puede hacer. Mire cómo va."
    ),
    moves.ReasonMissingError: _("Escriba por qué. La razón queda a la vista de todos."),
    cancelling.AdvancesNotReturnedError: _(
        "Faltan por devolver %(amount)s de anticipos. Devuélvalos y después cancele."
    ),
    # Lines
    lines.CallClosedError: _(
        "Los pedidos se cerraron el %(closes_at)s. Hable con su directiva."
    ),
    lines.LineChangedError: _(
        "Alguien cambió este pedido mientras usted lo veía. "
        "Ahora dice %(theirs)s; usted escribió %(yours)s. Revise y envíe otra vez."
    ),
    lines.QuantityError: _(
        "Revise las cantidades: de 1 a %(most)s, el máximo no menor que lo pedido "
        "y el mínimo no mayor."
    ),
    lines.AlonePriceError: _(
        "Lo que usted paga solo va en %(currency)s y es más de cero. Corríjalo."
    ),
    taking_part.NotYetTakingPartError: _(
        "%(organisation)s fue invitada y todavía no participa. "
        "Pida a su directiva que acepte."
    ),
    taking_part.NotAMemberError: _(
        "Esa persona no es de la asociación hoy. Escoja otra o agréguela."
    ),
    # Spreadsheets of lines
    line_import.ColumnsMissingError: _(
        "Falta decir cuál columna es: %(columns)s. Escójala y siga."
    ),
    line_import.BadRowsError: _(
        "%(count)s filas tienen errores. Corríjalas o pida cargar solo las buenas."
    ),
    line_import.ImportWitnessNeededError: _(
        "Hay personas nuevas. Escriba quién oyó que autorizan usar sus datos."
    ),
    line_rows.RowError: _("Fila %(row)s: no se puede leer. Revísela."),
    line_rows.RowNameMissingError: _(
        "Fila %(row)s: falta el nombre o el celular. Escríbalo."
    ),
    line_rows.RowItemMissingError: _(
        "Fila %(row)s: falta el insumo, porque la compra tiene varios. Escríbalo."
    ),
    line_rows.RowItemUnknownError: _(
        "Fila %(row)s: «%(item)s» no es de esta compra. Use un nombre de la plantilla."
    ),
    line_rows.RowQuantityError: _(
        "Fila %(row)s: «%(wanted)s» no sirve de cantidad. "
        "Escriba unidades enteras hasta %(most)s, el máximo no menor que lo pedido."
    ),
    line_rows.RowPhoneError: _(
        "Fila %(row)s: «%(phone)s» no es un celular. Corríjalo o déjelo vacío."
    ),
    line_rows.RowPersonUnknownError: _(
        "Fila %(row)s: «%(name)s» no está en la asociación. "
        "Corrija el nombre o marque que se agregue."
    ),
    line_rows.RowPersonAmbiguousError: _(
        "Fila %(row)s: hay %(count)s personas llamadas «%(name)s». Escriba el celular."
    ),
    line_rows.RowPersonMismatchError: _(
        "Fila %(row)s: ese celular es de %(owner)s y no de «%(name)s». Corrija uno."
    ),
    line_rows.RowTwiceError: _(
        "Fila %(row)s: repite la persona y el insumo de la fila %(first)s. Deje una."
    ),
    # Quotes
    quote_drafts.StaleQuoteError: _(
        "La cotización %(supplier)s venció el %(valid_until)s. "
        "Pida una nueva o retírela."
    ),
    quote_drafts.EmptyQuoteError: _("La cotización no tiene precios. Escriba uno."),
    quote_drafts.QuoteItemTwiceError: _(
        "Un insumo está dos veces en la cotización. Deje una sola fila."
    ),
    quote_drafts.QuoteTermsError: _(
        "Revise este dato de la cotización: %(field)s %(item)s. No es posible."
    ),
    quote_drafts.BreaksError: _(
        "Revise los precios de %(item)s: cantidades de menor a mayor, "
        "sin repetir, y precios mayores que cero."
    ),
    quote_drafts.PriceUnitUnknownError: _(
        "¿Cuántos kilos trae cada %(unit)s? No es igual en todas partes. "
        "Escríbalo para convertir el precio de %(item)s."
    ),
    quote_drafts.PriceUnitMismatchError: _(
        "El precio de %(item)s no puede ser por %(unit)s. Escoja otra unidad."
    ),
    quote_drafts.QuoteCurrencyError: _(
        "El precio de %(item)s está en otra moneda. Escríbalo en %(currency)s."
    ),
    quotes.OwnSupplierError: _(
        "%(organisation)s hace la compra y no puede venderse a sí misma."
    ),
    quote_rows.QuoteRowError: _("Fila %(row)s: no se puede leer. Revísela."),
    quote_rows.QuoteRowItemError: _(
        "Fila %(row)s: «%(item)s» no es un insumo de esta compra. Corrija el nombre."
    ),
    quote_rows.QuoteRowPriceError: _(
        "Fila %(row)s: «%(price)s» no es un precio en %(currency)s. Corríjalo."
    ),
    quote_rows.QuoteRowQuantityError: _(
        "Fila %(row)s: «%(quantity)s» no es un número entero de unidades. Corríjalo."
    ),
    quote_rows.QuoteRowUnitError: _(
        "Fila %(row)s: no conocemos la unidad «%(unit)s» o su contenido. Corríjala."
    ),
    # Plans
    planning.FewQuotesError: _(
        "Hay %(count)s cotizaciones y se piden %(needed)s. "
        "Consiga las que faltan o escriba por qué bastan menos."
    ),
    planning.NothingAskedError: _(
        "Nadie tiene pedidos en esta compra. Ábrala de nuevo o cancélela."
    ),
    planning.UnofferedItemError: _(
        "Nadie cotizó %(items)s. Pida una cotización que lo tenga."
    ),
    planning.FaultyProblemError: _(
        "Con estos pedidos y cotizaciones no se puede calcular: %(message)s."
    ),
    plans.ContradictionError: _(
        "Lo que pidió no puede ser a la vez. Deje al menos un proveedor posible."
    ),
    awards.PlanNotReadyError: _("Ese plan no está listo. Espere o pida otro."),
    awards.PlanStaleError: _(
        "Cambiaron los pedidos o las cotizaciones. Pida el plan otra vez."
    ),
    awards.RelatedToSupplierError: _(
        "Usted tiene relación con %(supplier)s. Debe escoger otra persona."
    ),
    # Confirmation
    confirmations.ConfirmationOverError: _(
        "El plazo para responder terminó el %(until)s. Hable con su directiva."
    ),
    confirmations.PriceChangedError: _(
        "El precio es %(price)s y no %(shown)s. Revíselo y responda otra vez."
    ),
    confirmations.AnswerWitnessNeededError: _(
        "Escriba quién oyó la respuesta. Sin testigo no se responde por otra persona."
    ),
    confirmations.AnswersMissingError: _(
        "Faltan %(count)s personas por responder. Espere el plazo o pregúnteles."
    ),
}

NAMES: dict[type[StrEnum], dict[StrEnum, LazyString]] = {
    PurchaseState: {
        PurchaseState.DRAFT: _("Borrador"),
        PurchaseState.OPEN: _("Abierta"),
        PurchaseState.CLOSED: _("Cerrada"),
        PurchaseState.QUOTING: _("Cotizando"),
        PurchaseState.AWARDED: _("Adjudicada"),
        PurchaseState.CONFIRMING: _("Por confirmar"),
        PurchaseState.CONFIRMED: _("Confirmada"),
        PurchaseState.ORDERED: _("Pedida"),
        PurchaseState.PARTLY_RECEIVED: _("Recibida en parte"),
        PurchaseState.RECEIVED: _("Recibida"),
        PurchaseState.SHARED: _("Repartida"),
        PurchaseState.SETTLED: _("Liquidada"),
        PurchaseState.FINISHED: _("Terminada"),
        PurchaseState.VOID: _("Desierta"),
        PurchaseState.CANCELLED: _("Cancelada"),
    },
    PurchaseScope: {
        PurchaseScope.ASSOCIATION: _("De la asociación"),
        PurchaseScope.NETWORK: _("De la red"),
    },
    LineState: {
        LineState.NOTED: _("Anotado"),
        LineState.CONFIRMED: _("Confirmado"),
        LineState.OUT: _("Por fuera"),
        LineState.RECEIVED: _("Recibido"),
        LineState.PAID: _("Pagado"),
        LineState.WITHDRAWN: _("Retirado"),
    },
    LineChannel: {
        LineChannel.SCREEN: _("Anotado en persona"),
        LineChannel.OFFICER: _("Anotado por la directiva"),
        LineChannel.SPREADSHEET: _("Cargado de una hoja"),
        LineChannel.REPEATED: _("Repetido de otra compra"),
    },
    QuoteState: {
        QuoteState.CURRENT: _("Vigente"),
        QuoteState.REPLACED: _("Reemplazada"),
        QuoteState.WITHDRAWN: _("Retirada"),
    },
    Discount: {
        Discount.ALL_UNITS: _("El precio vale para todas las unidades"),
        Discount.INCREMENTAL: _("El precio vale solo para las que pasan"),
    },
    PlanState: {
        PlanState.WAITING: _("Calculando"),
        PlanState.SOLVED: _("Listo"),
        PlanState.INFEASIBLE: _("Sin solución"),
        PlanState.STALE: _("Desactualizado"),
        PlanState.FAILED: _("No se pudo calcular"),
        PlanState.AWARDED: _("Escogido"),
        PlanState.FINAL: _("Definitivo"),
    },
    quote_import.PriceChange: {
        quote_import.PriceChange.APPEARED: _("Nuevo"),
        quote_import.PriceChange.GONE: _("Ya no está"),
        quote_import.PriceChange.UP: _("Subió"),
        quote_import.PriceChange.DOWN: _("Bajó"),
        quote_import.PriceChange.SAME: _("Igual"),
    },
    CallField: {
        CallField.TITLE: _("Nombre de la compra"),
        CallField.DELIVERY_PLACE: _("Sitio de entrega"),
        CallField.DELIVERY_ON: _("Fecha de entrega"),
        CallField.CONFIRM_HOURS: _("Horas para confirmar"),
        CallField.ADVANCE_PERCENT: _("Porcentaje de anticipo"),
        CallField.REFERENCE: _("Precio de referencia"),
        CallField.REFERENCE_SOURCE: _("De dónde es el precio de referencia"),
    },
    QuoteField: {
        QuoteField.RECEIVED_ON: _("Fecha en que llegó"),
        QuoteField.VALID_UNTIL: _("Fecha hasta la que vale"),
        QuoteField.PAYMENT_DAYS: _("Días de plazo para pagar"),
        QuoteField.MINIMUM_ORDER: _("Pedido mínimo en plata"),
        QuoteField.MAXIMUM_ORDER: _("Pedido máximo en plata"),
        QuoteField.FREIGHT_FIXED: _("Flete fijo"),
        QuoteField.FREIGHT_PER_UNIT: _("Flete por unidad"),
        QuoteField.TRUCK: _("Precio del camión"),
        QuoteField.TRUCK_UNITS: _("Unidades que caben en el camión"),
        QuoteField.PACK: _("Unidades del paquete"),
        QuoteField.MINIMUM: _("Cantidad mínima"),
        QuoteField.MAXIMUM: _("Cantidad máxima"),
        QuoteField.FROM_UNITS: _("Cantidad desde la que vale el precio"),
    },
}

MESSAGES: dict[str, Wording] = {
    PurchaseNotice.INVITED: Wording(
        _("Su asociación está invitada: %(title)s"),
        _("La red va a comprar junta. Diga si su asociación participa."),
    ),
    PurchaseNotice.OPENED: Wording(
        _("Se abrió la compra: %(title)s"),
        _("Anote su pedido antes del %(closes_at)s. Lo puede cambiar hasta esa hora."),
    ),
    PurchaseNotice.CLOSES_SOON: Wording(
        _("Pronto se cierra: %(title)s"),
        _("Usted no ha anotado nada. Puede hacerlo hasta el %(closes_at)s."),
    ),
    PurchaseNotice.CLOSED: Wording(
        _("Se cerraron los pedidos: %(title)s"),
        _("Ahora se piden precios a los proveedores. Le avisaremos el precio final."),
    ),
    PurchaseNotice.VOID: Wording(
        _("Quedó desierta: %(title)s"),
        _("Nadie anotó pedidos, así que esta vez no se compra."),
    ),
    PurchaseNotice.PRICE_TO_CONFIRM: Wording(
        _("Confirme su precio: %(title)s"),
        _("Mire cuánto paga y responda antes del %(until)s. El silencio es un no."),
    ),
    PurchaseNotice.CONFIRM_SOON: Wording(
        _("Falta su respuesta: %(title)s"),
        _("Si no responde antes del %(until)s, queda por fuera de esta compra."),
    ),
    PurchaseNotice.ANSWERED_FOR_YOU: Wording(
        _("Respondieron por usted: %(title)s"),
        _("Fue ante %(witness)s. Si no está de acuerdo, cámbielo antes del plazo."),
    ),
    PurchaseNotice.CONFIRMED: Wording(
        _("Quedó confirmada: %(title)s"),
        _("La compra sigue con el precio que usted aceptó."),
    ),
    PurchaseNotice.BACK_TO_QUOTING: Wording(
        _("Vuelve a cotizarse: %(title)s"),
        _("Faltaron personas y se perdió el precio. Le preguntaremos otra vez."),
    ),
    PurchaseNotice.CANCELLED: Wording(
        _("Se canceló: %(title)s"), _("La razón: %(reason)s")
    ),
}

JOB_NAMES: dict[str, LazyString] = {
    "purchasing.close_due": _("Cerrar las compras que llegaron a su hora"),
    "purchasing.remind": _("Recordar los cierres y las confirmaciones"),
    "purchasing.end_confirmations": _("Terminar las confirmaciones vencidas"),
    "purchasing.end_confirmation": _("Terminar la confirmación de una compra"),
    "purchasing.solve_plan": _("Calcular un plan de compra"),
}

DEEDS: dict[str, LazyString] = {
    **{
        f"purchase.{state.value}": _("Pasó la compra a: %(state)s", state=name)
        for state, name in NAMES[PurchaseState].items()
    },
    "purchase.joined": _("Dijo que su asociación participa"),
    "purchase.extended": _("Dio más plazo a una compra"),
    "purchase.line_noted": _("Anotó un pedido"),
    "purchase.line_withdrawn": _("Retiró un pedido"),
    "purchase.lines_imported": _("Cargó una hoja de pedidos"),
    "purchase.quote_recorded": _("Anotó una cotización"),
    "purchase.quote_withdrawn": _("Retiró una cotización"),
    "purchase.few_quotes_explained": _("Explicó por qué hay pocas cotizaciones"),
    "purchase.interest_declared": _("Declaró relación con un proveedor"),
    "purchase.plan_asked": _("Pidió un plan de compra"),
    "purchase.plan_chosen": _("Escogió un plan de compra"),
    "purchase.price_accepted": _("Aceptó el precio final"),
    "purchase.price_refused": _("No aceptó el precio final"),
}
