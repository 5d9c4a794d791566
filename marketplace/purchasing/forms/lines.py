"""Forms of orders: how much, at least, and what it costs alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, HiddenField, StringField
from wtforms.validators import Optional, ValidationError

from marketplace.kernel.amounts import show_range
from marketplace.kernel.money import Currency
from marketplace.kernel.unit_words import unit_name
from marketplace.purchasing.core.wishes import Wish
from marketplace.purchasing.forms.typed import (
    count_typed,
    money_typed,
    plain_money,
    units_typed,
)
from marketplace.purchasing.services.lines import LineDraft
from network.forms.fields import WRITE, at_most
from network.forms.once import OnceForm
from network.forms.people import AssistForm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wtforms import Field

    from marketplace.kernel.money import Money
    from marketplace.purchasing.queries.pages_head import ItemCard
    from marketplace.purchasing.queries.pages_order import OrderPage, OrderRow
    from network.models import Country
    from network.services.people import Assisted

_STALE = _l("Esta página quedó incompleta. Ábrala de nuevo.")


class WishFields(Form):
    """How much of one input.

    Attributes:
        row: The input; set by the form that holds these fields.
        currency: Of the purchase; set likewise.
    """

    row: OrderRow | None = None
    currency: Currency = Currency.COP

    item_id = HiddenField()
    version = HiddenField()
    quantity = StringField(validators=[at_most(60)])
    at_least = StringField(
        _l("Menos de esto no me sirve"),
        validators=[Optional(), at_most(20)],
        description=_l("Si no alcanza para tanto, prefiere no recibir nada."),
    )
    alone = StringField(
        _l("Lo que usted paga solo por cada uno"),
        validators=[Optional(), at_most(40)],
    )

    def validate_quantity(self, field: Field) -> None:
        """Refuse what is no quantity, in the person's words."""
        if self.row is None:
            raise ValidationError(_STALE)
        if (field.data or "").strip():
            units_typed(field.data, self.row.item.unit)
        elif self.row.line_id is not None:
            raise ValidationError(
                _("Escriba cuántos necesita. Si ya no quiere, use Retirar.")
            )

    def validate_at_least(self, field: Field) -> None:
        """Refuse a least that is more than what is wanted."""
        least = count_typed(field.data)
        if least and self.has_quantity and least > self.units()[0]:
            raise ValidationError(
                _("Escriba un número que no pase de lo que necesita.")
            )

    def validate_alone(self, field: Field) -> None:
        """Refuse what is no price."""
        money_typed(field.data, self.currency)

    @property
    def has_quantity(self) -> bool:
        """Whether a quantity was typed that can be read."""
        return bool((self.quantity.data or "").strip()) and not self.quantity.errors

    @property
    def has_more(self) -> bool:
        """Whether the less usual fields hold something, or an error."""
        fields = (self.at_least, self.alone)
        return any(field.data or field.errors for field in fields)

    def units(self) -> tuple[int, int]:
        """Return units wanted and accepted.  Call only after validation."""
        assert self.row is not None  # checked above
        return units_typed(self.quantity.data or "", self.row.item.unit)

    def price(self) -> Money | None:
        """Return what a unit costs alone, if it was said."""
        return money_typed(self.alone.data, self.currency)

    def wish(self) -> Wish:
        """Return how much is asked for.  Call only after validation."""
        wanted, most = self.units()
        return Wish(wanted, most, count_typed(self.at_least.data) or 0)


class OrderForm(OnceForm):
    """The order of one person, all inputs of the purchase at once."""

    lines = FieldList(FormField(WishFields))

    def __init__(self, page: OrderPage) -> None:
        """Show what is asked for already."""
        super().__init__(data={"lines": [_typed(row) for row in page.rows]})
        self.page = page
        known = {str(row.item.id): row for row in page.rows}
        for entry in self.lines.entries:
            entry.form.row = known.get(entry.form.item_id.data)
            entry.form.currency = page.head.currency
            if entry.form.row is not None:
                entry.form.quantity.label.text = how_many(entry.form.row.item)

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Refuse what cannot be read, and an order of nothing."""
        sound = super().validate(extra_validators)
        typed = [entry.form.quantity.data for entry in self.lines.entries]
        if sound and not any((text or "").strip() for text in typed):
            self.form_errors.append(
                _("Escriba cuánto necesita de por lo menos un insumo.")
            )
            return False
        return sound

    def drafts(self) -> list[LineDraft]:
        """Return what the service takes, one per line.  Call after validation."""
        return [
            LineDraft(
                self.page.part.organisation_id,
                self.page.person_id,
                entry.form.row.item.id,
                entry.form.wish(),
                alone=entry.form.price(),
                version=_version(entry.form.version.data),
            )
            for entry in self.lines.entries
            if entry.form.has_quantity
        ]


class NewMemberForm(AssistForm):
    """Write down a member who is helped, and what they ask for."""

    quantity = StringField(validators=[WRITE, at_most(60)])

    def __init__(self, country: Country, item: ItemCard) -> None:
        """Ask for the first input of the purchase."""
        super().__init__(country)
        self.item = item
        self.quantity.label.text = how_many(item)

    def validate_quantity(self, field: Field) -> None:
        """Refuse what is no quantity."""
        units_typed(field.data or "", self.item.unit)

    def draft(self, organisation_id: int) -> LineDraft:
        """Return the line that the service takes.  Call only after validation."""
        wanted, most = units_typed(self.quantity.data or "", self.item.unit)
        return LineDraft(organisation_id, 0, self.item.id, Wish(wanted, most))

    def helped(self) -> Assisted:
        """Return the member that the service takes."""
        return self.assisted()


class WithdrawForm(FlaskForm):
    """Take a line back."""

    version = HiddenField()
    reason = StringField(_l("¿Por qué?"), validators=[Optional(), at_most(300)])

    def line_version(self) -> int | None:
        """Return the version of the line that the page showed."""
        return _version(self.version.data)


def how_many(item: ItemCard) -> str:
    """Return the question for a quantity: "¿Cuántos bultos de urea necesita?"."""
    return _(
        "%(item)s: ¿cuánto necesita, en %(units)s?",
        item=item.text,
        units=unit_name(item.unit, 2),
    )


def _typed(row: OrderRow) -> dict[str, object]:
    """Return a line as if somebody had typed it."""
    wanted = row.wanted if row.line_id is not None else row.past
    most = row.at_most if row.line_id is not None else row.past
    alone = row.alone
    shown = "" if alone is None else plain_money(alone)
    return {
        "item_id": str(row.item.id),
        "version": "" if row.version is None else str(row.version),
        "quantity": show_range(wanted, most) if wanted else "",
        "at_least": str(row.at_least) if row.at_least else "",
        "alone": shown,
    }


def _version(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None
