"""Forms for money that changes hands in a purchase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import Optional, ValidationError

from marketplace.ledger.forms import day_field
from marketplace.payments.models import Method
from marketplace.purchasing.forms.typed import money_typed, plain_money
from marketplace.purchasing.services.tills import Paid
from network.forms.fields import CHOOSE, WRITE, at_most
from network.forms.once import OnceForm

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from wtforms import Field

    from marketplace.kernel.money import Money

_SHORTEST = 4


class PaidForm(OnceForm):
    """How much was handed over, how and when.

    Attributes:
        most: What there is to pay; nobody pays more.
    """

    amount = StringField(_l("¿Cuánto?"), validators=[WRITE, at_most(40)])
    method = RadioField(
        _l("¿Cómo se pagó?"),
        choices=[
            SelectChoice(Method.CASH.value, _l("Efectivo")),
            SelectChoice(Method.TRANSFER.value, _l("Transferencia")),
        ],
        validators=[CHOOSE],
    )
    reference = StringField(
        _l("Número de la transferencia"),
        validators=[Optional(), at_most(60)],
        description=_l("Solo si fue transferencia. Está en el comprobante del banco."),
    )
    day = day_field(_l("Fecha en que se pagó"))
    second = SelectField(
        _l("¿Quién más estuvo presente?"),
        validators=[Optional()],
        description=_l("Otra persona de la directiva que vio salir la plata."),
    )

    def __init__(
        self, most: Money, day: date, people: Iterable[tuple[int, str]] = ()
    ) -> None:
        """Propose to pay everything today.

        Args:
            most: What there is to pay.
            day: Today.
            people: Who may stand by; without any, nobody is asked for.
        """
        proposed = plain_money(most) if most.minor > 0 else ""
        super().__init__(data={"amount": proposed, "day": day})
        self.most = most
        offered = [SelectChoice(str(key), name) for key, name in people]
        self.second.choices = [SelectChoice("", _("Nadie más")), *offered]
        if not offered:
            del self.second

    def validate_amount(self, field: Field) -> None:
        """Refuse what is no amount, or more than there is to pay."""
        amount = money_typed(field.data, self.most.currency)
        if amount is None:
            raise ValidationError(_("Escriba un valor mayor que cero."))

    def validate_reference(self, field: Field) -> None:
        """Leave the number out when it was cash."""
        field.data = (field.data or "").strip()

    def validate_method(self, field: Field) -> None:
        """Ask for the bank's number when it was a transfer."""
        typed = (self.reference.data or "").strip()
        if field.data == Method.TRANSFER.value and len(typed) < _SHORTEST:
            raise ValidationError(
                _("Escriba abajo el número de la transferencia, de 4 letras o más.")
            )

    def value(self) -> Money:
        """Return the amount.  Call only after validation."""
        amount = money_typed(self.amount.data, self.most.currency)
        assert amount is not None  # validate_amount saw to it
        return amount

    def paid(self) -> Paid:
        """Return what the services take.  Call only after validation."""
        assert self.day.data is not None  # its validator saw to it
        method = Method(self.method.data)
        is_cash = method is Method.CASH
        return Paid(
            self.value(),
            method,
            self.day.data,
            str(self.client_key.data),
            "" if is_cash else self.reference.data or "",
        )

    def second_person(self) -> int | None:
        """Return who stood by, if anybody did.  Call only after validation."""
        chosen = self.second.data if "second" in self else ""
        return int(chosen) if chosen else None


class CreditForm(OnceForm):
    """A credit note of the supplier."""

    amount = StringField(_l("¿De cuánto es?"), validators=[WRITE, at_most(40)])
    document = StringField(
        _l("Número de la nota crédito"), validators=[WRITE, at_most(60)]
    )

    def __init__(self, most: Money) -> None:
        """Propose to credit everything that is claimed."""
        super().__init__(data={"amount": plain_money(most)})
        self.most = most

    def validate_amount(self, field: Field) -> None:
        """Refuse what is no amount."""
        if money_typed(field.data, self.most.currency) is None:
            raise ValidationError(_("Escriba un valor mayor que cero."))

    def value(self) -> Money:
        """Return the amount.  Call only after validation."""
        amount = money_typed(self.amount.data, self.most.currency)
        assert amount is not None  # validate_amount saw to it
        return amount
