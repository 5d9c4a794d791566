"""Text that people type: cleaned for keeping, folded for finding."""

from __future__ import annotations

import re
import unicodedata

NAME_LIMIT = 120
NOTE_LIMIT = 4000

_NOT_A_WORD = re.compile(r"[^0-9a-z]+")
# The last four are the full-width forms of the first four.
_FORMULA_STARTS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
)
# Control, format (bidi overrides, zero-width), surrogate, private, unassigned.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def fold(text: str) -> str:
    """Return the key under which a text is found again.

    Blind to accents, case, punctuation and the Spanish plural: "Maíces" and
    "maiz" fold alike, and so do "piña" and "pina", since many telephones make
    the ñ hard to reach.  It is a key for comparing, never for showing.
    """
    words = _NOT_A_WORD.sub(" ", _plain(text)).split()
    return " ".join(_stem(word) for word in words)


def slug(text: str, limit: int = 60) -> str:
    """Return the text as a part of an address: "Café pergamino" → cafe-pergamino.

    Empty when the text has no letter or digit of the Latin alphabet.
    """
    return _NOT_A_WORD.sub("-", _plain(text)).strip("-")[:limit].rstrip("-")


def clean_name(text: str, limit: int = NAME_LIMIT) -> str:
    """Return a one-line text fit to keep and show.

    Characters that cannot be seen (NUL, controls, direction overrides,
    zero-width) go, blanks become single spaces, letters are composed (NFC),
    and what is beyond ``limit`` characters is cut.
    """
    spaced = "".join(" " if letter.isspace() else letter for letter in text)
    return " ".join(_seen(spaced).split())[:limit].rstrip()


def clean_note(text: str, limit: int = NOTE_LIMIT) -> str:
    """Return a text of several lines fit to keep and show.

    Like ``clean_name`` line by line; runs of empty lines become one.
    """
    lines = [clean_name(line, limit) for line in text.splitlines()]
    joined = re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
    return joined.strip()[:limit].rstrip()


def neutralise_formula(text: str) -> str:
    """Return a text that a spreadsheet shows and never runs.

    A leading apostrophe is put before a text that would open as a formula,
    also when blanks stand in front of it.  Numbers are written as numbers and
    do not pass through here.

    Source:
        OWASP, CSV Injection.
    """
    if text.startswith(_FORMULA_STARTS) or text.lstrip().startswith(_FORMULA_STARTS):
        return f"'{text}"
    return text


def _plain(text: str) -> str:
    """Return the text in lower case without accents."""
    pulled_apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in pulled_apart if not unicodedata.combining(mark))


def _seen(text: str) -> str:
    """Return the text, composed, without the characters nobody sees."""
    seen = (mark for mark in text if unicodedata.category(mark) not in _UNSEEN)
    return unicodedata.normalize("NFC", "".join(seen))


def _stem(word: str) -> str:
    """Return a word without its plural: frijoles and frijol, nueces and nuez.

    The final e goes as well, because "dulces" may come from "dulce" or, like
    "nueces", from a word that has none.  Words of three letters stay.
    """
    while len(word) > 3 and word[-1] in "se":
        word = word[:-1]
    return word[:-1] + "c" if word.endswith("z") else word
