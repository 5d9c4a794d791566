"""Numbers that name organisations and people: NIT, RUC, cédula, phone, e-mail."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from stdnum.co import nit as stdnum_nit
from stdnum.ec import ci as stdnum_ci
from stdnum.ec import ruc as stdnum_ruc

LONGEST_TEXT = 60
LONGEST_EMAIL = 254

_SEPARATORS = re.compile("[ .,\u00a0\u2010-\u2015-]")
_DIGITS = re.compile(r"[0-9]+")
_DASH = re.compile("[-\u2010-\u2015]")
_PHONE = re.compile(r"\+?[0-9 ().\-\u00a0]+")
_LOCAL_PART = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
)
_DOMAIN = re.compile(
    r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)


class IdentifierState(StrEnum):
    """How far a number could be checked without asking its issuer."""

    VERIFIED = "verified"  # its check digit is right
    FORMAT_ONLY = "format_only"  # it has the shape of one, and no more is known


class IdentifierKind(StrEnum):
    """What a number is."""

    NIT = "nit"
    RUC = "ruc"
    CEDULA = "cedula"


class IdentifierProblem(StrEnum):
    """Why a number was refused, so that the sentence can say what to do."""

    CHARACTERS = "characters"  # something else than digits, points and hyphens
    LENGTH = "length"  # too many digits or too few
    CHECK_DIGIT = "check_digit"  # a digit is wrong or two are swapped
    PROVINCE = "province"  # the first two digits are no province
    THIRD_DIGIT = "third_digit"  # the third digit is of no kind of taxpayer
    BRANCH = "branch"  # the last three digits are 000


class InvalidIdentifierError(ValueError):
    """A number is not what it should be.

    Attributes:
        kind: What it should have been.
        problem: What is wrong with it.
        example: A number written in the right format.
    """

    def __init__(self, kind: IdentifierKind, problem: IdentifierProblem) -> None:
        super().__init__(f"{kind}: {problem}")
        self.kind = kind
        self.problem = problem
        self.example = _EXAMPLES[kind]


class InvalidPhoneError(ValueError):
    """The text is not a telephone number that can be called."""


class InvalidEmailError(ValueError):
    """The text is not an e-mail address."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number in its one normal form, and how far it was checked."""

    number: str
    state: IdentifierState


_EXAMPLES = {
    IdentifierKind.NIT: "900.123.456-8",
    IdentifierKind.RUC: "1712345675001",
    IdentifierKind.CEDULA: "1712345675",
}


def nit_check_digit(body: str) -> str:
    """Return the check digit of a NIT given without it.

    Source:
        DIAN, Orden Administrativa 4 of 1989: weights 3, 7, 13, 17, 19, 23, 29,
        37, 41, 43, 47, 53, 59, 67, 71 from the right, modulo 11; computed by
        python-stdnum.
    """
    return stdnum_nit.calc_check_digit(body)


def read_nit(text: str) -> Identifier:
    """Return a Colombian NIT as "900123456-8".

    With its check digit, after a hyphen or run on, it is verified; without it
    the digit is added and only the format is known to be right.  Ten digits
    that start with 1 are a cédula used as NIT.

    Raises:
        InvalidIdentifierError: If it is not a NIT.
    """
    kind = IdentifierKind.NIT
    *before, last = _DASH.split(text.strip()[:LONGEST_TEXT])
    digits = _only_digits(text, kind)
    if before and len(last.strip()) == 1:
        body, check = digits[:-1], digits[-1]
    else:
        body, check = _split_nit(digits)
    body = body.lstrip("0")
    if not 5 <= len(body) <= 10:
        raise InvalidIdentifierError(kind, IdentifierProblem.LENGTH)
    right = nit_check_digit(body)
    if check not in ("", right):
        raise InvalidIdentifierError(kind, IdentifierProblem.CHECK_DIGIT)
    state = IdentifierState.VERIFIED if check else IdentifierState.FORMAT_ONLY
    return Identifier(f"{body}-{right}", state)


def show_nit(number: str) -> str:
    """Return a normal NIT as people write it: "900.123.456-8"."""
    return stdnum_nit.format(number)


def read_ruc(text: str) -> Identifier:
    """Return an Ecuadorian RUC as thirteen digits.

    The RUC of a natural person (third digit 0 to 5) carries the check digit of
    the cédula.  The tax service issues numbers to companies and public bodies
    (9 and 6) that fail the old modulo 11, so those are never refused by it: a
    number that passes is verified, one that does not is right in format only.

    Raises:
        InvalidIdentifierError: If it is not a RUC.

    Source:
        python-stdnum issue 497: active numbers that its check refuses.
    """
    kind = IdentifierKind.RUC
    digits = _only_digits(text, kind)
    if len(digits) != 13:
        raise InvalidIdentifierError(kind, IdentifierProblem.LENGTH)
    _check_province(digits, kind)
    if digits.endswith("000"):
        raise InvalidIdentifierError(kind, IdentifierProblem.BRANCH)
    if digits[2] in "78":
        raise InvalidIdentifierError(kind, IdentifierProblem.THIRD_DIGIT)
    if digits[2] in "69":
        verified = stdnum_ruc.is_valid(digits)
        state = IdentifierState.VERIFIED if verified else IdentifierState.FORMAT_ONLY
        return Identifier(digits, state)
    if not stdnum_ci.is_valid(digits[:10]):
        raise InvalidIdentifierError(kind, IdentifierProblem.CHECK_DIGIT)
    return Identifier(digits, IdentifierState.VERIFIED)


