from __future__ import annotations

from datetime import date

from marketplace.economy.core.substitution import (
    FERTILISER_CHAIN,
    Certainty,
    Knowledge,
    Makers,
    Substitution,
    needs_of,
    neighbours,
    substitutions,
)
from marketplace.kernel.money import Currency
from tests.marketplace.economy.core.bills import DAY, a_bill, spent

COMPOST = Knowledge("cuyes", "hortalizas", is_fertiliser=True, source="por confirmar")
FEED = Knowledge("balanceado", "cuyes", is_fertiliser=False, source="por confirmar")


def makers(
    *,
    products: dict[int, set[int]] | None = None,
    chains: dict[str, set[int]] | None = None,
) -> Makers:
    of_chain = chains or {}
    members = {key for keys in of_chain.values() for key in keys}
    return Makers(
        {key: frozenset(found) for key, found in (products or {}).items()},
        {key: frozenset(found) for key, found in of_chain.items()},
        {
            key: frozenset(code for code, keys in of_chain.items() if key in keys)
            for key in members
        },
    )


def candidates(found: list[Substitution]) -> list[tuple[int, Certainty, set[int]]]:
    [one] = found
    return [
        (each.organisation_id, each.certainty, set(each.serves))
        for each in one.candidates
    ]


def test_what_is_bought_outside_is_added_up_by_product_and_currency() -> None:
    rows = [
        spent(1, 30, a_bill(day=date(2026, 5, 1), seller=8)),
        spent(1, 20, a_bill()),
        spent(2, 50, a_bill()),
        spent(2, 7, a_bill(currency=Currency.USD)),
        spent(2, 99, a_bill(is_inside=True)),
    ]

    pesos, dollars = needs_of(rows)

    assert (pesos.by_buyer, pesos.total) == ({1: 50, 2: 50}, 100)
    assert pesos.last_day == DAY
    assert pesos.sellers == {8, 9}
    assert dollars.total == 7


def test_who_has_a_sheet_comes_before_who_works_in_the_chain() -> None:
    needs = needs_of([spent(1, 30, a_bill())])

    found = substitutions(
        needs, makers(products={1: {5}}, chains={"balanceado": {4, 5}}), []
    )

    assert found[0].certainty is Certainty.SAME_PRODUCT
    assert candidates(found) == [
        (5, Certainty.SAME_PRODUCT, {1}),
        (4, Certainty.SAME_CHAIN, {1}),
    ]


def test_nobody_is_told_to_buy_from_itself() -> None:
    needs = needs_of([spent(1, 30, a_bill()), spent(2, 30, a_bill())])

    found = substitutions(needs, makers(products={1: {1}}), [])

    assert candidates(found) == [(1, Certainty.SAME_PRODUCT, {2})]
    assert substitutions(needs[:1], makers(), []) == []


def test_only_itself_is_nobody() -> None:
    needs = needs_of([spent(1, 30, a_bill())])

    assert substitutions(needs, makers(products={1: {1}}), []) == []


def test_who_sold_it_before_joining_is_no_news() -> None:
    needs = needs_of([spent(1, 30, a_bill(seller=5))])

    assert substitutions(needs, makers(products={1: {5}}), []) == []


def test_starting_knowledge_offers_compost_to_who_grows() -> None:
    needs = needs_of(
        [
            spent(1, 30, a_bill(chain=FERTILISER_CHAIN)),
            spent(2, 30, a_bill(chain=FERTILISER_CHAIN)),
        ]
    )
    made = makers(chains={"cuyes": {1, 7}, "hortalizas": {1}})

    found = substitutions(needs, made, [FEED, COMPOST])

    assert candidates(found) == [(7, Certainty.STARTING_KNOWLEDGE, {1})]
    assert found[0].candidates[0].source == "por confirmar"


def test_compost_takes_the_place_of_fertiliser_only() -> None:
    needs = needs_of([spent(1, 30, a_bill(chain="herramientas"))])
    made = makers(chains={"cuyes": {7}, "hortalizas": {1}})

    assert substitutions(needs, made, [COMPOST]) == []


def test_who_works_in_the_chain_is_not_named_again_by_knowledge() -> None:
    needs = needs_of([spent(1, 30, a_bill(chain=FERTILISER_CHAIN))])
    made = makers(chains={FERTILISER_CHAIN: {7}, "cuyes": {7}, "hortalizas": {1}})

    found = substitutions(needs, made, [COMPOST])

    assert candidates(found) == [(7, Certainty.SAME_CHAIN, {1})]


def test_the_surest_come_first_and_then_the_largest() -> None:
    rows = [
        spent(1, 10, a_bill(product=1)),
        spent(1, 90, a_bill(product=2)),
        spent(1, 20, a_bill(product=3)),
    ]
    made = makers(products={1: {5}}, chains={"balanceado": {6}})

    found = substitutions(needs_of(rows), made, [])

    assert [each.need.product_id for each in found] == [1, 2, 3]


def test_neighbours_go_round_so_that_not_all_are_sent_to_the_same() -> None:
    made = makers(chains={"balanceado": {1, 2, 3, 4}, "cuyes": {4, 5}})

    found = neighbours(made, [FEED, COMPOST], most=2, in_all=100)

    assert [(each.source_id, each.target_id) for each in found] == [
        (1, 4),
        (2, 4),
        (3, 5),
        (4, 5),
    ]
    assert {each.knowledge for each in found} == {FEED}


def test_a_large_network_names_some_of_its_neighbours() -> None:
    made = makers(chains={"balanceado": set(range(50)), "cuyes": set(range(100, 200))})

    found = neighbours(made, [FEED], most=3, in_all=30)

    assert len(found) == 30
    assert len({each.target_id for each in found}) == 10
    assert len({each.source_id for each in found}) > 20


def test_a_chain_without_anybody_has_no_neighbours() -> None:
    made = makers(chains={"cuyes": {4}})

    assert neighbours(made, [FEED], most=2, in_all=9) == []
