"""Sentences and names of the page of background work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _

from marketplace.board.services import (
    JobEndedError,
    JobNotEndedError,
    JobNotFoundError,
)
from network.models import JobState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

    from flask_babel.speaklater import LazyString

    from network.errors import DomainError

EXPLANATIONS: dict[type[DomainError], LazyString] = {
    JobNotFoundError: _("No encontramos ese trabajo. Actualice la página."),
    JobNotEndedError: _("Ese trabajo no ha fallado. Actualice la página."),
    JobEndedError: _("Ese trabajo ya terminó. Actualice la página."),
}

NAMES: dict[type[StrEnum], dict[StrEnum, LazyString]] = {
    JobState: {
        JobState.WAITING: _("En espera"),
        JobState.RUNNING: _("En marcha"),
        JobState.DONE: _("Terminado"),
        JobState.FAILED: _("Falló"),
        JobState.CANCELLED: _("Cancelado"),
    }
}

#: What people call the tasks of the ground.
JOB_NAMES: Mapping[str, LazyString] = {
    "network.close_old_sittings": _("Cerrar los ingresos vencidos"),
    "network.take_snapshot": _("Leer cómo está la red"),
    "network.take_monthly_snapshots": _("Cerrar la lectura del mes de cada red"),
}
