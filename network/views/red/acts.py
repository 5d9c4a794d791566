"""What helps now: proposals for who coordinates, their own page for members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from network.policy import Action
from network.queries import advice, directory
from network.views.advice_words import first_reason, title_of
from network.views.shared import chain_names
from network.web import one_stop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sqlalchemy.orm import Session

    from network.policy import Actor
    from network.queries.directory import OrganisationCard

#: The page shows the best ones; the rest are on their own page.
MOST = 3


@dataclass(frozen=True, slots=True)
class Act:
    """Something that helps the network now.

    Attributes:
        sentence: What to do.
        reason: Why.
        label: What its link says.
        url: Where it is done.
    """

    sentence: str
    reason: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Advised:
    """What to do, and how many ties are missing if somebody worked it out."""

    acts: tuple[Act, ...] = ()
    needed: int | None = None


def advised(session: Session, network_id: int, *, actor: Actor, day: date) -> Advised:
    """Return what whoever looks can do for a network, the best first."""
    if network_id not in actor.coordinates:
        return Advised(_own_pages(session, network_id, actor, day))
    found = advice.proposals(session, network_id, actor=actor)
    url = url_for("advice.proposals", network_id=network_id)
    chains = dict(chain_names())
    acts = tuple(
        Act(title_of(row), first_reason(row, chains), _("Ver la propuesta"), url)
        for row in found.proposals[:MOST]
    )
    return Advised(acts, found.needed)


def _own_pages(
    session: Session, network_id: int, actor: Actor, day: date
) -> tuple[Act, ...]:
    """Return the pages of the reader's own organisations in a network."""
    own = [
        card
        for card in directory.own_organisations(session, actor=actor)
        if network_id
        in {each.id for each in directory.networks_of(session, card.id, day=day)}
    ]
    acts = [act for card in own for act in _own_acts(card, network_id, actor)]
    return tuple(acts[:MOST])


def _own_acts(card: OrganisationCard, network_id: int, actor: Actor) -> Iterator[Act]:
    """Yield what somebody can do for their own organisation in a network."""
    yield Act(
        _("Mire los lazos de %(name)s y a quién le falta conocer.", name=card.name),
        "",
        _("Ver los lazos"),
        url_for("red.organisation", organisation_id=card.id, network_id=network_id),
    )
    if actor.holds(Action.DECLARE_TRUST, card.id):
        yield Act(
            one_stop(_("Diga en quién confía %(name)s.", name=card.name)),
            _("El lazo se dibuja cuando las dos lo declaran."),
            _("Declarar confianza"),
            url_for(
                "trust.organisation", organisation_id=card.id, network_id=network_id
            ),
        )
