"""Forms about networks and organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.validators import Length, Optional, ValidationError

from network.core.identifiers import (
    IdentifierProblem,
    InvalidIdentifierError,
    read_tax_number,
)
from network.core.regions import REGIONS
from network.core.zones import TIME_ZONES
from network.forms.fields import CHOOSE, WRITE, at_most, name_field
from network.forms.once import OnceForm
from network.models import Country, LegalForm, OrganisationKind, PlaceLevel, TaxIdState
from network.services.networks import NewNetwork
from network.services.organisations import Sheet
from network.services.places import Whereabouts
from network.web import name_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from wtforms import Field

    from network.queries.organisations import OrganisationPage

_PROBLEMS = {
    IdentifierProblem.CHARACTERS: _("Escriba solo números, puntos y guion."),
    IdentifierProblem.LENGTH: _("Le faltan o le sobran números."),
    IdentifierProblem.CHECK_DIGIT: _("Un número está cambiado. Revise el documento."),
    IdentifierProblem.PROVINCE: _("Los dos primeros números no son de una provincia."),
    IdentifierProblem.THIRD_DIGIT: _("El tercer número no puede ser ese."),
    IdentifierProblem.BRANCH: _("Los tres últimos números no pueden ser 000."),
}


class ChecksField(SelectMultipleField):
    """Several options, each with its box to tick."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class NetworkFields(FlaskForm):
    """What a network is."""

    network_name = name_field(_("Nombre de la red"))
    territory = StringField(
        _("Territorio"),
        validators=[WRITE, at_most(200)],
        description=_("Por ejemplo: Magdalena Medio."),
    )
    country = SelectField(_("País"), validators=[CHOOSE])
    time_zone = SelectField(_("Hora de"), validators=[CHOOSE])

    def fill_choices(self) -> None:
        """Offer the countries and their clocks, in words."""
        self.country.choices = [(code.value, name_of(code)) for code in Country]
        self.time_zone.choices = [
            (zone, zone.rsplit("/", 1)[1].replace("_", " "))
            for zones in TIME_ZONES.values()
            for zone in zones
        ]

    def validate_time_zone(self, field: Field) -> None:
        """Refuse the clock of another country."""
        if field.data not in TIME_ZONES.get(self.country.data or "", ()):
            raise ValidationError(_("Esa hora es de otro país. Escoja la del suyo."))

    def network(self) -> NewNetwork:
        """Return what the service takes.  Call only after validation."""
        return NewNetwork(
            self.network_name.data or "",
            self.territory.data or "",
            Country(self.country.data),
            self.time_zone.data or "",
        )


class NetworkForm(OnceForm, NetworkFields):
    """Begin one more network."""

    def __init__(self) -> None:
        """Offer the countries."""
        super().__init__()
        self.fill_choices()


class OrganisationForm(OnceForm):
    """Write down an organisation."""

    name = StringField(
        _("Nombre"),
        validators=[WRITE, at_most(160)],
        description=_("Como está en los papeles."),
    )
    kind = SelectField(_("¿Qué es?"), validators=[CHOOSE])
    legal_form = SelectField(_("Forma legal"), validators=[CHOOSE])
    tax_number = StringField(validators=[Optional(), Length(max=60)])
    founded_on = DateField(
        _("Fecha de fundación"),
        validators=[Optional()],
        description=_("Día, mes y año, si lo sabe."),
    )
    region = SelectField(validators=[CHOOSE])
    municipality = StringField(validators=[WRITE, at_most(120)])
    parish = StringField(validators=[Optional(), at_most(120)])
    vereda = StringField(validators=[Optional(), at_most(120)])
    chains = ChecksField(_("¿En qué trabajan?"))
    profile = TextAreaField(
        _("Lo que puede leer un comprador"),
        validators=[Optional(), at_most(4000)],
        description=_(
            "Qué producen, desde cuándo y cómo. No escriba datos de personas."
        ),
    )
    is_public = BooleanField(_("Cualquiera puede ver este perfil"))

    def __init__(
        self,
        country: Country,
        chains: Sequence[tuple[str, str]],
        page: OrganisationPage | None = None,
    ) -> None:
        """Offer the words and regions of a country.

        Args:
            country: Whose words and numbers.
            chains: Code and name of each value chain.
            page: The organisation to edit; none for a new one.
        """
        super().__init__(data=_typed(page) if page else None)
        self.of_country = country
        _words(self, country)
        self.kind.choices = [(kind.value, name_of(kind)) for kind in OrganisationKind]
        self.legal_form.choices = [(form.value, name_of(form)) for form in LegalForm]
        self.region.choices = [
            ("", _("Escoja…")),
            *((name, name) for name in REGIONS[country]),
        ]
        self.chains.choices = list(chains)

    def validate_tax_number(self, field: Field) -> None:
        """Refuse what is no NIT or RUC, saying what is wrong with it."""
        try:
            read_tax_number(field.data, self.of_country)
        except InvalidIdentifierError as error:
            raise ValidationError(
                _(
                    "%(problem)s Ejemplo: %(example)s.",
                    problem=_PROBLEMS[error.problem],
                    example=error.example,
                )
            ) from error

    def sheet(self) -> Sheet:
        """Return what the service takes.  Call only after validation."""
        number, state = None, TaxIdState.MISSING
        if (self.tax_number.data or "").strip():
            read = read_tax_number(self.tax_number.data or "", self.of_country)
            number, state = read.number, TaxIdState(read.state.value)
        founded: date | None = self.founded_on.data
        return Sheet(
            name=self.name.data or "",
            kind=OrganisationKind(self.kind.data),
            legal_form=LegalForm(self.legal_form.data),
            where=Whereabouts(
                self.of_country,
                self.region.data or "",
                self.municipality.data or "",
                self.parish.data or "",
                self.vereda.data or "",
            ),
            tax_id=number,
            tax_id_state=state,
            founded_on=founded,
            chains=tuple(self.chains.data or ()),
            profile=self.profile.data or "",
            is_public=bool(self.is_public.data),
        )


def _words(form: OrganisationForm, country: Country) -> None:
    """Give the fields the words that people of the country use."""
    if country is Country.ECUADOR:
        words = (_("RUC"), _("Provincia"), _("Cantón"), _("Parroquia"), _("Comunidad"))
    else:
        words = (
            _("NIT"),
            _("Departamento"),
            _("Municipio"),
            _("Corregimiento"),
            _("Vereda"),
        )
    fields = (form.tax_number, form.region, form.municipality, form.parish, form.vereda)
    for field, word in zip(fields, words, strict=True):
        field.label.text = word


def _typed(page: OrganisationPage) -> dict[str, object]:
    """Return an organisation as if somebody had typed it."""
    public, places = page.public, page.by_level
    return {
        "name": public.name,
        "kind": public.kind.value,
        "legal_form": public.legal_form.value,
        "tax_number": page.tax_id or "",
        "founded_on": public.founded_on,
        "region": places.get(PlaceLevel.LEVEL_1, ""),
        "municipality": places.get(PlaceLevel.LEVEL_2, ""),
        "parish": places.get(PlaceLevel.LEVEL_3, ""),
        "vereda": places.get(PlaceLevel.VEREDA, ""),
        "chains": list(public.chains),
        "profile": public.profile,
        "is_public": page.is_public,
    }
