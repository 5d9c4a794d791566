"""Sentences and names of the advice: proposals, tasks and leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _

from network.core.advice.kinds import IntroductionKind
from network.models import IntroductionState, LeadKind, TaskKind, TaskState

if TYPE_CHECKING:
    from enum import StrEnum

    from flask_babel.speaklater import LazyString

    from network.errors import DomainError

EXPLANATIONS: dict[type[DomainError], LazyString] = {}

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
DEEDS: dict[str, LazyString] = {}
