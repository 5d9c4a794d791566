"""Forms at the entrance: sign in, forgotten password, one-time code."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import Length, ValidationError

from network.core.accounts import AccountName, read_account
from network.forms.fields import WRITE, check_password, new_password_field


class AccountForm(FlaskForm):
    """Say who you are, to get a new password."""

    account = StringField(
        _("Su celular o su correo"),
        validators=[WRITE, Length(max=254)],
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )

    def account_name(self) -> AccountName | None:
        """Return what was typed, understood; none if it means nobody."""
        return read_account(self.account.data or "")


class SignInForm(AccountForm):
    """Sign in."""

    password = PasswordField(
        _("Clave"),
        validators=[WRITE],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


class NewPasswordForm(FlaskForm):
    """Choose a password."""

    password = new_password_field()

    def __init__(self, *known: str | None) -> None:
        """Keep what is known of the person, which must not be the password."""
        super().__init__()
        self.known = known

    def validate_password(self, field: PasswordField) -> None:
        """Refuse a password that others would guess."""
        check_password(field, *self.known)


class ChangePasswordForm(NewPasswordForm):
    """Change one's own password."""

    present = PasswordField(
        _("Clave de hoy"),
        validators=[WRITE],
        render_kw={"autocomplete": "current-password"},
    )


class CodeForm(FlaskForm):
    """Give a one-time code."""

    code = StringField(
        _("Código de 6 números"),
        validators=[WRITE, Length(max=20)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )
    next = HiddenField()

    def validate_code(self, field: StringField) -> None:
        """Refuse what is not six digits; blanks between them do not matter."""
        digits = code_digits(field.data)
        if len(digits) != 6 or not digits.isascii() or not digits.isdigit():
            raise ValidationError(_("Escriba los 6 números que muestra su celular."))

    def digits(self) -> str:
        """Return the code without blanks and hyphens."""
        return code_digits(self.code.data)


def code_digits(typed: str | None) -> str:
    """Return what was typed without blanks and hyphens."""
    return "".join((typed or "").replace("-", " ").split())


class EmptyForm(FlaskForm):
    """A button: nothing is typed."""
