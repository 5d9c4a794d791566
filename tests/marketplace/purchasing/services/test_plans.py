from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from marketplace.purchasing.core.plan import solve
from marketplace.purchasing.models import (
    LineState,
    PlanRun,
    PlanState,
)
from marketplace.purchasing.services.planning import (
    FaultyProblemError,
    FewQuotesError,
    NothingAskedError,
    UnofferedItemError,
    lines_that_count,
)
from marketplace.purchasing.services.plans import (
    ContradictionError,
    Insisted,
    fail_plan,
    keep_plan,
    request_plan,
    waiting_problem,
)
from marketplace.purchasing.services.quote_drafts import StaleQuoteError
from marketplace.purchasing.services.quotes import (
    explain_few_quotes,
)
from network.errors import NotAllowedError, NotFoundError
from network.models import Job
from tests.factories import (
    NOW,
)
from tests.factories_purchasing import (
    AFTER_CLOSING,
    World,
    a_line,
    a_plan,
    a_quote,
    a_world,
    an_open_purchase,
    in_quoting,
    items_of,
    with_three_quotes,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session)


@pytest.fixture
def purchase(session: Session, world: World) -> JointPurchase:
    """A purchase of 110 units that is being quoted, with three quotes."""
    purchase = an_open_purchase(session, world)
    for place, units in enumerate((60, 45, 5)):
        a_line(session, purchase, world.member(place), world.convener, units)
    in_quoting(session, purchase, world)
    with_three_quotes(session, purchase, world)
    return purchase


def asked(
    session: Session,
    world: World,
    purchase: JointPurchase,
    insisted: Insisted | None = None,
) -> PlanRun:
    key = request_plan(
        session, purchase.id, insisted, actor=world.officer, now=AFTER_CLOSING
    )
    return session.get_one(PlanRun, key)


def state_of(run: PlanRun) -> PlanState:
    return run.state


