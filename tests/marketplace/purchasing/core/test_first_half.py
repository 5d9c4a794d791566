from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.attachments.core.tables import TableRow
from marketplace.kernel.money import Currency, Money
from marketplace.kernel.units import AmbiguousUnitError, Dimension, UnitCode
from marketplace.purchasing.core.access import Reach
from marketplace.purchasing.core.landed import landed_costs, sold_units
from marketplace.purchasing.core.line_rows import RowQuantityError, read_row
from marketplace.purchasing.core.lost import Accepted, dearer, lost_reason
from marketplace.purchasing.core.naming import code_parts, member_code, told_apart
from marketplace.purchasing.core.problem import Break, Discount, Freight, Line
from marketplace.purchasing.core.quote_rows import read_price_row
from marketplace.purchasing.core.states import (
    BACKWARD,
    ENDED,
    FORWARD,
    PurchaseScope,
    PurchaseState,
    has_reached,
    may_move,
    needs_reason,
)
from marketplace.purchasing.core.unit_price import (
    OtherDimensionError,
    PriceUnit,
    price_per_unit,
)
from marketplace.purchasing.core.wishes import Wish, arrives_in_time, typed_at
from network.errors import NotAllowedError, NotFoundError
from network.policy import Action, Actor, Role

CLOSES = datetime(2026, 3, 5, 14, 0, tzinfo=UTC)
REACH = Reach(1, 2, 3, PurchaseScope.NETWORK, frozenset({3, 4}))


def actor(organisation_id: int, role: Role) -> Actor:
    return Actor(9, {organisation_id: frozenset({role})})


def test_every_state_leads_somewhere_or_is_an_end() -> None:
    for state in PurchaseState:
        onward = FORWARD[state] | BACKWARD.get(state, frozenset())
        assert bool(onward) == (state not in ENDED or state in BACKWARD)


@given(st.sampled_from(PurchaseState), st.sampled_from(PurchaseState))
def test_only_moves_back_and_cancelling_need_a_reason(
    origin: PurchaseState, target: PurchaseState
) -> None:
    if may_move(origin, target):
        backwards = target in BACKWARD.get(origin, frozenset())
        assert needs_reason(origin, target) == (
            backwards or target is PurchaseState.CANCELLED
        )


def test_a_cancelled_purchase_has_reached_nothing() -> None:
    assert has_reached(PurchaseState.ORDERED, PurchaseState.AWARDED)
    assert not has_reached(PurchaseState.OPEN, PurchaseState.CLOSED)
    assert not has_reached(PurchaseState.CANCELLED, PurchaseState.DRAFT)
    assert not has_reached(PurchaseState.VOID, PurchaseState.OPEN)


def test_people_of_the_parties_see_a_purchase_and_strangers_do_not() -> None:
    coordinator = Actor(9, coordinates=frozenset({2}))

    REACH.require_sight(actor(3, Role.MEMBER))
    REACH.require_sight(actor(4, Role.MEMBER))
    REACH.require_sight(coordinator)
    for stranger in (actor(5, Role.OFFICER), actor(4, Role.SUPPLIER_AGENT)):
        with pytest.raises(NotFoundError):
            REACH.require_sight(stranger)


def test_the_convener_runs_it_and_coordinators_what_is_theirs() -> None:
    coordinator = Actor(9, coordinates=frozenset({2}), networks=frozenset({2}))
    own = Reach(1, 2, 3, PurchaseScope.ASSOCIATION, frozenset({3}))

    REACH.require_running(actor(3, Role.OFFICER), Action.RUN_PURCHASE)
    REACH.require_running(coordinator, Action.RUN_PURCHASE)
    for reach, who, action in (
        (REACH, actor(4, Role.OFFICER), Action.RUN_PURCHASE),
        (REACH, coordinator, Action.CHOOSE_PLAN),
        (own, coordinator, Action.RUN_PURCHASE),
    ):
        with pytest.raises(NotAllowedError):
            reach.require_running(who, action)


def test_a_part_is_played_for_a_party() -> None:
    REACH.require_part(actor(4, Role.MEMBER), Action.NOTE_LINE, 4)
    with pytest.raises(NotFoundError):
        REACH.require_part(actor(5, Role.MEMBER), Action.NOTE_LINE, 5)
    with pytest.raises(NotFoundError):
        REACH.require_part(actor(3, Role.MEMBER), Action.NOTE_LINE, 4)


@given(
    wanted=st.integers(-5, 100_005),
    at_most=st.integers(-5, 100_005),
    at_least=st.integers(-5, 100_005),
)
def test_a_sound_wish_is_ordered(wanted: int, at_most: int, at_least: int) -> None:
    ordered = 0 <= at_least <= wanted <= at_most <= 100_000 and wanted >= 1

    assert Wish(wanted, at_most, at_least).is_sound == ordered


@given(st.integers(-100_000, 200_000), st.integers(-100_000, 200_000))
def test_what_is_typed_after_the_hour_never_counts(sent: int, typed: int) -> None:
    now = CLOSES + timedelta(seconds=sent)
    noted = CLOSES + timedelta(seconds=typed)

    counts = arrives_in_time(CLOSES, now, noted)

    assert counts == (sent < 0 or (typed < 0 and sent <= 86_400))
    assert typed_at(now, noted) <= now


