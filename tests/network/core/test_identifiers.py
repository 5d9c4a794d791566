from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.core.identifiers import (
    Identifier,
    IdentifierKind,
    IdentifierProblem,
    IdentifierState,
    InvalidEmailError,
    InvalidIdentifierError,
    InvalidPhoneError,
    nit_check_digit,
    read_cedula,
    read_email,
    read_nit,
    read_phone,
    read_ruc,
    read_tax_number,
    show_nit,
    show_phone,
)

if TYPE_CHECKING:
    from collections.abc import Callable

VERIFIED, FORMAT_ONLY = IdentifierState.VERIFIED, IdentifierState.FORMAT_ONLY
HOSTILE = [
    "",
    " ",
    "\x00",
    "900\x00123456",
    "-",
    "\u0669\u0660\u0660",
    "\u202e900123456",
    "novecientos",
    "900_123_456",
    "=1+1",
    "+900123456",
]


@pytest.mark.parametrize(
    "text",
    [
        "900.123.456-8",
        "900123456-8",
        "900123456 - 8",
        "900 123 456 8",
        "9001234568",
        "900.123.456\u20138",
        "\u00a0900.123.456-8\u00a0",
        "0900123456-8",
    ],
)
def test_a_nit_with_its_check_digit_is_verified(text: str) -> None:
    assert read_nit(text) == Identifier("900123456-8", VERIFIED)


@pytest.mark.parametrize("text", ["900.123.456", "900123456", "900123456-"])
def test_a_nit_without_its_check_digit_gets_it(text: str) -> None:
    assert read_nit(text) == Identifier("900123456-8", FORMAT_ONLY)


@pytest.mark.parametrize(
    "number", ["800197268-4", "860034313-7", "890903938-8", "899999068-1"]
)
def test_numbers_in_use_have_the_check_digit_computed(number: str) -> None:
    assert read_nit(number) == Identifier(number, VERIFIED)


def test_a_cedula_may_be_a_nit() -> None:
    assert read_nit("1.098.765.432") == Identifier("1098765432-9", FORMAT_ONLY)
    assert read_nit("1.098.765.432-9") == Identifier("1098765432-9", VERIFIED)
    assert read_nit("10987654329") == Identifier("1098765432-9", VERIFIED)
    assert read_nit("79123456").state is FORMAT_ONLY


def test_an_old_cedula_may_run_into_its_check_digit() -> None:
    check = nit_check_digit("45123456")

    assert read_nit(f"45123456{check}") == Identifier(f"45123456-{check}", VERIFIED)


@pytest.mark.parametrize(
    "text", ["900.123.456-7", "9001234567", "98765432199", "1.098.765.432-0"]
)
def test_a_wrong_check_digit_is_told_with_the_right_format(text: str) -> None:
    with pytest.raises(InvalidIdentifierError) as refused:
        read_nit(text)

    assert refused.value.problem is IdentifierProblem.CHECK_DIGIT
    assert refused.value.kind is IdentifierKind.NIT
    assert refused.value.example == "900.123.456-8"


@given(st.integers(10_000, 9_999_999_999))
def test_a_nit_survives_being_shown_and_read(body: int) -> None:
    number = f"{body}-{nit_check_digit(str(body))}"

    assert read_nit(number) == Identifier(number, VERIFIED)
    assert read_nit(show_nit(number)) == Identifier(number, VERIFIED)


@given(st.integers(1, 10**15 - 1))
def test_the_check_digit_follows_the_weights_of_the_tax_service(body: int) -> None:
    weights = (3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71)
    digits = [int(digit) for digit in reversed(str(body))]
    rest = sum(w * digit for w, digit in zip(weights, digits, strict=False)) % 11

    assert nit_check_digit(str(body)) == str(rest if rest < 2 else 11 - rest)


@pytest.mark.parametrize(
    "text", ["1234", "12345678901-2", "0000000000", "123456789012"]
)
def test_a_nit_of_another_length_is_refused(text: str) -> None:
    with pytest.raises(InvalidIdentifierError) as refused:
        read_nit(text)

    assert refused.value.problem in {
        IdentifierProblem.LENGTH,
        IdentifierProblem.CHECK_DIGIT,
    }


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_numbers_are_refused(text: str) -> None:
    for problem in (
        _problem_of(text, "CO"),
        _problem_of(text, "EC"),
    ):
        assert problem is IdentifierProblem.CHARACTERS


def test_overlong_numbers_are_refused() -> None:
    assert _problem_of("9" * 500, "CO") is IdentifierProblem.LENGTH
    assert _problem_of("9" * 500, "EC") is IdentifierProblem.LENGTH


@pytest.mark.parametrize("number", ["1793213150001", "0993370026001", "1793189906001"])
def test_active_companies_that_fail_modulo_11_are_not_refused(number: str) -> None:
    assert read_ruc(number) == Identifier(number, FORMAT_ONLY)


def test_a_company_that_passes_modulo_11_is_verified() -> None:
    assert read_ruc("1792060346-001") == Identifier("1792060346001", VERIFIED)


def test_a_public_body_is_never_refused_by_modulo_11() -> None:
    assert read_ruc("1760001550001") == Identifier("1760001550001", VERIFIED)
    assert read_ruc("1760001560001") == Identifier("1760001560001", FORMAT_ONLY)