def test_a_small_plan_is_made_at_once_and_proved(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    run = a_plan(session, purchase, world)

    assert run.state is PlanState.SOLVED
    assert run.result["status"] == "optimal"
    assert run.objective_minor == run.bound_minor == 110 * 95_000_00
    assert run.result["inputs_hash"] == run.inputs_hash
    assert run.solver.startswith("scipy")
    assert list(run.names["items"]) == ["Abono 1 · bulto 50 kg"]


def test_the_plan_names_no_member(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    run = a_plan(session, purchase, world)

    text = str(run.problem) + str(run.result)
    assert world.member().name not in text


def test_the_same_question_has_the_same_run(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    first = asked(session, world, purchase)

    second = asked(session, world, purchase)

    assert first.id == second.id


def test_an_alternative_stands_beside_the_best_plan(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    best = asked(session, world, purchase)
    used = best.result["freight"][0]["supplier"]
    supplier_id = best.names["suppliers"][used]

    other = asked(session, world, purchase, Insisted(avoid=frozenset({supplier_id})))

    assert other.compared_with_id == best.id
    assert other.forced == {"avoid": [used]}
    assert other.objective_minor == 110 * 105_000_00


def test_what_contradicts_itself_is_refused(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    keys = frozenset(asked(session, world, purchase).names["suppliers"].values())
    one = frozenset({min(keys)})

    for insisted in (
        Insisted(use=one, avoid=one),
        Insisted(avoid=keys),
        Insisted(at_most=0),
        Insisted(use=keys, at_most=1),
    ):
        with pytest.raises(ContradictionError):
            asked(session, world, purchase, insisted)
    with pytest.raises(NotFoundError):
        asked(session, world, purchase, Insisted(use=frozenset({999_999})))


def test_a_larger_plan_is_made_by_a_job(session: Session, world: World) -> None:
    purchase = an_open_purchase(session, world, items=5)
    for item in items_of(session, purchase):
        a_line(session, purchase, world.member(), world.convener, 10, item=item)
    in_quoting(session, purchase, world)
    with_three_quotes(session, purchase, world)

    run = asked(session, world, purchase)

    job = session.get_one(Job, run.job_id)
    assert state_of(run) is PlanState.WAITING
    assert (job.name, job.arguments) == ("purchasing.solve_plan", {"run_id": run.id})
    problem = waiting_problem(session, run.id)
    assert problem is not None
    plan = solve(problem[0], forced=problem[1])
    assert keep_plan(session, run.id, plan)
    assert state_of(run) is PlanState.SOLVED
    assert waiting_problem(session, run.id) is None
    assert not keep_plan(session, run.id, plan)
    fail_plan(session, run.id)
    assert state_of(run) is PlanState.SOLVED


def test_a_plan_that_could_not_be_made_is_said_to_have_failed(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    run = asked(session, world, purchase)
    run.state = PlanState.WAITING
    session.flush()

    fail_plan(session, run.id)

    assert run.state is PlanState.FAILED
    with pytest.raises(NotFoundError):
        waiting_problem(session, 999_999)


def test_three_quotes_or_a_written_reason(session: Session, world: World) -> None:
    purchase = an_open_purchase(session, world)
    a_line(session, purchase, world.member(), world.convener, 10)
    in_quoting(session, purchase, world)
    a_quote(session, purchase, world)

    with pytest.raises(FewQuotesError) as caught:
        asked(session, world, purchase)
    explain_few_quotes(
        session, purchase.id, "Solo él trae", actor=world.officer, now=AFTER_CLOSING
    )

    assert caught.value.values == {"count": 1, "needed": 3}
    assert asked(session, world, purchase).state is PlanState.SOLVED


def test_a_list_that_is_over_stops_the_plan(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    late = NOW + timedelta(days=61)

    with pytest.raises(StaleQuoteError) as caught:
        request_plan(session, purchase.id, actor=world.officer, now=late)

    assert caught.value.values["supplier"]


def test_an_input_nobody_offers_is_named(session: Session, world: World) -> None:
    purchase = an_open_purchase(session, world, items=2)
    items = items_of(session, purchase)
    a_line(session, purchase, world.member(), world.convener, 10, item=items[1])
    in_quoting(session, purchase, world)
    explain_few_quotes(
        session, purchase.id, "Nadie más", actor=world.officer, now=AFTER_CLOSING
    )

    with pytest.raises(UnofferedItemError) as caught:
        asked(session, world, purchase)

    assert caught.value.values["items"] == "Abono 2 · bulto 50 kg"


def test_amounts_beyond_exact_arithmetic_are_refused(
    session: Session, world: World
) -> None:
    purchase = an_open_purchase(session, world)
    a_line(session, purchase, world.member(), world.convener, 100_000)
    in_quoting(session, purchase, world)
    for _ in range(3):
        a_quote(session, purchase, world, {0: 9_000_000_000})

    with pytest.raises(FaultyProblemError) as caught:
        asked(session, world, purchase)

    assert caught.value.values["message"]


def test_without_lines_there_is_nothing_to_plan(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    for line in lines_that_count(session, purchase.id):
        line.state = LineState.OUT
    session.flush()

    with pytest.raises(NothingAskedError):
        asked(session, world, purchase)


def test_suppliers_of_one_name_are_told_apart(session: Session, world: World) -> None:
    purchase = an_open_purchase(session, world)
    a_line(session, purchase, world.member(), world.convener, 10)
    in_quoting(session, purchase, world)
    for quote in with_three_quotes(session, purchase, world):
        quote.supplier.name = "Agro"
    session.flush()

    run = asked(session, world, purchase)

    assert list(run.names["suppliers"]) == ["Agro", "Agro (2)", "Agro (3)"]


def test_a_member_asks_for_no_plan_and_a_stranger_finds_none(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    stranger = a_world(session)

    with pytest.raises(NotAllowedError):
        request_plan(session, purchase.id, actor=world.as_member(), now=AFTER_CLOSING)
    with pytest.raises(NotFoundError):
        request_plan(session, purchase.id, actor=stranger.officer, now=AFTER_CLOSING)
