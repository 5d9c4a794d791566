"""Forms for goods that arrive: sound, damaged, lot and expiry, item by item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional, ValidationError

from marketplace.attachments.services import Upload
from marketplace.ledger.forms import day_field
from marketplace.purchasing.forms.typed import count_typed
from marketplace.purchasing.services.receiving import Arrival, ArrivedItem
from network.forms.fields import at_most
from network.forms.once import OnceForm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from wtforms import Field

    from marketplace.purchasing.queries.pages_head import ItemCard

_STALE = _l("Esta página quedó incompleta. Ábrala de nuevo.")
_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]


class ArrivedFields(Form):
    """What came of one item.

    Attributes:
        item: The item; set by the form that holds these fields.
        missing: Units that are still expected; set likewise.
        all_came: Whether everything expected came in good state; set likewise.
    """

    item: ItemCard | None = None
    missing: int = 0
    all_came: bool = False

    item_id = HiddenField()
    sound = StringField(_l("Llegaron buenos"), validators=[at_most(20)])
    damaged = StringField(_l("Llegaron dañados"), validators=[Optional(), at_most(20)])
    damage_note = StringField(_l("¿Qué daño tienen?"), validators=[at_most(200)])
    lot = StringField(_l("Lote"), validators=[Optional(), at_most(60)])
    expires_on = DateField(_l("Vence el"), format=_FORMATS, validators=[Optional()])
    registration = StringField(
        _l("Registro sanitario"),
        validators=[Optional(), at_most(60)],
        description=_l("El número que trae el empaque, por ejemplo del ICA."),
    )

    def validate_sound(self, field: Field) -> None:
        """Refuse what is no number, or more than is expected."""
        if self.item is None:
            raise ValidationError(_STALE)
        sound = count_typed(field.data) or 0
        if sound > self.missing:
            raise ValidationError(
                _("Escriba un número de 0 a %(most)s.", most=self.missing)
            )

    def validate_damaged(self, field: Field) -> None:
        """Refuse more than is expected, sound and damaged together."""
        damaged = count_typed(field.data) or 0
        if not self.sound.errors and damaged + self.sound_units > self.missing:
            raise ValidationError(
                _(
                    "Buenos y dañados suman más de los %(most)s que faltan.",
                    most=self.missing,
                )
            )

    def validate_damage_note(self, field: Field) -> None:
        """Ask for words about the damage."""
        if self.damaged.errors or not (count_typed(self.damaged.data) or 0):
            return
        if not (field.data or "").strip():
            raise ValidationError(_("Escriba qué daño tienen, por ejemplo: rotos."))

    @property
    def has_more(self) -> bool:
        """Whether the less usual fields hold something, or an error."""
        fields = (self.damaged, self.damage_note, self.lot, self.expires_on)
        return any(field.data or field.errors for field in fields)

    @property
    def sound_units(self) -> int:
        """Return the units in good state; all of them when everything came."""
        typed = count_typed(self.sound.data)
        if typed is not None:
            return typed
        return self.missing if self.all_came else 0

    def arrived(self) -> ArrivedItem:
        """Return what the service takes.  Call only after validation."""
        return ArrivedItem(
            int(self.item_id.data or 0),
            self.sound_units,
            count_typed(self.damaged.data) or 0,
            self.damage_note.data or "",
            self.lot.data or "",
            self.expires_on.data,
            self.registration.data or "",
        )


class ArrivalForm(OnceForm):
    """One delivery of a supplier."""

    received_on = day_field(_l("¿Qué día llegó?"))
    whole = BooleanField(_l("Llegó todo lo que faltaba, completo y bueno"))
    items = FieldList(FormField(ArrivedFields))
    delivery_note = StringField(
        _l("Número de la remisión"), validators=[Optional(), at_most(60)]
    )
    note = TextAreaField(_l("Algo más"), validators=[Optional(), at_most(500)])
    photo = FileField(
        _l("Foto de la remisión o del daño"),
        validators=[Optional()],
        description=_l("JPG, PNG o WebP hasta 8 MB."),
        render_kw={"accept": "image/jpeg,image/png,image/webp,application/pdf"},
    )

    def __init__(
        self, missing: Mapping[int, int], cards: Sequence[ItemCard], day: date
    ) -> None:
        """Ask for each item of an order that is still expected.

        Args:
            missing: Units that are still expected, by item.
            cards: The inputs of the purchase.
            day: Today.
        """
        rows = [{"item_id": str(key)} for key in missing]
        super().__init__(data={"items": rows, "received_on": day})
        known = {str(card.id): card for card in cards if card.id in missing}
        for entry in self.items.entries:
            fields = entry.form
            fields.item = known.get(str(fields.item_id.data))
            fields.missing = missing[fields.item.id] if fields.item else 0
            fields.all_came = bool(self.whole.data)

    def validate_whole(self, field: Field) -> None:
        """Refuse a page in which nothing was counted."""
        if field.data:
            return
        typed = [
            text
            for entry in self.items.entries
            for text in (entry.form.sound.data, entry.form.damaged.data)
            if (text or "").strip(" 0")
        ]
        if not typed:
            raise ValidationError(
                _("Escriba cuántos llegaron, o marque que llegó todo.")
            )

    def arrival(self, photo_id: int | None) -> Arrival:
        """Return what the service takes.  Call only after validation."""
        assert self.received_on.data is not None  # its validator saw to it
        return Arrival(
            self.received_on.data,
            tuple(entry.form.arrived() for entry in self.items.entries),
            self.delivery_note.data or "",
            self.note.data or "",
            photo_id,
        )

    def upload(self, organisation_id: int) -> Upload | None:
        """Return the photograph as it is kept, if there is one."""
        held = self.photo.data
        if not held or not held.filename:
            return None
        return Upload(organisation_id, held.stream.read(), held.filename)


class ReplacementForm(OnceForm):
    """Goods that make a claim good."""

    received_on = day_field(_l("¿Qué día llegaron?"))
    units = StringField(_l("¿Cuántos repuso?"), validators=[at_most(20)])
    delivery_note = StringField(
        _l("Número de la remisión"), validators=[Optional(), at_most(60)]
    )

    def __init__(self, item_id: int, units: int, day: date) -> None:
        """Propose that everything that is claimed came."""
        super().__init__(data={"units": str(units), "received_on": day})
        self.item_id = item_id
        self.most = units

    def validate_units(self, field: Field) -> None:
        """Refuse what is no number of the units claimed."""
        if count_typed(field.data, least=1, most=self.most) is None:
            raise ValidationError(_("Escriba cuántas unidades repuso."))

    def arrival(self) -> Arrival:
        """Return what the service takes.  Call only after validation."""
        assert self.received_on.data is not None  # its validator saw to it
        units = count_typed(self.units.data) or 0
        return Arrival(
            self.received_on.data,
            (ArrivedItem(self.item_id, units),),
            self.delivery_note.data or "",
        )
