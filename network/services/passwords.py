"""Passwords: what is acceptable, how one is kept and how it is checked."""

from __future__ import annotations

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from network.core.text import fold
from network.errors import InvalidError

SHORTEST = 8
LONGEST = 128

# The parameters of OWASP's password storage guide: 19 MiB, 2 passes, 1 lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

#: Checked when there is nobody to check, so that the answer takes as long.
_NOBODY = _HASHER.hash("nobody's password")

#: What people choose first; compared folded, digits and all.
_CHOSEN_FIRST = """
12345678 123456789 1234567890 87654321 11111111 00000000 22222222 12341234
11223344 10203040 123123123 12121212 password contrasena clave123 colombia
ecuador asociacion cooperativa tejido123 qwertyuiop qwerty123 asdfghjkl
abcd1234 abc12345 tequiero teamomucho cacao123 campesino bogota123 quito123
medellin barcelona nacional millonarios
"""
_COMMON = frozenset(map(fold, _CHOSEN_FIRST.split()))


class ShortPasswordError(InvalidError):
    """A password has too few characters or too many."""


class GuessablePasswordError(InvalidError):
    """A password is among the first that anybody would try."""


def ensure_acceptable(password: str, *, known: tuple[str, ...] = ()) -> None:
    """Refuse a password that is too short, too long or easily guessed.

    Args:
        password: What was typed.
        known: What others know of the person: name, telephone, e-mail.

    Raises:
        ShortPasswordError: If it has fewer than 8 characters or over 128.
        GuessablePasswordError: If it is common, one repeated character, or
            made of what is known of the person.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise ShortPasswordError(least=SHORTEST, most=LONGEST)
    key = fold(password)
    close = {fold(text) for text in known if text}
    digits = "".join(letter for letter in password if letter.isdigit())
    is_phone = len(digits) == len(password) and any(
        digits in "".join(filter(str.isdigit, text)) for text in known
    )
    if key in _COMMON or key in close or is_phone or len(set(password)) < 3:
        raise GuessablePasswordError


def hash_password(password: str) -> str:
    """Return the argon2id hash to keep, parameters included."""
    return _HASHER.hash(_normal(password))


def password_fits(password: str, kept: str | None) -> bool:
    """Tell whether a password is the one kept; takes as long without one."""
    try:
        _HASHER.verify(kept or _NOBODY, _normal(password[: LONGEST * 2]))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def _normal(password: str) -> str:
    # The same letters reach us composed or not, depending on the keyboard.
    return unicodedata.normalize("NFKC", password)
