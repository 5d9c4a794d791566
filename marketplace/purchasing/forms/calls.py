"""Forms to call a purchase: step by step, in one form that forgets nothing."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional, ValidationError

from marketplace.kernel.calendar import closing_instant, local_day
from marketplace.kernel.money import Currency
from marketplace.purchasing.forms.hours import hour_choices
from marketplace.purchasing.forms.typed import (
    count_typed,
    money_typed,
    plain_money,
)
from marketplace.purchasing.models import PurchaseScope
from marketplace.purchasing.services.calls import SHORTEST_CALL
from marketplace.purchasing.services.drafting import CallDraft, ItemDraft
from network.core.text import clean_name
from network.forms.fields import CHOOSE, WRITE, at_most
from network.forms.once import OnceForm
from network.forms.organisations import ChecksField

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wtforms import Field

    from marketplace.catalogue.queries import PresentationCard
    from marketplace.purchasing.queries.pages_calls import CallChoices, Convening
    from marketplace.purchasing.queries.pages_head import Head

#: The steps, and the fields that each one asks for.
STEPS: dict[str, tuple[str, ...]] = {
    "who": ("who", "invited"),
    "what": ("items",),
    "when": (
        "title",
        "closes_on",
        "closes_hour",
        "delivery_place",
        "delivery_on",
        "confirm_hours",
        "advance_percent",
        "note",
    ),
    "check": (),
}
ORDER = tuple(STEPS)
MOST_ITEMS = 12
CONFIRM_HOURS = (24, 48, 72, 96, 120, 168, 336)


class ItemFields(Form):
    """An input to buy and what it costs alone.

    Attributes:
        card: The pack of the catalogue; set by the form that holds these.
        currency: Of the convener's book; set likewise.
        today: The day it is there; set likewise.
    """

    card: PresentationCard | None = None
    currency: Currency = Currency.COP
    today: date = date.max

    presentation_id = HiddenField()
    reference = StringField(
        _l("¿Cuánto cuesta hoy comprando solo?"), validators=[WRITE, at_most(40)]
    )
    reference_on = DateField(_l("¿Qué día vio ese precio?"), validators=[WRITE])
    source = StringField(
        _l("¿Dónde lo vio?"),
        validators=[WRITE, at_most(160)],
        description=_l("Por ejemplo: el almacén del pueblo."),
    )

    def validate_reference(self, field: Field) -> None:
        """Refuse what is no price, and an input that nobody knows."""
        if self.card is None:
            raise ValidationError(
                _("Ese insumo ya no está en el catálogo. Quítelo y busque otro.")
            )
        money_typed(field.data, self.currency)

    def validate_reference_on(self, field: Field) -> None:
        """Refuse a price of tomorrow."""
        if field.data and field.data > self.today:
            raise ValidationError(_("Ese día no ha llegado. Escriba uno pasado."))

    def draft(self) -> ItemDraft:
        """Return what the service takes.  Call only after validation."""
        price = money_typed(self.reference.data, self.currency)
        assert self.card is not None  # checked above
        assert price is not None  # WRITE saw to it
        assert self.reference_on.data is not None
        source = clean_name(self.source.data or "", 160)
        return ItemDraft(self.card.id, price, self.reference_on.data, source)


class CallForm(OnceForm):
    """A whole call; one step is in sight at a time and the others travel along."""

    step = HiddenField(default="who")
    who = RadioField(_l("¿Para quién es la compra?"), validators=[CHOOSE])
    invited = ChecksField(
        _l("¿A qué asociaciones invita?"),
        validators=[Optional()],
        description=_l("Solo para compras de la red. Si no marca, van todas."),
    )
    q = StringField(_l("Buscar insumo"), validators=[at_most(80)])
    items = FieldList(FormField(ItemFields))
    title = StringField(
        _l("Nombre de la compra"),
        validators=[WRITE, at_most(120)],
        description=_l("Corto, como lo diría en una reunión: Abono para la siembra."),
    )
    closes_on = DateField(_l("¿Hasta qué día se anota?"), validators=[WRITE])
    closes_hour = SelectField(_l("¿Hasta qué hora?"), default="18:00")
    delivery_place = StringField(
        _l("¿Dónde se entrega?"), validators=[WRITE, at_most(200)]
    )
    delivery_on = DateField(_l("¿Qué día llega, más o menos?"), validators=[Optional()])
    confirm_hours = SelectField(_l("Tiempo para aceptar el precio final"), default="48")
    advance_percent = StringField(
        _l("Anticipo: de cada 100 pesos, ¿cuántos se piden antes?"),
        validators=[Optional(), at_most(5)],
        description=_l("Vacío si no se pide anticipo."),
    )
    note = TextAreaField(
        _l("Algo más que deban saber"), validators=[Optional(), at_most(2000)]
    )

    def __init__(
        self,
        choices: CallChoices,
        packs: Mapping[int, PresentationCard],
        now: datetime,
        past: Mapping[str, Any] | None = None,
    ) -> None:
        """Offer what may be chosen.

        Args:
            choices: For whom the actor may call.
            packs: The packs of the catalogue that the form names.
            now: The present instant.
            past: What was written before, by field; for an edit.
        """
        super().__init__(data=past)
        self.choices, self.now = choices, now
        self.who.choices = way_choices(choices.ways)
        self.invited.choices = [(str(key), name) for key, name in choices.producers]
        self.closes_hour.choices = hour_choices()
        self.confirm_hours.choices = [
            (str(hours), _hours(hours)) for hours in CONFIRM_HOURS
        ]
        if not self.who.data and choices.ways:
            self.who.data = choices.ways[0].code
        for entry in self.items.entries:
            self._bind(entry.form, packs)

    @property
    def way(self) -> Convening:
        """Who buys and for whom; the first way while none is chosen."""
        return self.choices.way(self.who.data) or self.choices.ways[0]

    @property
    def number(self) -> int:
        """The step in sight, the first being 1."""
        return ORDER.index(self.step.data) + 1

    def press(
        self, pressed: Mapping[str, str], packs: Mapping[int, PresentationCard]
    ) -> bool:
        """Do what the pressed button asks for.

        Args:
            pressed: What was sent.
            packs: Packs that may be added, by id.

        Returns:
            Whether everything is written and was looked over.
        """
        if self.step.data not in STEPS:
            self.step.data = ORDER[0]
        if "agregar" in pressed:
            self._add(pressed["agregar"], packs)
        elif "quitar" in pressed:
            self._remove(pressed["quitar"])
        elif pressed.get("ir", "adelante") == "adelante":
            return self._go_on()
        elif pressed["ir"] in STEPS:
            self.step.data = pressed["ir"]
        return False

    def validate_items(self, field: FieldList) -> None:
        """Refuse a purchase of nothing."""
        if not field.entries:
            raise ValidationError(_("Agregue por lo menos un insumo."))

    def validate_closes_on(self, field: Field) -> None:
        """Refuse an hour that leaves nobody the time to hear of it."""
        if field.data and self.closes_at() - self.now < SHORTEST_CALL:
            raise ValidationError(_("Deje por lo menos un día para que se anoten."))

    def validate_delivery_on(self, field: Field) -> None:
        """Refuse goods that come before they are asked for."""
        if field.data and self.closes_on.data and field.data < self.closes_on.data:
            raise ValidationError(_("Escriba un día después del cierre."))

    def validate_advance_percent(self, field: Field) -> None:
        """Refuse a share that is none."""
        count_typed(field.data, most=100)

    def closes_at(self) -> datetime:
        """Return the closing instant.  Call only with a day."""
        day = self.closes_on.data
        assert day is not None  # WRITE saw to it
        hour = time.fromisoformat(self.closes_hour.data or "18:00")
        return closing_instant(day, hour, self.way.time_zone)

    def draft(self) -> CallDraft:
        """Return what the service takes.  Call only after validation."""
        way = self.way
        is_network = way.scope is PurchaseScope.NETWORK
        invited = (int(key) for key in self.invited.data or ())
        return CallDraft(
            network_id=way.network_id,
            convener_id=way.convener_id,
            scope=way.scope,
            title=self.title.data or "",
            items=tuple(entry.form.draft() for entry in self.items.entries),
            closes_at=self.closes_at(),
            confirm_hours=int(self.confirm_hours.data or 48),
            advance_percent=count_typed(self.advance_percent.data) or 0,
            delivery_place=self.delivery_place.data or "",
            delivery_on=self.delivery_on.data,
            note=self.note.data or "",
            invited=tuple(invited) if is_network else (),
        )

    def _go_on(self) -> bool:
        """Go to the next step, or back to the first one with an error."""
        self.validate()
        reached = ORDER.index(self.step.data)
        for place, name in enumerate(ORDER):
            if place > reached:
                self._forgive(STEPS[name])
            elif any(self[field].errors for field in STEPS[name]):
                self.step.data = name
                reached = place
        if self.errors:
            return False
        if reached == len(ORDER) - 1:
            return True
        self.step.data = ORDER[reached + 1]
        return False

    def _forgive(self, names: tuple[str, ...]) -> None:
        """Take back what was said of fields that nobody has seen yet."""
        for name in names:
            self[name].errors = []

    def _add(self, typed: str, packs: Mapping[int, PresentationCard]) -> None:
        key = int(typed) if typed.isascii() and typed.isdigit() else 0
        held = {entry.form.presentation_id.data for entry in self.items.entries}
        if key not in packs or str(key) in held:
            return
        if len(held) >= MOST_ITEMS:
            self.form_errors.append(_("Esta compra ya tiene muchos insumos."))
            return
        today = local_day(self.now, self.way.time_zone)
        entry = self.items.append_entry(
            {"presentation_id": str(key), "reference_on": today}
        )
        self._bind(entry.form, packs)

    def _remove(self, typed: str) -> None:
        self.items.entries = [
            entry
            for entry in self.items.entries
            if entry.form.presentation_id.data != typed
        ]

    def _bind(self, fields: ItemFields, packs: Mapping[int, PresentationCard]) -> None:
        key = fields.presentation_id.data or ""
        fields.card = packs.get(int(key)) if key.isascii() and key.isdigit() else None
        fields.currency = self.way.currency
        fields.today = local_day(self.now, self.way.time_zone)


def written(head: Head, way: Convening) -> dict[str, Any]:
    """Return a draft as if somebody had typed it."""
    there = head.closes_at.astimezone(ZoneInfo(way.time_zone))
    return {
        "step": "check",
        "who": way.code,
        "invited": [str(part.organisation_id) for part in head.parts],
        "items": [
            {
                "presentation_id": str(item.presentation_id),
                "reference": plain_money(item.reference),
                "reference_on": item.reference_on,
                "source": item.source,
            }
            for item in head.items
        ],
        "title": head.title,
        "closes_on": there.date(),
        "closes_hour": f"{there.hour:02d}:00",
        "delivery_place": head.delivery_place,
        "delivery_on": head.delivery_on,
        "confirm_hours": str(head.confirm_hours),
        "advance_percent": str(head.advance_percent) if head.advance_percent else "",
        "note": head.note,
    }


def suggested(choices: CallChoices, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return a call to which somebody suggested whom to invite.

    Args:
        choices: For whom the actor may call.
        asked: The parameters of the address: ``red``, the network, and
            ``invitadas``, keys of associations with hyphens between them.

    Returns:
        A purchase of several associations, bought by one of those invited if
        it can; nothing if the address makes no sense here.
    """
    known = {str(key) for key, _name in choices.producers}
    invited = [key for key in asked.get("invitadas", "").split("-") if key in known]
    ways = [
        way
        for way in choices.ways
        if str(way.network_id) == asked.get("red")
        and way.scope is PurchaseScope.NETWORK
    ]
    if not invited or not ways:
        return {}
    # Whoever buys is one of the invited, if the actor may call for it.
    ways.sort(key=lambda way: str(way.convener_id) not in invited)
    return {"who": ways[0].code, "invited": invited}


def way_choices(ways: Sequence[Convening]) -> list[tuple[str, str]]:
    """Return the ways to call a purchase, with words that tell them apart."""
    texts = [way_text(way) for way in ways]
    return [
        (
            way.code,
            f"{text} ({way.network})" if texts.count(text) > 1 else text,
        )
        for way, text in zip(ways, texts, strict=True)
    ]


def way_text(way: Convening) -> str:
    """Return one way to call a purchase, in words."""
    if way.scope is PurchaseScope.ASSOCIATION:
        return _("Solo los asociados de %(name)s", name=way.convener)
    return _(
        "Varias asociaciones: %(network)s. Compra %(name)s.",
        network=way.network,
        name=way.convener,
    )


def _hours(hours: int) -> str:
    """Return a number of hours in days: "2 días"."""
    days = hours // 24
    return _("1 día") if days == 1 else _("%(days)s días", days=days)
