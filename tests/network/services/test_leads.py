"""What areas above know is told to the ground, and told again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from network.errors import NotFoundError
from network.models import Lead, LeadKind
from network.services.leads import ReportedLead, report_leads
from tests.factories import NOW, TODAY, a_network, an_organisation

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.models import Network


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def panela(session: Session, network: Network) -> ReportedLead:
    one, other = (an_organisation(session, network=network).id for _ in range(2))
    return ReportedLead(one, other, "Panela", 40, TODAY, "outside:1:7")


def told(session: Session, network: Network) -> list[tuple[str, str, int]]:
    rows = select(Lead).where(Lead.network_id == network.id).order_by(Lead.id)
    return [(row.kind, row.what, row.weight) for row in session.scalars(rows)]


def test_a_report_takes_the_place_of_the_one_before(
    session: Session, network: Network, panela: ReportedLead
) -> None:
    honey = replace(panela, what="Miel", evidence="outside:2:7")

    report_leads(session, network.id, [panela, honey], now=NOW)
    count = report_leads(session, network.id, [replace(panela, weight=9)], now=NOW)

    assert count == 1
    assert told(session, network) == [(LeadKind.SUBSTITUTION, "Panela", 9)]


def test_leads_of_another_kind_or_network_stay(
    session: Session, network: Network, panela: ReportedLead
) -> None:
    other = a_network(session)
    report_leads(session, network.id, [panela], now=NOW, kind=LeadKind.CHAIN)
    report_leads(session, other.id, [panela], now=NOW)

    count = report_leads(session, network.id, [], now=NOW)

    assert count == 0
    assert told(session, network) == [(LeadKind.CHAIN, "Panela", 40)]
    assert told(session, other) == [(LeadKind.SUBSTITUTION, "Panela", 40)]


def test_the_same_evidence_twice_counts_once(
    session: Session, network: Network, panela: ReportedLead
) -> None:
    longer = replace(panela, what="  Panela \x00 en\nbloque " + "e" * 200)

    report_leads(session, network.id, [panela, longer], now=NOW)

    ((_kind, what, _weight),) = told(session, network)
    assert what.startswith("Panela en bloque e")
    assert len(what) == 120


def test_a_lead_needs_two_ends_and_a_network(
    session: Session, network: Network, panela: ReportedLead
) -> None:
    with pytest.raises(ValueError, match="two organisations"):
        report_leads(
            session,
            network.id,
            [replace(panela, target_id=panela.source_id)],
            now=NOW,
        )
    with pytest.raises(ValueError, match="two organisations"):
        report_leads(session, network.id, [replace(panela, weight=-1)], now=NOW)
    with pytest.raises(NotFoundError):
        report_leads(session, 10**6, [], now=NOW)
