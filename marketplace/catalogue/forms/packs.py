"""How a product is packed, and what its units hold."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectField, StringField
from wtforms.validators import Optional, ValidationError

from marketplace.catalogue.services import NewConversion, NewPresentation
from marketplace.kernel.amounts import AmbiguousAmountError, AmountError, read_quantity
from marketplace.kernel.units import BASE_PER_STANDARD, Dimension, UnitCode
from network.forms import OnceForm
from network.forms.fields import CHOOSE, WRITE, at_most
from network.models import Country
from network.web import name_of

if TYPE_CHECKING:
    from fractions import Fraction

    from wtforms import Field

_MEASURES = (
    (Dimension.MASS, _("kilos")),
    (Dimension.VOLUME, _("litros")),
    (Dimension.COUNT, _("unidades")),
)


class ContentFields(OnceForm):
    """What one unit holds, as a person says it."""

    country = SelectField(_("País"), validators=[CHOOSE])
    unit = SelectField(_("Unidad"), validators=[CHOOSE])
    declared = StringField(_("¿Cuánto trae cada uno?"), validators=[at_most(40)])
    dimension = SelectField(_("¿Kilos, litros o unidades?"), validators=[CHOOSE])

    def __init__(self, country: Country, unit: UnitCode) -> None:
        super().__init__()
        self.country.choices = [(code.value, name_of(code)) for code in Country]
        self.unit.choices = [(code.value, name_of(code)) for code in UnitCode]
        self.dimension.choices = [(code.value, word) for code, word in _MEASURES]
        if not self.is_submitted():
            self.country.data = country.value
            self.unit.data = unit.value

    def validate_declared(self, field: Field) -> None:
        """Refuse what is not a number of kilos, in the person's words."""
        if not (field.data or "").strip():
            return
        try:
            read_quantity(field.data)
        except AmbiguousAmountError as error:
            raise ValidationError(
                _("¿Miles o decimales? Escriba 1250 o 1,25.")
            ) from error
        except AmountError as error:
            raise ValidationError(
                _("Escriba solo el número, por ejemplo 50 o 12,5.")
            ) from error

    def content(self) -> Fraction | None:
        """Return grams, millilitres or pieces in one unit; None when left empty."""
        typed = (self.declared.data or "").strip()
        if not typed:
            return None
        counted = read_quantity(typed)
        if self.dimension.data == Dimension.COUNT:
            return counted
        return counted * BASE_PER_STANDARD


class PresentationForm(ContentFields):
    """Add a pack of a product."""

    brand = StringField(_("Marca"), validators=[Optional(), at_most(80)])
    registration = StringField(
        _("Registro (ICA, INVIMA o Agrocalidad)"),
        validators=[Optional(), at_most(40)],
    )

    def presentation(self, product_id: int) -> NewPresentation:
        """Return what the service takes.  Call only after validation."""
        return NewPresentation(
            product_id=product_id,
            country=Country(self.country.data),
            unit=UnitCode(self.unit.data),
            declared=self.content(),
            dimension=Dimension(self.dimension.data),
            brand=self.brand.data or "",
            registration=self.registration.data or "",
        )


class ConversionForm(ContentFields):
    """Say what a unit of a product holds, from a day on."""

    source = StringField(
        _("¿Quién lo dice o cómo se midió?"),
        validators=[WRITE, at_most(200)],
        description=_("Por ejemplo: pesado en el centro de acopio."),
    )
    valid_from = DateField(_("Desde"), validators=[WRITE])
    region = StringField(
        _("Región"),
        validators=[Optional(), at_most(120)],
        description=_("Vacío si vale en todo el país."),
    )

    def __init__(self, country: Country, unit: UnitCode, day: date) -> None:
        super().__init__(country, unit)
        if not self.is_submitted():
            self.valid_from.data = day

    def validate_declared(self, field: Field) -> None:
        """Ask for a number: here nothing is known without it."""
        if not (field.data or "").strip():
            raise ValidationError(_("Escriba cuánto trae cada uno."))
        super().validate_declared(field)

    def conversion(self, product_id: int) -> NewConversion:
        """Return what the service takes.  Call only after validation."""
        held = self.content()
        assert held is not None  # validate_declared saw to it
        return NewConversion(
            product_id=product_id,
            country=Country(self.country.data),
            unit=UnitCode(self.unit.data),
            base_per_unit=held,
            dimension=Dimension(self.dimension.data),
            source=self.source.data or "",
            valid_from=self.valid_from.data or date.min,
            region=self.region.data or "",
        )
