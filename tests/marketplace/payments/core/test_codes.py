from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.payments.core import CODE_LENGTH, code_from, read_code, show_code


@given(st.binary(min_size=CODE_LENGTH, max_size=20))
def test_a_code_is_read_back_however_it_is_written(randomness: bytes) -> None:
    code = code_from(randomness)

    assert len(code) == CODE_LENGTH
    assert read_code(show_code(code).lower()) == code


def test_letters_that_look_like_digits_are_read_as_them() -> None:
    assert read_code("oOiIlL1234") == "0011111234"


@pytest.mark.parametrize("typed", ["", "123", "12345678901", "123456789*", "ñ" * 10])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


def test_a_code_needs_enough_randomness() -> None:
    with pytest.raises(ValueError, match="random"):
        code_from(b"123")
