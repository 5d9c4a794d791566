"""What can be taken away of a network: files for other programs, and paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request
from flask_babel import format_date, get_locale
from flask_babel import gettext as _

from network.core.text import slug
from network.db import db
from network.errors import NotFoundError
from network.forms.looking import read_looking
from network.models import Layer, OrganisationKind
from network.queries import directory, red, takeaway
from network.queries.woven import WantedTies, Woven, woven
from network.views.papers import drawing_png, reading_pdf
from network.views.red.history import long_month
from network.views.red.pages import nothing_measured, open_screen
from network.views.red.words import alert_words
from network.views.shared import chain_names
from network.web import (
    current_actor,
    current_day,
    login_required,
    name_of,
    render_page,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flask.typing import ResponseReturnValue

    from network.queries.red import MonthReading, RedReading
    from network.queries.takeaway import Words
    from network.views.red.screen import Screen

bp = Blueprint("exports", __name__)


def _written(text: str) -> bytes:
    return text.encode()


#: How each file is written, what it is, and how its name ends.
_WRITERS: dict[str, tuple[Callable[[Woven, Words], bytes], str, str]] = {
    "graphml": (takeaway.as_graphml, "application/graphml+xml", ".graphml"),
    "gexf": (takeaway.as_gexf, "application/gexf+xml", ".gexf"),
    "json": (takeaway.as_node_link, "application/json", ".json"),
    "lazos": (takeaway.ties_csv, "text/csv; charset=utf-8", "-lazos.csv"),
    "organizaciones": (
        takeaway.organisations_csv,
        "text/csv; charset=utf-8",
        "-organizaciones.csv",
    ),
    "svg": (
        lambda whole, words: _written(_drawing(whole, words)),
        "image/svg+xml",
        ".svg",
    ),
    "png": (
        lambda whole, words: drawing_png(_drawing(whole, words)),
        "image/png",
        ".png",
    ),
}


@bp.get("/red/<int:network_id>/salidas")
@login_required
def listing(network_id: int) -> ResponseReturnValue:
    """Show what can be taken away, of which month and which ties."""
    actor, session, looking = current_actor(), db.session(), read_looking(request.args)
    months = red.months_of(session, network_id, actor=actor)
    return render_page(
        "network/woven/exports.html",
        network=directory.network_card(session, network_id, actor=actor),
        measured=_measured(months, looking.month),
        looking=looking,
        months=list(reversed(months)),
        month_words=long_month,
        all_layers=tuple(Layer),
    )


@bp.get(
    "/red/<int:network_id>/salidas/"
    "<any(graphml, gexf, json, lazos, organizaciones, svg, png):kind>"
)
@login_required
def file(network_id: int, kind: str) -> ResponseReturnValue:
    """Give a file of the network."""
    whole = _whole(network_id)
    write, media, ending = _WRITERS[kind]
    return _attached(write(whole, _words()), media, _name(whole) + ending)


@bp.get("/red/<int:network_id>/salidas/lectura.pdf")
@login_required
def reading(network_id: int) -> ResponseReturnValue:
    """Give the reading of a month on paper."""
    screen = open_screen(network_id)
    if screen is None:
        return nothing_measured(network_id)
    whole = _whole(network_id)
    paper = reading_pdf(_content(screen), _drawing(whole, _words()))
    return _attached(paper, "application/pdf", f"{_name(whole)}-lectura.pdf")


def _measured(months: Sequence[MonthReading], month: str | None) -> MonthReading | None:
    """Return the month asked for, or the latest; none if none was measured.

    Raises:
        NotFoundError: If the network was not measured in that month.
    """
    found = [each for each in months if month in (None, each.month)]
    if month and not found:
        raise NotFoundError(month=month)
    return found[-1] if found else None


def _whole(network_id: int) -> Woven:
    looking = read_looking(request.args)
    return woven(
        db.session(),
        network_id,
        WantedTies(looking.month, looking.layers),
        actor=current_actor(),
        day=current_day(),
    )


def _words() -> Words:
    return takeaway.Words(
        layers={layer.value: name_of(layer) for layer in Layer},
        kinds={kind.value: name_of(kind) for kind in OrganisationKind},
        chains=dict(chain_names()),
        columns=(
            _("Organización"),
            _("Tipo"),
            _("Lugar"),
            _("Departamento o provincia"),
            _("Cadenas"),
            _("Con cuántas"),
        ),
    )


def _drawing(whole: Woven, words: Words) -> str:
    return takeaway.as_drawing(
        whole,
        words,
        _("Quién trabaja con quién en %(month)s", month=long_month(whole.day)),
    )


def _name(whole: Woven) -> str:
    return f"{slug(whole.network.name) or 'red'}-{whole.day.isoformat()}"


def _attached(content: bytes, media: str, name: str) -> Response:
    return Response(
        content,
        content_type=media,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _content(screen: Screen) -> dict[str, Any]:
    """Return what the paper says, in the language of the reader."""
    first, found, locale = screen.reading(), screen.advised(), get_locale()
    told, page, answers = first["verdict"], screen.page, screen.answers(found.needed)
    return {
        "title": _(
            "%(network)s en %(month)s",
            network=page.network.name,
            month=first["month_name"],
        ),
        "network": page.network.name,
        "language": locale.language if locale else "es",
        "kind": f"{told.kind}.",
        "sentence": told.sentence,
        "advice": told.advice,
        "trend": told.trend,
        "figures": _figures(page, told.index),
        "alerts": [alert_words(alert) for alert in page.alerts],
        "acts": [act.sentence for act in found.acts] or [told.advice],
        "parts": [[part.name, part.sentence] for part in first["parts"]],
        "questions": [
            [sentence, *_answer(answers[number])]
            for number, sentence in first["questions"]
        ],
        "headings": {
            "alerts": _("Alertas"),
            "acts": _("Qué conviene hacer"),
            "parts": _("Cómo se mide"),
            "questions": _("Ocho preguntas"),
            "nothing": _("Nada urgente este mes."),
        },
        "foot": _("Lazos activos el %(day)s.", day=format_date(page.day, "long")),
    }


def _figures(page: RedReading, index: str) -> list[list[str]]:
    ties = round(page.figures["ties"].value or 0)
    found = [
        [_("Organizaciones"), str(page.organisations)],
        [_("Pares con lazo"), str(ties)],
        [_("Se están quedando solas"), str(round(page.figures["alone"].value or 0))],
    ]
    return [*found, [_("Índice, de 0 a 100"), index]] if index else found


def _answer(answers: tuple[Any, ...]) -> tuple[str, str]:
    """Return the first answer and its figure; or that there is none yet."""
    if not answers:
        return _("Todavía no hay datos."), ""
    return str(answers[0].sentence), str(answers[0].figure)
