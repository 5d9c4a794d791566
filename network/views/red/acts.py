"""What helps now: proposals for who coordinates, their own page for members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from network.queries import advice, directory
from network.views.red.answers import advice_url
from network.views.red.words import names_words

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from network.policy import Actor
    from network.queries.proposals import ProposalRow, ToldReason

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
    url = advice_url(network_id)
    acts = tuple(
        Act(
            _(
                "Presente a %(one)s con %(other)s.",
                one=row.one.name,
                other=row.other.name,
            ),
            why(row),
            _("Ver la propuesta"),
            url,
        )
        for row in found.proposals[:MOST]
    )
    return Advised(acts, found.needed)


def why(row: ProposalRow) -> str:
    """Return the strongest reason of a proposal, in one sentence."""
    found = (told(row.reason) for told in _REASONS)
    return next((sentence for sentence in found if sentence), "")


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
    return tuple(
        Act(
            _("Mire los lazos de %(name)s y a quién le falta conocer.", name=card.name),
            "",
            _("Ver los lazos"),
            url_for("red.organisation", organisation_id=card.id, network_id=network_id),
        )
        for card in own[:MOST]
    )


def _joins(reason: ToldReason) -> str:
    if not reason.group_size:
        return ""
    return ngettext(
        "Así entra al grupo %(names)s.",
        "Así entran al grupo %(num)d organizaciones: %(names)s.",
        reason.group_size,
        names=names_words(reason.group, reason.group_size),
    )


def _relieves(reason: ToldReason) -> str:
    if not reason.relieved:
        return ""
    first = reason.relieved[0]
    if not first.after:
        return _(
            "%(name)s dejaría de ser imprescindible.", name=first.organisation.name
        )
    return _(
        "Si falta %(name)s, quedarían aisladas %(after)d y no %(before)d.",
        name=first.organisation.name,
        after=first.after,
        before=first.before,
    )


def _supplies(reason: ToldReason) -> str:
    if not reason.leads:
        return ""
    lead = reason.leads[0]
    return _(
        "%(source)s tiene %(what)s, que %(target)s busca afuera.",
        source=lead.source.name,
        what=lead.what,
        target=lead.target.name,
    )


def _knows(reason: ToldReason) -> str:
    if not reason.friends:
        return ""
    return _("Las dos confían en %(name)s.", name=reason.friends[0].name)


_REASONS = (_joins, _relieves, _supplies, _knows)
