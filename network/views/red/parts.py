"""The five parts of the index in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import ngettext

if TYPE_CHECKING:
    from network.core.measures.kind import Parts
    from network.views.red.words import Direction

#: Difference of a part, 0 to 1, that is worth an arrow.
_STILL = 0.01


@dataclass(frozen=True, slots=True)
class Part:
    """One of the five parts of the index, in words.

    Attributes:
        name: What it is about.
        sentence: What it amounts to.
        permille: How good it is, 0 to 1000, for a bar: more is better.
        direction: Whether it got better since the month before.
    """

    name: str
    sentence: str
    permille: int
    direction: Direction


def parts(now: Parts, then: Parts | None) -> tuple[Part, ...]:
    """Return the five parts of the index in words, beside others if given."""
    told = (
        (_("Unidas"), _together(now.largest)),
        (_("Si se va una"), _survivors(now.worst_departure)),
        (_("Si se van varias"), _survivors(now.after_attack)),
        (_("Con dos caminos"), _two_ways(now.block)),
        (_("Sin un centro único"), _spread(now.concentration)),
    )
    goods = _goods(now)
    earlier = _goods(then) if then else (None,) * len(goods)
    return tuple(
        Part(name, sentence, round(value * 1000), _moved(value, old))
        for (name, sentence), value, old in zip(told, goods, earlier, strict=True)
    )


def _goods(parts: Parts) -> tuple[float, ...]:
    """Return the parts so that more is better in all of them."""
    return (
        parts.largest,
        parts.worst_departure,
        parts.after_attack,
        parts.block,
        1 - parts.concentration,
    )


def _in_ten(share: float) -> int:
    """Return how many of ten a share is, neither none nor all: those have words."""
    return min(9, max(1, round(share * 10)))


def _together(share: float) -> str:
    if share >= 1:
        return _("Todas están unidas en un mismo grupo.")
    return ngettext(
        "%(num)d de cada 10 está en el grupo más grande.",
        "%(num)d de cada 10 están en el grupo más grande.",
        _in_ten(share),
    )


def _survivors(share: float) -> str:
    if share >= 1:
        return _("Las demás siguen todas unidas.")
    if not share:
        return _("Ninguna seguiría unida con otra.")
    return ngettext(
        "%(num)d de cada 10 seguiría unida.",
        "%(num)d de cada 10 seguirían unidas.",
        _in_ten(share),
    )


def _two_ways(share: float) -> str:
    if share >= 1:
        return _("Todas tienen otro camino si alguna falla.")
    if not share:
        return _("Ninguna tiene otro camino si alguna falla.")
    return ngettext(
        "%(num)d de cada 10 tiene otro camino si alguna falla.",
        "%(num)d de cada 10 tienen otro camino si alguna falla.",
        _in_ten(share),
    )


def _spread(concentration: float) -> str:
    percent = round(concentration * 100)
    return _(
        "La más central concentra el %(percent)d %% de lo posible.", percent=percent
    )


def _moved(value: float, earlier: float | None) -> Direction:
    if earlier is None:
        return ""
    if abs(value - earlier) < _STILL:
        return "same"
    return "better" if value > earlier else "worse"
