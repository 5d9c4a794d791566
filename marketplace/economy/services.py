"""Telling the ground which organisations have something for each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.catalogue import queries as catalogue
from marketplace.economy.core.periods import year_until
from marketplace.economy.core.substitution import (
    Certainty,
    needs_of,
    neighbours,
    substitutions,
)
from marketplace.economy.models import knowledge, makers, outlays
from network.models import LeadKind, Network
from network.services.leads import ReportedLead, report_leads

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from marketplace.economy.core.substitution import Knowledge, Makers, Substitution

#: Suppliers named to one organisation for one product, and for one link of chains.
MOST_FOR_PRODUCT, MOST_FOR_LINK = 5, 3
#: About how many pairs are told because their chains follow each other.
MOST_BY_CHAIN = 2_000


def find_leads(session: Session, network_id: int, *, day: date, now: datetime) -> int:
    """Report who makes what another buys outside, and whose chains follow.

    Takes the place of what was reported before, so it may run at any time.
    Amounts become weights: the ground compares them and shows none.

    Args:
        session: The open transaction.
        network_id: The network.
        day: The last day of the year that is looked at.
        now: The present instant.

    Returns:
        How many leads of both kinds the network has now.

    Raises:
        NotFoundError: If there is no such network.
    """
    known = knowledge(session)
    needs = needs_of(outlays(session, network_id, year_until(day)))
    chains = {each.chain for each in needs}
    chains |= {each.source_chain for each in known}
    chains |= {each.target_chain for each in known}
    made = makers(session, network_id, day, chains=chains)
    found = substitutions(needs, made, known)
    names = dict(catalogue.chains(session))
    told = [*_products(found, names), *_chains(made, known, names, day)]
    return sum(
        report_leads(
            session,
            network_id,
            [lead for of, lead in told if of is kind],
            kind=kind,
            now=now,
        )
        for kind in LeadKind
    )


def networks(session: Session, network_id: int | None = None) -> list[tuple[int, str]]:
    """Return networks and their time zones, for the work of the timetable.

    Args:
        session: The open transaction.
        network_id: Only this one, if there is one; all of them when none.
    """
    wanted = select(Network.id, Network.time_zone).order_by(Network.id)
    if network_id is not None:
        wanted = wanted.where(Network.id == network_id)
    return [(key, zone) for key, zone in session.execute(wanted)]


def _products(
    found: list[Substitution], names: Mapping[str, str]
) -> list[tuple[LeadKind, ReportedLead]]:
    """Return who could sell to whom, the surest makers first.

    Only who makes the same product is told to take its place; who works in its
    chain is a neighbour in it.
    """
    leads = []
    for each in found:
        need = each.need
        for buyer, minor in sorted(need.by_buyer.items()):
            serving = [one for one in each.candidates if buyer in one.serves]
            for maker in serving[:MOST_FOR_PRODUCT]:
                is_same = maker.certainty is Certainty.SAME_PRODUCT
                lead = ReportedLead(
                    source_id=maker.organisation_id,
                    target_id=buyer,
                    what=need.product if is_same else names[need.chain],
                    weight=minor,
                    day=need.last_day,
                    evidence=f"economy:{need.currency}:{need.product_id}"
                    f":{maker.organisation_id}:{buyer}",
                )
                leads.append(
                    (LeadKind.SUBSTITUTION if is_same else LeadKind.CHAIN, lead)
                )
    return leads


def _chains(
    made: Makers, known: list[Knowledge], names: Mapping[str, str], day: date
) -> list[tuple[LeadKind, ReportedLead]]:
    """Return who works in the chain before whose, by starting knowledge."""
    pairs = neighbours(made, known, most=MOST_FOR_LINK, in_all=MOST_BY_CHAIN)
    return [
        (
            LeadKind.CHAIN,
            ReportedLead(
                source_id=pair.source_id,
                target_id=pair.target_id,
                what=names[pair.knowledge.source_chain],
                weight=1,
                day=day,
                evidence=f"economy:{pair.knowledge.source_chain}"
                f":{pair.knowledge.target_chain}:{pair.source_id}:{pair.target_id}",
            ),
        )
        for pair in pairs
    ]
