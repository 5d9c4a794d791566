from __future__ import annotations

from dataclasses import replace

from marketplace.purchasing.core.choosing import Chooser
from marketplace.purchasing.core.model import Forced, Model
from marketplace.purchasing.core.outcome import Status
from marketplace.purchasing.core.plan import solve
from marketplace.purchasing.core.solving import Answer, highs
from tests.marketplace.purchasing.core.builders import item, line, problem, supplier

SURPLUS = problem(
    [item("npk", (5, 5), (4, 4))], supplier("s", line("npk", (0, 100), (10, 80)))
)
SHORT = problem([item("npk", (10, 10))], supplier("s", line("npk", (0, 100), pack=4)))


class Late:
    """HiGHS, except that chosen calls end without an answer or without proof."""

    def __init__(self, *nothing: int, unproved: tuple[int, ...] = ()) -> None:
        self.nothing = nothing
        self.unproved = unproved
        self.calls = 0

    def __call__(
        self, model: Model, seconds: float, *, presolve: bool, whole: bool = True
    ) -> Answer:
        if not whole:
            return highs(model, seconds, presolve=presolve, whole=whole)
        self.calls += 1
        answer = highs(model, seconds, presolve=presolve)
        if self.calls in self.nothing:
            return Answer(1, None, None)
        if self.calls in self.unproved:
            return Answer(1, answer.values, None)
        return answer


def test_a_plan_without_proof_states_its_gap() -> None:
    plan = solve(SURPLUS, solver=Late(unproved=(1,)))

    assert plan.status is Status.GAP
    assert (plan.objective, plan.bound, plan.gap) == (800, 0, 1.0)
    assert plan.findings[0].kind == "not-proved"
    assert plan.findings[0].values == {"could_save": 800, "could_serve": 0}


def test_surplus_that_could_not_be_compared_is_not_called_optimal() -> None:
    plan = solve(SURPLUS, solver=Late(2))

    assert plan.status is Status.GAP
    assert plan.objective == 800
    assert plan.gap > 0


def test_no_plan_in_time_is_not_called_infeasible() -> None:
    plan = solve(SHORT, solver=Late(1, 2))

    assert plan.status is Status.GAP
    assert plan.orders == ()
    assert plan.gap == 1


def test_what_was_served_first_stands_when_its_price_is_not_lowered_in_time() -> None:
    plan = solve(SHORT, solver=Late(4))

    # The relaxation shows that these units cannot cost less.
    assert plan.status is Status.OPTIMAL
    assert (plan.objective, plan.served) == (800, 8)


def test_what_was_served_first_is_made_cheaper_item_by_item() -> None:
    # Both sellers are full, so that only the money can still be lowered.
    asked = problem(
        [item("npk", (10, 10, 2), (3, 3)), item("urea", (2, 2))],
        supplier("dear", line("npk", (0, 900), maximum=8), line("urea", (0, 900))),
        supplier("cheap", line("npk", (0, 100), maximum=8), line("urea", (0, 100))),
        supplier("late", line("npk", (0, 300), maximum=4)),
    )
    best = solve(replace(asked, suppliers=asked.suppliers[1:]))

    plan = solve(replace(asked, suppliers=asked.suppliers[1:]), solver=Late(3))
    stuck = solve(replace(asked, suppliers=asked.suppliers[1:]), solver=Late(3, 4))

    assert plan.objective == best.objective
    assert plan.served == stuck.served == best.served
    assert stuck.objective >= best.objective


def test_a_served_value_without_proof_is_a_gap() -> None:
    plan = solve(SHORT, solver=Late(unproved=(3,)))

    assert plan.status is Status.GAP
    assert (plan.served, plan.served_bound) == (8, 10)


def test_the_full_service_that_came_late_is_still_found() -> None:
    easy = problem([item("npk", (8, 8))], supplier("s", line("npk", (0, 100), pack=4)))

    plan = solve(easy, solver=Late(1))

    assert plan.status is Status.OPTIMAL
    assert plan.objective == 800


def test_time_that_is_over_is_zero() -> None:
    chooser = Chooser(SHORT, Forced(), started=0.0)

    assert chooser.left() >= 0


def test_packs_that_cost_nothing_and_serve_nobody_go() -> None:
    free = problem(
        [item("npk", (4, 40)), item("urea", (6, 30))],
        supplier("s", line("npk", (0, 0), minimum=3), line("urea", (0, 5), (10, 3))),
    )

    plan = solve(free)

    assert {order.item: order.units for order in plan.orders} == {"npk": 4, "urea": 6}


#: Eight of the ten bultos can be had; one unit of the other comes with three more.
INSTEAD = problem(
    [item("npk", (10, 10), (0, 0), price=2), item("urea", (0, 0), (1, 1), price=118)],
    supplier(
        "s", line("npk", (0, 121), pack=2, maximum=8), line("urea", (0, 113), minimum=4)
    ),
)


def test_surplus_never_serves_something_else_instead() -> None:
    plan = solve(INSTEAD)

    assert plan.status is Status.OPTIMAL
    assert (plan.objective, plan.served, plan.surplus) == (8 * 121, 16, ())
    reasons = {(each.item, each.member): each.reason for each in plan.allocations}
    assert reasons["urea", "m2"] == (
        "Alcanzó para 0 de 1: pidió 1 y esta vez no le tocó."
    )


def test_whether_surplus_helps_what_is_served_may_not_be_known_in_time() -> None:
    plan = solve(INSTEAD, solver=Late(5))

    assert plan.status is Status.GAP
    assert (plan.objective, plan.surplus) == (8 * 121, ())


def test_surplus_is_kept_where_it_serves_the_same_for_less() -> None:
    asked = problem(
        [
            item("npk", (10, 10), price=2),
            item("urea", (1, 1), price=118),
            item("cal", (9, 9), price=1),
        ],
        supplier(
            "s",
            line("npk", (0, 121), pack=2, maximum=8),
            line("urea", (0, 113), minimum=4),
            line("cal", (0, 100), (10, 50)),
        ),
    )

    plan = solve(asked)

    assert plan.objective == 8 * 121 + 10 * 50
    assert [(each.item, each.units) for each in plan.surplus] == [("cal", 1)]
    assert plan.served == 16 + 9
