"""What an organisation says of its product."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    IntegerField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.validators import NumberRange, Optional, ValidationError

from marketplace.catalogue.core.sheet_life import (
    MOST_PERMILLE,
    MOST_SHELF_DAYS,
    SheetText,
)
from marketplace.filters import month
from marketplace.kernel.amounts import AmountError, read_quantity, show_quantity
from network.forms.fields import WRITE, at_most, name_field

if TYPE_CHECKING:
    from wtforms import Field


class MonthsField(SelectMultipleField):
    """The months of the year, each with its box to tick."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class SheetForm(FlaskForm):
    """Write the sheet of a product."""

    title = name_field(_("Nombre en la etiqueta"))
    grade = StringField(
        _("Calidad"),
        validators=[Optional(), at_most(200)],
        description=_("Por ejemplo: primera, sin golpes ni manchas."),
    )
    size = StringField(_("Tamaño o calibre"), validators=[Optional(), at_most(200)])
    moisture_min = StringField(_("Humedad mínima (%)"), validators=[Optional()])
    moisture_max = StringField(_("Humedad máxima (%)"), validators=[Optional()])
    packaging = StringField(
        _("Empaque"),
        validators=[Optional(), at_most(200)],
        description=_("Por ejemplo: canastilla de 10 kilos."),
    )
    months = MonthsField(_("Meses de cosecha"), coerce=int)
    shelf_life_days = IntegerField(
        _("Días que dura bien"),
        validators=[
            Optional(),
            NumberRange(
                1,
                MOST_SHELF_DAYS,
                message=_("Escriba de 1 a %(most)d días.", most=3650),
            ),
        ],
    )
    storage = StringField(_("Cómo guardarlo"), validators=[Optional(), at_most(200)])
    story = TextAreaField(
        _("Su historia"),
        validators=[Optional(), at_most(4000)],
        description=_("Quién lo produce, cómo, y qué logra quien lo compra."),
    )

    def __init__(self, text: SheetText | None = None) -> None:
        shown = None
        if text is not None:
            shown = {
                "title": text.title,
                "grade": text.grade,
                "size": text.size,
                "moisture_min": _percent(text.moisture_min_permille),
                "moisture_max": _percent(text.moisture_max_permille),
                "packaging": text.packaging,
                "months": list(text.months),
                "shelf_life_days": text.shelf_life_days,
                "storage": text.storage,
                "story": text.story,
            }
        super().__init__(data=shown)
        self.months.choices = [
            (number, month(number).capitalize()) for number in range(1, 13)
        ]

    def validate_moisture_min(self, field: Field) -> None:
        """Refuse what is not a percentage."""
        _check_percent(field)

    def validate_moisture_max(self, field: Field) -> None:
        """Refuse what is not a percentage, or less than the least."""
        _check_percent(field)
        least = _permille(self.moisture_min.data)
        if least is not None and least > (_permille(field.data) or 0):
            raise ValidationError(_("La humedad máxima es menor que la mínima."))

    def text(self) -> SheetText:
        """Return what the service takes.  Call only after validation."""
        return SheetText(
            title=self.title.data or "",
            grade=self.grade.data or "",
            size=self.size.data or "",
            moisture_min_permille=_permille(self.moisture_min.data),
            moisture_max_permille=_permille(self.moisture_max.data),
            packaging=self.packaging.data or "",
            months=tuple(self.months.data or ()),
            shelf_life_days=self.shelf_life_days.data,
            storage=self.storage.data or "",
            story=self.story.data or "",
        )


class ReasonForm(FlaskForm):
    """Say why a sheet goes back or comes down."""

    reason = StringField(_("¿Por qué?"), validators=[WRITE, at_most(300)])


class PhotoForm(FlaskForm):
    """Add a photograph to a sheet."""

    photo = FileField(
        _("Foto"),
        description=_("JPG, PNG o WebP, hasta 8 MB."),
        render_kw={"accept": "image/jpeg,image/png,image/webp"},
    )
    caption = StringField(
        _("¿Qué se ve en la foto?"),
        validators=[WRITE, at_most(200)],
        description=_("Así la conoce quien no puede verla."),
    )

    def validate_photo(self, field: Field) -> None:
        """Ask for a file."""
        if not field.data or not field.data.filename:
            raise ValidationError(_("Escoja una foto."))

    def upload(self) -> tuple[bytes, str]:
        """Return bytes and name of the photograph.  Call only after validation."""
        file = self.photo.data
        assert file is not None  # validate_photo saw to it
        raw = file.stream.read()
        file.close()
        return raw, file.filename or ""


def _permille(typed: str | None) -> int | None:
    """Return parts per thousand of a percentage; None when empty or no number."""
    try:
        return round(read_quantity((typed or "").replace("%", "")) * 10)
    except AmountError:
        return None


def _percent(permille: int | None) -> str:
    return "" if permille is None else show_quantity(Fraction(permille, 10))


def _check_percent(field: Field) -> None:
    if not (field.data or "").strip():
        return
    found = _permille(field.data)
    if found is None or found > MOST_PERMILLE:
        raise ValidationError(_("Escriba de 0 a 100, por ejemplo 12 o 12,5."))
