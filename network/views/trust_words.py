"""Evidence, paths and admission as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import ngettext

from network.core.trust.evidence import out_of_ten
from network.core.trust.promises import Promise
from network.web import one_stop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from network.core.trust.evidence import Evidence
    from network.queries.admission import GateRow
    from network.queries.fulfilment import Record

#: Names said before "and so many more".
_NAMED = 3


def ago(then: date, day: date) -> str:
    """Return how long ago a day was, as people say it."""
    days = (day - then).days
    if days < 1:
        return _("hoy")
    if days < 30:
        return ngettext("ayer", "hace %(num)s días", days)
    if days < 365:
        return ngettext("hace un mes", "hace %(num)s meses", days // 30)
    return ngettext("hace un año", "hace %(num)s años", days // 365)


def record(one: Record, day: date) -> str:
    """Return the facts of one kind of promise: how many, and the last kept."""
    found = one.evidence
    if one.promise is Promise.DELIVERY:
        told = ngettext(
            "%(kept)s de %(num)s entrega cumplida",
            "%(kept)s de %(num)s entregas cumplidas",
            found.total,
            kept=found.kept,
        )
    else:
        told = ngettext(
            "%(kept)s de %(num)s pago a tiempo",
            "%(kept)s de %(num)s pagos a tiempo",
            found.total,
            kept=found.kept,
        )
    if found.last_kept is None:
        return f"{told}."
    if one.promise is Promise.DELIVERY:
        last = _("la última %(ago)s", ago=ago(found.last_kept, day))
    else:
        last = _("el último %(ago)s", ago=ago(found.last_kept, day))
    return f"{told}; {last}."


def outlook(found: Evidence) -> str:
    """Return the range in words, or that there is no history enough."""
    if not found.is_enough:
        return _("Sin historial suficiente: hacen falta tres hechos.")
    low, high = out_of_ten(found)
    if low == high:
        return _("Lo esperable: cumplir cerca de %(high)s de cada 10.", high=high)
    return _(
        "Lo esperable: cumplir entre %(low)s y %(high)s de cada 10.", low=low, high=high
    )


def path(names: Sequence[str]) -> str:
    """Return the way of trust from the reader's organisation to another."""
    told = _("Ustedes confían en %(name)s", name=names[1])
    for name in names[2:]:
        told = _("%(path)s, que confía en %(name)s", path=told, name=name)
    return one_stop(f"{told}.")


def admission(row: GateRow) -> str:
    """Return why an organisation is admitted, or what is missing."""
    found = row.admission
    if found.is_seed:
        return _("La asamblea la eligió como semilla.")
    if found.is_admitted:
        told = ngettext(
            "La avala %(names)s.",
            "La avalan %(names)s.",
            len(row.endorsers),
            names=_some(row.endorsers),
        )
        return one_stop(told)
    missing = ngettext(
        "Le falta un aval de una organización admitida.",
        "Le faltan %(num)s avales de organizaciones admitidas.",
        found.missing,
    )
    if not row.endorsers:
        return missing
    if not found.is_reached:
        return _(
            "Quienes la avalan ya responden por muchas. "
            "Le falta un aval más cerca de las semillas."
        )
    given = ngettext(
        "Ya la avala %(names)s.",
        "Ya la avalan %(names)s.",
        len(row.endorsers),
        names=_some(row.endorsers),
    )
    return f"{one_stop(given)} {missing}"


def _some(names: Sequence[str]) -> str:
    rest = len(names) - _NAMED
    if rest <= 0:
        return _listed(names)
    more = ngettext("una más", "%(num)s más", rest)
    return _listed([*names[:_NAMED], more])


def _listed(parts: Sequence[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return _("%(first)s y %(last)s", first=", ".join(parts[:-1]), last=parts[-1])
