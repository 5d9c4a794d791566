"""Forms for changing a sharing by hand and for handing goods over."""

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
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional, ValidationError

from marketplace.purchasing.forms.typed import count_typed
from marketplace.purchasing.models import ProofKind
from marketplace.purchasing.services.adjusting import ShareChange
from marketplace.purchasing.services.handing import Handing
from network.forms.fields import CHOOSE, WRITE, at_most
from network.forms.once import OnceForm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wtforms import Field

    from marketplace.purchasing.queries.pages_head import ItemCard
    from marketplace.purchasing.queries.sharing import ShareRow

_STALE = _l("Esta página quedó incompleta. Ábrala de nuevo.")
#: Stands for the units that nobody takes.
_SURPLUS = "sobra"


class ChangeForm(OnceForm):
    """Move units of one item from somebody to somebody else."""

    giver = SelectField(_l("¿A quién se le quitan?"), validators=[CHOOSE])
    taker = SelectField(_l("¿A quién se le dan?"), validators=[CHOOSE])
    units = StringField(_l("¿Cuántos?"), validators=[WRITE, at_most(20)])
    reason = TextAreaField(
        _l("¿Por qué?"),
        validators=[WRITE, at_most(300)],
        description=_l("La razón la leen las dos personas."),
    )

    def __init__(self, item_id: int, rows: Sequence[ShareRow], surplus: int) -> None:
        """Offer the people who share the item, and what is left over."""
        super().__init__()
        self.item_id = item_id
        people = [
            SelectChoice(
                f"{row.organisation_id}-{row.person_id}",
                _(
                    "%(person)s, %(organisation)s: %(units)s",
                    person=row.person,
                    organisation=row.organisation,
                    units=row.final,
                ),
            )
            for row in rows
        ]
        rest = SelectChoice(_SURPLUS, _("Lo que sobra: %(units)s", units=surplus))
        first = SelectChoice("", _("Escoja"))
        self.giver.choices = [first, rest, *people]
        self.taker.choices = [first, rest, *people]

    def validate_units(self, field: Field) -> None:
        """Refuse what is no number above zero."""
        count_typed(field.data, least=1)

    def change(self) -> ShareChange:
        """Return what the service takes.  Call only after validation."""
        return ShareChange(
            self.item_id,
            _end(self.giver.data),
            _end(self.taker.data),
            count_typed(self.units.data) or 0,
            self.reason.data or "",
        )


class HandedFields(Form):
    """How many of one item change hands.

    Attributes:
        item: The item; set by the form that holds these fields.
        left: Units that are still to be handed over; set likewise.
    """

    item: ItemCard | None = None
    left: int = 0

    item_id = HiddenField()
    units = StringField(_l("¿Cuántos entrega?"), validators=[at_most(20)])

    def validate_units(self, field: Field) -> None:
        """Refuse what is no number, or more than is left."""
        if self.item is None:
            raise ValidationError(_STALE)
        count_typed(field.data, most=self.left)

    def count(self) -> int:
        """Return the units.  Call only after validation."""
        return count_typed(self.units.data) or 0


class HandForm(OnceForm):
    """Hand goods over, with a proof."""

    items = FieldList(FormField(HandedFields))
    proof = RadioField(_l("¿Cómo queda constancia?"), validators=[CHOOSE])
    code = StringField(
        _l("Código de cuatro números"),
        validators=[at_most(10)],
        description=_l("La persona lo ve en su celular, en esta compra."),
    )
    witness = StringField(_l("Nombre del testigo"), validators=[at_most(120)])

    def __init__(
        self,
        left: Mapping[int, int],
        cards: Sequence[ItemCard],
        *,
        with_code: bool,
    ) -> None:
        """Propose to hand everything over that is left.

        Args:
            left: Units that are still to be handed over, by item.
            cards: The inputs of the purchase.
            with_code: Whether the receiver has a code to say.
        """
        rows = [
            {"item_id": str(key), "units": str(units)} for key, units in left.items()
        ]
        super().__init__(data={"items": rows})
        choices = [
            SelectChoice(ProofKind.SIGNATURE.value, _("Firmó la lista")),
            SelectChoice(ProofKind.PIN.value, _("Dijo su código")),
            SelectChoice(ProofKind.WITNESS.value, _("Hay un testigo")),
        ]
        if not with_code:
            del choices[1], self.code
        self.proof.choices = choices
        known = {str(card.id): card for card in cards if card.id in left}
        for entry in self.items.entries:
            fields = entry.form
            fields.item = known.get(str(fields.item_id.data))
            fields.left = left[fields.item.id] if fields.item else 0

    def validate_witness(self, field: Field) -> None:
        """Ask for the witness when that is the proof."""
        is_proof = self.proof.data == ProofKind.WITNESS.value
        if is_proof and not (field.data or "").strip():
            raise ValidationError(_("Escriba el nombre del testigo."))

    def validate_code(self, field: Field) -> None:
        """Ask for the code when that is the proof."""
        is_proof = self.proof.data == ProofKind.PIN.value
        if is_proof and not (field.data or "").strip():
            raise ValidationError(_("Escriba los cuatro números que le diga."))

    def validate_proof(self, field: Field) -> None:
        """Refuse a page that hands nothing over."""
        if not any(entry.form.units.data for entry in self.items.entries):
            raise ValidationError(_("Escriba antes cuántos entrega."))
        if field.data not in {choice.value for choice in self.proof.choices}:
            raise ValidationError(_("Escoja cómo queda constancia."))

    def handings(self) -> list[Handing]:
        """Return what the service takes.  Call only after validation."""
        proof = ProofKind(self.proof.data)
        return [
            Handing(
                int(entry.form.item_id.data or 0),
                entry.form.count(),
                proof,
                (self.witness.data or "") if proof is ProofKind.WITNESS else "",
                (self.code.data or "") if "code" in self else "",
            )
            for entry in self.items.entries
            if entry.form.count()
        ]


class LeftForm(OnceForm):
    """Say that the sharing is over, and why if something is left."""

    reason = TextAreaField(
        _l("¿Qué pasa con lo que falta por entregar?"),
        validators=[Optional(), at_most(300)],
    )


def _end(chosen: str | None) -> tuple[int, int] | None:
    """Return association and person, None for the surplus."""
    if chosen == _SURPLUS:
        return None
    organisation_id, _dash, person_id = (chosen or "").partition("-")
    return int(organisation_id), int(person_id)
