"""Advice in sentences that an officer understands: why, and what it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import ngettext

from network.core.advice.attention import BridgeKind
from network.models import LeadKind
from network.web import name_of, one_stop

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from network.core.advice.documents import EffectFigures, Figures
    from network.queries.advice import BridgeRow, ProposalRow, WhatIfReading
    from network.queries.proposals import ToldLead, ToldReason, ToldRelief
    from network.queries.red import Named

#: Steps between two from which it is worth saying.
FAR_STEPS = 4
#: So much of the ways through one organisation is worth a word.
WORD_SHARE = 0.01
#: Sentences of the first reasons that a list shows.
FIRST = 3


def title_of(row: ProposalRow) -> str:
    """Return what a proposal is, in one sentence."""
    return _(
        "Presentar a %(one)s y a %(other)s", one=row.one.name, other=row.other.name
    )


def first_reason(row: ProposalRow, chains: Mapping[str, str]) -> str:
    """Return the strongest reason of a proposal, for a list of a few words."""
    return reasons(row.reason, chains)[0]


def reasons(reason: ToldReason, chains: Mapping[str, str]) -> list[str]:
    """Return why two organisations should meet, the strongest reason first.

    Args:
        reason: The facts, with names.
        chains: Names of value chains by their codes.
    """
    return list(_reasons(reason, chains)) or [
        _("Así los lazos quedan mejor repartidos.")
    ]


def own_reasons(reason: ToldReason, chains: Mapping[str, str]) -> list[str]:
    """Return the reasons that the two themselves read.

    What it changes for others, or whom the network depends on, is for the
    coordination.
    """
    return list(_between(reason, chains))


def effects(row: ProposalRow) -> list[str]:
    """Return what the tie alone would change, with who would carry more."""
    return list(_changes(row.effect, row.heaviest)) or [
        _("Solo no cambia mucho; junto con los otros, sí.")
    ]


def needed_words(needed: int | None) -> str:
    """Return how many ties are missing; empty if nobody worked it out."""
    if needed is None:
        return ""
    if not needed:
        return _("Ninguna organización es imprescindible. Cuide los lazos que hay.")
    return ngettext(
        "Falta al menos %(num)d lazo para que ninguna sea imprescindible.",
        "Faltan al menos %(num)d lazos para que ninguna sea imprescindible.",
        needed,
    )


def bridge_words(row: BridgeRow, chains: Mapping[str, str]) -> str:
    """Return how two groups that hardly touch could be joined."""
    told = {"one": row.one.name, "other": row.other.name}
    if row.kind is BridgeKind.AGREEMENT:
        said = _(
            "Un acuerdo de %(what)s entre %(one)s y %(other)s.", what=row.what, **told
        )
        return one_stop(said)
    told["count"] = str(row.kilometres)
    if not row.what:
        return _(
            "Un flete compartido entre %(one)s y %(other)s: están a %(count)s km.",
            **told,
        )
    return _(
        "Un flete de %(chain)s entre %(one)s y %(other)s: están a %(count)s km.",
        chain=chains.get(row.what, row.what).lower(),
        **told,
    )


def groups_words(row: BridgeRow) -> str:
    """Return which groups hardly touch."""
    if row.one_group == row.other_group:
        return _("Dos grupos de %(one)s casi no se tocan.", one=row.one_group)
    return _(
        "Los grupos de %(one)s y de %(other)s casi no se tocan.",
        one=row.one_group,
        other=row.other_group,
    )


def what_if_words(found: WhatIfReading) -> list[str]:
    """Return what would become of a network, one sentence each."""
    if found.is_empty:
        return [
            _("Nada cambia: no están en la red, o ya tienen lazo."),
        ]
    return list(_supposed(found))


def _reasons(reason: ToldReason, chains: Mapping[str, str]) -> Iterator[str]:
    if reason.group_size:
        yield _group(reason)
    for relief in reason.relieved[:2]:
        yield _relief(relief)
    if (reason.steps or 0) >= FAR_STEPS:
        yield _("Hoy están a %(steps)s lazos de distancia.", steps=reason.steps)
    yield from _between(reason, chains)


def _between(reason: ToldReason, chains: Mapping[str, str]) -> Iterator[str]:
    """Yield what is between the two themselves."""
    # Two chains that touch at the same product read the same: said once.
    yield from list(dict.fromkeys(_lead(each) for each in reason.leads))[:2]
    if reason.chains:
        shared = [chains.get(code, code) for code in reason.chains]
        yield _("Las dos trabajan en %(chains)s.", chains=_joined(shared).lower())
    if reason.friends:
        names = _joined([each.name for each in reason.friends])
        yield ngettext(
            "%(names)s conoce a las dos y puede presentarlas.",
            "%(names)s conocen a las dos y pueden presentarlas.",
            len(reason.friends),
            names=names,
        )
    if reason.kilometres is not None:
        yield _distance(reason.kilometres)


def _lead(lead: ToldLead) -> str:
    told = {
        "source": lead.source.name,
        "target": lead.target.name,
        "what": lead.what,
    }
    if lead.kind == LeadKind.SUBSTITUTION.value:
        return _("%(target)s compra afuera %(what)s y %(source)s lo produce.", **told)
    told["what"] = lead.what.lower()
    return _("%(source)s y %(target)s son pasos vecinos de %(what)s.", **told)


def _group(reason: ToldReason) -> str:
    if reason.group_size == 1:
        return _(
            "%(name)s hoy no tiene lazos con nadie de la red.",
            name=reason.group[0].name,
        )
    told = _(
        "Entra a la red un grupo aparte de %(count)s: %(names)s.",
        count=reason.group_size,
        names=_names(reason.group, reason.group_size),
    )
    return one_stop(told)


def _relief(relief: ToldRelief) -> str:
    name = relief.organisation.name
    if not relief.after:
        return _("%(name)s deja de ser imprescindible.", name=name)
    return _(
        "Si falta %(name)s, quedan sueltas %(after)s y no %(before)s.",
        name=name,
        after=relief.after,
        before=relief.before,
    )


def _distance(kilometres: int) -> str:
    if kilometres < 2:
        return _("Son vecinas.")
    return _("Están a %(count)s kilómetros en línea recta.", count=kilometres)


def _changes(
    effect: EffectFigures, heaviest: tuple[Named | None, Named | None]
) -> Iterator[str]:
    before, after = effect.before, effect.after
    yield from _pieces(before, after)
    if after.indispensable < before.indispensable:
        yield _(
            "Las imprescindibles pasan de %(before)s a %(after)s.",
            before=before.indispensable,
            after=after.indispensable,
        )
    if after.needed < before.needed:
        yield _(
            "Los lazos que faltan pasan de %(before)s a %(after)s.",
            before=before.needed,
            after=after.needed,
        )
    yield from _points(before, after)
    yield from _burden(before, after, heaviest)


def _pieces(before: Figures, after: Figures) -> Iterator[str]:
    if after.pieces != before.pieces:
        yield ngettext(
            "La red queda en un solo pedazo; antes eran %(before)s.",
            "La red pasa de %(before)s pedazos a %(num)d.",
            after.pieces,
            before=before.pieces,
        )


def _points(before: Figures, after: Figures) -> Iterator[str]:
    """Yield how the index moves, where there are enough for a number."""
    if before.index is None or after.index is None:
        return
    old, new = round(before.index), round(after.index)
    if before.shows_index and after.shows_index and old != new:
        yield _("El índice pasa de %(old)s a %(new)s de 100.", old=old, new=new)


def _burden(
    before: Figures, after: Figures, heaviest: tuple[Named | None, Named | None]
) -> Iterator[str]:
    """Yield who carries most, when that changes: nobody should hide it."""
    was, will = heaviest
    change = after.heaviest_share - before.heaviest_share
    if was is None or will is None or abs(change) < WORD_SHARE:
        return
    told = {
        "name": will.name,
        "before": _percent(before.heaviest_share),
        "after": _percent(after.heaviest_share),
    }
    if change > 0:
        yield _("Cuidado: por %(name)s pasaría el %(after)s %% de los caminos.", **told)
    elif was.id == will.id:
        yield _(
            "Por %(name)s pasa menos: del %(before)s al %(after)s %% de los caminos.",
            **told,
        )
    else:
        yield _(
            "La más cargada sería %(name)s, con %(after)s %% de los caminos.", **told
        )


def _supposed(found: WhatIfReading) -> Iterator[str]:
    if found.removed:
        yield ngettext(
            "Si faltara %(names)s:",
            "Si faltaran %(names)s:",
            len(found.removed),
            names=_joined([each.name for each in found.removed]),
        )
    for one, other in found.added:
        yield _(
            "Con un lazo entre %(one)s y %(other)s:", one=one.name, other=other.name
        )
    if found.cut_off_count:
        told = ngettext(
            "Quedaría suelta %(names)s.",
            "Quedarían sueltas %(num)d: %(names)s.",
            found.cut_off_count,
            names=_names(found.cut_off, found.cut_off_count),
        )
        yield one_stop(told)
    elif found.removed:
        yield _("Ninguna otra quedaría suelta.")
    changes = [*_kinds(found.before, found.after), *_changes_of(found)]
    yield from changes or [_("Por lo demás, la red quedaría como hoy.")]
    if found.ignored:
        yield _("Se dejó por fuera lo que no está en la red o ya existe.")


def _kinds(before: Figures, after: Figures) -> Iterator[str]:
    if before.kind is None or after.kind is None:
        return
    now, then = name_of(before.kind).lower(), name_of(after.kind).lower()
    if before.kind is after.kind:
        yield _("Seguiría siendo una %(kind)s.", kind=now)
    else:
        yield _("De %(before)s pasaría a %(after)s.", before=now, after=then)


def _changes_of(found: WhatIfReading) -> Iterator[str]:
    before, after = found.before, found.after
    yield from _points(before, after)
    if after.needed != before.needed:
        yield _(
            "Los lazos que faltan pasan de %(before)s a %(after)s.",
            before=before.needed,
            after=after.needed,
        )
    yield from _burden(before, after, found.heaviest)


def _names(names: Sequence[Named], count: int) -> str:
    """Return some names and how many more there are."""
    told = [each.name for each in names]
    if count > len(told):
        return _(
            "%(names)s y %(more)d más", names=", ".join(told), more=count - len(told)
        )
    return _joined(told)


def _joined(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return _("%(names)s y %(last)s", names=", ".join(words[:-1]), last=words[-1])


def _percent(share: float) -> int:
    return round(100 * share)
