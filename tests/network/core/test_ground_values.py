"""Values of the ground: accounts, tokens, duties, zones, regions."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.core.accounts import AccountName, read_account
from network.core.duties import ROLES_APART, clashing_role
from network.core.regions import REGIONS
from network.core.text import fold
from network.core.tokens import digest, new_token
from network.core.zones import TIME_ZONES, latest_day, usual_zone
from network.policy import Role


def in_order(pair: frozenset[Role]) -> list[str]:
    return sorted(str(member) for member in pair)


def called(pair: frozenset[Role]) -> str:
    return "-".join(in_order(pair))


ROLE_PAIRS = sorted(ROLES_APART, key=in_order)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("300 123 4567", AccountName(("+573001234567",))),
        ("0991234567", AccountName(("+593991234567",))),
        ("+593 99 123 4567", AccountName(("+593991234567",))),
        (" Ana@Correo.Example ", AccountName(email="ana@correo.example")),
        ("nadie", None),
        ("", None),
    ],
)
def test_accounts_are_phones_of_any_country_or_e_mails(
    typed: str, meant: AccountName | None
) -> None:
    assert read_account(typed) == meant


def test_tries_are_counted_under_what_the_account_is() -> None:
    assert AccountName(email="ana@correo.example").key == "ana@correo.example"
    assert AccountName(("+571", "+5932")).key == "+571|+5932"


@given(st.text(max_size=80))
def test_no_typed_text_breaks_the_entrance(text: str) -> None:
    found = read_account(text)

    assert found is None or found.key


def test_tokens_are_long_and_different_and_their_digest_hides_them() -> None:
    tokens = {new_token() for _ in range(100)}

    assert len(tokens) == 100
    assert {len(token) for token in tokens} == {43}
    assert all(len(digest(token)) == 64 for token in tokens)


@pytest.mark.parametrize("pair", ROLE_PAIRS, ids=called)
def test_roles_that_watch_each_other_are_kept_apart(pair: frozenset[Role]) -> None:
    one, other = sorted(pair)

    assert clashing_role(one, [Role.MEMBER, other]) is other
    assert clashing_role(other, {one}) is one
    assert clashing_role(one, [Role.MEMBER]) is None


def test_every_country_has_its_clock_and_its_regions() -> None:
    assert usual_zone("CO") == "America/Bogota"
    assert usual_zone("EC") == "America/Guayaquil"
    assert set(TIME_ZONES) == set(REGIONS)
    assert {code: len(names) for code, names in REGIONS.items()} == {"CO": 33, "EC": 24}
    for names in REGIONS.values():
        assert len({fold(name) for name in names}) == len(names)


def test_a_day_begins_in_bogota_and_not_in_greenwich() -> None:
    evening = datetime(2026, 3, 10, 0, 30, tzinfo=UTC)
    midnight = datetime(2026, 3, 10, 5, 0, tzinfo=UTC)

    assert latest_day(evening) == date(2026, 3, 9)
    assert latest_day(midnight) == date(2026, 3, 10)
