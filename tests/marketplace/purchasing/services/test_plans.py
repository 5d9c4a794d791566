from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.purchasing.core.plan import solve
from marketplace.purchasing.models import (
    LineState,
    PlanChoice,
    PlanRun,
    PlanState,
    PurchaseState,
)
from marketplace.purchasing.services import calls
from marketplace.purchasing.services.awards import (
    PlanNotReadyError,
    PlanStaleError,
    RelatedToSupplierError,
    choose_plan,
    undo_award,
)
from marketplace.purchasing.services.moves import (
    PurchaseMovedOnError,
    ReasonMissingError,
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
    declare_interest,
    explain_few_quotes,
)
from network.errors import NotAllowedError, NotFoundError
from network.models import Job, Membership
from network.policy import Role
from tests.factories import (
    NOW,
    TODAY,
    a_coordinator,
    a_member,
    acting,
    coordinating,
)
from tests.factories_purchasing import (
    AFTER_CLOSING,
    World,
    a_line,
    a_plan,
    a_quote,
    a_world,
    an_open_purchase,
    answered,
    asked_to_confirm,
    awarded,
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


def test_two_people_make_the_award(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    run = a_plan(session, purchase, world)

    first = choose_plan(
        session, run.id, "El más barato", actor=world.officer, now=AFTER_CLOSING
    )
    again = choose_plan(session, run.id, actor=world.officer, now=AFTER_CLOSING)
    second = choose_plan(session, run.id, actor=world.second_officer, now=AFTER_CLOSING)
    repeated = choose_plan(
        session, run.id, actor=world.second_officer, now=AFTER_CLOSING
    )

    assert (first, again, second, repeated) == (False, False, True, True)
    assert purchase.state is PurchaseState.AWARDED
    assert run.state is PlanState.AWARDED
    assert len(session.scalars(select(PlanChoice)).all()) == 2


def test_the_two_choose_the_same_plan(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    best = a_plan(session, purchase, world)
    other = asked(session, world, purchase, Insisted(single=True))

    choose_plan(session, best.id, actor=world.officer, now=AFTER_CLOSING)
    choose_plan(session, other.id, actor=world.second_officer, now=AFTER_CLOSING)

    assert purchase.state is PurchaseState.QUOTING
    assert choose_plan(session, other.id, actor=world.officer, now=AFTER_CLOSING)
    assert other.state is PlanState.AWARDED


def test_who_belongs_to_the_supplier_does_not_choose(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    run = a_plan(session, purchase, world)
    name = run.result["freight"][0]["supplier"]
    session.add(
        Membership(
            person_id=world.officers[0].id,
            organisation_id=run.names["suppliers"][name],
            role=Role.SUPPLIER_AGENT,
            since=TODAY,
        )
    )
    session.flush()

    with pytest.raises(RelatedToSupplierError) as caught:
        choose_plan(session, run.id, actor=world.officer, now=AFTER_CLOSING)

    assert caught.value.values["supplier"] == name


def test_an_interest_declared_after_choosing_takes_the_choice_away(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    run = a_plan(session, purchase, world)
    name = run.result["freight"][0]["supplier"]
    choose_plan(session, run.id, actor=world.officer, now=AFTER_CLOSING)
    declare_interest(
        session,
        purchase.id,
        run.names["suppliers"][name],
        "Mi primo",
        actor=world.officer,
        now=AFTER_CLOSING,
    )

    is_awarded = choose_plan(
        session, run.id, actor=world.second_officer, now=AFTER_CLOSING
    )

    assert not is_awarded
    with pytest.raises(RelatedToSupplierError):
        choose_plan(session, run.id, actor=world.officer, now=AFTER_CLOSING)


def test_coordinators_members_and_treasurers_do_not_choose(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    run = a_plan(session, purchase, world)
    coordinator = coordinating(a_coordinator(session, world.network), world.network)

    for actor in (coordinator, world.as_member(), world.cashier):
        with pytest.raises(NotAllowedError):
            choose_plan(session, run.id, actor=actor, now=AFTER_CLOSING)
    with pytest.raises(NotFoundError):
        choose_plan(session, 999_999, actor=world.officer, now=AFTER_CLOSING)


def test_the_committee_chooses_too(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    run = a_plan(session, purchase, world)
    someone = a_member(session, world.convener, Role.COMMITTEE)
    committee = acting(someone, world.convener, role=Role.COMMITTEE)
    choose_plan(session, run.id, actor=world.officer, now=AFTER_CLOSING)

    assert choose_plan(session, run.id, actor=committee, now=AFTER_CLOSING)


def test_a_plan_of_other_quotes_is_stale(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    run = a_plan(session, purchase, world)
    a_quote(session, purchase, world, {0: 80_000}, now=AFTER_CLOSING)

    with pytest.raises(PlanStaleError):
        choose_plan(session, run.id, actor=world.officer, now=AFTER_CLOSING)


def test_a_plan_whose_inputs_changed_unnoticed_is_stale(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    run = a_plan(session, purchase, world)
    items_of(session, purchase)[0].reference_minor += 1
    session.flush()

    with pytest.raises(PlanStaleError):
        choose_plan(session, run.id, actor=world.officer, now=AFTER_CLOSING)


def test_a_plan_that_is_not_ready_is_not_chosen(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    run = a_plan(session, purchase, world)
    run.state = PlanState.WAITING
    session.flush()

    with pytest.raises(PlanNotReadyError):
        choose_plan(session, run.id, actor=world.officer, now=AFTER_CLOSING)


def test_an_award_is_undone_with_a_reason(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    run = a_plan(session, purchase, world)
    for actor in (world.officer, world.second_officer):
        choose_plan(session, run.id, actor=actor, now=AFTER_CLOSING)

    with pytest.raises(ReasonMissingError):
        undo_award(session, purchase.id, "", actor=world.officer, now=AFTER_CLOSING)
    undo_award(session, purchase.id, "Subió", actor=world.officer, now=AFTER_CLOSING)

    assert purchase.state is PurchaseState.QUOTING
    assert run.state is PlanState.STALE
    assert all(each.undone_at for each in session.scalars(select(PlanChoice)))
    with pytest.raises(PurchaseMovedOnError):
        undo_award(session, purchase.id, "Otra", actor=world.officer, now=AFTER_CLOSING)


def test_undoing_while_members_answer_asks_them_again(session: Session) -> None:
    world = a_world(session)
    purchase = an_open_purchase(session, world)
    line = a_line(session, purchase, world.member(), world.convener, 10)
    a_line(session, purchase, world.member(1), world.convener, 10)
    asked_to_confirm(session, purchase, world)
    answered(session, purchase, line)

    undo_award(session, purchase.id, "Subió", actor=world.officer, now=AFTER_CLOSING)

    assert line.state is LineState.NOTED
    assert line.planned_units is None
    assert purchase.confirm_until is None


def test_nothing_is_chosen_after_the_award(session: Session) -> None:
    world = a_world(session)
    purchase = an_open_purchase(session, world)
    a_line(session, purchase, world.member(), world.convener, 10)
    run = awarded(session, purchase, world)
    someone = acting(
        a_member(session, world.convener, Role.OFFICER),
        world.convener,
        role=Role.OFFICER,
    )

    with pytest.raises(PurchaseMovedOnError):
        choose_plan(session, run.id, actor=someone, now=AFTER_CLOSING)
    with pytest.raises(PurchaseMovedOnError):
        calls.start_quoting(
            session, purchase.id, actor=world.officer, now=AFTER_CLOSING
        )
