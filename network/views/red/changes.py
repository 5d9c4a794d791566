"""What changed in a month, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import ngettext

from network.views.red.words import fitting, names_words, shortened
from network.web import name_of, one_stop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from network.queries.red import ChangesReading, DegreeChange, TieChange


def change_words(found: ChangesReading | None) -> list[str]:
    """Return what changed in a month, what matters most first.

    Args:
        found: The changes; none when there is no month before.
    """
    if found is None:
        return []
    told = (
        _kind(found),
        _new_ties(found),
        _lost_ties(found),
        _came(found),
        _left(found),
        _gained(found.gained),
        _lost([each for each in found.lost if each.organisation not in found.left]),
    )
    return [one_stop(sentence) for sentence in told if sentence]


def _kind(found: ChangesReading) -> str:
    if found.kind is None:
        return ""
    before, after = (name_of(kind).lower() for kind in found.kind)
    return _("Pasó de %(before)s a %(after)s.", before=before, after=after)


def _new_ties(found: ChangesReading) -> str:
    if not found.new_tie_count:
        return ""
    count = found.new_tie_count
    return fitting(
        lambda most: ngettext(
            "Nació %(num)d lazo: %(pairs)s.",
            "Nacieron %(num)d lazos: %(pairs)s.",
            count,
            pairs=_pairs(found.new_ties[:most], count),
        ),
        least=1,
    )


def _lost_ties(found: ChangesReading) -> str:
    if not found.lost_tie_count:
        return ""
    count = found.lost_tie_count
    return fitting(
        lambda most: ngettext(
            "Se enfrió %(num)d lazo: %(pairs)s.",
            "Se enfriaron %(num)d lazos: %(pairs)s.",
            count,
            pairs=_pairs(found.lost_ties[:most], count),
        ),
        least=1,
    )


def _came(found: ChangesReading) -> str:
    if not found.came_count:
        return ""
    count = found.came_count
    return fitting(
        lambda most: ngettext(
            "Llegó %(names)s.",
            "Llegaron %(num)d organizaciones: %(names)s.",
            count,
            names=names_words(found.came[:most], count),
        ),
        least=1,
    )


def _left(found: ChangesReading) -> str:
    if not found.left_count:
        return ""
    count = found.left_count
    return fitting(
        lambda most: ngettext(
            "Se retiró %(names)s.",
            "Se retiraron %(num)d organizaciones: %(names)s.",
            count,
            names=names_words(found.left[:most], count),
        ),
        least=1,
    )


def _gained(steps: Sequence[DegreeChange]) -> str:
    if not steps:
        return ""
    first = steps[0]
    return shortened(
        lambda name: ngettext(
            "Quien más ganó fue %(name)s: pasó de %(before)d a %(num)d vecina.",
            "Quien más ganó fue %(name)s: pasó de %(before)d a %(num)d vecinas.",
            first.after,
            name=name,
            before=first.before,
        ),
        first.organisation.name,
    )


def _lost(steps: Sequence[DegreeChange]) -> str:
    if not steps:
        return ""
    first = steps[0]
    return shortened(
        lambda name: ngettext(
            "Quien más perdió fue %(name)s: pasó de %(before)d a %(num)d vecina.",
            "Quien más perdió fue %(name)s: pasó de %(before)d a %(num)d vecinas.",
            first.after,
            name=name,
            before=first.before,
        ),
        first.organisation.name,
    )


def _pairs(ties: Sequence[TieChange], count: int) -> str:
    shown = "; ".join(
        _("%(one)s con %(other)s", one=tie.one.name, other=tie.other.name)
        for tie in ties
    )
    more = count - len(ties)
    if more <= 0:
        return shown
    return _("%(names)s y %(more)d más", names=shown, more=more)
