from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from marketplace.economy.core.chains import Place, Stream, draw, flows_of
from tests.marketplace.economy.core.bills import a_bill, spent


def test_a_joint_purchase_puts_the_convener_between() -> None:
    rows = [spent(1, 10, a_bill(seller=9)), spent(2, 30, a_bill(seller=9))]

    [flow] = flows_of(rows)

    assert (flow.minor, flow.between) == (40, 1)
    assert flow.buyers == {1, 2}
    assert not flow.is_short
    assert flow.least == 2


def test_who_is_known_to_make_it_is_no_intermediary() -> None:
    made = a_bill(seller=9, is_maker=True, is_inside=True)

    [flow] = flows_of([spent(2, 30, made)])

    assert (flow.between, flow.least) == (1, 1)
    assert flow.is_short
    assert flow.is_inside


def test_the_largest_flow_comes_first() -> None:
    rows = [spent(1, 10, a_bill(product=1)), spent(1, 30, a_bill(product=2))]

    assert [flow.product_id for flow in flows_of(rows)] == [2, 1]


def test_places_stand_in_columns_without_touching() -> None:
    drawn = draw(
        [
            ("Mercado", [Place("m", "Mercado del pueblo", "market")]),
            ("Insumos", [Place("a", "Abono", "input"), Place("b", "Urea", "input")]),
        ],
        [
            Stream("a", "m", "input", 30),
            Stream("b", "m", "input", 10),
            Stream("b", "nobody", "input"),
        ],
    )

    market, manure, urea = drawn.boxes
    assert manure.x == urea.x > market.x
    assert urea.y >= manure.y + manure.height
    assert [ribbon.width for ribbon in drawn.ribbons] == [15, 7]
    assert drawn.headings[0][1] == "Mercado"


def test_amounts_that_are_not_told_have_no_width() -> None:
    drawn = draw(
        [("", [Place("m", "M", "market")]), ("", [Place("a", "A", "input")])],
        [Stream("a", "m", "input")],
    )

    assert [ribbon.width for ribbon in drawn.ribbons] == [3]


def test_an_empty_chain_has_a_drawing() -> None:
    drawn = draw([("Mercado", [])], [])

    assert (drawn.boxes, drawn.ribbons) == ((), ())


def test_a_long_name_is_cut_with_a_sign() -> None:
    drawn = draw([("", [Place("a", "Asociación " * 9, "inside")])], [])

    assert len(drawn.boxes[0].lines) == 2
    assert drawn.boxes[0].lines[-1].endswith("…")


def test_a_word_that_is_too_long_is_cut_too() -> None:
    [box] = draw([("", [Place("a", "x" * 90, "inside")])], []).boxes

    assert box.lines == ("x" * 22, "x" * 21 + "…")


@given(st.text(max_size=80))
def test_any_name_fits_its_box(name: str) -> None:
    [box] = draw([("", [Place("a", name, "inside")])], []).boxes

    assert 1 <= len(box.lines) <= 2
    assert all(len(line) <= 22 for line in box.lines)
