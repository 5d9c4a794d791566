"""Words of messages to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _

from marketplace.notices.core.wording import GENERAL, Wording
from marketplace.notices.models import MailWay
from marketplace.notices.services import PASSWORD_RESET, AccountNotice

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
    AccountNotice: {
        AccountNotice.CODES_RESET: _("Le quitaron el segundo paso"),
    },
}

MESSAGES: dict[str, Wording] = {
    GENERAL: Wording(_("Mensaje de la red"), _("Entre a Tejido para verlo.")),
    AccountNotice.CODES_RESET: Wording(
        _("Le quitaron el segundo paso"),
        _(
            "Una coordinación de su red le quitó el segundo paso el %(at)s y cerró"
            " sus ingresos. Si usted no lo pidió, avise a la coordinación."
        ),
    ),
    PASSWORD_RESET: Wording(
        _("Su clave de Tejido"),
        _(
            "Alguien pidió una clave nueva para su cuenta. Si fue usted, abra esta"
            " dirección en las próximas dos horas. Si no, no haga nada: su clave"
            " sigue igual."
        ),
    ),
}

#: What a person reads for a task of the background work.
JOB_NAMES: dict[str, LazyString] = {
    "notices.send_mail": _("Enviar un correo"),
    "notices.send_reset": _("Enviar una clave nueva"),
    "network.close_old_sittings": _("Cerrar los ingresos viejos"),
}
