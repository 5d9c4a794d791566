"""Forms about people: join, invite, help, roles, consents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, PasswordField, SelectField, StringField
from wtforms.validators import NumberRange, Optional, ValidationError

from network.core.identifiers import read_email, read_phone
from network.forms.fields import (
    CHOOSE,
    WRITE,
    at_most,
    check_email,
    check_password,
    check_phone,
    name_field,
    new_password_field,
    phone_field,
)
from network.forms.once import OnceForm
from network.forms.organisations import NetworkFields
from network.models import ConsentPurpose, Country
from network.policy import Role
from network.services.consents import Given
from network.services.passwords import hash_password
from network.services.people import Assisted, Draft
from network.web import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wtforms import Field

    from network.queries.people import OwnAccount


class ConsentFields(FlaskForm):
    """Permission to use personal data, each purpose apart."""

    service = BooleanField(
        _("Autorizo usar mis datos para pedidos, ventas, pagos y asistencia técnica")
    )
    messages = BooleanField(_("Autorizo que me envíen mensajes y recordatorios"))
    photos = BooleanField(_("Autorizo que salgan fotos mías en los perfiles"))
    statistics = BooleanField(_("Autorizo usar mis datos, sin mi nombre, en informes"))

    def validate_service(self, field: Field) -> None:
        """Refuse to go on without the one permission that is needed."""
        if not field.data:
            raise ValidationError(_("Sin este permiso no podemos atender sus pedidos."))

    def purposes(self) -> frozenset[ConsentPurpose]:
        """Return what was ticked."""
        return frozenset(
            purpose for purpose in ConsentPurpose if self[purpose.value].data
        )


class PersonFields(FlaskForm):
    """Who somebody is and how to reach them.

    Attributes:
        of_country: Where a telephone without prefix is from.
    """

    of_country: Country

    name = name_field(_("Nombre y apellido"))
    phone = phone_field()
    email = StringField(
        _("Correo"),
        validators=[Optional(), at_most(254)],
        render_kw={"autocomplete": "email", "inputmode": "email"},
    )
    password = new_password_field()

    def validate_phone(self, field: Field) -> None:
        """Refuse what is no telephone."""
        check_phone(field, self.of_country)

    def validate_email(self, field: Field) -> None:
        """Refuse what is no e-mail address."""
        check_email(field)

    def validate_password(self, field: Field) -> None:
        """Refuse a password that others would guess."""
        check_password(field, self.name.data, self.phone.data, self.email.data)

    def draft(self) -> Draft:
        """Return what the service takes.  Call only after validation."""
        country = self.of_country
        return Draft(
            self.name.data or "",
            country,
            _phone(self.phone.data, country),
            _email(self.email.data),
            hash_password(self.password.data or ""),
        )


class FirstNetworkForm(PersonFields, NetworkFields):
    """Begin an empty instance: the first network and who coordinates it."""

    service = BooleanField(_("Autorizo usar mis datos para coordinar la red"))

    def __init__(self) -> None:
        """Offer the countries."""
        super().__init__()
        self.fill_choices()
        typed = self.country.data
        is_known = typed in {country.value for country in Country}
        self.of_country = Country(typed) if is_known else Country.COLOMBIA

    def validate_service(self, field: Field) -> None:
        """Refuse to go on without permission."""
        if not field.data:
            raise ValidationError(_("Sin este permiso no podemos crear su cuenta."))


class JoinForm(PersonFields, ConsentFields):
    """Join by an invitation."""

    def __init__(self, country: Country, guest: str | None) -> None:
        """Keep where the invitation is from and for whom it is."""
        super().__init__(data={"name": guest or ""})
        self.of_country = country

    def given(self, organisation_id: int | None) -> Given:
        """Return the permissions ticked."""
        return Given(self.purposes(), organisation_id=organisation_id)


class ConsentForm(ConsentFields):
    """Change one's own permissions."""

    def __init__(self, account: OwnAccount) -> None:
        """Tick those that stand."""
        super().__init__(
            data={kind.value: kind in account.consents for kind in ConsentPurpose}
        )


