"""Sentences and names of the advice: proposals, tasks and leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _

from network.core.advice.kinds import IntroductionKind
from network.models import IntroductionState, LeadKind, TaskKind, TaskState
from network.services import coordination, proposals

if TYPE_CHECKING:
    from enum import StrEnum

    from flask_babel.speaklater import LazyString

    from network.errors import DomainError

EXPLANATIONS: dict[type[DomainError], LazyString] = {
    coordination.HappenedDayError: _(
        "Escriba un día que ya pasó, del último año. Usted escribió %(day)s."
    ),
    coordination.PurchaseEndsItselfError: _(
        "Esta tarea termina sola cuando las dos participen en una compra."
    ),
    coordination.TaskClosedError: _(
        "Esta tarea ya se cerró. Ábrala para ver qué pasó."
    ),
    proposals.AdviceReasonNeededError: _(
        "Cuente por qué, con %(shortest)s letras o más."
    ),
    proposals.DueDayError: _(
        "Escoja un día desde hoy y antes de un año. Usted escribió %(day)s."
    ),
    proposals.OutsideNetworkError: _(
        "Una de las dos no estaba en la red el %(day)s. Revise el día."
    ),
    proposals.ProposalDecidedError: _(
        "Alguien ya decidió sobre esta propuesta, o ya no hace falta."
    ),
}

NAMES: dict[type[StrEnum], dict[StrEnum, LazyString]] = {
    IntroductionKind: {
        IntroductionKind.PAIRING: _("Para que ninguna sea imprescindible"),
        IntroductionKind.GAIN: _("Para repartir mejor los lazos"),
        IntroductionKind.COMPLEMENT: _("Porque una tiene lo que la otra busca"),
    },
    IntroductionState: {
        IntroductionState.PROPOSED: _("Propuesta"),
        IntroductionState.ACCEPTED: _("Aceptada"),
        IntroductionState.REJECTED: _("Rechazada"),
        IntroductionState.DONE: _("Hecha"),
        IntroductionState.LAPSED: _("Ya no hace falta"),
    },
    LeadKind: {
        LeadKind.SUBSTITUTION: _("Compra afuera lo que la otra produce"),
        LeadKind.CHAIN: _("Trabajan en pasos vecinos de la cadena"),
    },
    TaskKind: {
        TaskKind.PURCHASE: _("Compra conjunta"),
        TaskKind.VISIT: _("Visita"),
        TaskKind.MEETING: _("Reunión"),
        TaskKind.TRAINING: _("Taller"),
    },
    TaskState: {
        TaskState.OPEN: _("Pendiente"),
        TaskState.DONE: _("Hecha"),
        TaskState.DROPPED: _("Dejada"),
    },
}

#: What people call the deeds that traces keep.
DEEDS: dict[str, LazyString] = {
    "introduction.rejected": _("Rechazó una propuesta"),
    "task.dropped": _("Dejó una tarea"),
    "task.finished": _("Terminó una tarea"),
    "task.planned": _("Aceptó una propuesta"),
}
