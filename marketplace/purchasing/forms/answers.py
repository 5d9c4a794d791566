"""Forms for the final price: accept it, or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import Optional, ValidationError

from marketplace.kernel.money import Money
from marketplace.purchasing.services.confirmations import Answer
from network.forms.fields import at_most
from network.forms.once import OnceForm

if TYPE_CHECKING:
    from wtforms import Field

    from marketplace.purchasing.queries.confirmations import PriceAsked


class AnswerForm(OnceForm):
    """Accept or refuse the price that the page shows."""

    pays = HiddenField()
    answer = HiddenField()
    witness = StringField(
        _l("¿Ante quién lo dijo?"),
        validators=[Optional(), at_most(120)],
        description=_l("Nombre de quien oyó la respuesta."),
    )

    def __init__(self, asked: PriceAsked) -> None:
        """Keep the price that the page shows."""
        super().__init__(data={"pays": str(asked.pays.minor)})
        self.asked = asked

    def validate_answer(self, field: Field) -> None:
        """Refuse a page without an answer."""
        if field.data not in ("si", "no"):
            raise ValidationError(_("Escoja si acepta el precio o no."))

    def validate_witness(self, field: Field) -> None:
        """Ask for a witness when somebody else answers."""
        if self.asked.needs_witness and not (field.data or "").strip():
            raise ValidationError(_("Escriba quién oyó la respuesta."))

    def given(self) -> Answer:
        """Return what the service takes.  Call only after validation."""
        shown = self.pays.data or ""
        is_number = shown.isascii() and shown.isdigit()
        price = Money(int(shown) if is_number else 0, self.asked.pays.currency)
        return Answer(
            self.asked.organisation_id,
            self.asked.person_id,
            accepts=self.answer.data == "si",
            pays=price,
            witness=self.witness.data or "",
        )
