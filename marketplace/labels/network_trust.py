"""Sentences and names of trust."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _

from network.core.trust import endorsement, evidence
from network.core.trust.degrees import TrustDegree
from network.core.trust.promises import Promise
from network.services import admission, trust

if TYPE_CHECKING:
    from enum import StrEnum

    from flask_babel.speaklater import LazyString

    from network.errors import DomainError

EXPLANATIONS: dict[type[DomainError], LazyString] = {
    admission.AlreadySeedError: _("Esa organización ya es semilla de la red."),
    admission.ElectionAheadError: _(
        "La fecha de la asamblea no ha llegado. Escriba un día que ya pasó."
    ),
    admission.ElectionUnprovedError: _(
        "Escriba el número del acta, o dos personas distintas que estuvieron."
    ),
    admission.EndNeedsReasonError: _("Cuente por qué termina, en una frase."),
    admission.RulesWithoutActError: _("Escriba el número del acta de la asamblea."),
    admission.SeedEndedError: _("Esa semilla ya terminó el %(day)s."),
    endorsement.NeededEndorsementsError: _("Los avales van de 1 a %(most)s."),
    evidence.HalfLifeError: _("El plazo va de %(least)s a %(most)s días."),
    trust.ReplyNeedsTextError: _(
        "Escriba su versión en una frase o más, con máximo %(most)s letras."
    ),
    trust.TrustNeedsReasonError: _("Cuente por qué, en una frase."),
}

NAMES: dict[type[StrEnum], dict[StrEnum, LazyString]] = {
    TrustDegree: {
        TrustDegree.BEGINNING: _("Apenas nos conocemos"),
        TrustDegree.GOOD: _("Hacemos negocios tranquilos"),
        TrustDegree.FULL: _("Le prestaríamos plata"),
    },
    Promise: {
        Promise.DELIVERY: _("Entregas"),
        Promise.PAYMENT: _("Pagos"),
    },
}

#: What people call the deeds that traces keep.
DEEDS: dict[str, LazyString] = {
    "seed.elected": _("Anotó una semilla que eligió la asamblea"),
    "seed.ended": _("Terminó una semilla"),
    "trust.declared": _("Declaró confianza"),
    "trust.replied": _("Dio su versión de algo que no se cumplió"),
    "trust.rules_decided": _("Anotó las reglas de la confianza"),
    "trust.withdrawn": _("Retiró la confianza"),
}
