"""Terms of a supplier's offer, as they are typed: validity, payment, freight."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, FileField, StringField
from wtforms.validators import Optional, ValidationError

from marketplace.kernel.money import Currency
from marketplace.purchasing.forms.typed import count_typed, money_typed
from marketplace.purchasing.services.quote_drafts import FreightDraft, QuoteDraft
from network.forms.fields import WRITE, at_most

if TYPE_CHECKING:
    from wtforms import Field


class TermFields(FlaskForm):
    """Until when an offer holds, what freight costs, how it is paid.

    Attributes:
        of_currency: Of the purchase; see :meth:`know`.
        today: The day it is in the network; see :meth:`know`.
    """

    of_currency: Currency = Currency.COP
    today: date = date.max

    received_on = DateField(_l("¿Qué día llegó la oferta?"), validators=[WRITE])
    valid_until = DateField(_l("¿Hasta qué día vale?"), validators=[WRITE])
    payment_days = StringField(
        _l("Días para pagar"),
        validators=[Optional()],
        description=_l("0 es de contado."),
    )
    freight_fixed = StringField(_l("Flete de todo el viaje"), validators=[Optional()])
    freight_per_unit = StringField(_l("Flete por cada uno"), validators=[Optional()])
    truck = StringField(_l("Valor de cada camión"), validators=[Optional()])
    truck_units = StringField(_l("Cuántos caben en un camión"), validators=[Optional()])
    minimum_order = StringField(_l("Pedido mínimo, en plata"), validators=[Optional()])
    maximum_order = StringField(_l("Pedido máximo, en plata"), validators=[Optional()])
    attachment = FileField(_l("Foto o PDF de la oferta"), validators=[Optional()])
    note = StringField(_l("Algo más"), validators=[Optional(), at_most(200)])

    def know(self, currency: Currency, today: date) -> None:
        """Say in which money the terms are, and what day it is."""
        self.of_currency, self.today = currency, today

    def validate_received_on(self, field: Field) -> None:
        """Refuse an offer of tomorrow."""
        if field.data and field.data > self.today:
            raise ValidationError(_("Ese día no ha llegado. Escriba uno pasado."))

    def validate_valid_until(self, field: Field) -> None:
        """Refuse prices that are over."""
        if field.data and field.data < self.today:
            raise ValidationError(_("Esos precios ya se vencieron. Pida otros."))

    def validate_payment_days(self, field: Field) -> None:
        """Refuse what is no number of days."""
        count_typed(field.data, most=365)

    def validate_truck(self, field: Field) -> None:
        """Refuse a truck without its size."""
        self._money(field)
        if not (self.truck_units.data or "").strip():
            raise ValidationError(_("Escriba también cuántos caben en un camión."))

    def validate_truck_units(self, field: Field) -> None:
        """Refuse what is no number of units."""
        count_typed(field.data, least=1)

    def validate_freight_fixed(self, field: Field) -> None:
        """Refuse what is no amount."""
        self._money(field)

    validate_freight_per_unit = validate_freight_fixed
    validate_minimum_order = validate_freight_fixed

    def validate_maximum_order(self, field: Field) -> None:
        """Refuse a most that is less than the least."""
        most = self._money(field)
        if field.data and most < (self._money(self.minimum_order) or 0):
            raise ValidationError(_("El máximo no puede ser menor que el mínimo."))

    def terms(self, supplier_id: int) -> QuoteDraft:
        """Return an offer without its prices.  Call only after validation."""
        assert self.received_on.data is not None  # WRITE saw to it
        assert self.valid_until.data is not None
        return QuoteDraft(
            supplier_id,
            (),
            received_on=self.received_on.data,
            valid_until=self.valid_until.data,
            payment_days=count_typed(self.payment_days.data) or 0,
            minimum_order=self._money(self.minimum_order),
            maximum_order=self._money(self.maximum_order) or None,
            freight=FreightDraft(
                fixed=self._money(self.freight_fixed),
                per_unit=self._money(self.freight_per_unit),
                truck_units=count_typed(self.truck_units.data),
                truck=self._money(self.truck),
            ),
            note=self.note.data or "",
        )

    def _money(self, field: Field) -> int:
        amount = money_typed(field.data, self.of_currency, may_be_zero=True)
        return amount.minor if amount else 0
