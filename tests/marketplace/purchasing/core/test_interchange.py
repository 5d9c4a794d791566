from __future__ import annotations

from typing import Any

from hypothesis import given

from marketplace.purchasing.core.interchange import (
    read_purchase,
    read_share,
    share,
    share_faults,
    write_plan,
    write_purchase,
)
from marketplace.purchasing.core.plan import solve
from marketplace.purchasing.core.problem import Freight, Problem, inputs_hash
from tests.marketplace.purchasing.core.builders import item, line, problem, problems
from tests.marketplace.purchasing.core.builders import supplier as seller


@given(problems())
def test_a_problem_survives_its_document(asked: Problem) -> None:
    assert read_purchase(write_purchase(asked)) == asked


def test_fields_left_out_have_their_usual_value() -> None:
    document = {
        "currency": "COP",
        "items": [
            {
                "id": "npk",
                "unit": "bulto",
                "requests": [{"member": "m1", "wanted": 1, "at_most": 2}],
            }
        ],
        "suppliers": [
            {
                "id": "s",
                "lines": [
                    {
                        "item": "npk",
                        "pack": 1,
                        "discount": "all-units",
                        "breaks": [{"from": 0, "price": 5}],
                    }
                ],
            }
        ],
    }

    assert read_purchase(document) == problem(
        [item("npk", (1, 2))],
        seller("s", line("npk", (0, 5)), freight=Freight()),
        seconds=60,
    )


def test_a_plan_is_written_with_the_documented_fields() -> None:
    asked = problem([item("npk", (5, 5))], seller("s", line("npk", (0, 100), (9, 50))))

    answer = write_plan(solve(asked))

    assert list(answer) == [
        "status",
        "objective",
        "bound",
        "gap",
        "seed",
        "solver",
        "inputs_hash",
        "orders",
        "freight",
        "allocations",
        "surplus",
        "members",
        "findings",
    ]
    assert answer["inputs_hash"] == inputs_hash(asked)
    assert answer["orders"] == [
        {
            "supplier": "s",
            "item": "npk",
            "packs": 9,
            "units": 9,
            "price": 50,
            "cost": 450,
        }
    ]
    assert answer["findings"][0]["saves"] == 50


def shared(document: dict[str, Any]) -> dict[str, Any]:
    return share(read_share(document), seed=3)


def test_weights_share_by_largest_remainder_ties_to_the_earlier() -> None:
    answer = shared({"available": 3, "weights": [2, 2, 2, 0]})
    tied = shared({"available": 1, "weights": [1, 1]})

    assert answer["shares"] == [1, 1, 1, 0]
    assert tied["shares"] == [1, 0]
    assert (answer["status"], answer["objective"], answer["seed"]) == ("optimal", 3, 3)


def test_sharing_with_nobody_is_infeasible() -> None:
    assert shared({"available": 3, "weights": [0]})["status"] == "infeasible"
    assert shared({"available": 0, "weights": []})["status"] == "optimal"


def items(*rows: tuple[str, int, int], available: int = 5) -> dict[str, Any]:
    requests = [{"member": m, "wanted": w, "at_most": a} for m, w, a in rows]
    return {
        "items": [
            {"id": "npk", "available": available, "price": 10, "requests": requests}
        ]
    }


def test_items_are_shared_with_memory() -> None:
    answer = shared({**items(("a", 5, 5), ("b", 5, 5)), "carried": {"b": 1}})

    assert [row["allocated"] for row in answer["allocations"]] == [2, 3]
    assert answer["carried"] == {"a": 1}
    assert answer["status"] == "optimal"
    assert answer["surplus"] == []


def test_units_beyond_every_maximum_are_surplus() -> None:
    answer = shared(items(("a", 1, 2)))

    assert answer["surplus"] == [
        {"item": "npk", "units": 3, "why": "Nadie recibiría más de su máximo."}
    ]


def test_a_sharing_that_is_not_proved_says_so() -> None:
    names = [f"m{n}" for n in range(30)]
    asked = {
        "items": [
            {
                "id": name,
                "available": units,
                "price": price,
                "requests": [{"member": m, "wanted": 0, "at_most": 3} for m in names],
            }
            for name, units, price in (("npk", 41, 70), ("urea", 33, 50))
        ]
    }

    answer = shared(asked)

    assert answer["findings"][0]["kind"] == "not-proved"
    assert (answer["status"] == "optimal") is (answer["gap"] == 0)


def test_faults_of_a_sharing_have_their_place() -> None:
    document = items(("a", 5, 4), ("a", 1, 1))
    document["items"] *= 2
    document["items"].append({**document["items"][0], "price": 10**15, "id": "urea"})

    found = [fault.pointer for fault in share_faults(read_share(document))]

    assert found == [
        "/items",
        "/items/0/requests",
        "/items/0/requests/0/at_most",
        "/items/1/requests",
        "/items/1/requests/0/at_most",
        "/items/2/requests",
        "/items/2/requests/0/at_most",
        "/items/2/price",
    ]


def test_the_order_of_rows_does_not_change_the_hash() -> None:
    one = shared(items(("a", 5, 5), ("b", 5, 6)))
    other = shared(items(("b", 5, 6), ("a", 5, 5)))

    assert one == other
