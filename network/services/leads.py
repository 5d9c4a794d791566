"""Leads: what the areas above know that one organisation has for another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete

from network.core.text import clean_name
from network.db import lock
from network.models import Lead, LeadKind, Network

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class ReportedLead:
    """One reason for two organisations to meet.

    Attributes:
        source_id: Who makes it or offers it.
        target_id: Who buys it elsewhere or needs it.
        what: The product or the chain, as people call it; cut at 120 letters.
        weight: How much there is in it, 0 or more, to compare with others of
            the same kind; the ground does not know its unit.
        day: Day of the last thing that proves it.
        evidence: Names what proves it, once among those reported together.
    """

    source_id: int
    target_id: int
    what: str
    weight: int
    day: date
    evidence: str


def report_leads(
    session: Session,
    network_id: int,
    leads: Iterable[ReportedLead],
    *,
    kind: LeadKind = LeadKind.SUBSTITUTION,
    now: datetime,
) -> int:
    """Put these leads in the place of the network's leads of that kind.

    Reporting the same again changes nothing but the instant.  Of two leads with
    the same evidence the later one counts.

    Args:
        session: The open transaction.
        network_id: Network in which both organisations are.
        leads: All there are of this kind; none empties the list.
        kind: Why one has something for the other.
        now: The present instant.

    Returns:
        How many leads of that kind the network has now.

    Raises:
        NotFoundError: If there is no such network.
        ValueError: If a lead runs from an organisation to itself or its weight
            is negative.
    """
    # Locked so that two reports at once do not both add their rows.
    lock(session, Network, network_id)
    rows = {lead.evidence: _row(network_id, lead, kind, now) for lead in leads}
    session.execute(
        delete(Lead).where(Lead.network_id == network_id, Lead.kind == kind)
    )
    session.add_all(rows.values())
    session.flush()
    return len(rows)


def _row(network_id: int, lead: ReportedLead, kind: LeadKind, now: datetime) -> Lead:
    if lead.source_id == lead.target_id or lead.weight < 0:
        msg = f"not a lead between two organisations: {lead}"
        raise ValueError(msg)
    return Lead(
        network_id=network_id,
        kind=kind,
        source_id=lead.source_id,
        target_id=lead.target_id,
        what=clean_name(lead.what, 120),
        weight=lead.weight,
        day=lead.day,
        evidence=lead.evidence,
        reported_at=now,
    )
