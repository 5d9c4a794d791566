"""What is typed into the pages of payments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, ValidationError

from marketplace.ledger.forms import day_field, money_typed
from marketplace.payments.models import Method
from marketplace.payments.services import MoneyIn, PartyRef
from network.forms import OnceForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from marketplace.kernel.money import Currency, Money

_WRITE = InputRequired(_("Escriba este dato."))


class PaymentForm(OnceForm):
    """Record a member's payment."""

    payer = SelectField(
        _("¿Quién paga?"), validators=[InputRequired(_("Escoja quién paga."))]
    )
    amount = StringField(_("¿Cuánto?"), validators=[_WRITE])
    method = RadioField(
        _("¿Cómo pagó?"),
        choices=[
            SelectChoice(Method.CASH.value, _("Efectivo")),
            SelectChoice(Method.TRANSFER.value, _("Transferencia")),
        ],
        validators=[InputRequired(_("Escoja efectivo o transferencia."))],
    )
    reference = StringField(
        _("Número de la transferencia"),
        validators=[Length(max=60, message=_("Máximo 60 letras."))],
        description=_("Solo si fue transferencia. Está en el comprobante del banco."),
    )
    day = day_field(_("Fecha en que pagó"))
    purpose = StringField(
        _("¿Para qué es?"),
        validators=[_WRITE, Length(max=200, message=_("Máximo 200 letras."))],
        description=_("Saldrá en el recibo. Por ejemplo: abono a la compra de abono."),
    )

    def __init__(self, currency: Currency, people: Iterable[tuple[int, str]]) -> None:
        super().__init__()
        self.currency = currency
        self.payer.choices = [
            SelectChoice("", gettext("Escoja")),
            *(SelectChoice(str(number), name) for number, name in people),
        ]

    def validate_amount(self, field: StringField) -> None:
        """Refuse what is not an amount, in the person's words."""
        if not money_typed(field.data, self.currency):
            raise ValidationError(gettext("Escriba un valor mayor que cero."))

    def validate_reference(self, field: StringField) -> None:
        """Ask for the bank's number when it was a transfer."""
        typed = (field.data or "").strip()
        if self.method.data == Method.TRANSFER and len(typed) < 4:
            raise ValidationError(
                gettext("Escriba el número de la transferencia, de 4 letras o más.")
            )

    def validate_purpose(self, field: StringField) -> None:
        """Refuse blanks."""
        if not (field.data or "").strip():
            raise ValidationError(gettext("Escriba este dato."))

    def paid(self) -> Money:
        """Return the amount.  Call only after validation."""
        return money_typed(self.amount.data, self.currency)

    def person_id(self) -> int:
        """Return who pays.  Call only after validation."""
        return int(self.payer.data or 0)

    def payment(self, book_id: int) -> MoneyIn:
        """Return what the service takes.  Call only after validation."""
        day = self.day.data
        assert day is not None  # InputRequired saw to it
        method = Method(self.method.data)
        return MoneyIn(
            book_id=book_id,
            payer=PartyRef.person(self.person_id()),
            amount=self.paid(),
            method=method,
            reference=(self.reference.data or "").strip(),
            day=day,
            purpose=(self.purpose.data or "").strip(),
            credit_code=f"member:{self.person_id()}",
            key=str(self.client_key.data),
        )


class CancelForm(OnceForm):
    """Cancel a receipt, saying why."""

    reason = TextAreaField(
        _("¿Por qué se anula?"),
        validators=[_WRITE, Length(5, 300, _("Escriba de 5 a 300 letras."))],
        description=_("La razón queda escrita en el recibo y en el libro."),
    )
