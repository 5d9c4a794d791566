"""The words of each thing that waits on the first page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from marketplace.board.queries.errands import Duty
from marketplace.filters import day, instant, show
from marketplace.purchasing.core.deeds import Deed

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask_babel.speaklater import LazyString

    from marketplace.board.queries.errands import Errand
    from marketplace.purchasing.core.deeds import Waiting


@dataclass(frozen=True, slots=True)
class DeedWords:
    """Verb and button of a deed, and its sentence given the hours left."""

    verb: LazyString
    button: LazyString
    told: Callable[[Waiting, int], str]


@dataclass(frozen=True, slots=True)
class DutyWords:
    """Verb, button and sentence of something outside purchases."""

    verb: LazyString
    button: LazyString
    told: Callable[[Errand], str]


def _closing(each: Waiting, _hours: int) -> str:
    if each.until is None:
        return ""
    return _("Cierra el %(instant)s.", instant=instant(each.until, each.time_zone))


def _price(each: Waiting, hours: int) -> str:
    return ngettext(
        "Usted pagaría %(amount)s. Le queda una hora.",
        "Usted pagaría %(amount)s. Le quedan %(num)s horas.",
        hours,
        amount=show(each.amount),
    )


def _helped(each: Waiting, hours: int) -> str:
    told = ngettext(
        "Una persona de %(name)s responde por medio de usted.",
        "%(num)s personas de %(name)s responden por medio de usted.",
        each.count,
        name=each.organisation,
    )
    left = ngettext("Queda una hora.", "Quedan %(num)s horas.", hours)
    return f"{told} {left}"


def _signatures(each: Waiting, _hours: int) -> str:
    return ngettext(
        "Falta una firma para enviar el pedido.",
        "Faltan %(num)s firmas para enviar el pedido.",
        each.count,
    )


def _placing(each: Waiting, _hours: int) -> str:
    return ngettext(
        "El pedido está firmado y listo para enviar.",
        "Los %(num)s pedidos están firmados y listos para enviar.",
        each.count,
    )


def _coming(each: Waiting, _hours: int) -> str:
    told = ngettext(
        "Un proveedor no ha terminado de entregar.",
        "%(num)s proveedores no han terminado de entregar.",
        each.count,
    )
    if each.due is None:
        return told
    when = _("Se espera el %(day)s en %(place)s.", day=day(each.due), place=each.place)
    return f"{told} {when}"


def _mine(each: Waiting, _hours: int) -> str:
    return ngettext(
        "Le espera una unidad en %(place)s.",
        "Le esperan %(num)s unidades en %(place)s.",
        each.count,
        place=each.place,
    )


def _to_associations(each: Waiting, _hours: int) -> str:
    return ngettext(
        "Falta entregar una unidad a las asociaciones.",
        "Falta entregar %(num)s unidades a las asociaciones.",
        each.count,
    )


def _to_members(each: Waiting, _hours: int) -> str:
    return ngettext(
        "Falta entregar una unidad a la gente de %(name)s.",
        "Falta entregar %(num)s unidades a la gente de %(name)s.",
        each.count,
        name=each.organisation,
    )


def _supplier(each: Waiting, _hours: int) -> str:
    assert each.due is not None
    return _(
        "Se deben %(amount)s a %(name)s. Vence el %(day)s.",
        amount=show(each.amount),
        name=each.organisation,
        day=day(each.due),
    )


def _advance(each: Waiting, _hours: int) -> str:
    return _(
        "Le faltan %(amount)s de anticipo. Páguelos en la tesorería.",
        amount=show(each.amount),
    )


def _to_convener(each: Waiting, _hours: int) -> str:
    return _(
        "%(name)s debe %(amount)s a quien hizo la compra."
        " Quien recibe la plata anota el pago.",
        name=each.organisation,
        amount=show(each.amount),
    )


def _invited(each: Waiting, hours: int) -> str:
    told = _("Diga si %(name)s participa.", name=each.organisation)
    return f"{told} {_closing(each, hours)}"


def _votes(_each: Waiting, _hours: int) -> str:
    return _("Otra persona ya escogió. Falta la segunda.")


def _quoted(each: Waiting, _hours: int) -> str:
    return ngettext(
        "Hay una cotización vigente.",
        "Hay %(num)s cotizaciones vigentes.",
        each.count,
    )


def _few(each: Waiting, _hours: int) -> str:
    return ngettext(
        "Falta una cotización para tener tres.",
        "Faltan %(num)s cotizaciones para tener tres.",
        each.count,
    )


def _advances(each: Waiting, _hours: int) -> str:
    return ngettext(
        "Una persona de %(name)s debe %(amount)s de anticipo.",
        "%(num)s personas de %(name)s deben %(amount)s de anticipo.",
        each.count,
        name=each.organisation,
        amount=show(each.amount),
    )


def _bill(each: Waiting, _hours: int) -> str:
    return _("%(name)s ya terminó de entregar.", name=each.organisation)


def _claims(each: Waiting, _hours: int) -> str:
    return ngettext(
        "Hay un reclamo sin resolver.",
        "Hay %(num)s reclamos sin resolver.",
        each.count,
    )


def _silent(each: Waiting, hours: int) -> str:
    told = ngettext(
        "Una persona de %(name)s no ha anotado.",
        "%(num)s personas de %(name)s no han anotado.",
        each.count,
        name=each.organisation,
    )
    return f"{told} {_closing(each, hours)}"


def _quiet(each: Waiting, _hours: int) -> str:
    return ngettext(
        "No se mueve desde hace un día. Está en: %(state)s.",
        "No se mueve desde hace %(num)s días. Está en: %(state)s.",
        each.count,
        state=show(each.state),
    )


def _plain(told: LazyString) -> Callable[[Waiting, int], str]:
    return lambda _each, _hours: str(told)


#: Verb, button and sentence of everything that waits in a purchase.
DEED_WORDS: dict[Deed, DeedWords] = {
    Deed.CONFIRM: DeedWords(
        _l("Confirme el precio"), _l("Ver mi precio y responder"), _price
    ),
    Deed.ANSWER_FOR: DeedWords(
        _l("Anote respuestas de otros"), _l("Anotar respuestas"), _helped
    ),
    Deed.CLOSE_CALL: DeedWords(
        _l("Cierre la convocatoria"),
        _l("Ver y cerrar"),
        _plain(_l("La hora de cierre ya pasó.")),
    ),
    Deed.SIGN: DeedWords(_l("Firme el pedido"), _l("Leer y firmar"), _signatures),
    Deed.PLACE: DeedWords(_l("Envíe el pedido"), _l("Ver y enviar"), _placing),
    Deed.RECEIVE: DeedWords(
        _l("Reciba la mercancía"), _l("Anotar lo que llega"), _coming
    ),
    Deed.COLLECT: DeedWords(_l("Recoja lo suyo"), _l("Ver lo que me toca"), _mine),
    Deed.HAND_TO_ASSOCIATIONS: DeedWords(
        _l("Entregue a las asociaciones"), _l("Anotar entregas"), _to_associations
    ),
    Deed.HAND_TO_MEMBERS: DeedWords(
        _l("Entregue a su gente"), _l("Anotar entregas"), _to_members
    ),
    Deed.SHARE: DeedWords(
        _l("Reparta lo que llegó"),
        _l("Hacer el reparto"),
        _plain(_l("La mercancía llegó y no está repartida.")),
    ),
    Deed.PAY_SUPPLIER: DeedWords(
        _l("Pague al proveedor"), _l("Ver las cuentas"), _supplier
    ),
    Deed.PAY_ADVANCE: DeedWords(_l("Pague su anticipo"), _l("Ver la compra"), _advance),
    Deed.PAY_CONVENER: DeedWords(
        _l("Pague a quien compró"), _l("Ver las cuentas"), _to_convener
    ),
    Deed.JOIN: DeedWords(
        _l("Su asociación está invitada"), _l("Ver la invitación"), _invited
    ),
    Deed.NOTE: DeedWords(_l("Anote lo que necesita"), _l("Anotar mi pedido"), _closing),
    Deed.END_ANSWERS: DeedWords(
        _l("Termine la confirmación"),
        _l("Ver y terminar"),
        _plain(_l("Todos respondieron. No hay que esperar más.")),
    ),
    Deed.MAKE_ORDERS: DeedWords(
        _l("Prepare el pedido"),
        _l("Preparar el pedido"),
        _plain(_l("El precio está confirmado y falta el pedido.")),
    ),
    Deed.SECOND_VOTE: DeedWords(_l("Dé la segunda voz"), _l("Ver los planes"), _votes),
    Deed.CHOOSE_PLAN: DeedWords(
        _l("Escoja un plan"),
        _l("Ver los planes"),
        _plain(_l("El plan está listo. Lo escogen dos personas.")),
    ),
    Deed.ASK_PLAN: DeedWords(_l("Pida el plan"), _l("Pedir el plan"), _quoted),
    Deed.ASK_PRICE: DeedWords(
        _l("Pregunte el precio final"),
        _l("Ver y preguntar"),
        _plain(_l("El plan está escogido. Falta que cada persona responda.")),
    ),
    Deed.QUOTES_MISSING: DeedWords(
        _l("Consiga cotizaciones"), _l("Anotar cotizaciones"), _few
    ),
    Deed.START_QUOTING: DeedWords(
        _l("Lleve la lista a los proveedores"),
        _l("Empezar a cotizar"),
        _plain(_l("La convocatoria cerró. Faltan las cotizaciones.")),
    ),
    Deed.COLLECT_ADVANCES: DeedWords(
        _l("Reciba los anticipos"), _l("Ver los anticipos"), _advances
    ),
    Deed.RECORD_INVOICE: DeedWords(
        _l("Anote la factura"), _l("Anotar la factura"), _bill
    ),
    Deed.CHARGE: DeedWords(
        _l("Cobre a cada persona"),
        _l("Ver y cobrar"),
        _plain(_l("Las facturas están anotadas y falta cobrar.")),
    ),
    Deed.CLAIM: DeedWords(_l("Siga los reclamos"), _l("Ver los reclamos"), _claims),
    Deed.FINISH: DeedWords(
        _l("Termine la compra"),
        _l("Ver y terminar"),
        _plain(_l("Las cuentas de la compra están en cero.")),
    ),
    Deed.REMIND: DeedWords(_l("Recuerde a su gente"), _l("Ver quién falta"), _silent),
    Deed.OPEN_CALL: DeedWords(
        _l("Abra la convocatoria"),
        _l("Ver el borrador"),
        _plain(_l("Es un borrador. Nadie más lo ve todavía.")),
    ),
    Deed.STUCK: DeedWords(_l("Pregunte por esta compra"), _l("Ver la compra"), _quiet),
}


def _debt(each: Errand) -> str:
    return _("Usted debe %(amount)s.", amount=show(each.amount))


def _failed(each: Errand) -> str:
    return ngettext("Falló un trabajo.", "Fallaron %(num)s trabajos.", each.count)


def _uncounted(_each: Errand) -> str:
    return _("Este mes nadie ha contado la caja.")


def _broken(_each: Errand) -> str:
    return _("La última revisión encontró algo que no cuadra")


def _tasks(each: Errand) -> str:
    return ngettext(
        "Hay una tarea de la red para hoy o de antes.",
        "Hay %(num)s tareas de la red para hoy o de antes.",
        each.count,
    )


def _unanswered(each: Errand) -> str:
    return ngettext(
        "Una organización confía en ustedes y espera su respuesta.",
        "%(num)s organizaciones confían en ustedes y esperan su respuesta.",
        each.count,
    )


def _ending(each: Errand) -> str:
    return ngettext(
        "Una confianza que declararon vence en menos de un mes.",
        "%(num)s confianzas que declararon vencen en menos de un mes.",
        each.count,
    )


def _loose(each: Errand) -> str:
    return ngettext(
        "Una organización no ha hecho nada con las demás.",
        "%(num)s organizaciones no han hecho nada con las demás.",
        each.count,
    )


#: The same for what waits outside purchases.
DUTY_WORDS: dict[Duty, DutyWords] = {
    Duty.BOOKS_BROKEN: DutyWords(_l("Revise los libros"), _l("Ver el libro"), _broken),
    Duty.PAY_DEBT: DutyWords(
        _l("Pague lo que debe"), _l("Ver mi cuenta y pagos"), _debt
    ),
    Duty.FAILED_JOBS: DutyWords(
        _l("Hay trabajos que fallaron"), _l("Ver los trabajos"), _failed
    ),
    Duty.COUNT_CASH: DutyWords(_l("Cuente la caja"), _l("Contar la caja"), _uncounted),
    Duty.TASKS_DUE: DutyWords(
        _l("Acerque a las que prometió"), _l("Ver las tareas"), _tasks
    ),
    Duty.ANSWER_TRUST: DutyWords(
        _l("Conteste una confianza"), _l("Ver la confianza"), _unanswered
    ),
    Duty.RENEW_TRUST: DutyWords(
        _l("Renueve la confianza"), _l("Ver la confianza"), _ending
    ),
    Duty.LOOSE_ENDS: DutyWords(
        _l("Acerque a quien está solo"), _l("Ver quién trabaja con quién"), _loose
    ),
}
