from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from marketplace.economy.core.chains import MOST_BOXES, ChainFlow
from marketplace.economy.queries.chains import ChainView, FlowLine
from marketplace.economy.views.charts import hands, signed
from marketplace.economy.views.drawing import diagram_of
from marketplace.kernel.money import Currency, Money

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask


@pytest.fixture(autouse=True)
def asking(app: Flask) -> Iterator[None]:
    """A request, in which texts are worded."""
    with app.test_request_context():
        yield


def a_flow(product: int, seller: int, *, is_inside: bool = False) -> ChainFlow:
    return ChainFlow(
        product_id=product,
        product=f"Producto {product}",
        seller_id=seller,
        is_inside=is_inside,
        currency=Currency.COP,
        minor=100,
        buyers=frozenset({1}),
        between=0,
        is_made=False,
    )


def a_line(flow: ChainFlow, *, told: bool = True) -> FlowLine:
    return FlowLine(
        flow,
        f"Vendedor {flow.seller_id}" if told else "",
        Money(flow.minor, flow.currency) if told else None,
        (),
        1,
    )


def a_view(
    flows: tuple[FlowLine, ...] = (),
    *,
    buyers: tuple[str, ...] = (),
    sold: tuple[FlowLine, ...] = (),
    makers: int = 2,
) -> ChainView:
    return ChainView(
        code="cerdos",
        name="Cerdos",
        buyers=buyers,
        makers=makers,
        is_visible=True,
        products=(),
        flows=flows,
        sold=sold,
        suppliers=(),
        customers=(),
    )


def texts(view: ChainView) -> list[str]:
    return [box.text for box in diagram_of(view).boxes]


def test_sellers_that_are_not_told_share_one_box_of_their_kind() -> None:
    view = a_view(
        tuple(
            a_line(a_flow(1, seller, is_inside=seller > 2), told=False)
            for seller in (1, 2, 3, 4)
        )
    )

    assert texts(view)[-2:] == ["De afuera", "Organizaciones de la red"]


def test_a_market_of_nobody_says_so_and_one_of_many_counts_the_rest() -> None:
    many = tuple(f"Comprador {place}" for place in range(MOST_BOXES + 3))

    assert texts(a_view())[0] == "Sin compradores anotados"
    assert texts(a_view(buyers=many))[MOST_BOXES - 1] == "4 más"


def test_who_sells_to_others_of_the_network_has_a_market_there() -> None:
    sold = (a_line(a_flow(1, 5, is_inside=True)),)

    assert texts(a_view(sold=sold))[0] == "Organizaciones de la red"


def test_a_chain_without_makers_has_no_box_of_them() -> None:
    assert texts(a_view(makers=0)) == ["Sin compradores anotados"]


def test_only_so_many_products_and_sellers_are_drawn() -> None:
    view = a_view(tuple(a_line(a_flow(key, key)) for key in range(30)))

    assert len(texts(view)) == 2 + 2 * MOST_BOXES


def test_numbers_are_written_as_people_write_them() -> None:
    assert signed(Fraction(-1, 3)) == "\N{MINUS SIGN}0,33"
    assert signed(Fraction(1)) == "1"
    assert hands(Fraction(10, 3)) == "3,3"
