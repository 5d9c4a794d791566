"""Forms for the supplier's invoice and for claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional, ValidationError

from marketplace.kernel.money import Currency
from marketplace.ledger.forms import day_field
from marketplace.purchasing.forms.typed import count_typed, money_typed
from marketplace.purchasing.models import ClaimKind
from marketplace.purchasing.services.claims import ClaimTyped
from marketplace.purchasing.services.invoicing import InvoiceTyped
from network.forms.fields import CHOOSE, WRITE, at_most
from network.forms.once import OnceForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wtforms import Field

    from marketplace.kernel.money import Money
    from marketplace.purchasing.queries.invoicing import Bill
    from marketplace.purchasing.queries.pages_head import ItemCard
    from marketplace.purchasing.queries.receiving import DeliveryCard

_STALE = _l("Esta página quedó incompleta. Ábrala de nuevo.")


class BilledFields(Form):
    """What the invoice asks for one item.

    Attributes:
        item: The item; set by the form that holds these fields.
        currency: Of the invoice; set likewise.
    """

    item: ItemCard | None = None
    currency: Currency = Currency.COP

    item_id = HiddenField()
    amount = StringField(_l("Valor total"), validators=[WRITE, at_most(40)])

    def validate_amount(self, field: Field) -> None:
        """Refuse what is no amount."""
        if self.item is None:
            raise ValidationError(_STALE)
        money_typed(field.data, self.currency, may_be_zero=True)

    def billed(self) -> Money:
        """Return the amount.  Call only after validation."""
        return _zero_or_more(self.amount.data, self.currency)


class InvoiceForm(OnceForm):
    """A supplier's invoice, as it is on the paper."""

    number = StringField(_l("Número de la factura"), validators=[WRITE, at_most(40)])
    issued_on = day_field(_l("Fecha de la factura"))
    due_on = day_field(_l("Último día para pagarla"))
    items = FieldList(FormField(BilledFields))
    freight = StringField(
        _l("Flete"),
        validators=[WRITE, at_most(40)],
        description=_l("Escriba 0 si no cobran."),
    )
    reason = TextAreaField(
        _l("Si no es igual al pedido, ¿por qué?"),
        validators=[Optional(), at_most(300)],
    )

    def __init__(self, bill: Bill, cards: Sequence[ItemCard]) -> None:
        """Ask for each item of the order; nothing is filled in for the treasurer."""
        super().__init__(
            data={"items": [{"item_id": str(line.item_id)} for line in bill.lines]}
        )
        self.currency = bill.freight_ordered.currency
        ordered = {line.item_id for line in bill.lines}
        known = {str(card.id): card for card in cards if card.id in ordered}
        for entry in self.items.entries:
            fields = entry.form
            fields.item = known.get(str(fields.item_id.data))
            fields.currency = self.currency

    def validate_freight(self, field: Field) -> None:
        """Refuse what is no amount."""
        money_typed(field.data, self.currency, may_be_zero=True)

    def validate_due_on(self, field: Field) -> None:
        """Refuse a last day before the invoice."""
        if self.issued_on.data and field.data and field.data < self.issued_on.data:
            raise ValidationError(_("Escriba un día igual o después de la factura."))

    def goods(self) -> dict[int, Money]:
        """Return what is asked for each item.  Call only after validation."""
        return {
            int(entry.form.item_id.data or 0): entry.form.billed()
            for entry in self.items.entries
        }

    def carried(self) -> Money:
        """Return the freight.  Call only after validation."""
        return _zero_or_more(self.freight.data, self.currency)

    def typed(self) -> InvoiceTyped:
        """Return what the service takes.  Call only after validation."""
        issued, due = self.issued_on.data, self.due_on.data
        assert issued is not None  # its validator saw to it
        assert due is not None  # its validator saw to it
        return InvoiceTyped(
            self.number.data or "",
            issued,
            due,
            self.goods(),
            self.carried(),
            self.reason.data or "",
        )


class ClaimForm(OnceForm):
    """A claim for units that are missing or damaged."""

    what = RadioField(_l("¿Qué se reclama?"), validators=[CHOOSE])
    units = StringField(_l("¿Cuántos?"), validators=[WRITE, at_most(20)])
    reason = TextAreaField(
        _l("¿Qué pasó?"),
        validators=[WRITE, at_most(300)],
        description=_l("Escríbalo como se lo diría al proveedor."),
    )

    def __init__(self, delivery: DeliveryCard, cards: Sequence[ItemCard]) -> None:
        """Offer each item with what went wrong with it."""
        super().__init__()
        names = {card.id: card.text for card in cards}
        self.what.choices = [
            SelectChoice(f"{item.item_id}-{kind.value}", words)
            for item in delivery.items
            for kind, words in _wrongs(item.missing, item.damaged, names[item.item_id])
        ]

    def validate_units(self, field: Field) -> None:
        """Refuse what is no number above zero."""
        count_typed(field.data, least=1)

    def typed(self) -> ClaimTyped:
        """Return what the service takes.  Call only after validation."""
        item_id, _dash, kind = (self.what.data or "").partition("-")
        return ClaimTyped(
            int(item_id),
            ClaimKind(kind),
            count_typed(self.units.data) or 0,
            self.reason.data or "",
        )


def _wrongs(missing: int, damaged: int, name: str) -> list[tuple[ClaimKind, str]]:
    broken = min(missing, damaged)
    found = []
    if missing - broken:
        words = _("Faltaron %(units)s de %(name)s", units=missing - broken, name=name)
        found.append((ClaimKind.SHORT, words))
    if broken:
        words = _("Llegaron dañados %(units)s de %(name)s", units=broken, name=name)
        found.append((ClaimKind.DAMAGED, words))
    return found


def _zero_or_more(text: str | None, currency: Currency) -> Money:
    amount = money_typed(text, currency, may_be_zero=True)
    assert amount is not None  # WRITE saw to it
    return amount
