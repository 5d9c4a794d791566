"""What the assembly elected and decided is written down once, with its proof."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from network.core.trust.endorsement import NeededEndorsementsError
from network.core.trust.evidence import HalfLifeError
from network.errors import NotAllowedError, NotFoundError
from network.models import AuditRow, TrustRules, TrustSeed
from network.services import admission
from network.services.admission import RulesDecision, SeedElection, SeedEnding
from tests.factories import (
    NOW,
    TODAY,
    a_coordinator,
    a_network,
    a_person,
    an_organisation,
    coordinating,
)
from tests.factories_trust import speaking_for

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from network.models import Network, Organisation
    from network.policy import Actor


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def coordinator(session: Session, network: Network) -> Actor:
    return coordinating(a_coordinator(session, network), network)


@pytest.fixture
def one(session: Session, network: Network) -> Organisation:
    return an_organisation(session, network=network)


@pytest.fixture
def ends(
    network: Network, one: Organisation, coordinator: Actor
) -> tuple[Network, Organisation, Actor]:
    return network, one, coordinator


def elect(
    session: Session,
    network: Network,
    one: Organisation,
    actor: Actor,
    *,
    on: date = TODAY,
    proof: dict[str, str] | None = None,
) -> int:
    told = proof or {"act": "014"}
    election = SeedElection(network.id, one.id, on, **told)
    return admission.elect_seed(session, election, actor=actor, day=TODAY, now=NOW)


def test_an_election_is_written_down_once(
    session: Session, network: Network, one: Organisation, coordinator: Actor
) -> None:
    key = elect(session, network, one, coordinator)

    with pytest.raises(admission.AlreadySeedError):
        elect(session, network, one, coordinator)
    row = session.get_one(TrustSeed, key)
    assert (row.act, row.elected_on, row.ended_on) == ("014", TODAY, None)
    trace = session.scalars(select(AuditRow).order_by(AuditRow.id.desc())).first()
    assert trace is not None
    assert (trace.deed, trace.network_id) == ("seed.elected", network.id)


@pytest.mark.parametrize(
    "proof",
    [
        {"act": "\u200b"},
        {"act": "Acta n.º "},
        {"witness_one": "Ana Ruiz"},
        {"witness_one": "Ana Ruiz", "witness_two": "ana ruiz"},
        {"witness_one": "Ana Ruiz", "witness_two": "x"},
    ],
)
def test_an_election_is_proved_by_its_minutes_or_two_people(
    session: Session,
    network: Network,
    one: Organisation,
    coordinator: Actor,
    proof: dict[str, str],
) -> None:
    with pytest.raises(admission.ElectionUnprovedError):
        elect(session, network, one, coordinator, proof=proof)

    people = {"witness_one": "Ana Ruiz", "witness_two": "Luz Mora"}
    assert elect(session, network, one, coordinator, proof=people)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("014", "014"),
        ("Acta 4 de la asamblea", "4 de la asamblea"),
        ("ACTA n.º 7", "7"),
        ("acta No. 12", "12"),
        ("acta número 3", "3"),
        ("Actas-2", "Actas-2"),
    ],
)
def test_minutes_are_kept_by_their_number(
    session: Session,
    ends: tuple[Network, Organisation, Actor],
    typed: str,
    kept: str,
) -> None:
    network, one, coordinator = ends
    key = elect(session, network, one, coordinator, proof={"act": typed})

    assert session.get_one(TrustSeed, key).act == kept


def test_an_election_is_of_the_past_and_of_the_network(
    session: Session, network: Network, one: Organisation, coordinator: Actor
) -> None:
    outside = an_organisation(session)
    elsewhere = a_network(session)
    stranger = coordinating(a_coordinator(session, elsewhere), elsewhere)

    with pytest.raises(admission.ElectionAheadError):
        elect(session, network, one, coordinator, on=TODAY + timedelta(days=1))
    with pytest.raises(NotFoundError):
        elect(session, network, outside, coordinator)
    with pytest.raises(NotFoundError):
        elect(session, network, one, stranger)
    with pytest.raises(NotAllowedError):
        elect(session, network, one, speaking_for(session, one))


def test_a_seed_ends_once_with_a_reason_and_may_be_elected_again(
    session: Session, network: Network, one: Organisation, coordinator: Actor
) -> None:
    key = elect(session, network, one, coordinator)
    elsewhere = a_network(session)
    stranger = coordinating(a_person(session), elsewhere)

    def end(reason: str, network_id: int, actor: Actor, seed: int = key) -> None:
        ending = SeedEnding(network_id, seed, reason)
        admission.end_seed(session, ending, actor=actor, day=TODAY, now=NOW)

    with pytest.raises(admission.EndNeedsReasonError):
        end(" ", network.id, coordinator)
    with pytest.raises(NotFoundError):
        end("Cambió la junta", elsewhere.id, stranger)
    with pytest.raises(NotFoundError):
        end("Cambió la junta", network.id, coordinator, seed=key + 99)
    end("Cambió la junta", network.id, coordinator)
    with pytest.raises(admission.SeedEndedError):
        end("Cambió la junta", network.id, coordinator)
    elect(session, network, one, coordinator)

    assert session.scalar(select(func.count(TrustSeed.id))) == 2
    assert session.get_one(TrustSeed, key).ending_reason == "Cambió la junta"


def decide(session: Session, actor: Actor, network: Network, **more: object) -> None:
    parts: dict[str, object] = {
        "half_life_days": 730,
        "needed_endorsements": 3,
        "decided_on": TODAY,
        "act": "015",
    }
    decision = RulesDecision(network.id, **(parts | more))  # type: ignore[arg-type] # tests give what they vary
    admission.decide_rules(session, decision, actor=actor, day=TODAY, now=NOW)


def test_rules_are_decided_and_decided_anew(
    session: Session, network: Network, coordinator: Actor
) -> None:
    decide(session, coordinator, network)
    decide(session, coordinator, network, needed_endorsements=1, act="016")

    row = session.get_one(TrustRules, network.id)
    assert (row.half_life_days, row.needed_endorsements, row.act) == (730, 1, "016")


def test_rules_have_bounds_minutes_and_a_past(
    session: Session, network: Network, one: Organisation, coordinator: Actor
) -> None:
    tomorrow = TODAY + timedelta(days=1)

    with pytest.raises(HalfLifeError):
        decide(session, coordinator, network, half_life_days=30)
    with pytest.raises(NeededEndorsementsError):
        decide(session, coordinator, network, needed_endorsements=6)
    with pytest.raises(admission.RulesWithoutActError):
        decide(session, coordinator, network, act=" \u200b ")
    with pytest.raises(admission.ElectionAheadError):
        decide(session, coordinator, network, decided_on=tomorrow)
    with pytest.raises(NotAllowedError):
        decide(session, speaking_for(session, one), network)
