from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from flask import g
from flask_babel import force_locale

from marketplace import filters
from marketplace.kernel.money import Currency, Money
from marketplace.kernel.units import Dimension, Quantity, UnitCode
from network.models import Country
from tests.factories import a_person
from tests.factories_ground import sign_in

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

AT = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
DAY = date(2026, 11, 20)


def plain(text: str) -> str:
    """The text with ordinary blanks, for comparing."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Money(250_000_00, Currency.COP), "$ 250.000"),
        (Money(-1_250_50, Currency.USD), "-$ 1.250,50"),
        (DAY, "20 de noviembre de 2026"),
        (AT, "20 de noviembre de 2026, 5:30 pm"),
        (1_250, "1.250"),
        (Fraction(25, 2), "12,5"),
        (True, "sí"),
        (False, "no"),
        (None, ""),
        ("=<svg>", "=<svg>"),
        (Country.COLOMBIA, "Colombia"),
        (UnitCode.BULTO, "bulto"),
        (["Ana", "Rosa", "Inés"], "Ana, Rosa e Inés"),
        (1.5, "1.5"),
    ],
    ids=repr,
)
def test_any_value_is_shown_as_a_person_reads_it(
    app: Flask, value: object, text: str
) -> None:
    assert plain(filters.show(value)) == text


def test_amounts_and_their_signs_do_not_break_over_lines(app: Flask) -> None:
    assert " " not in filters.money(Money(1_000_00, Currency.COP), with_code=True)


def test_days_have_a_short_and_a_long_form(app: Flask) -> None:
    assert filters.short_day(DAY) == "20 nov 2026"
    assert filters.weekday(DAY) == "viernes, 20 de noviembre de 2026"
    assert filters.month(3) == "marzo"


def test_days_follow_the_language_of_the_reader(app: Flask) -> None:
    with force_locale("en"):
        assert filters.day(DAY) == "November 20, 2026"


def test_instants_are_those_of_the_network_and_not_of_the_server(app: Flask) -> None:
    assert plain(filters.hour(AT, "Pacific/Galapagos")) == "4:30 pm"
    new_day = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
    assert filters.instant(new_day).startswith("20 de noviembre")


def test_a_page_may_name_its_time_zone(app: Flask) -> None:
    with app.test_request_context("/"):
        g.time_zone = "Pacific/Galapagos"
        assert plain(filters.hour(AT)) == "4:30 pm"
    with app.test_request_context("/"):
        g.pop("time_zone", None)
        assert plain(filters.hour(AT)) == "5:30 pm"


def test_a_reader_has_the_clock_of_the_own_country(
    app: Flask, session: Session, client: FlaskClient
) -> None:
    sign_in(client, session, a_person(session, country=Country.ECUADOR))

    with client:
        client.get("/")

        assert plain(filters.hour(AT)) == "5:30 pm"


@pytest.mark.parametrize(
    ("count", "unit", "base", "dimension", "text"),
    [
        (40, UnitCode.BULTO, 50_000, Dimension.MASS, "40 bultos (2.000 kg)"),
        (1, UnitCode.CANECA, 20_000, Dimension.VOLUME, "1 caneca (20 l)"),
        (2, UnitCode.CUBETA, 30, Dimension.COUNT, "2 cubetas (60 unidades)"),
        (3, UnitCode.KILOGRAM, 1_000, Dimension.MASS, "3 kilos"),
        (5, UnitCode.PIECE, 1, Dimension.COUNT, "5 unidades"),
    ],
)
def test_a_quantity_says_what_it_comes_to(
    count: int, unit: UnitCode, base: int, dimension: Dimension, text: str
) -> None:
    held = Quantity(Fraction(count), unit, Fraction(base), dimension, "declared")

    assert filters.quantity(held) == text
    assert filters.show(held) == text


def test_units_say_their_kilos_when_they_are_known() -> None:
    assert filters.units(40, UnitCode.BULTO) == "40 bultos"
    assert filters.units(40, UnitCode.BULTO, 50_000) == "40 bultos (2.000 kg)"


@pytest.mark.parametrize(
    ("ratio", "decimals", "text"),
    [
        (Fraction(1, 8), 1, "12,5 %"),
        (Fraction(1, 3), 0, "33 %"),
        (0.045, 2, "4,5 %"),
        (Fraction(-4, 100), 1, "-4 %"),
        (Fraction(0), 1, "0 %"),
    ],
)
def test_a_ratio_is_shown_in_hundredths(
    ratio: Fraction | float, decimals: int, text: str
) -> None:
    assert plain(filters.percent(ratio, decimals)) == text


def test_lists_join_their_last_word() -> None:
    assert filters.listed([]) == ""
    assert filters.listed(["Ana"]) == "Ana"
    assert filters.listed(["Ana", "Hilda"]) == "Ana e Hilda"
    assert filters.listed(iter(["Ana", "Luz"])) == "Ana y Luz"


def test_every_filter_is_in_the_templates(app: Flask) -> None:
    assert filters.FILTERS.keys() <= app.jinja_env.filters.keys()
