"""The place of an organisation in its network, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import ngettext

from network.policy import Action
from network.views.red.history import month_words
from network.views.red.words import names_words

if TYPE_CHECKING:
    from network.policy import Actor
    from network.queries.red import OrganisationReading, TieWith


def standing_values(page: OrganisationReading, actor: Actor) -> dict[str, Any]:
    """Return what the page of an organisation's ties shows beside its reading.

    Args:
        page: The reading.
        actor: Who looks.
    """
    key = page.organisation.id
    return {
        "summary": summary(page),
        "if_it_leaves": if_it_leaves(page),
        "gives_to": _names(page, gives=True),
        "receives_from": _names(page, gives=False),
        "points": [
            (month_words(each.day), float(each.degree), str(each.degree))
            for each in page.months
        ],
        "month_words": month_words,
        "tie_words": tie_words,
        "may_declare": actor.holds(Action.DECLARE_TRUST, key),
        "is_own": key in actor.roles,
        "coordinates": page.network.id in actor.coordinates,
    }


def summary(page: OrganisationReading) -> str:
    """Return in one sentence how an organisation stands."""
    if page.left_on is not None:
        return _("Esta organización ya no está en la red. Su historia se conserva.")
    if not page.neighbours:
        return _("Todavía no tiene lazos en la red este año.")
    if page.is_supporting:
        return _("Acompaña a la red. Por eso queda por fuera de las medidas.")
    return ngettext(
        "Tiene lazos con %(num)d organización.",
        "Tiene lazos con %(num)d organizaciones.",
        page.neighbours,
    )


def if_it_leaves(page: OrganisationReading) -> str:
    """Return in one sentence what breaks if it leaves."""
    if page.cut_off_count:
        return ngettext(
            "Si falta, %(names)s queda aislada: nadie más la une con la red.",
            "Si falta, %(num)d quedan aisladas: %(names)s.",
            page.cut_off_count,
            names=names_words(page.cut_off, page.cut_off_count),
        )
    return _("Si falta, las demás siguen unidas por otros lazos.")


def tie_words(tie: TieWith) -> str:
    """Return who gave in a tie with a direction; empty in the others."""
    if tie.gives and tie.receives:
        return _("Las dos dan y reciben")
    if tie.gives:
        return _("Le entrega")
    return _("Recibe de ella") if tie.receives else ""


def _names(page: OrganisationReading, *, gives: bool) -> list[str]:
    """Return to whom it gives or from whom it receives, without doubles."""
    found = {
        tie.other.name
        for each in page.layers
        for tie in each.ties
        if (tie.gives if gives else tie.receives)
    }
    return sorted(found)
