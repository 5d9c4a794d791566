from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from marketplace.purchasing.core.model import Forced
from marketplace.purchasing.core.outcome import Status
from marketplace.purchasing.core.plan import solve
from tests.marketplace.purchasing.core.builders import (
    item,
    line,
    problem,
    supplier,
)

if TYPE_CHECKING:
    from marketplace.purchasing.core.outcome import Plan


def given(plan: Plan, name: str = "npk") -> list[int]:
    return [row.allocated for row in plan.allocations if row.item == name]


def kinds(plan: Plan) -> list[str]:
    return [finding.kind for finding in plan.findings]


def text(plan: Plan, kind: str) -> str:
    return " ".join(each.text for each in plan.findings if each.kind == kind)


def test_every_obstacle_is_named() -> None:
    asked = problem(
        [item("npk", (10, 10)), item("urea", (2, 2))],
        supplier("big", line("npk", (0, 100), pack=50)),
        supplier("rich", line("npk", (0, 100)), minimum_order=5000),
        supplier("tiny", line("npk", (0, 100)), maximum_order=500),
        supplier("other", line("urea", (0, 100))),
        supplier("odd", line("npk", (0, 100), pack=7, maximum=12)),
        supplier("left", line("npk", (0, 1))),
    )

    plan = solve(asked, forced=Forced(avoid=frozenset({"left", "odd"})))

    assert given(plan) == [5]
    told = text(plan, "unserved")
    assert "el paquete trae 50 bultos y sobrarían" in told
    assert "no se llega a su pedido mínimo, faltan $40" in told
    assert "vende como máximo $5" in told
    assert "left" not in told


def test_what_cannot_be_named_is_said_in_general() -> None:
    asked = problem([item("npk", (3, 3))], supplier("s", line("npk", (0, 10))))

    plan = solve(asked, forced=Forced(at_most=0))

    assert plan.status is Status.INFEASIBLE
    assert "no se puede servir más sin que sobre" in text(plan, "unserved")


def test_the_next_break_is_told() -> None:
    asked = problem(
        [item("npk", (88, 90))],
        supplier("s", line("npk", (0, 100), (100, 96), pack=4)),
    )

    plan = solve(asked)

    assert text(plan, "next-break") == (
        "12 bultos más de npk con s y todos pagan 4 % menos por unidad. "
        "En total serían $8 más."
    )


@pytest.mark.parametrize(("maximum", "last"), [(95, 80), (None, 100), (None, 120)])
def test_a_break_out_of_reach_or_useless_is_not_told(
    maximum: int | None, last: int
) -> None:
    asked = problem(
        [item("npk", (90, 90))],
        supplier("s", line("npk", (0, 100), (100, last), maximum=maximum)),
    )

    plan = solve(asked)

    assert "next-break" not in kinds(plan)


def test_suppliers_left_out_are_explained() -> None:
    asked = problem(
        [item("npk", (10, 10)), item("urea", (0, 5))],
        supplier("cheap", line("npk", (0, 100), maximum=9)),
        supplier("dear", line("npk", (0, 120))),
        supplier("else", line("urea", (0, 100))),
        supplier("good", line("npk", (0, 90), maximum=8)),
        supplier("same", line("npk", (0, 95), pack=5)),
    )

    plan = solve(asked, forced=Forced(avoid=frozenset({"good", "same"})))

    told = text(plan, "unused-supplier")
    assert "No se compra a else: no ofrece nada de lo que se compra." in told
    assert "No se compra a good: así se pidió." in told
    dear = solve(asked)
    assert "No se compra a dear: lo mismo costaría" in text(dear, "unused-supplier")


def test_an_equally_cheap_supplier_is_explained_too() -> None:
    asked = problem(
        [item("npk", (5, 5))],
        supplier("a", line("npk", (0, 100))),
        supplier("b", line("npk", (0, 100))),
    )

    plan = solve(asked)

    assert "el conjunto elegido cuesta menos o sirve más" in text(
        plan, "unused-supplier"
    )


def test_a_purchase_dearer_than_apart_says_so() -> None:
    # Prices that rise with the quantity: together they cost more than apart.
    asked = problem(
        [item("npk", (5, 5), (5, 5))], supplier("s", line("npk", (0, 100), (6, 150)))
    )

    plan = solve(asked)

    assert plan.objective == 1500
    assert [total.saves for total in plan.members] == [-250, -250]
    assert "$5 más" in text(plan, "dearer-together")


def test_without_seller_or_reference_there_is_no_comparison() -> None:
    asked = problem(
        [item("npk", (5, 5), (5, 5))], supplier("s", line("npk", (0, 100), minimum=8))
    )

    plan = solve(asked)

    assert [total.alone for total in plan.members] == [None, None]
    assert [total.saves for total in plan.members] == [None, None]
    assert "no-comparison" in kinds(plan)
