"""What is typed into the page of a movement by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from marketplace.ledger.core.moving import (
    TWO_PEOPLE_OVER,
    MovementKind,
    Till,
    sides,
)
from marketplace.ledger.forms import day_field, money_typed
from marketplace.ledger.services.moving import (
    LONGEST_REASON,
    LONGEST_REFERENCE,
    SHORTEST,
    Movement,
)
from network.forms import OnceForm

if TYPE_CHECKING:
    from wtforms import Field

    from marketplace.ledger.queries.desks import MovementDesk

_WRITE = InputRequired(_("Escriba este dato."))


class MovementForm(OnceForm):
    """Say what happened to the money."""

    kind = RadioField(
        _("¿Qué pasó?"),
        choices=[
            SelectChoice(MovementKind.DEPOSIT.value, _("Se consignó plata de la caja")),
            SelectChoice(MovementKind.WITHDRAWAL.value, _("Se retiró plata del banco")),
            SelectChoice(MovementKind.INCOME.value, _("Entró plata por otra razón")),
            SelectChoice(MovementKind.EXPENSE.value, _("Se hizo un gasto")),
            SelectChoice(MovementKind.BANK_FEE.value, _("El banco cobró algo")),
        ],
        validators=[InputRequired(_("Escoja qué pasó."))],
    )
    till = RadioField(
        _("¿En efectivo o por el banco?"),
        choices=[
            SelectChoice(Till.CASH.value, _("En efectivo, de la caja")),
            SelectChoice(Till.BANK.value, _("Por el banco")),
        ],
        default=Till.CASH.value,
        description=_("Solo para otros ingresos y gastos."),
    )
    amount = StringField(_("¿Cuánto?"), validators=[_WRITE])
    reference = StringField(
        _("Número del comprobante"),
        validators=[Length(max=LONGEST_REFERENCE, message=_("Máximo 40 letras."))],
        description=_("El del banco, o el de la factura. Por el banco hace falta."),
    )
    day = day_field(_("Fecha en que pasó"))
    reason = TextAreaField(
        _("¿Para qué o por qué?"),
        validators=[
            _WRITE,
            Length(SHORTEST, LONGEST_REASON, _("Escriba de 4 a 160 letras.")),
        ],
        description=_("Queda en el libro. Por ejemplo: cuota de manejo de octubre."),
    )
    second_person = SelectField(
        _("¿Quién más estuvo?"),
        default="",
        description=_("Un gasto grande lo hacen dos personas de la organización."),
    )

    def __init__(self, desk: MovementDesk) -> None:
        super().__init__()
        self.currency = desk.currency
        self.second_person.choices = [
            SelectChoice("", gettext("Nadie más")),
            *(SelectChoice(str(number), name) for number, name in desk.officers),
        ]

    def validate_amount(self, field: Field) -> None:
        """Refuse what is not an amount, in the person's words."""
        if not money_typed(field.data, self.currency):
            raise ValidationError(gettext("Escriba un valor mayor que cero."))

    def validate_reference(self, field: Field) -> None:
        """Ask for the bank's number when the bank has to do with it."""
        if self.kind.data not in set(MovementKind) or self.till.data not in set(Till):
            return
        accounts = sides(MovementKind(self.kind.data), Till(self.till.data))
        if "bank" in accounts and len((field.data or "").strip()) < SHORTEST:
            words = gettext("Escriba el número del comprobante, de 4 letras o más.")
            raise ValidationError(words)

    def validate_second_person(self, field: Field) -> None:
        """Ask for a second person when an expense is large."""
        limit = TWO_PEOPLE_OVER[self.currency]
        try:
            is_large = money_typed(self.amount.data, self.currency) > limit
        except ValidationError:
            return
        if self.kind.data == MovementKind.EXPENSE and is_large and not field.data:
            raise ValidationError(gettext("Un gasto tan grande lo hacen dos personas."))

    def movement(self, book_id: int) -> Movement:
        """Return what the service takes.  Call only after validation."""
        day = self.day.data
        assert day is not None  # InputRequired saw to it
        second = self.second_person.data
        return Movement(
            key=str(self.client_key.data),
            book_id=book_id,
            kind=MovementKind(self.kind.data),
            till=Till(self.till.data or Till.CASH.value),
            amount=money_typed(self.amount.data, self.currency),
            reference=(self.reference.data or "").strip(),
            day=day,
            reason=(self.reason.data or "").strip(),
            second_person=int(second) if second else None,
        )
