"""Forms about trust."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import Length

from network.forms.fields import WRITE
from network.services.trust import TrustDeclaration


class TrustForm(FlaskForm):
    """Declare trust in another organisation, or withdraw it."""

    reason = StringField(
        _("¿Por qué?"),
        validators=[WRITE, Length(min=5, max=300, message=_("Cuente por qué."))],
        description=_("Lo leen solo las dos organizaciones."),
    )
    other_id = HiddenField(validators=[WRITE])
    withdraw = HiddenField()

    def declaration(self, network_id: int, organisation_id: int) -> TrustDeclaration:
        """Return what the service takes.  Call only after validation."""
        other = self.other_id.data or ""
        target = int(other) if other.isascii() and other.isdigit() else 0
        return TrustDeclaration(
            network_id, organisation_id, target, self.reason.data or ""
        )
