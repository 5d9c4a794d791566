"""The lists of organisations behind the questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from network.core.advice.attention import AloneSign

if TYPE_CHECKING:
    from network.queries.red import Finding, FindingLists


@dataclass(frozen=True, slots=True)
class FindingList:
    """Organisations that have something in common.

    Attributes:
        title: What.
        findings: The first of them.
        more: How many more there are.
        shows_signs: Whether what shows it is told, instead of what would break.
    """

    title: str
    findings: tuple[Finding, ...]
    more: int
    shows_signs: bool = False


def finding_lists(found: FindingLists, number: int) -> list[FindingList]:
    """Return the lists behind a question, those with somebody in them.

    Args:
        found: All that was measured.
        number: Of the question.
    """
    totals = found.totals
    alone = FindingList(
        _("Se están quedando solas"),
        found.alone,
        totals["alone"] - len(found.alone),
        shows_signs=True,
    )
    indispensable = FindingList(
        _("Si falta una de estas, la red se parte"),
        found.indispensable,
        totals["indispensable"] - len(found.indispensable),
    )
    overloaded = FindingList(
        _("Cargan con muchos lazos"),
        found.overloaded,
        totals["overloaded"] - len(found.overloaded),
    )
    behind = {2: [alone], 3: [indispensable, overloaded]}
    return [each for each in behind.get(number, []) if each.findings]


def sign_words(finding: Finding) -> str:
    """Return what shows that an organisation is being left alone."""
    words = {
        AloneSign.NO_TIES: _("sin lazos"),
        AloneSign.ONE_TIE: _("un solo lazo"),
        AloneSign.QUIET: _("nada en seis meses"),
        AloneSign.FALLING: _("va perdiendo lazos"),
    }
    told = ", ".join(words[sign] for sign in finding.signs)
    return told[:1].upper() + told[1:]
