"""Forms of a supplier's offer: prices by quantity, packs, freight, terms."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional, ValidationError

from marketplace.kernel.amounts import AmountError, read_quantity
from marketplace.kernel.money import Currency
from marketplace.kernel.unit_words import unit_name
from marketplace.kernel.units import BASE_PER_STANDARD, Dimension, UnitCode
from marketplace.purchasing.core.problem import Discount
from marketplace.purchasing.core.unit_price import PriceUnit
from marketplace.purchasing.forms.quote_terms import TermFields
from marketplace.purchasing.forms.typed import (
    count_typed,
    money_typed,
    plain_money,
)
from marketplace.purchasing.services.quote_drafts import (
    BreakDraft,
    QuoteDraft,
    QuoteLineDraft,
)
from network.forms.fields import WRITE, at_most
from network.forms.once import OnceForm

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from fractions import Fraction

    from wtforms import Field

    from marketplace.purchasing.queries.pages_head import Head, ItemCard
    from marketplace.purchasing.queries.quotes import OfferCell, OfferColumn

#: Price rows that the form shows first, and the most that can be added.
FIRST_ROWS = 3
MOST_ROWS = 12
#: Units by which a price may be written, by what is measured.
PRICE_UNITS = {
    Dimension.MASS: (
        UnitCode.TONNE,
        UnitCode.KILOGRAM,
        UnitCode.QUINTAL,
        UnitCode.ARROBA,
        UnitCode.BULTO,
        UnitCode.SACO,
    ),
    Dimension.VOLUME: (UnitCode.LITRE, UnitCode.GALON, UnitCode.CANECA),
    Dimension.COUNT: (UnitCode.DOCENA, UnitCode.CIENTO, UnitCode.MILLAR),
}


class BreakFields(Form):
    """A price from a quantity on."""

    from_units = StringField(_l("Desde"), validators=[Optional(), at_most(20)])
    price = StringField(_l("Precio de cada uno"), validators=[at_most(40)])


class PriceFields(Form):
    """What the supplier asks for one input.

    Attributes:
        item: The input; set by the form that holds these fields.
        currency: Of the purchase; set likewise.
    """

    item: ItemCard | None = None
    currency: Currency = Currency.COP

    item_id = HiddenField()
    breaks = FieldList(FormField(BreakFields), min_entries=FIRST_ROWS)
    per = SelectField(_l("El precio es por"), default="")
    holds = StringField(
        _l("¿Cuántos kilos o litros trae esa medida?"),
        validators=[Optional(), at_most(20)],
        description=_l("Solo si la medida cambia de un sitio a otro."),
    )
    pack = StringField(_l("Se vende en paquetes de"), validators=[Optional()])
    minimum = StringField(_l("Vende desde"), validators=[Optional()])
    maximum = StringField(_l("Tiene hasta"), validators=[Optional()])
    discount = SelectField(_l("El precio por cantidad vale para"))

    def bind(self, item: ItemCard | None, currency: Currency) -> None:
        """Say which input these are the prices of."""
        self.item, self.currency = item, currency
        units = PRICE_UNITS[item.dimension] if item else ()
        own = item.unit if item else UnitCode.PIECE
        self.per.choices = [("", unit_name(own))] + [
            (unit.value, unit_name(unit)) for unit in units if unit is not own
        ]
        self.discount.choices = [
            (Discount.ALL_UNITS.value, _("Todo el pedido")),
            (Discount.INCREMENTAL.value, _("Solo lo que pasa de esa cantidad")),
        ]

    def validate_breaks(self, field: FieldList) -> None:
        """Refuse what is no price or no quantity, row by row."""
        for entry in field.entries:
            row = entry.form
            for typed, read in (
                (row.price, lambda text: money_typed(text, self.currency)),
                (row.from_units, count_typed),
            ):
                _note(typed, read)
            if row.from_units.data and not row.price.data:
                row.price.errors = [_("Escriba el precio desde esa cantidad.")]
        if any(entry.form.errors for entry in field.entries):
            raise ValidationError(_("Revise los precios."))

    def validate_holds(self, field: Field) -> None:
        """Refuse what is no content."""
        self._declared(field.data)

    def validate_pack(self, field: Field) -> None:
        """Refuse a pack of nothing."""
        count_typed(field.data, least=1)

    def validate_minimum(self, field: Field) -> None:
        """Refuse what is no quantity."""
        count_typed(field.data)

    def validate_maximum(self, field: Field) -> None:
        """Refuse what is no quantity."""
        count_typed(field.data, least=1)

    @property
    def is_offered(self) -> bool:
        """Whether a price was written."""
        return any((entry.form.price.data or "").strip() for entry in self.breaks)

    @property
    def has_more(self) -> bool:
        """Whether the less usual fields hold something, or an error."""
        fields = (self.holds, self.pack, self.minimum, self.maximum)
        return any(field.data or field.errors for field in fields) or bool(
            self.discount.data == Discount.INCREMENTAL
        )

    def draft(self) -> QuoteLineDraft:
        """Return what the service takes.  Call only after validation."""
        assert self.item is not None  # checked above
        unit = UnitCode(self.per.data) if self.per.data else None
        per = PriceUnit(unit, self._declared(self.holds.data)) if unit else None
        return QuoteLineDraft(
            self.item.id,
            tuple(self._breaks(per)),
            pack=count_typed(self.pack.data) or 1,
            minimum=count_typed(self.minimum.data) or 0,
            maximum=count_typed(self.maximum.data),
            discount=Discount(self.discount.data or Discount.ALL_UNITS),
        )

    def _breaks(self, per: PriceUnit | None) -> list[BreakDraft]:
        rows = []
        for entry in self.breaks.entries:
            price = money_typed(entry.form.price.data, self.currency)
            if price is not None:
                since = count_typed(entry.form.from_units.data) or 0
                rows.append(BreakDraft(since, price, per))
        return sorted(rows, key=lambda row: row.from_units)

    def _declared(self, text: str | None) -> Fraction | None:
        """Return grams or millilitres in the unit of the price, if said.

        Raises:
            ValidationError: With what to write instead.
        """
        if not (text or "").strip():
            return None
        try:
            return read_quantity(text or "") * BASE_PER_STANDARD
        except AmountError as error:
            raise ValidationError(_("Escriba un número, por ejemplo 50.")) from error


class QuoteForm(OnceForm, TermFields):
    """A supplier's offer as it is typed."""

    lines = FieldList(FormField(PriceFields))

    def __init__(self, head: Head, today: date, before: OfferColumn | None) -> None:
        """Show the offer that would be improved, if there is one."""
        super().__init__(data=_typed(head, today, before))
        self.know(head.currency, today)
        known = {str(item.id): item for item in head.items}
        for entry in self.lines.entries:
            entry.form.bind(known.get(entry.form.item_id.data), head.currency)

    def press(self, pressed: Mapping[str, str]) -> bool:
        """Add a row of prices if that was asked; return whether it was."""
        wanted = pressed.get("otra")
        for entry in self.lines.entries:
            rows = entry.form.breaks
            if entry.form.item_id.data == wanted and len(rows.entries) < MOST_ROWS:
                rows.append_entry()
        return wanted is not None

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Refuse what cannot be read, and an offer without a price."""
        sound = super().validate(extra_validators)
        if any(entry.form.item is None for entry in self.lines):
            self.form_errors.append(_("Esta página quedó incompleta. Ábrala de nuevo."))
            return False
        if sound and not any(entry.form.is_offered for entry in self.lines):
            self.form_errors.append(_("Escriba el precio de por lo menos un insumo."))
            return False
        return sound

    def draft(self, supplier_id: int, attachment_id: int | None = None) -> QuoteDraft:
        """Return what the service takes.  Call only after validation."""
        lines = (entry.form.draft() for entry in self.lines if entry.form.is_offered)
        return replace(
            self.terms(supplier_id), lines=tuple(lines), attachment_id=attachment_id
        )


class FewQuotesForm(FlaskForm):
    """Why fewer than three quotes are enough."""

    reason = TextAreaField(
        _l("¿Por qué no hay tres?"), validators=[WRITE, at_most(500)]
    )


def _note(field: Field, read: Any) -> None:  # noqa: ANN401 - a reader of typed text
    """Write on a field what is wrong with it, if anything."""
    try:
        read(field.data)
    except ValidationError as error:
        field.errors = [str(error)]


def _typed(head: Head, today: date, before: OfferColumn | None) -> dict[str, Any]:
    """Return an offer as if somebody had typed it, or an empty one."""
    cells = before.cells if before else {}
    lines = [_prices(item, cells.get(item.id)) for item in head.items]
    if before is None:
        return {"lines": lines, "received_on": today}
    return {
        "lines": lines,
        "received_on": today,
        "valid_until": None if before.is_stale else before.valid_until,
        "payment_days": str(before.payment_days),
        "freight_fixed": _plain(before.freight_fixed),
        "freight_per_unit": _plain(before.freight_per_unit),
        "truck": _plain(before.truck),
        "truck_units": str(before.truck_units or ""),
        "minimum_order": _plain(before.minimum_order),
        "maximum_order": _plain(before.maximum_order),
        "note": before.note,
    }


def _prices(item: ItemCard, cell: OfferCell | None) -> dict[str, Any]:
    if cell is None:
        return {"item_id": str(item.id), "discount": Discount.ALL_UNITS.value}
    return {
        "item_id": str(item.id),
        "breaks": [
            {"from_units": str(step.from_units or ""), "price": _plain(step.price)}
            for step in cell.steps
        ],
        "pack": str(cell.pack) if cell.pack > 1 else "",
        "minimum": str(cell.minimum or ""),
        "maximum": str(cell.maximum or ""),
        "discount": cell.discount.value,
    }


def _plain(amount: Any) -> str:  # noqa: ANN401 - money or nothing
    return plain_money(amount) if amount else ""