def read_cedula(text: str, country: str) -> Identifier:
    """Return a cédula as bare digits.

    Colombian ones have no check digit; Ecuadorian ones have.

    Args:
        text: What was typed, with or without points and hyphens.
        country: "CO" or "EC".

    Raises:
        InvalidIdentifierError: If it is not a cédula of that country.
    """
    kind = IdentifierKind.CEDULA
    digits = _only_digits(text, kind)
    if country != "EC":
        digits = digits.lstrip("0")
        if not 5 <= len(digits) <= 10:
            raise InvalidIdentifierError(kind, IdentifierProblem.LENGTH)
        return Identifier(digits, IdentifierState.FORMAT_ONLY)
    if len(digits) != 10:
        raise InvalidIdentifierError(kind, IdentifierProblem.LENGTH)
    _check_province(digits, kind)
    if digits[2] > "6":
        raise InvalidIdentifierError(kind, IdentifierProblem.THIRD_DIGIT)
    if not stdnum_ci.is_valid(digits):
        raise InvalidIdentifierError(kind, IdentifierProblem.CHECK_DIGIT)
    return Identifier(digits, IdentifierState.VERIFIED)


def read_tax_number(text: str, country: str) -> Identifier:
    """Return the tax number of an organisation: RUC in Ecuador, else NIT.

    Raises:
        InvalidIdentifierError: If it is not one.
    """
    return read_ruc(text) if country == "EC" else read_nit(text)


def read_phone(text: str, country: str) -> str:
    """Return a telephone number in E.164: "+573001234567".

    Args:
        text: What was typed; a number without prefix is of ``country``.
        country: "CO" or "EC".

    Raises:
        InvalidPhoneError: If it cannot be a number in use.
    """
    plain = text.strip()
    if len(plain) > LONGEST_TEXT or not _PHONE.fullmatch(plain):
        raise InvalidPhoneError(text[:LONGEST_TEXT])
    if plain.startswith("00"):
        plain = f"+{plain[2:]}"
    try:
        number = phonenumbers.parse(plain, country)
    except phonenumbers.NumberParseException as error:
        raise InvalidPhoneError(text) from error
    if not phonenumbers.is_valid_number(number):
        raise InvalidPhoneError(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def show_phone(number: str) -> str:
    """Return a normal telephone number as people read it: "+57 300 1234567".

    Raises:
        InvalidPhoneError: If it is not in E.164.
    """
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException as error:
        raise InvalidPhoneError(number[:LONGEST_TEXT]) from error
    return phonenumbers.format_number(
        parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )


def read_email(text: str) -> str:
    """Return an e-mail address with its domain in lower case.

    Only plain ASCII addresses are taken: an accent in one is nearly always a
    slip of the keyboard.

    Raises:
        InvalidEmailError: If it is not an address.
    """
    plain = text.strip(" \u00a0")
    local, at, domain = plain.rpartition("@")
    domain = domain.lower()
    fits = bool(at) and len(plain) <= LONGEST_EMAIL and len(local) <= 64
    if fits and _LOCAL_PART.fullmatch(local) and _DOMAIN.fullmatch(domain):
        return f"{local}@{domain}"
    raise InvalidEmailError(text[:LONGEST_TEXT])


def _only_digits(text: str, kind: IdentifierKind) -> str:
    """Return the digits of a number typed with points, hyphens or spaces.

    Raises:
        InvalidIdentifierError: If there is anything else in it, or nothing.
    """
    if len(text) > LONGEST_TEXT:
        raise InvalidIdentifierError(kind, IdentifierProblem.LENGTH)
    digits = _SEPARATORS.sub("", text.strip())
    if not _DIGITS.fullmatch(digits):
        raise InvalidIdentifierError(kind, IdentifierProblem.CHARACTERS)
    return digits


def _split_nit(digits: str) -> tuple[str, str]:
    """Return body and check digit of a NIT typed without a hyphen.

    Companies have nine digits that start with 7, 8 or 9, and people the ten of
    their cédula, that start with 1, or eight or fewer if it is old.
    """
    body, last = digits[:-1], digits[-1]
    checks = len(digits) > 5 and nit_check_digit(body) == last
    if len(digits) == 9:
        company = digits[0] in "789"
        return (digits, "") if company or not checks else (body, last)
    if len(digits) == 10:
        return (digits, "") if digits[0] == "1" else (body, last)
    return (body, last) if len(digits) > 10 else (digits, "")


def _check_province(digits: str, kind: IdentifierKind) -> None:
    """Refuse a number whose first two digits are no province of Ecuador.

    Raises:
        InvalidIdentifierError: If they are not 01 to 24, or 30 (abroad).
    """
    if not ("01" <= digits[:2] <= "24" or digits[:2] == "30"):
        raise InvalidIdentifierError(kind, IdentifierProblem.PROVINCE)
