"""The reading of a network in sentences that an officer understands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from flask_babel import gettext as _
from flask_babel import ngettext

from network.core.measures.kind import NetworkKind
from network.queries.red import AlertKind
from network.web import name_of, one_stop

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from network.core.measures.kind import Shape
    from network.queries.red import Alert, Named, RedReading, TableRow
    from network.web import Trend

#: How many names a sentence holds before it says "and so many more".
NAMED = 2
#: Words of a sentence at most, so that it is read at once.
_MOST_WORDS = 20
#: Words of a name that a sentence keeps when even it alone is too long.
_BRIEF = 6
#: Difference of the index, in points, that is worth a word.
_STILL = 1.0

Direction = Literal["better", "worse", "same", ""]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the network is today, in one sentence, and what helps now.

    Attributes:
        kind: Name of its kind.
        sentence: What it is.
        advice: What helps at this stage.
        trend: Where it is going, in a sentence; empty when nobody knows.
        direction: The same in a word, for the colour of the arrow.
        index: The index from 12 organisations on; empty below.
    """

    kind: str
    sentence: str
    advice: str
    trend: str
    direction: Direction
    index: str


def verdict(page: RedReading) -> Verdict:
    """Return what a network is in the month of a reading.

    Source:
        Krebs, V. and Holley, J. (2006). Building smart communities through
        network weaving: the four stages and what helps at each.
    """
    sentence, advice = _SENTENCES[page.shape.kind](page)
    return Verdict(
        kind=name_of(page.shape.kind),
        sentence=sentence,
        advice=advice,
        trend=_trend_words(page),
        direction=direction_of(page.shape, page.before),
        index=_points(page.shape) if page.shape.shows_index else "",
    )


def direction_of(shape: Shape, before: Shape | None) -> Direction:
    """Return whether the ties are better spread than in an earlier shape."""
    if before is None or shape.index is None or before.index is None:
        return ""
    change = shape.index - before.index
    if abs(change) < _STILL:
        return "same"
    return "better" if change > 0 else "worse"


def peer_words(page: RedReading) -> str:
    """Return how the network compares with a random one of the same size."""
    peer = page.peer
    if peer is None or peer.index is None or page.shape.index is None:
        return ""
    kind = name_of(peer.kind).lower()
    difference = page.shape.index - peer.index
    if abs(difference) < 5 * _STILL:
        return _("Con los mismos lazos al azar sería igual: una %(kind)s.", kind=kind)
    if difference > 0:
        return _(
            "Con los mismos lazos al azar sería una %(kind)s: están mejor tejidos.",
            kind=kind,
        )
    return _(
        "Con los mismos lazos al azar sería una %(kind)s: se pueden repartir mejor.",
        kind=kind,
    )


def alert_words(alert: Alert) -> str:
    """Return an alert as a sentence, with as many names as it holds."""
    say = _ALERTS[alert.kind]
    told = fitting(lambda names: say(replace(alert, names=alert.names[:names])))
    whom = alert.organisation
    if is_short(told) or whom is None:
        return told
    return shortened(
        lambda name: say(
            replace(alert, organisation=replace(whom, name=name), names=())
        ),
        whom.name,
    )


def fitting(say: Callable[[int], str], *, least: int = 0) -> str:
    """Return a sentence with as many names as twenty words hold.

    Args:
        say: What the sentence is with so many names.
        least: The fewest names that it can do with.
    """
    for names in range(NAMED, least, -1):
        told = one_stop(say(names))
        if is_short(told):
            return told
    return one_stop(say(least))


def shortened(say: Callable[[str], str], name: str) -> str:
    """Return a sentence with a name, or with its beginning if that is too long.

    Args:
        say: What the sentence is with a name.
        name: The name.
    """
    told = say(name)
    return one_stop(told if is_short(told) else say(_brief(name)))


def is_short(sentence: str) -> bool:
    """Tell whether a sentence is short enough to be read at once."""
    return len(sentence.split()) <= _MOST_WORDS


