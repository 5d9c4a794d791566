from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from marketplace.purchasing.core.checks import faults
from marketplace.purchasing.core.problem import Freight, Request, Supplier
from tests.marketplace.purchasing.core.builders import item, line, problem, supplier

if TYPE_CHECKING:
    from marketplace.purchasing.core.problem import Item, Problem

SOUND = problem([item("npk", (10, 12))], supplier("s", line("npk", (0, 100), (50, 90))))


def with_item(changed: Item) -> Problem:
    return replace(SOUND, items=(changed,))


def with_request(**changes: int | str) -> Problem:
    request = Request("m1", 10, 12, 0)
    return with_item(
        replace(SOUND.items[0], requests=(replace(request, **changes),))  # type: ignore[arg-type]  # the names are those of the class
    )


def with_supplier(changed: Supplier) -> Problem:
    return replace(SOUND, suppliers=(changed,))


def with_freight(freight: Freight) -> Problem:
    return with_supplier(replace(SOUND.suppliers[0], freight=freight))


CASES = [
    (replace(SOUND, currency="pesos"), "/currency", "escriba COP o USD"),
    (replace(SOUND, seconds=0), "/seconds", "de 1 a 3600"),
    (replace(SOUND, items=()), "/items", "agregue al menos uno"),
    (replace(SOUND, items=SOUND.items * 2), "/items", "«npk» está 2 veces en id"),
    (replace(SOUND, suppliers=SOUND.suppliers * 2), "/suppliers", "«s» está 2 veces"),
    (with_item(item(" ", (1, 1))), "/items/0/id", "vacío"),
    (with_item(item("n\u202epk", (1, 1))), "/items/0/id", "invisibles"),
    (with_item(item("n" * 501, (1, 1))), "/items/0/id", "muy largo"),
    (with_item(item("npk", price=-1)), "/items/0/reference_price", "1 o más"),
    (
        with_item(replace(SOUND.items[0], requests=SOUND.items[0].requests * 2)),
        "/items/0/requests",
        "«m1» está 2 veces",
    ),
    (with_request(member=""), "/items/0/requests/0/member", "escríbalo de nuevo"),
    (with_request(wanted=-1), "/items/0/requests/0/wanted", "0 o más"),
    (with_request(at_most=9), "/items/0/requests/0/at_most", "menor que lo pedido"),
    (with_request(at_least=13), "/items/0/requests/0/at_least", "bájelo"),
    (with_request(at_most=10**13), "/items/0/requests/0/at_most", "demasiado grande"),
    (
        with_supplier(supplier("s", line("npk", (0, 1)), minimum_order=-1)),
        "/suppliers/0/minimum_order",
        "0 o más",
    ),
    (
        with_supplier(
            supplier("s", line("npk", (0, 1)), minimum_order=9, maximum_order=8)
        ),
        "/suppliers/0/maximum_order",
        "menor que el mínimo",
    ),
    (with_freight(Freight(fixed=-1)), "/suppliers/0/freight/fixed", "0 o más"),
    (with_freight(Freight(truck=5)), "/suppliers/0/freight/truck_units", "caben"),
    (
        with_freight(Freight(truck_units=0)),
        "/suppliers/0/freight/truck_units",
        "1 o más",
    ),
    (
        with_supplier(supplier("s", line("npk", (0, 1)), line("urea", (0, 1)))),
        "/suppliers/0/lines/1/item",
        "no está en la lista",
    ),
    (
        with_supplier(supplier("s", line("npk", (0, 1)), line("npk", (0, 1)))),
        "/suppliers/0/lines",
        "«npk» está 2 veces en item",
    ),
    (
        with_supplier(supplier("s", line("npk", (0, 1), pack=0))),
        "/suppliers/0/lines/0/pack",
        "1 o más",
    ),
    (
        with_supplier(supplier("s", line("npk", (0, 1), minimum=5, maximum=4))),
        "/suppliers/0/lines/0/maximum",
        "menor que el mínimo",
    ),
    (
        with_supplier(supplier("s", line("npk"))),
        "/suppliers/0/lines/0/breaks",
        "no tiene precio",
    ),
    (
        with_supplier(supplier("s", line("npk", (1, 5)))),
        "/suppliers/0/lines/0/breaks/0/from",
        "empieza en 0",
    ),
    (
        with_supplier(supplier("s", line("npk", (0, 5), (9, 4), (9, 3)))),
        "/suppliers/0/lines/0/breaks/2/from",
        "de menor a mayor",
    ),
    (
        with_supplier(supplier("s", line("npk", (0, -5)))),
        "/suppliers/0/lines/0/breaks/0/price",
        "0 o más",
    ),
    (replace(SOUND, suppliers=()), "/items/0/id", "ningún proveedor ofrece «npk»"),
    (
        with_supplier(supplier("s", line("npk", (0, 10**12), (10**6, 10**12)))),
        "",
        "demasiado grandes",
    ),
]


@pytest.mark.parametrize(("wrong", "pointer", "words"), CASES)
def test_every_fault_has_its_place_and_what_to_do(
    wrong: Problem, pointer: str, words: str
) -> None:
    found = faults(wrong)

    # Lines that name a changed item are at fault too, after the item itself.
    assert found[0].pointer == pointer
    assert all(fault.pointer.endswith("/item") for fault in found[1:])
    assert words in found[0].message


def test_a_sound_problem_has_no_faults() -> None:
    trucks = supplier("t", line("npk", (0, 1)), freight=Freight(1, 1, 10, 1))

    assert faults(SOUND) == []
    assert faults(replace(SOUND, suppliers=(*SOUND.suppliers, trucks))) == []
