from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from marketplace.purchasing.core.checks import faults
from marketplace.purchasing.core.outcome import Status
from marketplace.purchasing.core.plan import solve
from marketplace.purchasing.core.prices import accepts
from tests.marketplace.purchasing.core import oracle
from tests.marketplace.purchasing.core.builders import problems

if TYPE_CHECKING:
    from marketplace.purchasing.core.outcome import Plan
    from marketplace.purchasing.core.problem import Problem

QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
TINY = settings(max_examples=120, deadline=None, suppress_health_check=QUIET)
MOST_COMBINATIONS = 30_000


def agrees(problem: Problem) -> None:
    assume(not faults(problem) and oracle.size(problem) <= MOST_COMBINATIONS)
    expected = oracle.best(problem)
    wanted = sum(each.weight * each.wanted for each in problem.items)

    plan = solve(problem)

    if expected.served == 0 < wanted:
        assert plan.status is Status.INFEASIBLE
        assert not plan.orders
        return
    assert plan.status is Status.OPTIMAL
    told = [each.values["saves"] for each in plan.findings if each.kind == "surplus"]
    saved = told[0] if plan.surplus else None
    assert (plan.objective, len(plan.suppliers), saved) in expected.outcomes
    assert len(told) == bool(plan.surplus)
    assert plan.bound == plan.objective
    assert plan.gap == 0
    assert plan.served >= expected.served
    assert plan.surplus or plan.served == expected.served


@TINY
@given(problems())
def test_the_plan_is_the_best_of_all_plans(problem: Problem) -> None:
    agrees(problem)


@TINY
@given(problems(highest=10**9))
def test_no_unit_of_money_is_lost_when_prices_are_large(problem: Problem) -> None:
    agrees(problem)


def keeps_the_rules(problem: Problem, plan: Plan) -> None:
    for each in problem.suppliers:
        units = {row.item: row.units for row in plan.orders if row.supplier == each.id}
        assert accepts(each, units)
    for item in problem.items:
        bought = sum(row.units for row in plan.orders if row.item == item.id)
        spare = sum(row.units for row in plan.surplus if row.item == item.id)
        given = {r.member: r.allocated for r in plan.allocations if r.item == item.id}
        assert sum(given.values()) + spare == bought
        for ask in item.requests:
            got = given[ask.member]
            assert got == 0 or ask.at_least <= got <= ask.at_most


def adds_up(plan: Plan) -> None:
    assert (
        sum(r.cost for r in plan.orders) + sum(r.cost for r in plan.freight)
        == plan.objective
    )
    assert sum(r.pays for r in plan.allocations) == plan.objective
    assert sum(r.pays for r in plan.members) == plan.objective
    for total in plan.members:
        mine = [r.pays for r in plan.allocations if r.member == total.member]
        assert sum(mine) == total.pays
        assert all(pays >= 0 for pays in mine)


def nobody_pays_more_than_alone(plan: Plan) -> None:
    known = [r for r in plan.members if r.alone is not None]
    together = sum(r.pays for r in known)
    apart = sum(r.alone for r in known if r.alone is not None)
    dearer = [r for r in known if r.saves is not None and r.saves < 0]
    assert any(f.kind == "dearer-together" for f in plan.findings) is bool(dearer)
    if len(known) == len(plan.members):
        assert bool(dearer) is (together > apart)


@TINY
@given(problems())
def test_plans_keep_every_rule_and_add_up(problem: Problem) -> None:
    assume(not faults(problem))

    plan = solve(problem)

    keeps_the_rules(problem, plan)
    adds_up(plan)
    nobody_pays_more_than_alone(plan)


@TINY
@given(problems(), st.permutations([0, 1, 2]))
def test_the_order_of_the_rows_does_not_matter(
    problem: Problem, order: list[int]
) -> None:
    assume(not faults(problem))
    turned = replace(
        problem,
        items=tuple(
            replace(
                each,
                requests=tuple(
                    each.requests[n] for n in order if n < len(each.requests)
                ),
            )
            for each in reversed(problem.items)
        ),
        suppliers=tuple(
            replace(each, lines=tuple(reversed(each.lines)))
            for each in reversed(problem.suppliers)
        ),
    )

    assert solve(turned) == solve(problem)


@TINY
@given(problems())
def test_alone_is_the_least_that_covers_the_same_units(problem: Problem) -> None:
    assume(not faults(problem) and oracle.size(problem) <= MOST_COMBINATIONS)

    plan = solve(problem)

    prices = {each.id: each.reference_price for each in problem.items}
    offers: list[int | None] = []
    for total in plan.members:
        basket = {
            r.item: r.allocated
            for r in plan.allocations
            if r.member == total.member and r.allocated
        }
        least = oracle.cheapest(problem, basket)
        offers.append(least)
        market = [(prices[name], units) for name, units in basket.items()]
        reference = sum((price or 0) * units for price, units in market)
        if total.alone is None:
            assert any(price is None for price, _ in market)
        else:
            assert total.alone in {least, reference}
            assert least is None or total.alone <= least
    known = [each for each in offers if each is not None]
    if len(known) == len(offers) and sum(known) >= plan.objective:
        pairs = zip(plan.members, known, strict=True)
        assert all(total.pays <= least for total, least in pairs)
