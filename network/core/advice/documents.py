"""How the reasons and effects of a proposal are kept as JSON, and read again."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from network.core.advice.effects import Reason, Relief
from network.core.advice.surroundings import LeadFact
from network.core.measures.kind import NetworkKind, Parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from network.core.advice.effects import Effect, Reading

_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Figures:
    """A network in the figures that advice is about, as they were kept.

    Attributes:
        pieces: In how many pieces it is.
        needed: Ties missing until nobody is indispensable, at least.
        indispensable: How many organisations are indispensable.
        index: 0 to 100; none if it was not read or there is none.
        shows_index: Whether there are enough organisations for a number.
        kind: What it is called, if it was read.
        parts: What the index is made of, if it was read.
        heaviest: Through whom most ways pass, if it was read.
        heaviest_share: Part of the ways that pass through it, 0 to 1.
    """

    pieces: int
    needed: int
    indispensable: int
    index: float | None = None
    shows_index: bool = False
    kind: NetworkKind | None = None
    parts: Parts | None = None
    heaviest: int | None = None
    heaviest_share: float = 0.0


@dataclass(frozen=True, slots=True)
class EffectFigures:
    """The network without and with a tie, as they were kept."""

    before: Figures
    after: Figures

    @property
    def gain(self) -> float | None:
        """Return how many points the index gains, if both were read."""
        if self.before.index is None or self.after.index is None:
            return None
        return self.after.index - self.before.index


def figures_of(reading: Reading) -> Figures:
    """Return the figures of a reading, as pages show them."""
    shape = reading.shape
    return Figures(
        pieces=reading.pieces,
        needed=reading.needed,
        indispensable=len(reading.cut_off),
        index=reading.index,
        shows_index=shape is not None and shape.shows_index,
        kind=shape.kind if shape else None,
        parts=shape.parts if shape else None,
        heaviest=reading.heaviest,
        heaviest_share=reading.heaviest_share,
    )


def reason_document(reason: Reason) -> dict[str, Any]:
    """Return a reason as plain values."""
    return asdict(reason)


def read_reason_document(document: Mapping[str, Any]) -> Reason:
    """Return the reason that :func:`reason_document` wrote."""
    return Reason(
        group=tuple(document["group"]),
        group_size=document["group_size"],
        relieved=tuple(Relief(**each) for each in document["relieved"]),
        relieved_count=document["relieved_count"],
        friends=tuple(document["friends"]),
        chains=tuple(document["chains"]),
        leads=tuple(LeadFact(**each) for each in document["leads"]),
        kilometres=document["kilometres"],
        steps=document["steps"],
    )


def effect_document(effect: Effect) -> dict[str, Any]:
    """Return an effect as plain values, ratios rounded to a ten thousandth."""
    return {
        name: _figures_document(figures_of(reading))
        for name, reading in (("before", effect.before), ("after", effect.after))
    }


def read_effect_document(document: Mapping[str, Any]) -> EffectFigures:
    """Return the effect that :func:`effect_document` wrote."""
    return EffectFigures(
        *(_read_figures(document[name]) for name in ("before", "after"))
    )


def _figures_document(figures: Figures) -> dict[str, Any]:
    document = asdict(figures)
    document["kind"] = figures.kind.value if figures.kind else None
    document["heaviest_share"] = round(figures.heaviest_share, _DIGITS)
    if figures.index is not None:
        document["index"] = round(figures.index, _DIGITS)
    if figures.parts is not None:
        document["parts"] = {
            name: round(value, _DIGITS) for name, value in asdict(figures.parts).items()
        }
    return document


def _read_figures(document: Mapping[str, Any]) -> Figures:
    kind, parts = document["kind"], document["parts"]
    return Figures(
        **{
            **document,
            "kind": NetworkKind(kind) if kind else None,
            "parts": Parts(**parts) if parts else None,
        }
    )
