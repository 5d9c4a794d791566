"""Trust that several say at the same moment is said once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from network.db import db, transaction
from network.models import (
    AuditRow,
    TieEvent,
    TieKind,
    TrustReply,
    TrustRules,
    TrustSeed,
    TrustTerms,
)
from network.services.admission import (
    AlreadySeedError,
    RulesDecision,
    SeedElection,
    decide_rules,
    elect_seed,
)
from network.services.trust import (
    FailureReply,
    TrustDeclaration,
    declare_trust,
    reply_to_failure,
    withdraw_trust,
)
from tests.factories import (
    NOW,
    TODAY,
    a_coordinator,
    a_network,
    an_organisation,
    coordinating,
)
from tests.factories_trust import keeps, speaking_for
from tests.together import TOGETHER, at_once, own_database, site

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["own_database", "site"]


def test_what_is_declared_and_withdrawn_together_counts_once(site: Flask) -> None:
    with site.app_context(), transaction() as session:
        network = a_network(session)
        one, other = (an_organisation(session, network=network) for _ in range(2))
        said = TrustDeclaration(network.id, one.id, other.id, "Cumplen siempre")
        officer = speaking_for(session, one)

    def declare(_number: int) -> bool:
        with transaction() as session:
            return declare_trust(session, said, actor=officer, day=TODAY, now=NOW)

    def withdraw(_number: int) -> bool:
        with transaction() as session:
            return withdraw_trust(session, said, actor=officer, day=TODAY, now=NOW)

    declared = at_once(site, declare)
    with site.app_context():
        terms = db.session.scalar(select(func.count(TrustTerms.tie_id)))
    withdrawn = at_once(site, withdraw)

    once = [False] * (TOGETHER - 1) + [True]
    assert sorted(map(str, declared)) == sorted(map(str, once))
    assert sorted(map(str, withdrawn)) == sorted(map(str, once))
    assert terms == 1
    with site.app_context():
        assert db.session.scalar(select(func.count(TieEvent.id))) == 2
        assert db.session.scalar(select(func.count(TrustTerms.tie_id))) == 0


def test_a_seed_is_elected_once_and_rules_are_kept_once(site: Flask) -> None:
    with site.app_context(), transaction() as session:
        network = a_network(session)
        one = an_organisation(session, network=network)
        coordinator = coordinating(a_coordinator(session, network), network)
        election = SeedElection(network.id, one.id, TODAY, "014")
        decision = RulesDecision(network.id, 365, 2, TODAY, "015")

    def elect(_number: int) -> int:
        with transaction() as session:
            return elect_seed(session, election, actor=coordinator, day=TODAY, now=NOW)

    def decide(_number: int) -> None:
        with transaction() as session:
            decide_rules(session, decision, actor=coordinator, day=TODAY, now=NOW)

    elected = at_once(site, elect)
    decided = at_once(site, decide)

    assert elected.count(AlreadySeedError) == TOGETHER - 1
    assert decided == [None] * TOGETHER
    with site.app_context():
        assert db.session.scalar(select(func.count(TrustSeed.id))) == 1
        assert db.session.scalar(select(func.count(TrustRules.network_id))) == 1


def test_a_reply_written_together_is_one(site: Flask) -> None:
    with site.app_context(), transaction() as session:
        network = a_network(session)
        one, other = (an_organisation(session, network=network) for _ in range(2))
        keeps(session, network, one, other, TieKind.CLAIM_FILED)
        event = session.scalars(select(TieEvent.id)).one()
        said = FailureReply(event, one.id, "No hubo vía")
        officer = speaking_for(session, one)
        other_id = other.id

    def reply(_number: int) -> int:
        with transaction() as session:
            return reply_to_failure(session, said, actor=officer, now=NOW)

    results = at_once(site, reply)

    assert results == [other_id] * TOGETHER
    with site.app_context():
        assert db.session.scalar(select(func.count(TrustReply.id))) == 1
        traces = select(func.count(AuditRow.id)).where(AuditRow.deed == "trust.replied")
        assert db.session.scalar(traces) == 1
