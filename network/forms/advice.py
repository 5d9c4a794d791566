"""What a coordinator types about proposals and tasks, understood."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional, ValidationError

from network.forms.fields import CHOOSE, WRITE, DayField, at_most
from network.forms.once import OnceForm
from network.models import TaskKind
from network.services.coordination import WOVEN, Contact, Outcome
from network.services.proposals import LONGEST, YEAR, TaskPlan
from network.web import name_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from wtforms import Field

    from network.queries.advice import ProposalRow, TaskRow
    from network.queries.red import Named

#: Days that a task is given unless somebody says otherwise.
USUAL_DAYS = 14


class AcceptForm(OnceForm):
    """Take a proposal on: how, until when."""

    kind = RadioField(_l("¿Cómo las va a acercar?"), validators=[CHOOSE])
    due_on = DayField(_l("¿Para qué día?"), validators=[WRITE])
    note = StringField(
        _l("Nota para acordarse"), validators=[Optional(), at_most(LONGEST)]
    )

    def __init__(self, row: ProposalRow, day: date) -> None:
        """Offer ways to bring two together.

        Args:
            row: The proposal.
            day: The day it is there.
        """
        super().__init__(data={"due_on": day + timedelta(days=USUAL_DAYS)})
        self.today = day
        words = {
            TaskKind.PURCHASE: _("Invitarlas a una compra conjunta"),
            TaskKind.VISIT: _("Planear una visita entre las dos"),
            TaskKind.MEETING: _("Citarlas a una reunión"),
            TaskKind.TRAINING: _("Hacer un taller con las dos"),
        }
        self.kind.choices = [(kind.value, text) for kind, text in words.items()]
        if self.kind.data is None and row.reason.chains:
            # Both work in the same chain, so that they need the same inputs.
            self.kind.data = TaskKind.PURCHASE.value

    def validate_due_on(self, field: Field) -> None:
        """Refuse a day that is past or far away."""
        if field.data and not self.today <= field.data <= self.today + YEAR:
            raise ValidationError(_("Escoja un día desde hoy y antes de un año."))

    def plan(self) -> TaskPlan:
        """Return what the service takes.  Call only after validation."""
        day = self.due_on.data
        assert day is not None  # WRITE saw to it
        return TaskPlan(TaskKind(self.kind.data), day, self.note.data or "")


class ReasonForm(OnceForm):
    """Decide against something, with a reason."""

    reason = TextAreaField(_l("¿Por qué?"), validators=[WRITE, at_most(LONGEST)])


class FinishForm(OnceForm):
    """Write down what came of a task."""

    happened_on = DayField(_l("¿Qué día fue?"), validators=[WRITE])
    result = TextAreaField(
        _l("¿Qué resultó?"),
        validators=[Optional(), at_most(LONGEST)],
        description=_l("Por ejemplo: quedaron de comprar juntas el abono."),
    )

    def __init__(self, day: date) -> None:
        """Expect a day up to this one."""
        super().__init__(data={"happened_on": day})
        self.today = day

    def validate_happened_on(self, field: Field) -> None:
        """Refuse a day that has not come, or long ago."""
        if field.data and not self.today - YEAR < field.data <= self.today:
            raise ValidationError(_("Escriba un día que ya pasó, del último año."))

    def outcome(self) -> Outcome:
        """Return what the service takes.  Call only after validation."""
        day = self.happened_on.data
        assert day is not None  # WRITE saw to it
        return Outcome(day, self.result.data or "")


class ContactForm(FinishForm):
    """Write down that two met, without anybody having proposed it."""

    kind = RadioField(_l("¿Qué hicieron?"), validators=[CHOOSE])
    one = SelectField(_l("Una organización"), validators=[CHOOSE])
    other = SelectField(_l("La otra"), validators=[CHOOSE])

    def __init__(self, day: date, organisations: Sequence[Named]) -> None:
        """Offer the organisations of the network.

        Args:
            day: The day it is there.
            organisations: All of them, by name.
        """
        super().__init__(day)
        self.kind.choices = [(kind.value, name_of(kind)) for kind in WOVEN]
        options = [("", ""), *((str(each.id), each.name) for each in organisations)]
        self.one.choices = self.other.choices = options

    def validate_other(self, field: Field) -> None:
        """Refuse an organisation that met itself."""
        if field.data and field.data == self.one.data:
            raise ValidationError(_("Escoja dos organizaciones distintas."))

    def contact(self) -> Contact:
        """Return what the service takes.  Call only after validation."""
        return Contact(
            TaskKind(self.kind.data),
            int(self.one.data),
            int(self.other.data),
            self.outcome(),
        )


def finish_form(row: TaskRow, day: date) -> FinishForm | None:
    """Return the form that ends a task by hand; none if it ends by itself."""
    return FinishForm(day) if row.is_open and not row.is_purchase else None