def test_the_ruc_of_a_person_carries_the_check_digit_of_the_cedula() -> None:
    assert read_ruc("1712345675001") == Identifier("1712345675001", VERIFIED)
    assert read_ruc("3012345678001").state is VERIFIED


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("171234567500", IdentifierProblem.LENGTH),
        ("17123456750011", IdentifierProblem.LENGTH),
        ("1712345674001", IdentifierProblem.CHECK_DIGIT),
        ("2512345675001", IdentifierProblem.PROVINCE),
        ("0012345675001", IdentifierProblem.PROVINCE),
        ("5012345675001", IdentifierProblem.PROVINCE),
        ("1712345675000", IdentifierProblem.BRANCH),
        ("1773213150001", IdentifierProblem.THIRD_DIGIT),
        ("1783213150001", IdentifierProblem.THIRD_DIGIT),
    ],
)
def test_a_wrong_ruc_is_told_why(text: str, problem: IdentifierProblem) -> None:
    assert _problem_of(text, "EC") is problem


def test_a_cedula_of_ecuador_is_verified() -> None:
    assert read_cedula("171234567-5", "EC") == Identifier("1712345675", VERIFIED)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("171234567", IdentifierProblem.LENGTH),
        ("1712345674", IdentifierProblem.CHECK_DIGIT),
        ("9912345675", IdentifierProblem.PROVINCE),
        ("1792345675", IdentifierProblem.THIRD_DIGIT),
        ("17123456a5", IdentifierProblem.CHARACTERS),
    ],
)
def test_a_wrong_cedula_of_ecuador_is_told_why(
    text: str, problem: IdentifierProblem
) -> None:
    with pytest.raises(InvalidIdentifierError) as refused:
        read_cedula(text, "EC")

    assert refused.value.problem is problem


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.098.765.432", "1098765432"),
        ("79.123.456", "79123456"),
        ("079123456", "79123456"),
    ],
)
def test_a_cedula_of_colombia_is_known_by_format(text: str, number: str) -> None:
    assert read_cedula(text, "CO") == Identifier(number, FORMAT_ONLY)


@pytest.mark.parametrize("text", ["1234", "12345678901"])
def test_a_cedula_of_colombia_has_five_to_ten_digits(text: str) -> None:
    with pytest.raises(InvalidIdentifierError, match="length"):
        read_cedula(text, "CO")


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("300 123 4567", "CO", "+573001234567"),
        ("3001234567", "CO", "+573001234567"),
        ("+57 300-123-4567", "EC", "+573001234567"),
        ("0057 300 123 4567", "CO", "+573001234567"),
        ("(604) 444 5566", "CO", "+576044445566"),
        ("099 123 4567", "EC", "+593991234567"),
        ("\u00a0+593 99 123 4567", "CO", "+593991234567"),
    ],
)
def test_phones_are_kept_in_one_form(text: str, country: str, number: str) -> None:
    assert read_phone(text, country) == number


@pytest.mark.parametrize(
    "text",
    [
        *HOSTILE,
        "123",
        "300 CALL NOW",
        "3001234567 ext 5",
        "3001234567;ext=5",
        "tel:3001234567",
        "300 123 4567 / 301 123 4567",
        "999 999 9999",
        "+999 123 4567",
        "+",
        "()",
        "3" * 500,
    ],
)
def test_what_cannot_be_called_is_refused(text: str) -> None:
    with pytest.raises(InvalidPhoneError):
        read_phone(text, "CO")


def test_phones_are_shown_with_their_prefix() -> None:
    assert show_phone("+573001234567") == "+57 300 1234567"
    with pytest.raises(InvalidPhoneError):
        show_phone("3001234567")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("ana@ejemplo.co", "ana@ejemplo.co"),
        (" Ana.Ruiz+red@Ejemplo.ORG.co ", "Ana.Ruiz+red@ejemplo.org.co"),
        ("o'neill@a-b.example", "o'neill@a-b.example"),
    ],
)
def test_addresses_keep_the_domain_in_lower_case(text: str, address: str) -> None:
    assert read_email(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ana",
        "@ejemplo.co",
        "ana@",
        "ana@ejemplo",
        "ana@@ejemplo.co",
        "ana@ejemplo..co",
        "ana@-ejemplo.co",
        "ana@ejemplo.co.",
        "ana@127.0.0.1",
        "ana ruiz@ejemplo.co",
        ".ana@ejemplo.co",
        "ana.@ejemplo.co",
        "a..b@ejemplo.co",
        "josé@ejemplo.co",
        "ana@ejempló.co",
        "ana@ejemplo.co\n",
        "ana@ejemplo.co\r\nBcc: x@y.co",
        "ana\x00@ejemplo.co",
        "ana@ejemplo.co\u202e",
        "<ana@ejemplo.co>",
        "a" * 65 + "@ejemplo.co",
        "ana@" + "a" * 64 + ".co",
        "a@" + "a." * 130 + "co",
        "@" * 500,
        "a." * 250 + "@",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(InvalidEmailError):
        read_email(text)


@given(st.text(max_size=70), st.sampled_from(["CO", "EC"]))
def test_any_text_is_read_or_cleanly_refused(text: str, country: str) -> None:
    assert _read_or_nothing(lambda: read_tax_number(text, country).number).isascii()
    assert _read_or_nothing(lambda: read_cedula(text, country).number).isascii()
    assert _read_or_nothing(lambda: read_phone(text, country)).isascii()
    assert _read_or_nothing(lambda: read_email(text)).isascii()


def _read_or_nothing(read: Callable[[], str]) -> str:
    try:
        return read()
    except (InvalidIdentifierError, InvalidPhoneError, InvalidEmailError):
        return ""


def _problem_of(text: str, country: str) -> IdentifierProblem:
    with pytest.raises(InvalidIdentifierError) as refused:
        read_tax_number(text, country)
    return refused.value.problem