def _brief(name: str) -> str:
    """Return a name of at most so many words."""
    words = name.split()
    if len(words) <= _BRIEF:
        return name
    return " ".join(words[:_BRIEF]) + "…"


def names_words(names: Sequence[Named], count: int) -> str:
    """Return the first names and how many more there are: "A, B y 4 más".

    Args:
        names: At least one of those counted.
        count: How many there are, named or not.
    """
    shown = [each.name for each in names[:NAMED]]
    more = count - len(shown)
    if more > 0:
        return _("%(names)s y %(more)d más", names=", ".join(shown), more=more)
    if len(shown) < 2:
        return "".join(shown)
    return _("%(names)s y %(last)s", names=", ".join(shown[:-1]), last=shown[-1])


def neighbours_words(row: TableRow) -> str:
    """Return with whom an organisation of the table has ties."""
    if not row.degree:
        return _("Sin lazos todavía")
    return names_words(row.neighbours, row.degree)


def trend_of(direction: Direction) -> Trend:
    """Return the arrow of a figure of which more is better."""
    arrows: dict[Direction, Trend] = {"better": "up", "worse": "down", "same": "same"}
    return arrows.get(direction, "")


def _points(shape: Shape) -> str:
    return "" if shape.index is None else str(round(shape.index))


def _trend_words(page: RedReading) -> str:
    before = page.before
    if before is None:
        return _("Es el primer mes que se mide.")
    now = direction_of(page.shape, before)
    if not now:
        return ""
    if page.shape.kind is not before.kind:
        return _KIND_CHANGES[now](name_of(before.kind).lower())
    if page.shape.shows_index and before.shows_index:
        return _INDEX_CHANGES[now](_points(before), _points(page.shape))
    return _WORD_CHANGES[now]()


_KIND_CHANGES: dict[Direction, Callable[[str], str]] = {
    "better": lambda kind: _(
        "El mes pasado era una %(kind)s: va mejorando.", kind=kind
    ),
    "worse": lambda kind: _("El mes pasado era una %(kind)s: se debilitó.", kind=kind),
    "same": lambda kind: _("El mes pasado era una %(kind)s.", kind=kind),
}
_INDEX_CHANGES: dict[Direction, Callable[[str, str], str]] = {
    "better": lambda old, new: _(
        "El índice subió de %(old)s a %(new)s en un mes.", old=old, new=new
    ),
    "worse": lambda old, new: _(
        "El índice bajó de %(old)s a %(new)s en un mes.", old=old, new=new
    ),
    "same": lambda _old, new: _("El índice sigue en %(new)s.", new=new),
}
_WORD_CHANGES: dict[Direction, Callable[[], str]] = {
    "better": lambda: _("Está mejor repartida que el mes pasado."),
    "worse": lambda: _("Está menos repartida que el mes pasado."),
    "same": lambda: _("Sigue como el mes pasado."),
}


def _beginning(page: RedReading) -> tuple[str, str]:
    if not page.organisations:
        sentence = _("La red todavía no tiene organizaciones.")
    elif page.organisations == 1:
        sentence = _("La red tiene una sola organización, y un lazo necesita dos.")
    else:
        sentence = _(
            "La red apenas empieza: tiene %(count)d organizaciones.",
            count=page.organisations,
        )
    return sentence, _("Desde cinco se puede hablar de su forma. Invite a otras.")


def _fragmented(page: RedReading) -> tuple[str, str]:
    advice = _("Hace falta quien teja: alguien que presente a unas con otras.")
    outside = page.organisations - round(page.shape.parts.largest * page.organisations)
    if outside >= page.organisations - 1:
        return _("Todavía ninguna organización trabaja con otra en la red."), advice
    sentence = _(
        "La red está en pedazos: %(outside)d de %(total)d quedan por fuera del grupo"
        " más grande.",
        outside=outside,
        total=page.organisations,
    )
    return sentence, advice


