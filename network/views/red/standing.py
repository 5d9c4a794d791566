"""The place of an organisation in its network, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import ngettext

from network.models import Layer
from network.policy import Action
from network.queries import advice
from network.views.advice_words import own_reasons, reasons
from network.views.red.history import month_words
from network.views.red.words import names_words
from network.views.shared import chain_names
from network.web import name_of, one_stop

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.policy import Actor
    from network.queries.red import Named, OrganisationReading, TieWith


@dataclass(frozen=True, slots=True)
class Meeting:
    """Whom an organisation could meet, and why."""

    other: Named
    reasons: tuple[str, ...]


def standing_values(
    session: Session, page: OrganisationReading, *, actor: Actor
) -> dict[str, Any]:
    """Return what the page of an organisation's ties shows beside its reading.

    Args:
        session: The open transaction.
        page: The reading.
        actor: Who looks.
    """
    key = page.organisation.id
    return {
        "meetings": meetings(session, page, actor=actor),
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


def meetings(
    session: Session, page: OrganisationReading, *, actor: Actor
) -> tuple[Meeting, ...]:
    """Return whom an organisation could meet, for those who may know it.

    Who coordinates the network reads every proposal; who speaks for the
    organisation reads what the coordination has already taken on.
    """
    key, chains = page.organisation.id, dict(chain_names())
    if page.network.id in actor.coordinates:
        rows = advice.proposals(session, page.network.id, actor=actor).proposals
        return tuple(
            Meeting(
                row.other if row.one.id == key else row.one,
                tuple(reasons(row.reason, chains)),
            )
            for row in rows
            if key in {row.one.id, row.other.id}
        )
    if not actor.holds(Action.DECLARE_TRUST, key):
        return ()
    return tuple(
        Meeting(
            ahead.other,
            tuple(own_reasons(ahead.reason, chains)) if ahead.reason else (),
        )
        for ahead in advice.meetings_ahead(session, key, actor=actor)
    )


def summary(page: OrganisationReading) -> str:
    """Return in one sentence how an organisation stands."""
    if page.left_on is not None:
        return _("Esta organización ya no está en la red. Su historia se conserva.")
    if not page.neighbours:
        return _("Todavía no tiene lazos en la red este año.")
    if page.is_supporting:
        return _("Acompaña a la red. Por eso queda por fuera de las medidas.")
    kinds = [
        _("%(kind)s con %(count)d", kind=name_of(each.layer), count=len(each.ties))
        for each in sorted(page.layers, key=lambda each: -len(each.ties))
    ]
    told = ngettext(
        "Tiene lazos con %(num)d organización.",
        "Tiene lazos con %(num)d organizaciones.",
        page.neighbours,
    )
    return f"{told} {', '.join(kinds).capitalize()}."


def if_it_leaves(page: OrganisationReading) -> str:
    """Return in one sentence what breaks if it leaves."""
    if page.cut_off_count:
        told = ngettext(
            "Si falta, %(names)s queda aislada: nadie más la une con la red.",
            "Si falta, %(num)d quedan aisladas: %(names)s.",
            page.cut_off_count,
            names=names_words(page.cut_off, page.cut_off_count),
        )
        return one_stop(told)
    return _("Si falta, ninguna otra queda suelta: tienen otros lazos.")


def tie_words(layer: Layer, tie: TieWith) -> str:
    """Return who gave in a tie with a direction; empty in the others."""
    ways = {
        Layer.TRADE: (_("Le vende"), _("Le compra"), _("Se venden y se compran")),
        Layer.OBSERVED_TRUST: (
            _("Cumplió esta"),
            _("Cumplió la otra"),
            _("Cumplieron las dos"),
        ),
    }
    if layer not in ways or not (tie.gives or tie.receives):
        return ""
    gives, receives, both = ways[layer]
    if tie.gives and tie.receives:
        return both
    return gives if tie.gives else receives


def _names(page: OrganisationReading, *, gives: bool) -> list[str]:
    """Return to whom it gives or from whom it receives, without doubles."""
    found = {
        tie.other.name
        for each in page.layers
        for tie in each.ties
        if (tie.gives if gives else tie.receives)
    }
    return sorted(found)