class OwnDataForm(FlaskForm):
    """Change one's own name and contacts."""

    name = name_field(_("Nombre y apellido"))
    phone = phone_field(optional=True)
    email = StringField(_("Correo"), validators=[Optional(), at_most(254)])

    def __init__(self, account: OwnAccount) -> None:
        """Show what is known."""
        super().__init__(
            data={
                "name": account.name,
                "phone": account.phone or "",
                "email": account.email or "",
            }
        )
        self.of_country = account.country

    def validate_phone(self, field: Field) -> None:
        """Refuse what is no telephone."""
        check_phone(field, self.of_country)

    def validate_email(self, field: Field) -> None:
        """Refuse what is no e-mail address."""
        check_email(field)

    def draft(self) -> Draft:
        """Return what the service takes.  Call only after validation."""
        return Draft(
            self.name.data or "",
            self.of_country,
            _phone(self.phone.data, self.of_country),
            _email(self.email.data),
        )


class AssistForm(OnceForm):
    """Write down somebody who is helped by others."""

    name = name_field(_("Nombre y apellido"))
    phone = phone_field(optional=True)
    witness = StringField(
        _("Autorizó de palabra ante"),
        validators=[WRITE, at_most(120)],
        description=_("Nombre de quien oyó que la persona dio permiso."),
    )
    has_consent = BooleanField(
        _("La persona autorizó usar sus datos para pedidos, ventas y pagos")
    )

    def __init__(self, country: Country) -> None:
        """Keep where telephones without prefix are from."""
        super().__init__()
        self.of_country = country

    def validate_phone(self, field: Field) -> None:
        """Refuse what is no telephone."""
        check_phone(field, self.of_country)

    def validate_has_consent(self, field: Field) -> None:
        """Refuse to go on without permission."""
        if not field.data:
            raise ValidationError(_("Sin permiso no se puede anotar a una persona."))

    def assisted(self) -> Assisted:
        """Return what the service takes.  Call only after validation."""
        return Assisted(
            self.name.data or "",
            self.witness.data or "",
            _phone(self.phone.data, self.of_country),
        )


class InviteForm(FlaskForm):
    """Make an invitation."""

    role = SelectField(_("¿Qué va a ser?"), validators=[CHOOSE])
    uses = IntegerField(
        _("¿Para cuántas personas?"),
        default=1,
        validators=[
            WRITE,
            NumberRange(1, 200, message=_("Escriba un número de 1 a 200.")),
        ],
        render_kw={"inputmode": "numeric"},
    )

    def __init__(self, roles: Iterable[Role]) -> None:
        """Offer the roles that may be given."""
        super().__init__()
        self.role.choices = [(role.value, name_of(role)) for role in roles]


class RoleForm(FlaskForm):
    """Give somebody one more role."""

    role = SelectField(_("Nuevo papel"), validators=[CHOOSE])

    def __init__(self) -> None:
        """Offer every role of an organisation."""
        super().__init__()
        self.role.choices = [
            (role.value, name_of(role)) for role in Role if role is not Role.COORDINATOR
        ]


class ReasonForm(FlaskForm):
    """Say why."""

    reason = StringField(_("¿Por qué?"), validators=[WRITE, at_most(300)])


class LeaveForGoodForm(FlaskForm):
    """Delete one's own data, with the password."""

    password = PasswordField(
        _("Su clave"),
        validators=[WRITE],
        render_kw={"autocomplete": "current-password"},
    )
    is_sure = BooleanField(_("Entiendo que no podré volver a entrar"))

    def validate_is_sure(self, field: Field) -> None:
        """Refuse what was not thought over."""
        if not field.data:
            raise ValidationError(_("Marque la casilla para continuar."))


def _phone(text: str | None, country: Country) -> str | None:
    return read_phone(text, country) if text and text.strip() else None


def _email(text: str | None) -> str | None:
    return read_email(text).lower() if text and text.strip() else None
