from __future__ import annotations

from marketplace.purchasing.core.alternatives import alternatives, compare
from marketplace.purchasing.core.model import Forced
from marketplace.purchasing.core.plan import solve
from tests.marketplace.purchasing.core.builders import item, line, problem, supplier

ASKED = problem(
    [item("npk", (10, 10))],
    supplier("a", line("npk", (0, 8000), maximum=5)),
    supplier("b", line("npk", (0, 10000), maximum=9)),
    supplier("c", line("npk", (0, 12000))),
)


def test_the_plans_without_each_supplier_stand_side_by_side() -> None:
    found = alternatives(ASKED, solve(ASKED), seconds=10)

    assert [each.text for each in found] == [
        "Sin a: cuesta $120 más.",
        "Sin b: cuesta $100 más.",
        "Con 1 proveedor como máximo: cuesta $300 más.",
        "Con un solo proveedor por artículo: cuesta $300 más.",
    ]
    assert [each.plan.suppliers for each in found][:2] == [("b", "c"), ("a", "c")]


def test_one_supplier_alone_has_one_alternative() -> None:
    asked = problem([item("npk", (10, 10))], ASKED.suppliers[2])

    [only] = alternatives(asked, solve(asked))

    assert only.text == "Sin c: no se puede comprar."


def test_an_alternative_may_serve_less_or_cost_the_same() -> None:
    plan = solve(ASKED)
    less = compare(ASKED, plan, Forced(avoid=frozenset({"b", "c"})))
    same = compare(ASKED, plan, Forced(use=frozenset({"a"})))
    free = compare(ASKED, plan, Forced())

    assert less.text == "Sin b; Sin c: no alcanza para servir lo mismo a todos."
    assert less.unserved == 5
    assert same.text == "Con a: cuesta lo mismo."
    assert free.text == "Sin condiciones: cuesta lo mismo."
