from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from marketplace.purchasing.core.model import Forced
from marketplace.purchasing.core.outcome import Order, Status
from marketplace.purchasing.core.plan import solve
from marketplace.purchasing.core.problem import Freight, inputs_hash
from tests.marketplace.purchasing.core.builders import (
    INCREMENTAL,
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


def test_a_pack_nobody_can_fill_is_not_opened() -> None:
    asked = problem(
        [item("npk", (10, 10))], supplier("s", line("npk", (0, 100), pack=4))
    )

    plan = solve(asked)

    assert plan.orders == (Order("s", "npk", 2, 8, 100, 800),)
    assert given(plan) == [8]
    assert "paquetes completos de 4 bultos" in text(plan, "unserved")


def test_tolerance_fills_the_last_pack() -> None:
    asked = problem(
        [item("npk", (10, 12))], supplier("s", line("npk", (0, 100), pack=4))
    )

    plan = solve(asked)

    assert given(plan) == [12]
    assert plan.surplus == ()
    assert plan.allocations[0].reason == (
        "Recibe lo que pidió (10) y 2 más, dentro de su máximo de 12."
    )


@pytest.mark.parametrize("price", [0, 100])
def test_extra_wishes_alone_open_no_pack(price: int) -> None:
    asked = problem(
        [item("npk", (8, 20)), item("urea", (0, 9))],
        supplier("s", line("npk", (0, price), pack=4), line("urea", (0, price))),
    )

    plan = solve(asked)

    assert given(plan) == [8]
    assert given(plan, "urea") == [0]
    assert plan.allocations[1].reason.startswith("Solo aceptaba lo que sobrara")


def test_surplus_is_bought_when_a_break_makes_it_cheaper() -> None:
    asked = problem(
        [item("npk", (5, 5), (4, 4))], supplier("s", line("npk", (0, 100), (10, 80)))
    )

    plan = solve(asked)

    assert plan.objective == 800
    assert plan.surplus[0][:2] == ("npk", 1)
    assert given(plan) == [5, 4]
    assert [total.pays for total in plan.members] == [444, 356]
    assert "sobran 1 bulto de npk" in text(plan, "surplus")


def test_surplus_that_saves_nothing_is_not_bought() -> None:
    asked = problem(
        [item("npk", (9, 9))], supplier("s", line("npk", (0, 100), (10, 90)))
    )

    plan = solve(asked)

    assert plan.objective == 900
    assert plan.surplus == ()


def test_fewer_suppliers_do_not_justify_surplus() -> None:
    asked = problem(
        [item("npk", (9, 9))],
        supplier("a", line("npk", (0, 100), maximum=5)),
        supplier("b", line("npk", (0, 100), maximum=4)),
        supplier("c", line("npk", (0, 90), pack=10)),
    )

    plan = solve(asked)

    assert plan.status is Status.OPTIMAL
    assert plan.suppliers == ("a", "b")
    assert plan.surplus == ()


def test_incremental_breaks_price_only_what_lies_beyond() -> None:
    asked = problem(
        [item("npk", (12, 12))],
        supplier("s", line("npk", (0, 100), (10, 50), discount=INCREMENTAL)),
    )

    plan = solve(asked)

    assert plan.orders == (Order("s", "npk", 12, 12, 50, 1100),)


def test_freight_by_truck_can_change_the_supplier() -> None:
    near = supplier("near", line("npk", (0, 110)))
    far = supplier("far", line("npk", (0, 100)), freight=Freight(0, 0, 10, 60))
    few = problem([item("npk", (5, 5))], near, far)
    many = problem([item("npk", (10, 10))], near, far)

    assert solve(few).suppliers == ("near",)
    assert solve(many).suppliers == ("far",)
    assert solve(many).objective == 1060


def test_equal_money_goes_to_fewer_suppliers() -> None:
    both = [line("npk", (0, 100)), line("urea", (0, 100))]
    asked = problem(
        [item("npk", (5, 5)), item("urea", (5, 5))],
        supplier("a", both[0]),
        supplier("b", both[1]),
        supplier("c", *both),
    )

    plan = solve(asked)

    assert plan.suppliers == ("c",)


def test_a_member_with_a_minimum_gets_it_or_nothing() -> None:
    asked = problem(
        [item("npk", (10, 10, 10), (10, 10, 6), (10, 10))],
        supplier("s", line("npk", (0, 100), maximum=14)),
    )

    plan = solve(asked)

    assert given(plan) == [0, 7, 7]
    assert plan.allocations[0].reason.startswith("Pidió recibir al menos 10 o nada")
    assert "solo tiene 14 bultos" in text(plan, "unserved")


def test_minimums_bind_the_share_when_everybody_takes_part() -> None:
    asked = problem(
        [item("npk", (10, 10, 8), (10, 10), (10, 10))],
        supplier("s", line("npk", (0, 100), maximum=15)),
    )

    plan = solve(asked)

    assert given(plan) == [8, 4, 3]
    assert "recibe el mínimo que aceptaba, 8" in plan.allocations[0].reason


def test_the_smaller_minimum_goes_first() -> None:
    asked = problem(
        [item("npk", (9, 9, 6), (9, 9, 7))],
        supplier("s", line("npk", (0, 100), maximum=9)),
    )

    assert given(solve(asked)) == [9, 0]


def npk(*wishes: tuple[int, ...]) -> Plan:
    port = supplier(
        "puerto",
        line("npk", (0, 57_500_00), minimum=700),
        freight=Freight(0, 0, 700, 1_800_000_00),
    )
    store = supplier("almacén", line("npk", (0, 66_000_00), maximum=400))
    return solve(problem([item("npk", *wishes, price=67_000_00)], port, store))


def test_thirty_five_tonnes_need_the_network() -> None:
    # 35 tonnes are 700 sacks of 50 kg: no association asks for so many alone.
    plan = npk((250, 260), (300, 320), (140, 160, 100))

    assert plan.status is Status.OPTIMAL
    assert plan.orders == (Order("puerto", "npk", 700, 700, 57_500_00, 40_250_000_00),)
    assert sum(given(plan)) == 700
    assert all(total.saves is not None and total.saves > 0 for total in plan.members)
    assert [total.pays for total in plan.members] == [
        1_525_814_286,
        1_820_164_286,
        859_021_428,
    ]


def test_alone_an_association_buys_at_the_store() -> None:
    plan = npk((250, 260))

    assert plan.suppliers == ("almacén",)
    assert "no cabe en sus mínimos" in text(plan, "unused-supplier")


def test_nobody_reaches_the_minimum() -> None:
    asked = problem(
        [item("npk", (100, 120))], supplier("s", line("npk", (0, 100), minimum=700))
    )

    plan = solve(asked)

    assert plan.status is Status.INFEASIBLE
    assert (plan.orders, plan.objective, plan.gap) == ((), 0, 0)
    assert kinds(plan)[0] == "infeasible"
    assert "vende desde 700 bultos; faltan pedidos por 580" in text(plan, "unserved")


def test_nobody_pays_more_than_alone_even_in_a_mixed_purchase() -> None:
    # The cheap store only has 10: alone, m1 would buy all his units there.
    asked = problem(
        [item("npk", (10, 10), (90, 90))],
        supplier("cheap", line("npk", (0, 100), maximum=10)),
        supplier("dear", line("npk", (0, 200), (90, 150))),
    )

    plan = solve(asked)

    assert plan.objective == 14_500
    first, second = plan.members
    assert (first.pays, first.saves) == (1000, 0)
    assert (second.pays, second.alone) == (13_500, 13_500)
    assert "balanced" in kinds(plan)


def test_units_bought_for_nobody_are_paid_by_those_they_serve() -> None:
    # Urea for nobody lifts the order to its minimum for less than more npk.
    asked = problem(
        [item("npk", (5, 5)), item("urea", (0, 0), price=5)],
        supplier("s", line("npk", (0, 100)), line("urea", (0, 10)), minimum_order=510),
        supplier("t", line("npk", (0, 200)), line("urea", (0, 900))),
    )

    plan = solve(asked)

    assert plan.objective == 510
    assert [total.pays for total in plan.members] == [510]
    assert plan.surplus[0].item == "urea"


def test_whoever_gets_nothing_pays_nothing() -> None:
    # Alone each would get his units free; together they reach a dearer price.
    asked = problem(
        [item("npk", (0, 1), (5, 5), (5, 5))],
        supplier(
            "s", line("npk", (0, 0), (8, 2), pack=2, maximum=11, discount=INCREMENTAL)
        ),
    )

    plan = solve(asked)

    assert plan.objective == 4
    assert [total.pays for total in plan.members] == [0, 2, 2]
    assert sum(row.pays for row in plan.allocations) == 4


def test_nothing_asked_is_nothing_bought() -> None:
    plan = solve(problem([item("npk")], supplier("s", line("npk", (0, 100)))))

    assert plan.status is Status.OPTIMAL
    assert (plan.objective, plan.orders, plan.members) == (0, (), ())


def test_two_members_who_get_nothing_still_have_a_line() -> None:
    asked = problem(
        [item("npk", (5, 5), (1, 1, 1))],
        supplier("s", line("npk", (0, 100), minimum=5, maximum=5)),
    )

    plan = solve(asked)

    assert sum(given(plan)) == 5
    assert len(plan.members) == 2


def test_progress_is_told_and_the_seed_written() -> None:
    told: list[tuple[str, float]] = []
    asked = problem([item("npk", (5, 5))], supplier("s", line("npk", (0, 100))))

    plan = solve(asked, seed=7, on_progress=lambda *args: told.append(args))

    assert [stage for stage, _ in told] == ["cost", "alone"]
    assert all(0 <= part <= 1 for _, part in told)
    assert plan.seed == 7
    assert plan.inputs_hash == inputs_hash(asked)
    assert len(plan.inputs_hash) == 64


@pytest.mark.parametrize(
    ("forced", "suppliers", "money"),
    [
        (Forced(), ("a", "b"), 900),
        (Forced(avoid=frozenset({"a"})), ("b",), 1000),
        (Forced(use=frozenset({"c"})), ("a", "b", "c"), 920),
        (Forced(at_most=1), ("b",), 1000),
        (Forced(single=True), ("b",), 1000),
    ],
)
def test_what_is_insisted_on_is_respected(
    forced: Forced, suppliers: tuple[str, ...], money: int
) -> None:
    asked = problem(
        [item("npk", (10, 10))],
        supplier("a", line("npk", (0, 80), maximum=5)),
        supplier("b", line("npk", (0, 100))),
        supplier("c", line("npk", (0, 120))),
    )

    plan = solve(asked, forced=forced)

    assert (plan.suppliers, plan.objective) == (suppliers, money)


def test_forbidding_every_supplier_is_infeasible() -> None:
    asked = problem([item("npk", (10, 10))], supplier("a", line("npk", (0, 80))))

    plan = solve(asked, forced=Forced(avoid=frozenset({"a"})))

    assert plan.status is Status.INFEASIBLE