def _centralised(page: RedReading) -> tuple[str, str]:
    advice = _("Conviene que otras también reúnan a sus vecinas.")
    if not page.indispensable:
        return _("Casi todo pasa por una sola organización."), advice
    first = page.indispensable[0]
    sentence = ngettext(
        "Casi todo pasa por %(name)s: si falta, %(num)d organización queda aislada.",
        "Casi todo pasa por %(name)s: si falta, %(num)d organizaciones quedan"
        " aisladas.",
        first.cut_off,
        name=first.organisation.name,
    )
    return sentence, advice


def _decentralised(page: RedReading) -> tuple[str, str]:
    advice = _("Conviene unir entre sí a las vecinas de las más conectadas.")
    count = round(page.figures["indispensable"].value or 0)
    if not count:
        return (
            _("Nadie es imprescindible, pero unas pocas reúnen muchos lazos."),
            advice,
        )
    sentence = ngettext(
        "La red depende de %(num)d organización: si falta, la red se parte.",
        "La red depende de %(num)d organizaciones: si una falta, la red se parte.",
        count,
    )
    return sentence, advice


def _distributed(page: RedReading) -> tuple[str, str]:
    sentence = _("Los lazos están repartidos: la red no depende de una sola.")
    alone = round(page.figures["alone"].value or 0)
    if not alone:
        return sentence, _("Cuide los lazos que hay: repita lo que hacen juntas.")
    advice = ngettext(
        "Falta acercar a la del borde: %(num)d se está quedando sola.",
        "Falta acercar a las del borde: %(num)d se están quedando solas.",
        alone,
    )
    return sentence, advice


_SENTENCES: dict[NetworkKind, Callable[[RedReading], tuple[str, str]]] = {
    NetworkKind.BEGINNING: _beginning,
    NetworkKind.FRAGMENTED: _fragmented,
    NetworkKind.CENTRALISED: _centralised,
    NetworkKind.DECENTRALISED: _decentralised,
    NetworkKind.DISTRIBUTED: _distributed,
}


def _indispensable(alert: Alert) -> str:
    if not alert.names:
        return ngettext(
            "Si falta %(name)s, %(num)d organización queda aislada.",
            "Si falta %(name)s, %(num)d organizaciones quedan aisladas.",
            alert.count,
            name=alert.organisation.name if alert.organisation else "",
        )
    return ngettext(
        "Si falta %(name)s, %(num)d organización queda aislada: %(names)s.",
        "Si falta %(name)s, %(num)d organizaciones quedan aisladas: %(names)s.",
        alert.count,
        name=alert.organisation.name if alert.organisation else "",
        names=names_words(alert.names, alert.count),
    )


def _alone(alert: Alert) -> str:
    if not alert.names:
        return ngettext(
            "%(num)d organización se está quedando sola.",
            "%(num)d organizaciones se están quedando solas.",
            alert.count,
        )
    return ngettext(
        "%(names)s se está quedando sola.",
        "%(num)d organizaciones se están quedando solas: %(names)s.",
        alert.count,
        names=names_words(alert.names, alert.count),
    )


_ALERTS: dict[AlertKind, Callable[[Alert], str]] = {
    AlertKind.IN_PIECES: lambda alert: ngettext(
        "%(num)d organización está por fuera del grupo más grande.",
        "%(num)d organizaciones están por fuera del grupo más grande.",
        alert.count,
    ),
    AlertKind.INDISPENSABLE: _indispensable,
    AlertKind.OVERLOADED: lambda alert: _(
        "%(name)s carga con %(count)d lazos, muchos más que las otras.",
        name=alert.organisation.name if alert.organisation else "",
        count=alert.count,
    ),
    AlertKind.ALONE: _alone,
    AlertKind.ONE_WAY: lambda alert: ngettext(
        "%(num)d declaración de confianza no tiene respuesta.",
        "%(num)d declaraciones de confianza no tienen respuesta.",
        alert.count,
    ),
    AlertKind.FEWER_TIES: lambda alert: ngettext(
        "Hay %(num)d lazo menos que hace un mes.",
        "Hay %(num)d lazos menos que hace un mes.",
        alert.count,
    ),
}
