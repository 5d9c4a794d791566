"""Codes that a person can read aloud and nobody can guess."""

from __future__ import annotations

#: Letters and digits that are not mistaken for each other.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: Ten of 32 signs are 50 bits: a thousand tries a second would take 35,000 years.
CODE_LENGTH = 10
_LOOKALIKES = str.maketrans("ILOU", "110V")


def code_from(randomness: bytes) -> str:
    """Return the code that random bytes make.

    Args:
        randomness: At least 10 bytes from a cryptographic source.

    Raises:
        ValueError: If there are fewer.

    Source:
        Crockford, D. Base 32: the alphabet without I, L, O and U.
    """
    if len(randomness) < CODE_LENGTH:
        msg = f"a code needs {CODE_LENGTH} random bytes, got {len(randomness)}"
        raise ValueError(msg)
    return "".join(ALPHABET[byte % 32] for byte in randomness[:CODE_LENGTH])


def read_code(typed: str) -> str | None:
    """Return the code somebody typed, None when it cannot be one.

    Small letters, hyphens and spaces are let pass, and I, L and O are read as
    the digits they look like.
    """
    plain = typed.upper().translate({ord(sign): None for sign in " -\t\n"})
    plain = plain.translate(_LOOKALIKES)
    if len(plain) != CODE_LENGTH or any(sign not in ALPHABET for sign in plain):
        return None
    return plain


def show_code(code: str) -> str:
    """Return the code in two halves, as it is printed: "7K3QM-9XW2D"."""
    half = CODE_LENGTH // 2
    return f"{code[:half]}-{code[half:]}"
