"""What would become of the network, in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import ngettext

from network.queries import advice
from network.views.red.words import Part, names_words, parts
from network.web import name_of

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from network.forms.looking import Looking
    from network.policy import Actor
    from network.queries.advice import WhatIfReading


@dataclass(frozen=True, slots=True)
class Supposed:
    """A supposition and what would follow.

    Attributes:
        title: What is supposed.
        sentences: What would follow.
        parts: The five parts as they would be, beside those of today.
    """

    title: str
    sentences: tuple[str, ...]
    parts: tuple[Part, ...] = ()


def supposed(
    session: Session, network_id: int, looking: Looking, *, actor: Actor, day: date
) -> Supposed | None:
    """Return what would become of the network as the address supposes.

    Args:
        session: The open transaction.
        network_id: The network.
        looking: Who would be gone, and which ties would be there.
        actor: Who looks.
        day: The day whose ties count.
    """
    if not looking.is_supposing:
        return None
    found = advice.what_if(
        session,
        network_id,
        looking.without,
        looking.plus,
        actor=actor,
        day=day,
        layers=looking.layers or None,
    )
    if found.is_empty:
        return Supposed(
            _("Nada cambiaría"),
            (_("Esos lazos ya están, o esas organizaciones no se miden en la red."),),
        )
    return Supposed(_title(found), _sentences(found), _parts(found))


def _title(found: WhatIfReading) -> str:
    with_ties = "; ".join(
        _("%(one)s con %(other)s", one=one.name, other=other.name)
        for one, other in found.added
    )
    if not found.removed:
        return _("Supongamos nuevos lazos: %(ties)s", ties=with_ties)
    names = names_words(found.removed, len(found.removed))
    if not with_ties:
        return _("Supongamos que falta %(names)s", names=names)
    return _(
        "Supongamos que falta %(names)s y se unen %(ties)s", names=names, ties=with_ties
    )


def _sentences(found: WhatIfReading) -> tuple[str, ...]:
    told = [_cut_off(found), _form(found), _index(found), _heaviest(found)]
    return tuple(sentence for sentence in told if sentence)


def _cut_off(found: WhatIfReading) -> str:
    if found.cut_off_count:
        return ngettext(
            "Quedaría aislada %(names)s.",
            "Quedarían aisladas %(num)d: %(names)s.",
            found.cut_off_count,
            names=names_words(found.cut_off, found.cut_off_count),
        )
    if found.removed:
        return _("Las demás seguirían unidas.")
    freed = found.before.indispensable - found.after.indispensable
    if freed <= 0:
        return ""
    return ngettext(
        "%(num)d organización dejaría de ser imprescindible.",
        "%(num)d organizaciones dejarían de ser imprescindibles.",
        freed,
    )


def _form(found: WhatIfReading) -> str:
    before, after = found.before.kind, found.after.kind
    if before is None or after is None:
        return ""
    if before is after:
        return _("Seguiría siendo %(kind)s.", kind=name_of(after).lower())
    return _(
        "Sería %(after)s; hoy es %(before)s.",
        after=name_of(after).lower(),
        before=name_of(before).lower(),
    )


def _index(found: WhatIfReading) -> str:
    before, after = found.before, found.after
    if before.index is None or after.index is None:
        return ""
    old, new = round(before.index), round(after.index)
    if before.shows_index and after.shows_index:
        return _("El índice pasaría de %(old)s a %(new)s.", old=old, new=new)
    if new == old:
        return ""
    if new > old:
        return _("Quedaría mejor repartida que hoy.")
    return _("Quedaría menos repartida que hoy.")


def _heaviest(found: WhatIfReading) -> str:
    before, after = found.heaviest
    if after is None or after == before:
        return ""
    return _("La mayoría de los caminos pasaría por %(name)s.", name=after.name)


def _parts(found: WhatIfReading) -> tuple[Part, ...]:
    if found.after.parts is None:
        return ()
    return parts(found.after.parts, found.before.parts)
