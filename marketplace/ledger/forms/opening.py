"""What is typed into the page of opening balances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    FieldList,
    FileField,
    Form,
    FormField,
    HiddenField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import Optional, ValidationError

from marketplace.attachments.services import read_table
from marketplace.kernel.money import Currency, Money
from marketplace.ledger.core.opening import OpeningLine
from marketplace.ledger.forms import day_field, money_typed
from marketplace.ledger.services.opening import OpeningBalances
from network.errors import InvalidError
from network.forms import OnceForm
from network.web import explain

if TYPE_CHECKING:
    from wtforms import Field

    from marketplace.attachments.core.tables import Table
    from marketplace.ledger.queries.desks import OpeningDesk, Party

#: Accounts that fit into one page; more go in again, or by a sheet.
ROWS = 8
_OURS, _THEIRS = "owes_us", "we_owe"


class OpeningRowForm(Form):
    """One party and what stood open."""

    account = SelectField(_("¿Quién?"), validators=[Optional()])
    side = SelectField(
        _("¿Qué pasa?"),
        choices=[
            SelectChoice(_OURS, _("Nos debe")),
            SelectChoice(_THEIRS, _("Le debemos, o tiene a favor")),
        ],
        default=_OURS,
    )
    amount = StringField(_("¿Cuánto?"), validators=[Optional()])


class OpeningForm(FlaskForm):
    """Type opening balances."""

    day = day_field(_("¿En qué fecha era así?"))
    cash = StringField(_("¿Cuánto había en la caja?"), validators=[Optional()])
    bank = StringField(_("¿Cuánto había en el banco?"), validators=[Optional()])
    rows = FieldList(FormField(OpeningRowForm), min_entries=ROWS, max_entries=ROWS)

    def __init__(self, desk: OpeningDesk) -> None:
        super().__init__()
        self.currency = desk.currency
        self.begun = {row.name.code for row in desk.standing}
        choices = {
            "": [("", gettext("Nadie"))],
            gettext("Asociados"): self._offer(desk.members),
            gettext("Asociaciones"): self._offer(desk.associations),
            gettext("Proveedores"): self._offer(desk.suppliers),
        }
        for row in self.rows:
            row.form.account.choices = [
                SelectChoice(code, name, optgroup=group or None)  # type: ignore[call-arg] # the stubs lag behind
                for group, offered in choices.items()
                for code, name in offered
            ]

    def _offer(self, parties: tuple[Party, ...]) -> list[tuple[str, str]]:
        """Return those who have no opening balance yet."""
        return [
            (party.code, party.name)
            for party in parties
            if party.code not in self.begun
        ]

    def validate_cash(self, field: Field) -> None:
        """Refuse what is not an amount, in the person's words."""
        money_typed(field.data, self.currency)

    def validate_bank(self, field: Field) -> None:
        """Refuse what is not an amount, in the person's words."""
        money_typed(field.data, self.currency)

    def validate_rows(self, field: FieldList) -> None:
        """Refuse rows that are half filled in, or say nothing together."""
        seen: set[str] = set()
        sound = [self._is_sound(row.form, seen) for row in field]
        if not all(sound):
            raise ValidationError(gettext("Complete las filas marcadas."))
        if not self.lines():
            raise ValidationError(gettext("Escriba por lo menos un saldo."))

    def _is_sound(self, row: OpeningRowForm, seen: set[str]) -> bool:
        """Tell whether a row is empty or whole; mark what is wrong in it."""
        code, typed = row.account.data or "", (row.amount.data or "").strip()
        if not code and not typed:
            return True
        row.account.errors, row.amount.errors = [], []
        if not code:
            row.account.errors = [gettext("Escoja de quién es este valor.")]
        elif code in seen:
            row.account.errors = [gettext("Ya está en otra fila.")]
        seen.add(code)
        try:
            if not money_typed(typed, self.currency):
                row.amount.errors = [gettext("Escriba un valor mayor que cero.")]
        except ValidationError as error:
            row.amount.errors = [str(error)]
        return not (row.account.errors or row.amount.errors)

    def lines(self) -> tuple[OpeningLine, ...]:
        """Return what was typed.  Amounts that cannot be read are left out."""
        found = []
        for code, field in (("cash", self.cash), ("bank", self.bank)):
            amount = self._money(field.data)
            if amount:
                found.append(OpeningLine(code, amount))
        for row in self.rows:
            amount = self._money(row.form.amount.data)
            if row.form.account.data and amount:
                ours = row.form.side.data == _OURS
                found.append(
                    OpeningLine(row.form.account.data, amount if ours else -amount)
                )
        return tuple(found)

    def _money(self, typed: str | None) -> Money | None:
        try:
            return money_typed(typed, self.currency) if typed else None
        except ValidationError:
            return None


class OpeningSheetForm(FlaskForm):
    """Bring opening balances in from a spreadsheet."""

    day = day_field(_("¿En qué fecha era así?"), element_id="sheet-day")
    sheet = FileField(
        _("Archivo de Excel o CSV"),
        description=_("La plantilla ya trae los nombres. Llene solo los valores."),
    )
    table: Table | None = None

    def validate_sheet(self, field: Field) -> None:
        """Refuse what is no table that can be read."""
        upload = field.data
        if not upload or not upload.filename:
            raise ValidationError(gettext("Escoja el archivo que quiere traer."))
        try:
            self.table = read_table(upload.stream.read(), upload.filename)
        except InvalidError as error:
            raise ValidationError(explain(error)) from error


class OpeningCheckForm(OnceForm):
    """Balances that were looked over and travel with the page."""

    day = day_field(_("¿En qué fecha era así?"))
    lines = HiddenField()
    currency = Currency.COP

    def carry(self, lines: tuple[OpeningLine, ...]) -> None:
        """Put the balances into the page."""
        self.lines.data = " ".join(f"{each.code}={each.amount.minor}" for each in lines)

    def validate_lines(self, field: Field) -> None:
        """Refuse a page that lost its balances."""
        try:
            self._read(field.data)
        except ValueError as error:
            message = gettext("Esta página quedó incompleta. Ábrala de nuevo.")
            raise ValidationError(message) from error

    def balances(self, book_id: int) -> OpeningBalances:
        """Return what the service takes.  Call only after validation."""
        day = self.day.data
        assert day is not None  # InputRequired saw to it
        return OpeningBalances(book_id, day, self._read(self.lines.data))

    def _read(self, text: str | None) -> tuple[OpeningLine, ...]:
        found = []
        for part in (text or "").split():
            code, _equals, minor = part.partition("=")
            found.append(OpeningLine(code, Money(int(minor), self.currency)))
        return tuple(found)
