"""The form that brings in a list of ties for an exploratory map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField
from wtforms.validators import Optional

from network.core.tie_lists import TieList, TieListError, as_list, read_tie_list
from network.forms.fields import WRITE, at_most, name_field
from network.forms.once import OnceForm
from network.services.explored import NewExploredMap
from network.web import name_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class ExploredForm(OnceForm):
    """Bring in a list of ties, as a file or pasted."""

    name = name_field(
        _("Nombre del mapa"), description=_("Por ejemplo: Cacao del norte, 2026.")
    )
    territory = StringField(
        _("Territorio"),
        validators=[WRITE, at_most(200)],
        description=_("Municipios, veredas o cuenca de los que habla la lista."),
    )
    source_note = TextAreaField(
        _("De dónde sale la lista"),
        validators=[Optional(), at_most(500)],
        description=_("Un taller, una encuesta, un censo: quién la hizo y cuándo."),
        render_kw={"rows": 3},
    )
    file = FileField(
        _("Archivo"),
        validators=[Optional()],
        description=_("CSV, GraphML, GEXF o JSON. Máximo 600 organizaciones."),
        render_kw={"accept": ".csv,.txt,.graphml,.gexf,.json,.xml"},
    )
    text = TextAreaField(
        _("O pegue aquí la lista"),
        validators=[Optional()],
        description=_(
            "Un lazo por renglón: Asociación Uno - Cooperativa Dos."
            " También con punto y coma: origen; destino; peso; tipo."
        ),
        render_kw={"rows": 8},
    )

    def __init__(self) -> None:
        """Begin with nothing read."""
        super().__init__()
        self.listed: TieList | None = None

    def validate(
        self, extra_validators: Mapping[str, Sequence[Any]] | None = None
    ) -> bool:
        """Check the fields and read the list."""
        right: bool = super().validate(extra_validators)
        return self._read() and right

    def _read(self) -> bool:
        """Read the file, or else what was pasted; keep it as text."""
        held = self.file.data
        sent = held if held and held.filename else None
        field = self.file if sent else self.text
        if sent is None and not (self.text.data or "").strip():
            self._refuse(self.text, [_("Escoja un archivo o pegue la lista.")])
            return False
        try:
            if sent is not None:
                self.text.data = as_list(sent.stream.read())
            self.listed = read_tie_list(self.text.data or "")
        except TieListError as error:
            told = [f"{each.place}: {each.message}" for each in error.faults]
            self._refuse(field, [name_of(error.kind), *told])
            return False
        return True

    @staticmethod
    def _refuse(field: Any, sentences: Sequence[object]) -> None:  # noqa: ANN401 - WTForms fields of two kinds
        field.errors = [*field.errors, *sentences]

    def explored_map(self) -> NewExploredMap:
        """Return what the service takes.  Call only after validation."""
        assert self.listed is not None  # validate read it
        return NewExploredMap(
            name=self.name.data or "",
            territory=self.territory.data or "",
            source_note=self.source_note.data or "",
            ties=self.listed,
        )
