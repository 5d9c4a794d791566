"""Trust as each viewer may read it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from network.core.trust.degrees import TrustDegree
from network.core.trust.promises import Promise
from network.errors import NotAllowedError, NotFoundError
from network.models import Layer, NetworkMembership, TieKind, TrustRules
from network.policy import Role
from network.queries.fulfilment import own_records, pair_fulfilment
from network.queries.trust import pair_page, trust_page
from network.services.trust import FailureReply, reply_to_failure
from tests.factories import (
    NOW,
    TODAY,
    a_coordinator,
    a_network,
    an_organisation,
    coordinating,
)
from tests.factories_trust import befriends, keeps, speaking_for, trusts

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.models import Network, Organisation
    from network.policy import Actor
    from network.queries.trust import PairPage, TrustPage


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def one(session: Session, network: Network) -> Organisation:
    return an_organisation(session, network=network, name="Los Cafetales")


@pytest.fixture
def other(session: Session, network: Network) -> Organisation:
    return an_organisation(session, network=network, name="La Esperanza")


def page_of(
    session: Session, network: Network, one: Organisation, actor: Actor, words: str = ""
) -> TrustPage:
    return trust_page(session, network.id, one.id, actor=actor, day=TODAY, words=words)


def pair_of(
    session: Session,
    network: Network,
    one: Organisation,
    other: Organisation,
    actor: Actor,
) -> PairPage:
    return pair_page(session, network.id, one.id, other.id, actor=actor, day=TODAY)


def story(
    session: Session, network: Network, one: Organisation, other: Organisation
) -> None:
    """Both trust; one delivered three times and failed once; other paid once."""
    befriends(session, network, (one, other))
    for days in (10, 20, 60):
        keeps(session, network, one, other, day=TODAY - timedelta(days=days))
    keeps(session, network, one, other, TieKind.CLAIM_FILED)
    keeps(session, network, other, one, TieKind.PAID_ON_TIME)


def test_the_own_officer_reads_everything_of_the_organisation(
    session: Session, network: Network, one: Organisation, other: Organisation
) -> None:
    story(session, network, one, other)
    officer = speaking_for(session, one)

    page = page_of(session, network, one, officer)
    pair = pair_of(session, network, one, other, officer)

    [record] = page.records
    assert record.promise is Promise.DELIVERY
    assert (record.evidence.kept, record.evidence.total) == (3, 4)
    assert record.evidence.last_kept == TODAY - timedelta(days=10)
    [row] = page.rows
    assert row.is_mutual
    assert row.ours is not None
    assert row.ours.last_day == TODAY + timedelta(days=364)
    assert [failure.promisee for failure in page.failures] == ["La Esperanza"]
    assert pair.fulfilment.ours == page.records
    [theirs] = pair.fulfilment.theirs
    assert (theirs.promise, theirs.evidence.kept) == (Promise.PAYMENT, 1)


def test_the_own_ordinary_member_reads_only_what_was_kept_to_all(
    session: Session, network: Network, one: Organisation, other: Organisation
) -> None:
    story(session, network, one, other)
    member = speaking_for(session, one, Role.MEMBER)

    page = page_of(session, network, one, member)

    assert page.records[0].evidence.total == 4
    assert (page.rows, page.failures, page.introduced, page.others) == ((), (), (), ())
    with pytest.raises(NotAllowedError):
        pair_of(session, network, one, other, member)


def test_who_sells_for_it_reads_facts_and_nothing_declared(
    session: Session, network: Network, one: Organisation, other: Organisation
) -> None:
    third = an_organisation(session, network=network)
    story(session, network, one, other)
    befriends(session, network, (one, third))
    agent = speaking_for(session, one, Role.SUPPLIER_AGENT)

    page = page_of(session, network, one, agent)
    pair = pair_of(session, network, one, other, agent)

    assert [(row.other, row.ours, row.theirs) for row in page.rows] == [
        ("La Esperanza", None, None)
    ]
    assert len(page.failures) == 1
    assert (pair.row.ours, pair.row.theirs, pair.degree) == (None, None, None)
    assert pair.fulfilment.failures
    with pytest.raises(NotFoundError):
        pair_of(session, network, one, third, agent)


def test_the_other_organisation_reads_its_own_side_only(
    session: Session, network: Network, one: Organisation, other: Organisation
) -> None:
    third = an_organisation(session, network=network, name="El Progreso")
    story(session, network, one, other)
    keeps(session, network, one, third, TieKind.CLAIM_FILED)
    trusts(session, network, third, one, reason="Son vecinas nuestras")
    officer = speaking_for(session, other)

    mirror = pair_of(session, network, other, one, officer)

    assert mirror.fulfilment.theirs[0].evidence.total == 4
    assert len(mirror.fulfilment.failures) == 1
    assert mirror.degree is TrustDegree.GOOD
    for organisation in (one, third):
        with pytest.raises(NotFoundError):
            page_of(session, network, organisation, officer)
        with pytest.raises(NotFoundError):
            pair_of(session, network, organisation, other, officer)


def test_coordinators_and_strangers_read_nobodys_trust(
    session: Session, network: Network, one: Organisation, other: Organisation
) -> None:
    story(session, network, one, other)
    elsewhere = a_network(session)
    outsiders = (
        coordinating(a_coordinator(session, network), network),
        coordinating(a_coordinator(session, elsewhere), elsewhere),
        speaking_for(session, an_organisation(session, network=elsewhere)),
    )

    for actor in outsiders:
        with pytest.raises(NotFoundError):
            page_of(session, network, one, actor)
        with pytest.raises(NotFoundError):
            pair_of(session, network, one, other, actor)
        with pytest.raises(NotFoundError):
            own_records(session, network.id, one.id, actor=actor, day=TODAY)
        with pytest.raises(NotFoundError):
            pair_fulfilment(
                session, network.id, one.id, other.id, actor=actor, day=TODAY
            )


def test_the_degree_is_read_only_by_who_declared_it(
    session: Session, network: Network, one: Organisation, other: Organisation
) -> None:
    trusts(session, network, one, other, degree=TrustDegree.BEGINNING, tells=True)

    ours = pair_of(session, network, one, other, speaking_for(session, one))
    theirs = pair_of(session, network, other, one, speaking_for(session, other))

    assert (ours.degree, ours.may_introduce) == (TrustDegree.BEGINNING, True)
    assert (theirs.degree, theirs.may_introduce) == (None, False)
    assert theirs.row.theirs is not None
    assert theirs.row.theirs.reason == "Cumplen siempre"


def test_both_sides_read_each_others_replies(
    session: Session, network: Network, one: Organisation, other: Organisation
) -> None:
    keeps(session, network, one, other, TieKind.CLAIM_FILED)
    officer = speaking_for(session, one)
    event = page_of(session, network, one, officer).failures[0].event_id
    reply = FailureReply(event, one.id, "No hubo vía")
    reply_to_failure(session, reply, actor=officer, now=NOW)

    ours = pair_of(session, network, one, other, officer)
    theirs = pair_of(session, network, other, one, speaking_for(session, other))

    assert ours.fulfilment.failures[0].own_reply == "No hubo vía"
    [shown] = theirs.fulfilment.failures
    assert [reply.text for reply in shown.replies] == ["No hubo vía"]
    assert shown.own_reply == ""


def test_goods_of_a_supplier_count_once_and_a_claim_breaks_them(
    session: Session, network: Network, one: Organisation, other: Organisation
) -> None:
    keeps(session, network, one, other, layer=Layer.TRADE, matter="purchase:a")
    keeps(session, network, one, other, layer=Layer.TRADE, matter="purchase:b")
    keeps(session, network, one, other, TieKind.CLAIM_FILED, matter="purchase:b")
    keeps(session, network, one, other, layer=Layer.TRADE, matter="purchase:c")
    keeps(session, network, one, other, matter="purchase:c")
    officer = speaking_for(session, one)

    [record] = page_of(session, network, one, officer).records

    assert (record.evidence.kept, record.evidence.total) == (2, 3)


def test_the_half_life_is_the_one_the_assembly_decided(
    session: Session, network: Network, one: Organisation, other: Organisation
) -> None:
    keeps(session, network, one, other, day=TODAY - timedelta(days=365))
    officer = speaking_for(session, one)

    def weight() -> float:
        return page_of(session, network, one, officer).records[0].evidence.positive

    usual = weight()
    session.add(
        TrustRules(
            network_id=network.id,
            half_life_days=730,
            needed_endorsements=1,
            decided_on=TODAY,
            act="1",
            recorded_by=officer.person_id,
            recorded_at=NOW,
        )
    )
    session.flush()

    assert usual == pytest.approx(0.5)
    assert weight() == pytest.approx(0.5**0.5)


def test_a_declaration_says_when_it_ends_and_that_it_is_over(
    session: Session, network: Network, one: Organisation, other: Organisation
) -> None:
    third = an_organisation(session, network=network)
    trusts(session, network, one, other, day=TODAY - timedelta(days=340))
    trusts(session, network, one, third, day=TODAY - timedelta(days=365))
    trusts(session, network, third, one, day=TODAY - timedelta(days=400))
    officer = speaking_for(session, one)

    rows = {row.other_id: row for row in page_of(session, network, one, officer).rows}

    near, over = rows[other.id].ours, rows[third.id].ours
    assert near is not None
    assert (near.is_ending, near.is_over) == (True, False)
    assert near.last_day == TODAY + timedelta(days=24)
    assert over is not None
    assert (over.is_ending, over.is_over) == (False, True)
    assert rows[third.id].theirs is None
    assert not rows[third.id].is_mutual


def test_trust_through_others_is_told_when_everybody_on_the_way_agreed(
    session: Session, network: Network, one: Organisation, other: Organisation
) -> None:
    third = an_organisation(session, network=network, name="El Progreso")
    fourth = an_organisation(session, network=network, name="Las Brisas")
    befriends(session, network, (one, other))
    befriends(session, network, (other, third), (third, fourth), tells=True)
    officer = speaking_for(session, one)

    page = page_of(session, network, one, officer)
    pair = pair_of(session, network, one, third, officer)

    assert [each.path for each in page.introduced] == [
        ("Los Cafetales", "La Esperanza", "El Progreso"),
        ("Los Cafetales", "La Esperanza", "El Progreso", "Las Brisas"),
    ]
    assert pair.introduced == page.introduced[0]


@pytest.mark.parametrize("agrees", [(False, False), (True, False), (False, True)])
def test_without_the_permission_of_both_nothing_is_told(
    session: Session,
    network: Network,
    one: Organisation,
    other: Organisation,
    agrees: tuple[bool, bool],
) -> None:
    third = an_organisation(session, network=network)
    befriends(session, network, (one, other), tells=True)
    trusts(session, network, other, third, tells=agrees[0])
    trusts(session, network, third, other, tells=agrees[1])
    officer = speaking_for(session, one)

    assert page_of(session, network, one, officer).introduced == ()
    assert pair_of(session, network, one, third, officer).introduced is None


def test_nothing_is_told_of_one_side_of_who_met_or_of_beginnings(
    session: Session, network: Network, one: Organisation, other: Organisation
) -> None:
    met, little, apart = (an_organisation(session, network=network) for _ in range(3))
    befriends(session, network, (one, other), (other, met), tells=True)
    keeps(session, network, met, one)
    for ends in ((other, little), (little, other)):
        trusts(session, network, *ends, degree=TrustDegree.BEGINNING, tells=True)
    trusts(session, network, other, apart, tells=True)

    page = page_of(session, network, one, speaking_for(session, one))

    assert page.introduced == ()


def test_the_others_of_the_network_are_found_by_name(
    session: Session, network: Network, one: Organisation, other: Organisation
) -> None:
    for number in range(25):
        an_organisation(session, network=network, name=f"Asociación {number}")
    officer = speaking_for(session, one)

    whole = page_of(session, network, one, officer)
    found = page_of(session, network, one, officer, "esperanza")

    assert whole.has_more
    assert [card.name for card in found.others] == ["La Esperanza"]
    assert not found.has_more


def test_who_left_keeps_its_story_and_loses_its_page(
    session: Session, network: Network, one: Organisation, other: Organisation
) -> None:
    story(session, network, one, other)
    officer, left = speaking_for(session, one), speaking_for(session, other)
    session.query(NetworkMembership).filter_by(organisation_id=other.id).update(
        {"until": TODAY}
    )

    pair = pair_of(session, network, one, other, officer)

    assert not pair.row.is_inside
    assert pair.fulfilment.failures
    with pytest.raises(NotFoundError):
        page_of(session, network, other, left)


@pytest.mark.parametrize("kind", ["itself", "outside", "nobody"])
def test_there_is_no_page_with_who_is_not_another_of_the_network(
    session: Session, network: Network, one: Organisation, kind: str
) -> None:
    outside = an_organisation(session, network=a_network(session))
    keys = {"itself": one.id, "outside": outside.id, "nobody": 999_999}

    with pytest.raises(NotFoundError):
        pair_page(
            session,
            network.id,
            one.id,
            keys[kind],
            actor=speaking_for(session, one),
            day=TODAY,
        )
