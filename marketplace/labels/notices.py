"""Words of messages to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _

from marketplace.notices.core.wording import GENERAL, Wording
from marketplace.notices.models import MailWay

if TYPE_CHECKING:
    from enum import StrEnum

    from flask_babel.speaklater import LazyString

    from network.errors import DomainError

EXPLANATIONS: dict[type[DomainError], LazyString] = {}

NAMES: dict[type[StrEnum], dict[StrEnum, LazyString]] = {
    MailWay: {
        MailWay.SMTP: _("Salió por correo"),
        MailWay.FOLDER: _("Guardado en la carpeta"),
    },
}

MESSAGES: dict[str, Wording] = {
    GENERAL: Wording(_("Mensaje de la red"), _("Entre a Tejido para verlo.")),
}

#: What a person reads for a task of the background work.
JOB_NAMES: dict[str, LazyString] = {"notices.send_mail": _("Enviar un correo")}
