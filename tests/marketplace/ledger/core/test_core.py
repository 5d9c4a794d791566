from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.money import Currency, Money
from marketplace.ledger.core import (
    LARGEST_MINOR,
    AccountKind,
    BadEntryError,
    Entry,
    Nature,
    Posting,
    UnknownAccountError,
    canonical,
    digest,
    parse_code,
)
from marketplace.ledger.core.chart import NATURES
from tests.factories_ledger import an_entry, cop

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(plain, plain)
def test_two_values_are_written_alike_only_when_they_are_the_same(
    first: object, second: object
) -> None:
    written = canonical(first) == canonical(second)  # type: ignore[arg-type] # any plain value

    # Python takes True for 1; the ledger does not.
    assert written == (repr(_sorted(first)) == repr(_sorted(second)))


def _sorted(value: object) -> object:
    if isinstance(value, dict):
        return [(key, _sorted(value[key])) for key in sorted(value)] + ["dict"]
    if isinstance(value, list):
        return [_sorted(part) for part in value]
    return value


def test_fields_cannot_run_into_each_other() -> None:
    assert digest(["ab", "c"]) != digest(["a", "bc"])
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest("x", b"\1" * 32) != digest("x")


@pytest.mark.parametrize("value", [1.5, {1: "x"}, object(), [b"bytes"]])
def test_what_has_two_spellings_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)  # type: ignore[arg-type] # the point of the test


@pytest.mark.parametrize(
    ("code", "kind", "ids"),
    [
        ("cash", AccountKind.CASH, (None, None, None)),
        ("member:12", AccountKind.MEMBER, (12, None, None)),
        ("association:3", AccountKind.ASSOCIATION, (None, 3, None)),
        ("supplier:7", AccountKind.SUPPLIER, (None, 7, None)),
        ("claim:7", AccountKind.CLAIM, (None, 7, None)),
        ("purchase:5", AccountKind.PURCHASE, (None, None, 5)),
        ("advance:5:person:12", AccountKind.MEMBER_ADVANCE, (12, None, 5)),
        ("advance:5:association:3", AccountKind.ASSOCIATION_ADVANCE, (None, 3, 5)),
        ("equity:opening", AccountKind.OPENING, (None, None, None)),
    ],
)
def test_a_code_says_whose_account_it_is(
    code: str, kind: AccountKind, ids: tuple[int | None, int | None, int | None]
) -> None:
    parsed = parse_code(code)

    assert parsed.kind is kind
    assert (parsed.person_id, parsed.organisation_id, parsed.purchase_id) == ids


@pytest.mark.parametrize(
    "code",
    ["", "cash ", "member:", "member:0", "member:-1", "member:1\n", "purchase:x", "x"],
)
def test_a_code_outside_the_chart_is_refused(code: str) -> None:
    with pytest.raises(UnknownAccountError):
        parse_code(code)


def test_cash_and_bank_may_not_go_under_zero() -> None:
    assert parse_code("cash").min_balance_minor == 0
    assert parse_code("bank").min_balance_minor == 0
    assert parse_code("member:1").min_balance_minor is None


def test_every_account_has_its_nature() -> None:
    assert set(NATURES) == set(AccountKind)
    assert parse_code("cash").nature is Nature.ASSET


@pytest.mark.parametrize("minor", [0, -1, LARGEST_MINOR + 1])
def test_a_posting_is_of_a_real_amount(minor: int) -> None:
    with pytest.raises(BadEntryError):
        Posting("cash", "bank", cop(minor))


def test_a_posting_goes_from_one_account_to_another_of_the_chart() -> None:
    with pytest.raises(BadEntryError):
        Posting("cash", "cash", cop(1))
    with pytest.raises(UnknownAccountError):
        Posting("cash", "caja", cop(1))


@pytest.mark.parametrize(
    "changes",
    [
        {"postings": ()},
        {"key": ""},
        {"key": "k" * 161},
        {"memo": ""},
        {"memo": "a\0b"},
        {"kind": "k" * 41},
        {"reverses": 4},
        {"reverses": 4, "reason": "  "},
        {"reason": "sin qué"},
    ],
)
def test_an_entry_cannot_be_built_wrong(changes: dict[str, object]) -> None:
    entry = an_entry(1, ("cash", "bank", 5))

    with pytest.raises(BadEntryError):
        replace(entry, **changes)  # type: ignore[arg-type] # fields by name


def test_the_effect_of_an_entry_cancels_out() -> None:
    entry = an_entry(1, ("cash", "member:1", 70), ("bank", "member:1", 30))

    effect = entry.effect()

    assert sum(effect.values()) == 0
    assert effect["member:1", Currency.COP] == -100
    assert entry.accounts() == set(effect)


@pytest.mark.parametrize(
    "changes",
    [
        {"book_id": 2},
        {"kind": "other"},
        {"day": date(2026, 1, 1)},
        {"memo": "otra cosa"},
        {"minutes": "Acta 4"},
        {"postings": (Posting("cash", "bank", Money(5, Currency.USD)),)},
    ],
)
def test_anything_that_changes_makes_another_request(
    changes: dict[str, object],
) -> None:
    entry = an_entry(1, ("cash", "bank", 5))

    other: Entry = replace(entry, **changes)  # type: ignore[arg-type] # fields by name

    assert other.request_hash != entry.request_hash
    assert replace(entry, key="another").request_hash == entry.request_hash