def test_without_a_device_time_the_server_decides() -> None:
    assert arrives_in_time(CLOSES, CLOSES - timedelta(seconds=1), None)
    assert not arrives_in_time(CLOSES, CLOSES, None)


@given(st.lists(st.sampled_from(["Agro", "Agro (2)", "Finca"]), max_size=8))
def test_names_told_apart_are_all_different(names: list[str]) -> None:
    given_names = told_apart(enumerate(names))

    assert len(set(given_names.values())) == len(names)
    assert all(given_names[key].startswith(name) for key, name in enumerate(names))


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_a_members_code_reads_back(organisation: int, person: int) -> None:
    assert code_parts(member_code(organisation, person)) == (organisation, person)


@given(price=st.integers(1, 10**10), grams=st.integers(1, 2_000_000))
def test_a_price_by_the_kilo_is_off_by_half_a_unit_at_most(
    price: int, grams: int
) -> None:
    told = price_per_unit(
        Money(price, Currency.COP),
        PriceUnit(UnitCode.KILOGRAM),
        base_amount=grams,
        dimension=Dimension.MASS,
        country="CO",
    )

    exact = Fraction(price * grams, 1000)
    assert abs(told.minor - exact) <= Fraction(1, 2)
    assert told.exact == (told.minor == exact)
    assert told.as_written.endswith("(redondeado)") != told.exact


def test_a_price_by_another_dimension_or_an_unknown_content_is_refused() -> None:
    pack = {"base_amount": 50_000, "dimension": Dimension.MASS, "country": "CO"}
    price = Money(100, Currency.COP)

    with pytest.raises(OtherDimensionError):
        price_per_unit(price, PriceUnit(UnitCode.LITRE), **pack)  # type: ignore[arg-type] # values of three types
    with pytest.raises(AmbiguousUnitError):
        price_per_unit(price, PriceUnit(UnitCode.BULTO), **pack)  # type: ignore[arg-type] # values of three types


def test_a_price_by_declared_litres_or_pieces_says_what_was_declared() -> None:
    price = Money(100_00, Currency.USD)

    litres = price_per_unit(
        price,
        PriceUnit(UnitCode.CANECA, Fraction(20_000)),
        base_amount=1000,
        dimension=Dimension.VOLUME,
        country="EC",
    )
    pieces = price_per_unit(
        price,
        PriceUnit(UnitCode.CAJA, Fraction(50)),
        base_amount=5,
        dimension=Dimension.COUNT,
        country="EC",
    )

    assert (litres.minor, litres.as_written) == (5_00, "$ 100,00 por caneca de 20 L")
    assert (pieces.minor, pieces.as_written) == (10_00, "$ 100,00 por caja")


def test_who_pays_more_than_accepted_is_found() -> None:
    accepted = [
        Accepted("a", "1", 10, 1000),
        Accepted("b", "1", 5, 500),
        Accepted("a", "2", 10, 1000),
        Accepted("a", "3", 10, 1001),
    ]
    offered = {
        ("a", "1"): (10, 1100),
        ("b", "1"): (5, 400),
        ("a", "2"): (11, 1001),
        ("a", "3"): (5, 501),
    }

    assert dearer(accepted, offered) == {"2": 1}


def test_the_reason_says_what_was_lost() -> None:
    lost = lost_reason(1, 3, {"1": 50_000_00, "2": 1}, "COP")

    assert lost == (
        "Aceptaron 1 de 3 personas. Sin los demás se pierde el precio: "
        "2 personas pagarían hasta $50.000 más de lo aceptado."
    )
    assert lost_reason(1, 2, {}, "COP").endswith("los proveedores elegidos no venden.")


def test_a_supplier_sells_whole_packs_within_limits() -> None:
    line = Line("a", 4, 8, 12, Discount.ALL_UNITS, (Break(0, 10),))

    assert [sold_units(line, wanted) for wanted in (0, 1, 9, 12, 13)] == [
        0,
        8,
        12,
        12,
        None,
    ]


def test_the_landed_cost_carries_its_part_of_the_freight() -> None:
    lines = [
        Line("a", 1, 0, None, Discount.ALL_UNITS, (Break(0, 10),)),
        Line("b", 1, 0, None, Discount.ALL_UNITS, (Break(0, 20),)),
        Line("c", 1, 0, 1, Discount.ALL_UNITS, (Break(0, 20),)),
    ]

    costs = landed_costs(lines, Freight(fixed=30), {"a": 20, "b": 10, "c": 5})

    assert costs == {"a": 220, "b": 210}
    assert landed_costs(lines, Freight(fixed=30), {}) == {}


@pytest.mark.parametrize("typed", ["diez", "10 kilos", "1/2", "9" * 70], ids=str)
def test_a_quantity_that_is_no_number_of_units_names_its_row(typed: str) -> None:
    with pytest.raises(RowQuantityError) as caught:
        read_row(TableRow(7, ("Ana", typed)), {"name": 0, "wanted": 1})

    assert caught.value.values["row"] == 7


def test_a_row_without_price_is_passed_over() -> None:
    row = TableRow(2, ("Abono", None))

    assert read_price_row(row, {"item": 0, "price": 1}, Currency.COP) is None
