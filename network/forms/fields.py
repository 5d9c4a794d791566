"""Fields that several forms share, with their sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _
from wtforms import DateField, PasswordField, StringField, TelField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from network.core.identifiers import (
    InvalidEmailError,
    InvalidPhoneError,
    read_email,
    read_phone,
)
from network.core.text import clean_name
from network.services.passwords import (
    LONGEST,
    SHORTEST,
    GuessablePasswordError,
    ShortPasswordError,
    ensure_acceptable,
)

if TYPE_CHECKING:
    from wtforms import Field, Form

WRITE = InputRequired(_("Escriba este dato."))
CHOOSE = InputRequired(_("Escoja una opción."))


def at_most(letters: int) -> Length:
    """Return a validator with its Spanish sentence."""
    return Length(max=letters, message=_("Escriba máximo %(max)d letras.", max=letters))


class HasLetters:
    """A name must have something that can be read."""

    def __call__(self, _form: Form, field: Field) -> None:
        """Refuse blanks and characters nobody sees."""
        if len(clean_name(field.data or "")) < 2:
            raise ValidationError(_("Escriba el nombre completo."))


class DayField(DateField):
    """A day, picked or typed as people write it."""

    def __init__(self, label: Any, **more: Any) -> None:  # noqa: ANN401 - lazy text and WTForms options
        """Read days of the browser's calendar and typed ones."""
        super().__init__(label, format=["%Y-%m-%d", "%d/%m/%Y"], **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day, or say how to write it."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Escriba la fecha así: 15/03/2026.")) from error


def name_field(label: Any, **more: Any) -> StringField:  # noqa: ANN401 - lazy text and WTForms options
    """Return the field of a person's or an organisation's name."""
    return StringField(
        label,
        validators=[WRITE, HasLetters(), at_most(120)],
        render_kw={"autocomplete": "off"},
        **more,
    )


def phone_field(*, optional: bool = False) -> TelField:
    """Return the field of a telephone; the form checks it with its country."""
    first = Optional() if optional else WRITE
    return TelField(
        _("Número de celular"),
        validators=[first, at_most(40)],
        render_kw={"autocomplete": "tel", "inputmode": "tel"},
    )


def new_password_field() -> PasswordField:
    """Return the field of a password that is being chosen."""
    return PasswordField(
        _("Clave nueva"),
        validators=[WRITE],
        description=_("Mínimo 8 letras o números. Puede ser una frase."),
        render_kw={"autocomplete": "new-password"},
    )


def check_phone(field: Field, country: str) -> None:
    """Refuse what is no telephone, in the person's words."""
    if not (field.data or "").strip():
        return
    try:
        read_phone(field.data, country)
    except InvalidPhoneError as error:
        example = "300 123 4567" if country == "CO" else "099 123 4567"
        raise ValidationError(
            _("Ese celular no existe. Escríbalo así: %(example)s.", example=example)
        ) from error


def check_email(field: Field) -> None:
    """Refuse what is no e-mail address, in the person's words."""
    if not (field.data or "").strip():
        return
    try:
        read_email(field.data)
    except InvalidEmailError as error:
        raise ValidationError(
            _("Ese correo no está bien escrito. Ejemplo: ana@correo.com.")
        ) from error


def check_password(field: Field, *known: str | None) -> None:
    """Refuse a password that others would guess."""
    try:
        ensure_acceptable(field.data or "", known=tuple(text for text in known if text))
    except ShortPasswordError as error:
        raise ValidationError(
            _(
                "La clave debe tener entre %(least)d y %(most)d letras o números.",
                least=SHORTEST,
                most=LONGEST,
            )
        ) from error
    except GuessablePasswordError as error:
        raise ValidationError(
            _("Esa clave es fácil de adivinar. Escoja otra, por ejemplo una frase.")
        ) from error
