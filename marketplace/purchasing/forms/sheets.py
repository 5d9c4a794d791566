"""Forms that bring a spreadsheet in: send it, look it over, decide.

Between the first look and the decision the file travels inside the page,
packed, so that nothing is kept that nobody decided on.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, FileField, HiddenField, SelectField, StringField
from wtforms.validators import Optional, ValidationError

from marketplace.attachments.core.tables import (
    EmptyTableError,
    Table,
    TableTooLargeError,
    UnreadableTableError,
)
from marketplace.attachments.services import read_table
from marketplace.kernel.money import Money
from marketplace.purchasing.core.line_rows import COLUMNS
from marketplace.purchasing.forms.quote_terms import TermFields
from marketplace.purchasing.services.line_import import LineFile
from marketplace.purchasing.services.quote_import import QuoteFile
from network.errors import InvalidError
from network.forms.fields import at_most
from network.forms.once import OnceForm
from network.web import explain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from wtforms import Field

    from marketplace.kernel.money import Currency

#: Most letters of a packed file: a form field may not hold much more.
MOST_PACKED = 400_000
#: Most bytes of a file that came packed, once opened.
MOST_OPENED = 5_000_000


class SheetForm(FlaskForm):
    """Choose the file to bring in."""

    sheet = FileField(
        _l("Archivo de Excel o CSV"),
        description=_l("La primera fila dice qué hay en cada columna."),
    )
    table: Table | None = None
    packed = ""

    def validate_sheet(self, field: Field) -> None:
        """Refuse what is no table that can be read."""
        upload = field.data
        if not upload or not upload.filename:
            raise ValidationError(_("Escoja el archivo que quiere traer."))
        raw = upload.stream.read()
        try:
            self.table = read_table(raw, upload.filename)
        except (UnreadableTableError, TableTooLargeError, EmptyTableError) as error:
            raise ValidationError(explain(error)) from error
        self.packed = pack(raw)
        if len(self.packed) > MOST_PACKED:
            raise ValidationError(
                _("El archivo es muy grande. Parta la lista en varios archivos.")
            )

    @property
    def filename(self) -> str:
        """What the person calls the file."""
        upload = self.sheet.data
        return str(upload.filename)[:120] if upload else ""


class PackedSheet(OnceForm):
    """A file that was looked over and travels with the page."""

    packed = HiddenField()
    filename = HiddenField()
    table: Table | None = None

    def validate_packed(self, field: Field) -> None:
        """Refuse a page that lost its file."""
        try:
            self.table = read_table(unpack(field.data or ""), self.filename.data or "")
        except (ValueError, InvalidError) as error:
            raise ValidationError(
                _("Esta página quedó incompleta. Traiga el archivo otra vez.")
            ) from error


class PriceSheetForm(PackedSheet, TermFields):
    """A price list with the terms of its offer."""

    sheet = FileField(
        _l("Lista de precios en Excel o CSV"),
        description=_l("Con columnas para insumo, desde qué cantidad y precio."),
    )

    def __init__(self, currency: Currency, today: date) -> None:
        """Begin with an offer that came today."""
        super().__init__(data={"received_on": today})
        self.know(currency, today)

    def validate_packed(self, field: Field) -> None:
        """Take the file that came now, or the one that travels with the page."""
        upload = self.sheet.data
        if upload and upload.filename:
            field.data = pack(upload.stream.read())
            self.filename.data = str(upload.filename)[:120]
        if not field.data:
            raise ValidationError(_("Escoja el archivo que quiere traer."))
        try:
            self.table = read_table(unpack(field.data), self.filename.data or "")
        except ValueError as error:
            raise ValidationError(
                _("El archivo es muy grande. Parta la lista en varios archivos.")
            ) from error
        except InvalidError as error:
            raise ValidationError(explain(error)) from error

    def money_of(self, minor: int | None) -> Money | None:
        """Return a price of the list as money, for the page."""
        return None if minor is None else Money(minor, self.of_currency)

    def file(self, supplier_id: int) -> QuoteFile:
        """Return what the service takes.  Call only after validation."""
        assert self.table is not None  # validation read it
        return QuoteFile(self.terms(supplier_id), self.table)


class LineSheetForm(PackedSheet):
    """Which column is which, and what to do with rows that have errors."""

    add_unknown = BooleanField(
        _l("Anotar como asociados nuevos a quienes no están en la lista")
    )
    witness = StringField(
        _l("Autorizaron de palabra ante"), validators=[Optional(), at_most(120)]
    )
    only_good = BooleanField(_l("Traer solo las filas buenas"))
    name = SelectField(_l("Nombre"), validators=[Optional()])
    phone = SelectField(_l("Celular"), validators=[Optional()])
    item = SelectField(_l("Insumo"), validators=[Optional()])
    wanted = SelectField(_l("Cantidad"), validators=[Optional()])
    at_most = SelectField(_l("Hasta"), validators=[Optional()])
    at_least = SelectField(_l("Mínimo"), validators=[Optional()])

    def offer(self, headers: tuple[str, ...], found: Mapping[str, int]) -> None:
        """Offer the columns of the file, with those that were recognised."""
        choices = [("", _("No está"))] + [
            (str(place), header or _("Columna %(number)s", number=place + 1))
            for place, header in enumerate(headers)
        ]
        for name in COLUMNS:
            field = self[name]
            assert isinstance(field, SelectField)  # one for each column
            field.choices = choices
            if field.data is None:
                field.data = str(found.get(name, ""))

    def columns(self) -> dict[str, int]:
        """Return the place of each column that was chosen."""
        chosen = {name: self[name].data or "" for name in COLUMNS}
        return {
            name: int(text)
            for name, text in chosen.items()
            if text.isascii() and text.isdigit()
        }

    def file(self, organisation_id: int) -> LineFile:
        """Return what the service takes.  Call only with a table."""
        assert self.table is not None  # validation read it
        return LineFile(
            organisation_id,
            self.table,
            self.columns() or None,
            add_unknown=bool(self.add_unknown.data),
            witness=self.witness.data or "",
            only_good=bool(self.only_good.data),
            filename=self.filename.data or "",
        )


def pack(raw: bytes) -> str:
    """Return a file as text that fits into a page."""
    return base64.b85encode(zlib.compress(raw, 9)).decode()


def unpack(text: str) -> bytes:
    """Return the file that :func:`pack` packed.

    Raises:
        ValueError: If the text is no packed file, or opens to too much.
    """
    if len(text) > MOST_PACKED:
        raise ValueError(len(text))
    opener = zlib.decompressobj()
    try:
        raw = opener.decompress(base64.b85decode(text), MOST_OPENED)
    except (zlib.error, binascii.Error) as error:
        raise ValueError(len(text)) from error
    if opener.unconsumed_tail:
        raise ValueError(len(raw))
    return raw


def first_look(form: SheetForm) -> dict[str, Any]:
    """Return what the second page begins with.  Call only after validation."""
    return {"packed": form.packed, "filename": form.filename}
