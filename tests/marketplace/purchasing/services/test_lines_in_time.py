from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.purchasing.core.wishes import Wish
from marketplace.purchasing.models import (
    LineChange,
    PlanState,
)
from marketplace.purchasing.services import calls, lines
from marketplace.purchasing.services.lines import LineDraft, note_line
from marketplace.purchasing.services.moves import PurchaseMovedOnError
from tests.factories_purchasing import (
    AFTER_CLOSING,
    CLOSES_AT,
    World,
    a_line,
    a_plan,
    a_world,
    an_open_purchase,
    in_quoting,
    items_of,
    with_three_quotes,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.kernel.money import Money
    from marketplace.purchasing.models import JointPurchase


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session, associations=2)


@pytest.fixture
def purchase(session: Session, world: World) -> JointPurchase:
    return an_open_purchase(session, world)


def draft_of(
    session: Session,
    world: World,
    purchase: JointPurchase,
    wish: Wish,
    *,
    version: int | None = None,
    alone: Money | None = None,
) -> LineDraft:
    """The first member's line."""
    item = items_of(session, purchase)[0]
    return LineDraft(
        world.convener.id,
        world.member().id,
        item.id,
        wish,
        alone=alone,
        version=version,
    )


def test_the_servers_clock_closes_the_call_before_the_job_does(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    draft = draft_of(session, world, purchase, Wish(10, 12))

    with pytest.raises(lines.CallClosedError):
        note_line(session, purchase.id, draft, actor=world.as_member(), now=CLOSES_AT)


@pytest.mark.parametrize(
    ("noted_at", "sent_at", "counts"),
    [
        (CLOSES_AT - timedelta(minutes=5), CLOSES_AT + timedelta(hours=24), True),
        (CLOSES_AT - timedelta(minutes=5), CLOSES_AT + timedelta(hours=25), False),
        (CLOSES_AT, CLOSES_AT + timedelta(hours=1), False),
        (CLOSES_AT + timedelta(days=9), CLOSES_AT - timedelta(hours=1), True),
    ],
    ids=["in time", "too late", "typed after", "clock ahead"],
)
def test_a_line_typed_without_signal_counts_for_a_day(
    session: Session,
    world: World,
    purchase: JointPurchase,
    noted_at: datetime,
    sent_at: datetime,
    counts: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    a_line(session, purchase, world.member(1), world.convener, 3)
    calls.close_due(session, now=min(sent_at, CLOSES_AT + timedelta(minutes=1)))
    draft = draft_of(session, world, purchase, Wish(10, 12))
    arguments = {"actor": world.as_member(), "now": sent_at, "noted_at": noted_at}

    if counts:
        key = note_line(session, purchase.id, draft, **arguments)  # type: ignore[arg-type] # values of three types
        change = session.scalars(
            select(LineChange).where(LineChange.line_id == key)
        ).one()
        assert change.device_at == noted_at
    else:
        with pytest.raises(lines.CallClosedError):
            note_line(session, purchase.id, draft, **arguments)  # type: ignore[arg-type] # values of three types


def test_nothing_changes_once_suppliers_are_asked(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    line = a_line(session, purchase, world.member(), world.convener, 10)
    in_quoting(session, purchase, world)
    draft = draft_of(session, world, purchase, Wish(20, 20), version=line.version)

    with pytest.raises(PurchaseMovedOnError):
        note_line(
            session,
            purchase.id,
            draft,
            actor=world.as_member(),
            now=AFTER_CLOSING,
            noted_at=CLOSES_AT - timedelta(hours=1),
        )


def test_plans_made_before_a_line_changed_are_stale(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    a_line(session, purchase, world.member(), world.convener, 10)
    in_quoting(session, purchase, world)
    with_three_quotes(session, purchase, world)
    run = a_plan(session, purchase, world)
    calls.reopen_purchase(
        session,
        purchase.id,
        AFTER_CLOSING + timedelta(days=2),
        "Faltó gente",
        actor=world.officer,
        now=AFTER_CLOSING,
    )

    a_line(session, purchase, world.member(1), world.convener, 5, now=AFTER_CLOSING)

    assert run.state is PlanState.STALE
