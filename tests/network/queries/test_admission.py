"""The admission gate as each viewer may read it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from network.errors import NotAllowedError, NotFoundError
from network.models import NetworkMembership, OrganisationKind
from network.policy import Role
from network.queries.admission import GATE_LENGTH, admitted_on, electable, gate
from network.services.admission import (
    RulesDecision,
    SeedElection,
    SeedEnding,
    decide_rules,
    elect_seed,
    end_seed,
)
from tests.factories import (
    NOW,
    TODAY,
    a_coordinator,
    a_network,
    an_organisation,
    coordinating,
)
from tests.factories_trust import befriends, speaking_for, trusts

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.models import Network, Organisation
    from network.policy import Actor


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def coordinator(session: Session, network: Network) -> Actor:
    return coordinating(a_coordinator(session, network), network)


def some(session: Session, network: Network, number: int) -> list[Organisation]:
    return [
        an_organisation(session, network=network, name=f"Asociación {place:02}")
        for place in range(number)
    ]


def elect(session: Session, network: Network, one: Organisation, actor: Actor) -> int:
    election = SeedElection(network.id, one.id, TODAY, "014")
    return elect_seed(session, election, actor=actor, day=TODAY, now=NOW)


def test_an_empty_network_has_a_gate(
    session: Session, network: Network, coordinator: Actor
) -> None:
    page = gate(session, network.id, actor=coordinator, day=TODAY)

    assert (page.rows, page.total, page.seeds) == ((), 0, ())
    assert page.rules.decided_on is None
    assert page.totals is not None
    assert (page.totals.mutual, page.totals.one_way) == (0, 0)


def test_who_is_vouched_for_is_admitted_and_others_know_what_is_missing(
    session: Session, network: Network, coordinator: Actor
) -> None:
    seed, near, far, alone = some(session, network, 4)
    befriends(session, network, (seed, near), (near, far))
    trusts(session, network, near, alone)
    key = elect(session, network, seed, coordinator)

    page = gate(session, network.id, actor=coordinator, day=TODAY)
    admitted = admitted_on(session, network.id, TODAY)

    shown = {row.card.id: row for row in page.rows}
    assert [row.card.id for row in page.rows[:2]] == [far.id, alone.id]
    assert admitted == {seed.id, near.id}
    assert shown[near.id].endorsers == (seed.name,)
    assert shown[far.id].admission.missing == 1
    assert shown[alone.id].admission.missing == 2
    assert shown[alone.id].endorsers == ()
    assert (page.admitted, page.total) == (2, 4)
    assert [each.id for each in page.seeds] == [key]


def test_trust_is_told_to_the_coordination_as_numbers_only(
    session: Session, network: Network, coordinator: Actor
) -> None:
    one, other, third = some(session, network, 3)
    old = TODAY - timedelta(days=340)
    befriends(session, network, (one, other))
    befriends(session, network, (other, third), day=old)
    trusts(session, network, one, third)

    page = gate(session, network.id, actor=coordinator, day=TODAY)
    officers = gate(session, network.id, actor=speaking_for(session, one), day=TODAY)

    assert page.totals is not None
    assert (page.totals.mutual, page.totals.one_way, page.totals.ending) == (2, 1, 1)
    assert page.may_keep
    assert officers.totals is None
    assert not officers.may_keep


def test_rules_of_the_assembly_change_who_is_admitted(
    session: Session, network: Network, coordinator: Actor
) -> None:
    seed, near, far = some(session, network, 3)
    befriends(session, network, (seed, near), (near, far))
    elect(session, network, seed, coordinator)
    before = admitted_on(session, network.id, TODAY)
    decision = RulesDecision(network.id, 365, 1, TODAY, "015")
    decide_rules(session, decision, actor=coordinator, day=TODAY, now=NOW)

    assert before == {seed.id, near.id}
    assert admitted_on(session, network.id, TODAY) == {seed.id, near.id, far.id}


def test_a_seed_that_ended_or_left_vouches_for_nobody(
    session: Session, network: Network, coordinator: Actor
) -> None:
    one, other, near = some(session, network, 3)
    befriends(session, network, (one, near), (other, near))
    first = elect(session, network, one, coordinator)
    elect(session, network, other, coordinator)
    ending = SeedEnding(network.id, first, "Cambió la junta")
    end_seed(session, ending, actor=coordinator, day=TODAY, now=NOW)
    session.query(NetworkMembership).filter_by(organisation_id=other.id).update(
        {"until": TODAY}
    )

    page = gate(session, network.id, actor=coordinator, day=TODAY)

    assert page.admitted == 0
    assert [seed.name for seed in page.ended] == [one.name]
    assert [seed.is_inside for seed in page.seeds] == [False]


def test_who_accompanies_the_network_is_left_out(
    session: Session, network: Network, coordinator: Actor
) -> None:
    seed, helper, near = some(session, network, 3)
    befriends(session, network, (seed, helper), (helper, near))
    elect(session, network, seed, coordinator)
    session.query(NetworkMembership).filter_by(organisation_id=helper.id).update(
        {"is_supporting": True}
    )

    page = gate(session, network.id, actor=coordinator, day=TODAY)

    assert {row.card.id for row in page.rows} == {seed.id, near.id}
    assert admitted_on(session, network.id, TODAY) == {seed.id}
    with pytest.raises(NotFoundError):
        electable(session, network.id, helper.id, actor=coordinator, day=TODAY)


def test_who_supplies_or_buys_is_at_the_gate_once_somebody_and_it_trust_each_other(
    session: Session, network: Network, coordinator: Actor
) -> None:
    [seed, near] = some(session, network, 2)
    supplier, buyer, elected = (
        an_organisation(session, network=network, kind=kind)
        for kind in (
            OrganisationKind.SUPPLIER,
            OrganisationKind.BUYER,
            OrganisationKind.BUYER,
        )
    )
    elect(session, network, seed, coordinator)
    trusts(session, network, near, buyer)
    before = gate(session, network.id, actor=coordinator, day=TODAY)

    befriends(session, network, (seed, supplier))
    elect(session, network, elected, coordinator)
    after = gate(session, network.id, actor=coordinator, day=TODAY)

    assert {row.card.id for row in before.rows} == {seed.id, near.id}
    assert (before.admitted, before.total) == (1, 2)
    assert {row.card.id for row in after.rows} == {
        seed.id,
        near.id,
        supplier.id,
        elected.id,
    }
    assert admitted_on(session, network.id, TODAY) == {
        seed.id,
        supplier.id,
        elected.id,
    }


def test_the_gate_is_read_page_by_page(
    session: Session, network: Network, coordinator: Actor
) -> None:
    some(session, network, GATE_LENGTH + 3)

    def numbers(page: int) -> tuple[int, int | None, int | None]:
        shown = gate(session, network.id, actor=coordinator, day=TODAY, page=page)
        return len(shown.rows), shown.previous_page, shown.next_page

    assert numbers(1) == numbers(-7) == (GATE_LENGTH, None, 2)
    assert numbers(2) == numbers(10**9) == (3, 1, None)


def test_officers_read_the_gate_and_members_do_not(
    session: Session, network: Network
) -> None:
    [one] = some(session, network, 1)
    elsewhere = a_network(session)
    stranger = coordinating(a_coordinator(session, elsewhere), elsewhere)

    page = gate(session, network.id, actor=speaking_for(session, one), day=TODAY)
    assert page.total == 1
    for role in (Role.MEMBER, Role.TREASURER, Role.FISCAL):
        member = speaking_for(session, one, role)
        with pytest.raises(NotAllowedError):
            gate(session, network.id, actor=member, day=TODAY)
    with pytest.raises(NotFoundError):
        gate(session, network.id, actor=stranger, day=TODAY)


def test_only_organisations_of_the_network_are_electable(
    session: Session, network: Network, coordinator: Actor
) -> None:
    [one] = some(session, network, 1)
    outside = an_organisation(session)

    def card(key: int, actor: Actor) -> str:
        return electable(session, network.id, key, actor=actor, day=TODAY).name

    assert card(one.id, coordinator) == one.name
    with pytest.raises(NotFoundError):
        card(outside.id, coordinator)
    with pytest.raises(NotAllowedError):
        card(one.id, speaking_for(session, one))
