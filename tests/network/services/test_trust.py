"""Trust is declared, revised, renewed and withdrawn; failures are replied to."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from network.core.trust.degrees import TrustDegree
from network.errors import NotAllowedError, NotFoundError
from network.models import (
    AuditRow,
    Layer,
    NetworkMembership,
    TieEvent,
    TieKind,
    TrustReply,
    TrustTerms,
)
from network.policy import Role
from network.queries.trust import trusted_neighbours
from network.services.ties import TieToItselfError, record_event
from network.services.trust import (
    FailureReply,
    ReplyNeedsTextError,
    TrustDeclaration,
    TrustNeedsReasonError,
    declare_trust,
    reply_to_failure,
    withdraw_trust,
)
from tests.factories import NOW, TODAY, a_network, an_organisation
from tests.factories_trust import befriends, keeps, speaking_for, trusts

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from network.models import Network, Organisation
    from network.policy import Actor


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def one(session: Session, network: Network) -> Organisation:
    return an_organisation(session, network=network)


@pytest.fixture
def other(session: Session, network: Network) -> Organisation:
    return an_organisation(session, network=network)


def says(
    network: Network, one: Organisation, other: Organisation, reason: str
) -> TrustDeclaration:
    return TrustDeclaration(network.id, one.id, other.id, reason)


def withdraws(
    session: Session,
    network: Network,
    one: Organisation,
    other: Organisation,
    *,
    day: date = TODAY,
) -> bool:
    said = says(network, one, other, "No entregaron")
    officer = speaking_for(session, one)
    return withdraw_trust(session, said, actor=officer, day=day, now=NOW)


def notes(session: Session) -> list[tuple[TieKind, str]]:
    rows = session.execute(
        select(TieEvent.kind, TieEvent.note).order_by(TieEvent.day, TieEvent.id)
    )
    return [(kind, note) for kind, note in rows]


def test_trust_counts_when_both_sides_declared_it_and_for_a_year(
    session: Session, network: Network, one: Organisation, other: Organisation
) -> None:
    def neighbours(days: int = 0) -> dict[int, set[int]]:
        day = TODAY + timedelta(days=days)
        return trusted_neighbours(session, network.id, day)

    trusts(session, network, one, other)
    one_side = neighbours()
    trusts(session, network, other, one)

    both = {one.id: {other.id}, other.id: {one.id}}
    assert one_side == {}
    assert neighbours() == neighbours(364) == both
    assert neighbours(365) == {}
    assert neighbours(-1) == {}


def test_trust_is_withdrawn_and_declared_again(
    session: Session, network: Network, one: Organisation, other: Organisation
) -> None:
    with pytest.raises(NotFoundError):
        withdraws(session, network, one, other)
    first, again = (trusts(session, network, one, other) for _ in range(2))
    gone, gone_again = (withdraws(session, network, one, other) for _ in range(2))
    back = trusts(session, network, one, other, reason="Ya cumplieron")

    assert (first, again, gone, gone_again, back) == (True, False, True, False, True)
    assert notes(session) == [
        (TieKind.TRUST_DECLARED, "Cumplen siempre"),
        (TieKind.TRUST_WITHDRAWN, "No entregaron"),
        (TieKind.TRUST_DECLARED, "Ya cumplieron"),
    ]


def test_a_reason_is_revised_on_the_same_day_and_renewed_later(
    session: Session, network: Network, one: Organisation, other: Organisation
) -> None:
    trusts(session, network, one, other)
    revised = trusts(session, network, one, other, reason="Pagan a tiempo")
    later = TODAY + timedelta(days=300)
    renewed = trusts(session, network, one, other, reason="Pagan a tiempo", day=later)
    trusts(session, network, other, one, day=later)

    assert revised
    assert renewed
    assert one.id in trusted_neighbours(session, network.id, TODAY + timedelta(600))


def test_degree_and_permission_are_kept_apart_and_go_when_it_is_withdrawn(
    session: Session, network: Network, one: Organisation, other: Organisation
) -> None:
    def terms() -> list[tuple[TrustDegree, bool]]:
        rows = session.scalars(select(TrustTerms))
        return [(row.degree, row.may_introduce) for row in rows]

    trusts(session, network, one, other)
    first = terms()
    is_new = trusts(session, network, one, other, degree=TrustDegree.FULL, tells=True)
    second = terms()
    withdraws(session, network, one, other)

    assert not is_new
    assert first == [(TrustDegree.GOOD, False)]
    assert second == [(TrustDegree.FULL, True)]
    assert terms() == []


def test_trust_known_from_before_has_no_terms_and_can_be_withdrawn(
    session: Session, network: Network, one: Organisation, other: Organisation
) -> None:
    record_event(
        session,
        network_id=network.id,
        layer=Layer.DECLARED_TRUST,
        kind=TieKind.TRUST_DECLARED,
        source_id=one.id,
        target_id=other.id,
        day=TODAY,
        weight=1,
        evidence="paper:1",
        note="Acta de antes",
    )

    assert withdraws(session, network, one, other)
    assert session.scalar(select(func.count(TrustTerms.tie_id))) == 0


@pytest.mark.parametrize("reason", ["", "no", "\u200b\u200b\u200b\u200b\u200b"])
def test_trust_needs_a_reason(
    session: Session,
    network: Network,
    one: Organisation,
    other: Organisation,
    reason: str,
) -> None:
    with pytest.raises(TrustNeedsReasonError):
        trusts(session, network, one, other, reason=reason)


def test_hostile_reasons_are_kept_as_one_plain_line(
    session: Session, network: Network, one: Organisation, other: Organisation
) -> None:
    trusts(session, network, one, other, reason="<b>\u202eCumplen\x00</b>\n" * 900)

    kept = notes(session)[0][1]
    assert len(kept) <= 300
    assert kept.startswith("<b>Cumplen</b> <b>")


def test_trust_is_declared_inside_a_network_by_its_officers(
    session: Session, network: Network, one: Organisation, other: Organisation
) -> None:
    outside = an_organisation(session, network=a_network(session))
    officer = speaking_for(session, one)

    def tries(said: TrustDeclaration, actor: Actor) -> None:
        declare_trust(session, said, actor=actor, day=TODAY, now=NOW)

    with pytest.raises(NotFoundError):
        tries(says(network, one, outside, "Cumplen siempre"), officer)
    with pytest.raises(NotFoundError):
        tries(says(network, other, one, "Cumplen siempre"), officer)
    with pytest.raises(TieToItselfError):
        tries(says(network, one, one, "Cumplimos siempre"), officer)
    member = speaking_for(session, one, Role.MEMBER)
    with pytest.raises(NotAllowedError):
        tries(says(network, one, other, "Cumplen siempre"), member)


def test_what_was_said_of_who_left_can_still_be_withdrawn(
    session: Session, network: Network, one: Organisation, other: Organisation
) -> None:
    befriends(session, network, (one, other))
    session.query(NetworkMembership).filter_by(organisation_id=other.id).update(
        {"until": TODAY}
    )

    with pytest.raises(NotFoundError):
        trusts(session, network, one, other, reason="Cumplen todavía")
    assert trusted_neighbours(session, network.id, TODAY) == {}
    assert withdraws(session, network, one, other)


def test_the_network_never_reads_what_was_declared(
    session: Session, network: Network, one: Organisation, other: Organisation
) -> None:
    trusts(session, network, one, other)
    withdraws(session, network, one, other)

    rows = session.scalars(select(AuditRow).where(AuditRow.deed.like("trust.%"))).all()
    assert [row.deed for row in rows] == ["trust.declared", "trust.withdrawn"]
    assert {row.network_id for row in rows} == {None}
    assert {row.organisation_id for row in rows} == {one.id}
    assert {row.details["name"] for row in rows} == {other.name}


def a_failure(
    session: Session, network: Network, one: Organisation, other: Organisation
) -> int:
    keeps(session, network, one, other, TieKind.CLAIM_FILED)
    return session.scalars(select(func.max(TieEvent.id))).one() or 0


def test_each_side_replies_once_and_may_write_it_anew(
    session: Session, network: Network, one: Organisation, other: Organisation
) -> None:
    event = a_failure(session, network, one, other)
    ours, theirs = speaking_for(session, one), speaking_for(session, other)

    def reply(actor: Actor, side: Organisation, text: str) -> int:
        said = FailureReply(event, side.id, text)
        return reply_to_failure(session, said, actor=actor, now=NOW)

    first = reply(ours, one, "Llovió y no hubo vía")
    reply(ours, one, "Llovió y no hubo vía")
    reply(ours, one, "Llovió tres días\n\ny no hubo vía")
    second = reply(theirs, other, "Nadie nos avisó")

    rows = session.scalars(select(TrustReply).order_by(TrustReply.id)).all()
    assert (first, second) == (other.id, one.id)
    assert [row.text for row in rows] == [
        "Llovió tres días\n\ny no hubo vía",
        "Nadie nos avisó",
    ]
    assert [row.revised_at is None for row in rows] == [False, True]
    traces = session.scalar(
        select(func.count(AuditRow.id)).where(AuditRow.deed == "trust.replied")
    )
    assert traces == 3


@pytest.mark.parametrize("text", ["", "  no ", "\u202e\u200b", "a" * 1001])
def test_a_reply_says_something_and_not_too_much(
    session: Session,
    network: Network,
    one: Organisation,
    other: Organisation,
    text: str,
) -> None:
    event = a_failure(session, network, one, other)

    with pytest.raises(ReplyNeedsTextError):
        reply_to_failure(
            session,
            FailureReply(event, one.id, text),
            actor=speaking_for(session, one),
            now=NOW,
        )


def test_nobody_replies_for_others_nor_to_what_was_kept(
    session: Session, network: Network, one: Organisation, other: Organisation
) -> None:
    third = an_organisation(session, network=network)
    event = a_failure(session, network, one, other)
    keeps(session, network, one, other)
    kept = event + 1

    def tries(event_id: int, side: Organisation, actor: Actor) -> None:
        said = FailureReply(event_id, side.id, "No fue así")
        reply_to_failure(session, said, actor=actor, now=NOW)

    officer = speaking_for(session, third)
    with pytest.raises(NotFoundError):
        tries(event, one, officer)
    with pytest.raises(NotFoundError):
        tries(event, third, officer)
    with pytest.raises(NotFoundError):
        tries(kept, one, speaking_for(session, one))
    with pytest.raises(NotAllowedError):
        tries(event, one, speaking_for(session, one, Role.MEMBER))
