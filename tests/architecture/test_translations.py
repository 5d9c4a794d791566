"""The English catalogue holds exactly the texts of the program, all translated."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from tests.architecture.repository import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from babel.messages.catalog import Message

ENGLISH = ROOT / "marketplace/translations/en/LC_MESSAGES/messages.po"
ECUADOR = ROOT / "marketplace/translations/es_EC/LC_MESSAGES/messages.po"
#: Words of Colombia that Ecuador says differently.
COLOMBIAN = re.compile(
    r"\b(asociad[oa]s?|cotizaci(ón|ones)|anticipos?|remisi(ón|ones)|junta directiva"
    r"|fiscal|punto de entrega)\b",
    re.IGNORECASE,
)
KEYWORDS: dict[str, Any] = {
    **DEFAULT_KEYWORDS,
    "lazy_gettext": None,
    "_l": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
}
OTHER_NAME = re.compile(r"gettext as (\w+)")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
LEFT_OUT = {"node_modules", "__pycache__"}


def _entered(folder: str) -> bool:
    """Babel leaves out names that begin with "_"; the macros live in such a folder."""
    name = folder.replace("\\", "/").rsplit("/", 1)[-1]
    return not name.startswith(".") and name not in LEFT_OUT


@cache
def texts_of_the_program() -> frozenset[tuple[str | None, str]]:
    """Context and text of everything marked for translation, in code and pages."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    methods = [
        (mapping["pattern"], mapping["method"])
        for mapping in mappings["tool"]["babel"]["mappings"]
    ]
    loud = {pattern: {"silent": "false"} for pattern, _method in methods}
    found = set()
    for _path, _line, text, _comments, context in extract_from_dir(
        ROOT, methods, loud, KEYWORDS, directory_filter=_entered
    ):
        found.add((context, text[0] if isinstance(text, tuple) else text))
    return frozenset(found)


def catalogue(path: Path) -> dict[tuple[str | None, str], Message]:
    """Messages of a catalogue by context and text, without its header."""
    with path.open("rb") as file:
        messages = list(read_po(file, abort_invalid=True))
    return {
        (message.context, _singular(message.id)): message
        for message in messages
        if message.id
    }


def _singular(text: str | list[str] | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else text[0]


def _forms(text: str | list[str] | tuple[str, ...] | None) -> list[str]:
    return [text or ""] if text is None or isinstance(text, str) else list(text)


def test_the_english_catalogue_holds_exactly_the_texts_of_the_program() -> None:
    translated = frozenset(catalogue(ENGLISH))

    missing = sorted(texts_of_the_program() - translated, key=str)
    left_over = sorted(translated - texts_of_the_program(), key=str)

    assert (missing, left_over) == ([], [])


def test_every_text_is_translated_and_none_is_a_guess() -> None:
    unsure = [
        key
        for key, message in catalogue(ENGLISH).items()
        if message.fuzzy or not all(_forms(message.string))
    ]

    assert unsure == []


def test_the_catalogue_is_one_that_can_be_compiled() -> None:
    with ENGLISH.open("rb") as file:
        read = read_po(file, abort_invalid=True)

    assert (read.fuzzy, read.charset, str(read.locale)) == (False, "utf-8", "en")


@pytest.mark.parametrize("path", [ENGLISH, ECUADOR])
def test_every_translation_keeps_the_values_of_its_text(path: Path) -> None:
    changed = [
        key
        for key, message in catalogue(path).items()
        if set(PLACEHOLDER.findall(" ".join(_forms(message.id))))
        != set(PLACEHOLDER.findall(" ".join(_forms(message.string))))
    ]

    assert changed == []


def test_the_texts_of_macros_are_collected() -> None:
    assert _entered("templates/_macros")


def test_every_short_name_of_gettext_is_collected() -> None:
    sources = [
        path.read_text(encoding="utf-8")
        for folder in ("marketplace", "network")
        for path in (ROOT / folder).rglob("*.py")
    ]

    names = {name for source in sources for name in OTHER_NAME.findall(source)}

    assert names <= KEYWORDS.keys()


def test_what_ecuador_says_differently_is_said_so_and_nothing_else_is() -> None:
    said = catalogue(ECUADOR)

    unsaid = [
        text
        for context, text in texts_of_the_program()
        if COLOMBIAN.search(text) and (context, text) not in said
    ]
    left_over = sorted(frozenset(said) - texts_of_the_program(), key=str)
    colombian = [
        form
        for message in said.values()
        for form in _forms(message.string)
        if COLOMBIAN.search(form)
    ]

    assert (sorted(unsaid), left_over, colombian) == ([], [], [])
