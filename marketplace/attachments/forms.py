"""A photograph or document that somebody hands in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms.validators import ValidationError

from marketplace.attachments.services import Upload

if TYPE_CHECKING:
    from wtforms import Field


class UploadForm(FlaskForm):
    """Hand in one photograph or PDF."""

    file = FileField(
        _("Foto o documento"),
        description=_("JPG, PNG o WebP hasta 8 MB, o PDF hasta 10 MB."),
        render_kw={"accept": "image/jpeg,image/png,image/webp,application/pdf"},
    )

    def validate_file(self, field: Field) -> None:
        """Ask for a file; what it is shows in its bytes, later."""
        if not field.data or not field.data.filename:
            raise ValidationError(_("Escoja un archivo."))

    def upload(self, organisation_id: int) -> Upload:
        """Return what the service takes.  Call only after validation."""
        held = self.file.data
        assert held is not None  # validate_file saw to it
        raw = held.stream.read()
        held.close()
        return Upload(organisation_id, raw, held.filename or "")
