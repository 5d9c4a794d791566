"""What the ground itself answers: the first four of the eight questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from network.core.measures.kind import NetworkKind
from network.queries.red import Alert, AlertKind
from network.views.red.words import (
    NAMED,
    alert_words,
    direction_of,
    trend_of,
    verdict,
)
from network.web import Answer

if TYPE_CHECKING:
    from network.queries.red import RedReading
    from network.web import Trend

#: Organisations from which on one can be left alone, or be needed by the others.
_ENOUGH = 3


def questions() -> list[tuple[int, str]]:
    """Return the eight questions with their numbers, in the reader's language."""
    return list(
        enumerate(
            (
                _("¿Qué forma tiene hoy la red y hacia dónde va?"),
                _("¿Quién está quedando por fuera?"),
                _("¿De quién dependemos demasiado?"),
                _("¿Qué lazos conviene tejer?"),
                _("¿Se está cumpliendo lo acordado?"),
                _("¿Cuánto del dinero se queda?"),
                _("¿Qué compramos afuera que alguien de la red produce?"),
                _("¿Circula o se concentra?"),
            ),
            start=1,
        )
    )


def own_answers(page: RedReading, needed: int | None) -> list[Answer]:
    """Return the answers to questions 1 to 4.

    Args:
        page: The reading of the month.
        needed: How few ties would make every organisation dispensable; none
            when nobody worked it out.
    """
    return [_form(page), _alone(page), _dependence(page), _weaving(page, needed)]


def _form(page: RedReading) -> Answer:
    told = verdict(page)
    direction = direction_of(page.shape, page.before)
    return Answer(
        1,
        told.trend if page.before and told.trend else told.sentence,
        figure=f"{told.kind} · {told.index}" if told.index else told.kind,
        trend=trend_of(direction),
        action_label=_("Ver la historia"),
        action_url=url_for("red.readings", network_id=page.network.id),
    )


def _alone(page: RedReading) -> Answer:
    if page.organisations < _ENOUGH:
        return Answer(2, _("Con tres organizaciones o más se puede decir."))
    count = round(page.figures["alone"].value or 0)
    if not count:
        sentence = _("Ninguna se está quedando sola.")
    else:
        names = tuple(each.organisation for each in page.alone[:NAMED])
        sentence = alert_words(Alert(AlertKind.ALONE, count, None, names, 2))
    return Answer(
        2,
        sentence,
        figure=str(count),
        trend=_trend(page, "alone"),
        action_label=_("Acercarlas"),
        action_url=_advice_url(page) if count else "",
        is_good=None if count else True,
        is_bad_when_up=True,
    )


def _dependence(page: RedReading) -> Answer:
    if page.organisations < _ENOUGH:
        return Answer(3, _("Con tres organizaciones o más se puede decir."))
    count = round(page.figures["indispensable"].value or 0)
    if not page.indispensable:
        sentence = _("De ninguna: si una falta, ninguna otra queda suelta.")
    else:
        worst = page.indispensable[0]
        sentence = alert_words(
            Alert(
                AlertKind.INDISPENSABLE,
                worst.cut_off,
                worst.organisation,
                worst.cut_off_names,
                3,
            )
        )
    return Answer(
        3,
        sentence,
        figure=str(count),
        trend=_trend(page, "indispensable"),
        action_label=_("Unir a sus vecinas"),
        action_url=_advice_url(page) if count else "",
        is_good=None if count else True,
        is_bad_when_up=True,
    )


def _weaving(page: RedReading, needed: int | None) -> Answer:
    if needed is None:
        return Answer(
            4,
            _worth_weaving(page),
            action_label=_("Ver las propuestas"),
            action_url=_advice_url(page),
        )
    if not needed:
        sentence = _("Ninguna organización es imprescindible. Cuide los lazos que hay.")
    else:
        sentence = ngettext(
            "Falta al menos %(num)d lazo para que ninguna sea imprescindible.",
            "Faltan al menos %(num)d lazos para que ninguna sea imprescindible.",
            needed,
        )
    return Answer(
        4,
        sentence,
        figure=str(needed),
        action_label=_("Ver las propuestas"),
        action_url=_advice_url(page),
        is_good=None if needed else True,
        is_bad_when_up=True,
    )


def _worth_weaving(page: RedReading) -> str:
    """Return which ties help, when nobody worked out how many are missing."""
    if page.organisations < 2:
        return _("Para un lazo hacen falta dos organizaciones.")
    if not page.figures["ties"].value:
        return _("El primero: todavía no hay ninguno.")
    if page.organisations < _ENOUGH:
        return _("Las dos ya están unidas: invite a otras.")
    if page.shape.kind is NetworkKind.FRAGMENTED:
        return _("Los que unan al grupo más grande con las de afuera.")
    if page.indispensable:
        return _("Los que unan a vecinas de una misma organización imprescindible.")
    return _("Los de quienes tienen pocos: acerque a las del borde.")


def _trend(page: RedReading, name: str) -> Trend:
    figure = page.figures[name]
    if figure.value is None or figure.before is None:
        return ""
    if figure.value == figure.before:
        return "same"
    return "up" if figure.value > figure.before else "down"


def _advice_url(page: RedReading) -> str:
    return url_for("advice.proposals", network_id=page.network.id)
