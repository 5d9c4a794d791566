"""Looking for products, adding one, and saying what else it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from marketplace.catalogue.models import ProductKind
from marketplace.catalogue.queries import CatalogueSearch
from marketplace.catalogue.services import NewProduct, NewRegionalName
from marketplace.kernel.units import UnitCode
from network.forms import OnceForm
from network.forms.fields import CHOOSE, HasLetters, at_most, name_field
from network.models import Country
from network.web import name_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_CHOOSE_ONE = _("Escoja…")


class ButtonForm(FlaskForm):
    """A button that posts alone."""


class ProductForm(OnceForm):
    """Add a product, an input or a service to the catalogue."""

    name = name_field(_("Nombre"), description=_("Como lo llama la gente."))
    kind = SelectField(_("¿Qué es?"), validators=[CHOOSE])
    chain = SelectField(_("Cadena"), validators=[CHOOSE])
    country = SelectField(_("País"), validators=[Optional()])
    usual_unit = SelectField(_("Se vende por"), validators=[CHOOSE])
    other_name = StringField(
        _("Otro nombre"), validators=[Optional(), HasLetters(), at_most(120)]
    )
    tax_class = StringField(
        _("Impuesto"),
        validators=[Optional(), at_most(60)],
        description=_("Por ejemplo: excluido, exento o 19 %."),
    )
    description = TextAreaField(
        _("Descripción"), validators=[Optional(), at_most(1000)]
    )
    is_another = BooleanField(_("Ya miré los parecidos: el mío es otro."))

    def __init__(self, chains: Sequence[tuple[str, str]], country: Country) -> None:
        super().__init__()
        self._own_country = country
        blank = ("", _CHOOSE_ONE)
        self.kind.choices = [
            blank,
            *((kind.value, name_of(kind)) for kind in ProductKind),
        ]
        self.chain.choices = [blank, *chains]
        self.usual_unit.choices = [
            blank,
            *((unit.value, name_of(unit)) for unit in UnitCode),
        ]
        self.country.choices = [
            ("", _("Todos los países")),
            *((code.value, name_of(code)) for code in Country),
        ]

    def product(self) -> NewProduct:
        """Return what the service takes.  Call only after validation."""
        chosen = self.country.data
        country = Country(chosen) if chosen else None
        other = self.other_name.data or ""
        said_in = country or self._own_country
        return NewProduct(
            name=self.name.data or "",
            kind=ProductKind(self.kind.data),
            chain_code=str(self.chain.data),
            usual_unit=UnitCode(self.usual_unit.data),
            country=country,
            tax_class=self.tax_class.data or "",
            description=self.description.data or "",
            regional_names=(NewRegionalName(other, said_in),) if other else (),
            is_another=self.is_another.data,
        )


class NameForm(OnceForm):
    """Say what a country or region calls a product."""

    name = name_field(_("Nombre"))
    country = SelectField(_("País"), validators=[CHOOSE])
    region = StringField(
        _("Región"),
        validators=[Optional(), at_most(120)],
        description=_("Vacío si lo dicen en todo el país."),
    )

    def __init__(self, country: Country) -> None:
        super().__init__()
        self.country.choices = [(code.value, name_of(code)) for code in Country]
        if not self.is_submitted():
            self.country.data = country.value

    def regional_name(self) -> NewRegionalName:
        """Return what the service takes.  Call only after validation."""
        return NewRegionalName(
            self.name.data or "", Country(self.country.data), self.region.data or ""
        )


def search_typed(arguments: Mapping[str, str], country: Country) -> CatalogueSearch:
    """Return what somebody looks for, from the address of the page.

    Args:
        arguments: ``q``, ``tipo``, ``cadena`` and ``pais``; made-up values
            count as left out.
        country: The reader's own, used unless another is asked for;
            ``pais=todos`` asks for all.
    """
    kind = arguments.get("tipo", "")
    asked = arguments.get("pais", "")
    return CatalogueSearch(
        text=arguments.get("q", "")[:120],
        kind=ProductKind(kind) if kind in set(ProductKind) else None,
        chain=arguments.get("cadena", "")[:60],
        country=_country(asked, country),
    )


def _country(asked: str, own: Country) -> Country | None:
    if asked == "todos":
        return None
    return Country(asked) if asked in set(Country) else own
