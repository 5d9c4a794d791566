"""Numbers, money and reasons as people type them, with their sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from wtforms.validators import ValidationError

from marketplace.kernel.amounts import (
    AmbiguousAmountError,
    AmountError,
    AmountTooLargeError,
    BackwardsRangeError,
    CentsInPesosError,
    OtherCurrencyError,
    read_amount,
    read_range,
    read_whole,
)
from marketplace.kernel.money import MINOR_PER_MAJOR, Currency, Money
from marketplace.kernel.unit_words import unit_name, unit_words

if TYPE_CHECKING:
    from marketplace.kernel.units import UnitCode


def units_typed(text: str, unit: UnitCode) -> tuple[int, int]:
    """Return the units wanted and the most accepted: "de 10 a 12", "4".

    Raises:
        ValidationError: With what to write instead.
    """
    many = unit_name(unit, 2)
    try:
        wanted, at_most = read_range(text, unit_words(unit))
    except BackwardsRangeError as error:
        raise ValidationError(
            _("El segundo número es menor que el primero. Ejemplo: de 10 a 12.")
        ) from error
    except AmountTooLargeError as error:
        raise ValidationError(_("Ese número es muy grande. Revíselo.")) from error
    except AmountError as error:
        raise ValidationError(
            _(
                "Escriba cuántos necesita en %(units)s enteros: 4, o de 10 a 12.",
                units=many,
            )
        ) from error
    if wanted < 1:
        raise ValidationError(_("Escriba un número mayor que cero."))
    return wanted, at_most


def count_typed(text: str | None, *, least: int = 0, most: int = 10**7) -> int | None:
    """Return a whole number, or None when nothing was typed.

    Raises:
        ValidationError: With what to write instead.
    """
    if not (text or "").strip():
        return None
    try:
        number = read_whole(text or "")
    except AmountTooLargeError as error:
        raise ValidationError(_("Ese número es muy grande. Revíselo.")) from error
    except AmountError as error:
        raise ValidationError(
            _("Escriba un número entero, por ejemplo %(example)s.", example=least or 10)
        ) from error
    if not least <= number <= most:
        raise ValidationError(
            _("Escriba un número de %(least)s a %(most)s.", least=least, most=most)
        )
    return number


def money_typed(
    text: str | None, currency: Currency, *, may_be_zero: bool = False
) -> Money | None:
    """Return an amount of money, or None when nothing was typed.

    Raises:
        ValidationError: With what to write instead.
    """
    if not (text or "").strip():
        return None
    example = "115.000" if currency is Currency.COP else "28,50"
    try:
        amount = read_amount(text or "", currency)
    except AmbiguousAmountError as error:
        raise ValidationError(_("¿Miles o decimales? Escriba 1250 o 1,25.")) from error
    except CentsInPesosError as error:
        raise ValidationError(_("Los pesos van sin centavos: 115.000.")) from error
    except OtherCurrencyError as error:
        raise ValidationError(
            _("Escriba el valor en %(currency)s.", currency=_money_words(currency))
        ) from error
    except AmountTooLargeError as error:
        raise ValidationError(_("Ese valor es muy grande. Revíselo.")) from error
    except AmountError as error:
        raise ValidationError(
            _("Escriba un valor, por ejemplo %(example)s.", example=example)
        ) from error
    if not may_be_zero and not amount:
        raise ValidationError(_("Escriba un valor mayor que cero."))
    return amount


def plain_money(amount: Money) -> str:
    """Return an amount as somebody would type it in its currency's field."""
    major, cents = divmod(amount.minor, MINOR_PER_MAJOR)
    return str(major) if amount.currency is Currency.COP else f"{major},{cents:02d}"


def _money_words(currency: Currency) -> str:
    return _("pesos") if currency is Currency.COP else _("dólares")
