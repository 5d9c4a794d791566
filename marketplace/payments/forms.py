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

from marketplace.kernel.amounts import show_amount
from marketplace.ledger.core import UnknownAccountError, parse_code
from marketplace.ledger.forms import day_field, money_typed
from marketplace.payments.models import Method
from marketplace.payments.services import MoneyIn, MoneyOut, PartyRef
from network.core.text import clean_name
from network.forms import OnceForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask_babel.speaklater import LazyString

    from marketplace.kernel.money import Currency, Money
    from marketplace.payments.queries import PayDesk

_WRITE = InputRequired(_("Escriba este dato."))


def _method_field(label: LazyString) -> RadioField:
    return RadioField(
        label,
        choices=[
            SelectChoice(Method.CASH.value, _("Efectivo")),
            SelectChoice(Method.TRANSFER.value, _("Transferencia")),
        ],
        validators=[InputRequired(_("Escoja efectivo o transferencia."))],
    )


def _reference_field() -> StringField:
    return StringField(
        _("Número de la transferencia"),
        validators=[Length(max=60, message=_("Máximo 60 letras."))],
        description=_("Solo si fue transferencia. Está en el comprobante del banco."),
    )


def _purpose_field(description: LazyString) -> StringField:
    return StringField(
        _("¿Para qué es?"),
        validators=[_WRITE, Length(max=200, message=_("Máximo 200 letras."))],
        description=description,
    )


class _MoneyForm(OnceForm):
    """How money changed hands and what for: the rules of every payment."""

    method: RadioField
    reference: StringField
    purpose: StringField

    def validate_reference(self, _field: StringField) -> None:
        """Ask for the bank's number when it was a transfer."""
        if self.method.data == Method.TRANSFER and len(self.bank_number()) < 4:
            raise ValidationError(
                gettext("Escriba el número de la transferencia, de 4 letras o más.")
            )

    def validate_purpose(self, _field: StringField) -> None:
        """Refuse blanks."""
        if not self.what_for():
            raise ValidationError(gettext("Escriba este dato."))

    def bank_number(self) -> str:
        """Return the bank's number without what nobody sees."""
        return clean_name(self.reference.data or "", 60)

    def what_for(self) -> str:
        """Return the purpose without what nobody sees."""
        return clean_name(self.purpose.data or "", 200)


class PaymentForm(_MoneyForm):
    """Record a member's payment."""

    payer = SelectField(
        _("¿Quién paga?"), validators=[InputRequired(_("Escoja quién paga."))]
    )
    amount = StringField(_("¿Cuánto?"), validators=[_WRITE])
    method = _method_field(_("¿Cómo pagó?"))
    reference = _reference_field()
    day = day_field(_("Fecha en que pagó"))
    purpose = _purpose_field(
        _("Saldrá en el recibo. Por ejemplo: abono a la compra de abono.")
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
            reference=self.bank_number(),
            day=day,
            purpose=self.what_for(),
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


class PayOutForm(_MoneyForm):
    """Pay somebody whom the book owes."""

    payee = SelectField(
        _("¿A quién se paga?"), validators=[InputRequired(_("Escoja a quién se paga."))]
    )
    amount = StringField(_("¿Cuánto?"), validators=[_WRITE])
    method = _method_field(_("¿Cómo se paga?"))
    reference = _reference_field()
    day = day_field(_("Fecha en que se pagó"))
    purpose = _purpose_field(
        _("Saldrá en el comprobante. Por ejemplo: devolución de anticipo.")
    )
    second_person = SelectField(
        _("¿Quién más estuvo?"),
        default="",
        description=_("Un pago grande lo hacen dos personas de la organización."),
    )

    def __init__(self, desk: PayDesk, *, is_final: bool = False) -> None:
        """Begin with whom the book owes.

        Args:
            desk: Of the book that pays.
            is_final: Whether the payment was looked over.  Sent again, whoever
                was paid may be owed nothing any more, and still gets the same
                receipt.
        """
        super().__init__()
        self.desk = desk
        self.payee.choices = [
            SelectChoice("", gettext("Escoja")),
            *(
                SelectChoice(
                    each.code,
                    gettext(
                        "%(name)s: se le deben %(owed)s",
                        name=each.name,
                        owed=show_amount(each.owed),
                    ),
                )
                for each in desk.payees
            ),
        ]
        self.is_final = is_final
        # The stubs do not know that a field may take any choice.
        vars(self.payee)["validate_choice"] = not is_final
        self.second_person.choices = [
            SelectChoice("", gettext("Nadie más")),
            *(SelectChoice(str(number), name) for number, name in desk.officers),
        ]

    def validate_payee(self, field: SelectField) -> None:
        """Refuse a page that was altered."""
        try:
            parse_code(field.data or "")
        except UnknownAccountError as error:
            raise ValidationError(gettext("Escoja a quién se paga.")) from error

    def validate_amount(self, field: StringField) -> None:
        """Refuse what is not an amount, or more than is owed."""
        amount = money_typed(field.data, self.desk.currency)
        if not amount:
            raise ValidationError(gettext("Escriba un valor mayor que cero."))
        owed = {each.code: each.owed for each in self.desk.payees}
        if not self.is_final and self.payee.data in owed:
            most = owed[self.payee.data]
            if amount > most:
                raise ValidationError(
                    gettext(
                        "Se le deben %(owed)s. Escriba eso o menos.",
                        owed=show_amount(most),
                    )
                )

    def validate_second_person(self, field: SelectField) -> None:
        """Ask for a second person when the payment is large."""
        try:
            amount = money_typed(self.amount.data, self.desk.currency)
        except ValidationError:
            return
        if amount > self.desk.limit and not field.data:
            raise ValidationError(
                gettext(
                    "Un pago de más de %(limit)s lo hacen dos personas.",
                    limit=show_amount(self.desk.limit),
                )
            )

    def payment(self) -> MoneyOut:
        """Return what the service takes.  Call only after validation."""
        day = self.day.data
        assert day is not None  # InputRequired saw to it
        code = parse_code(self.payee.data or "")
        payee = (
            PartyRef.person(code.person_id)
            if code.person_id is not None
            else PartyRef.organisation(code.organisation_id or 0)
        )
        second = self.second_person.data
        return MoneyOut(
            book_id=self.desk.organisation_id,
            payee=payee,
            amount=money_typed(self.amount.data, self.desk.currency),
            method=Method(self.method.data),
            reference=self.bank_number(),
            day=day,
            purpose=self.what_for(),
            debit_code=code.text,
            key=str(self.client_key.data),
            second_person=int(second) if second else None,
            two_people_over=self.desk.limit,
        )
