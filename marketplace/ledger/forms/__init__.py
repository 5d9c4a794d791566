"""What is typed into the pages of the book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    DateField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from marketplace.kernel.amounts import (
    AmbiguousAmountError,
    AmountError,
    AmountTooLargeError,
    CentsInPesosError,
    OtherCurrencyError,
    read_amount,
)
from marketplace.kernel.money import Currency, Money
from marketplace.ledger.services import CashCount
from network.forms import OnceForm

if TYPE_CHECKING:
    from collections.abc import Iterable

_WRITE = InputRequired(_("Escriba este dato."))
_CHOOSE = InputRequired(_("Escoja una persona."))
_NO_DAY = _("Escriba una fecha como 20/11/2026.")
_DAY = InputRequired(_NO_DAY)
_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]


def day_field(label: object, *, element_id: str | None = None) -> DateField:
    """Return a field for a day, which phones fill in and people may type.

    Args:
        label: What is asked.
        element_id: In the page, when two forms there have a field of that name.
    """
    return DateField(
        label,
        format=_FORMATS,
        validators=[_DAY],
        invalid_value_message=_NO_DAY,
        id=element_id,
    )


def money_typed(text: str | None, currency: Currency) -> Money:
    """Return the amount somebody typed, in the currency of the book.

    Raises:
        ValidationError: With what to write instead.
    """
    example = "250.000" if currency is Currency.COP else "28,50"
    try:
        return read_amount(text or "", currency)
    except AmbiguousAmountError as error:
        words = gettext("¿Miles o decimales? Escriba 1250 o 1,25.")
        raise ValidationError(words) from error
    except CentsInPesosError as error:
        words = gettext("Los pesos van sin centavos: 250.000.")
        raise ValidationError(words) from error
    except OtherCurrencyError as error:
        words = gettext("Este libro está en otra moneda. Escriba solo el número.")
        raise ValidationError(words) from error
    except AmountTooLargeError as error:
        words = gettext("Ese valor es muy grande. Revíselo.")
        raise ValidationError(words) from error
    except AmountError as error:
        words = gettext("Escriba un valor, por ejemplo %(example)s.", example=example)
        raise ValidationError(words) from error


class CorrectionForm(OnceForm):
    """Undo an entry, saying why."""

    reason = TextAreaField(
        _("¿Por qué se corrige?"),
        validators=[
            _WRITE,
            Length(5, 300, _("Escriba de 5 a 300 letras.")),
        ],
        description=_("Por ejemplo: se anotó dos veces el mismo pago."),
    )


class CashCountForm(OnceForm):
    """Count the cash box."""

    counted = StringField(_("¿Cuánto hay en la caja?"), validators=[_WRITE])
    cashier = SelectField(
        _("¿Quién guarda la caja?"),
        validators=[_CHOOSE],
        description=_("Esa persona debe estar presente mientras usted cuenta."),
    )
    day = day_field(_("Fecha"))
    explanation = TextAreaField(
        _("Si hay diferencia, ¿de dónde viene?"),
        validators=[Optional(), Length(max=300, message=_("Máximo 300 letras."))],
    )

    def __init__(self, currency: Currency, people: Iterable[tuple[int, str]]) -> None:
        super().__init__()
        self.currency = currency
        self.cashier.choices = [
            SelectChoice("", gettext("Escoja")),
            *(SelectChoice(str(number), name) for number, name in people),
        ]

    def validate_counted(self, field: StringField) -> None:
        """Refuse what is not an amount, in the person's words."""
        money_typed(field.data, self.currency)

    def count(self, book_id: int) -> CashCount:
        """Return what the service takes.  Call only after validation."""
        day = self.day.data
        assert day is not None  # InputRequired saw to it
        return CashCount(
            key=str(self.client_key.data),
            book_id=book_id,
            day=day,
            counted=money_typed(self.counted.data, self.currency),
            cashier_id=int(self.cashier.data or 0),
            explanation=self.explanation.data or "",
        )
