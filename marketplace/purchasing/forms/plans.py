"""Forms about plans: what to respect, which one to choose, whom one knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, StringField
from wtforms.validators import Optional, ValidationError

from marketplace.purchasing.forms.typed import count_typed
from marketplace.purchasing.services.plans import Insisted
from network.forms.fields import CHOOSE, WRITE, at_most
from network.forms.once import OnceForm
from network.forms.organisations import ChecksField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wtforms import Field


class InsistForm(OnceForm):
    """What another plan has to respect."""

    use = ChecksField(_l("Comprar por fuerza a"), validators=[Optional()])
    avoid = ChecksField(_l("No comprar a"), validators=[Optional()])
    at_most = StringField(
        _l("¿A cuántos proveedores, como máximo?"), validators=[Optional()]
    )
    single = BooleanField(_l("Cada insumo de un solo proveedor"))

    def __init__(self, suppliers: Sequence[tuple[int, str]]) -> None:
        """Offer the suppliers that were heard."""
        super().__init__()
        choices = [(str(key), name) for key, name in suppliers]
        self.use.choices = choices
        self.avoid.choices = choices

    def validate_avoid(self, field: Field) -> None:
        """Refuse to use and to avoid the same supplier."""
        if set(field.data or ()) & set(self.use.data or ()):
            raise ValidationError(
                _("Un proveedor está en las dos listas. Déjelo en una.")
            )

    def validate_at_most(self, field: Field) -> None:
        """Refuse what is no number of suppliers."""
        most = count_typed(field.data, least=1, most=50)
        if most is not None and most < len(self.use.data or ()):
            raise ValidationError(
                _("Son menos que los que obliga a usar. Suba el número.")
            )

    def validate_single(self, _field: Field) -> None:
        """Refuse to ask for nothing in particular."""
        fields = (self.use, self.avoid, self.at_most, self.single)
        if not any(field.data for field in fields):
            raise ValidationError(_("Escoja por lo menos una condición."))

    def insisted(self) -> Insisted:
        """Return what the service takes.  Call only after validation."""
        return Insisted(
            frozenset(int(key) for key in self.use.data or ()),
            frozenset(int(key) for key in self.avoid.data or ()),
            bool(self.single.data),
            count_typed(self.at_most.data),
        )


class ChooseForm(OnceForm):
    """Choose a plan."""

    reason = StringField(_l("¿Por qué este?"), validators=[Optional(), at_most(300)])


class InterestForm(FlaskForm):
    """Say that one is related to a supplier."""

    supplier = RadioField(_l("¿Con cuál proveedor?"), validators=[CHOOSE])
    relation = StringField(
        _l("¿Qué relación tiene?"),
        validators=[WRITE, at_most(160)],
        description=_l("Por ejemplo: trabajo allá, o es de mi familia."),
    )

    def __init__(self, suppliers: Sequence[tuple[int, str]]) -> None:
        """Offer the suppliers that were heard."""
        super().__init__()
        self.supplier.choices = [(str(key), name) for key, name in suppliers]

    def chosen(self) -> int:
        """Return the supplier.  Call only after validation."""
        return int(self.supplier.data or 0)
