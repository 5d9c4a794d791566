"""The sentence for a broken rule and the name of a stored value."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from flask import current_app
from flask_babel import format_date

from network.models import Country

if TYPE_CHECKING:
    from collections.abc import Mapping

    from network.errors import DomainError


def explain(error: DomainError) -> str:
    """Return the sentence that tells a person which rule was broken.

    The closest class of the error that has a sentence is taken; the values the
    error carries are shown as people write them.
    """
    table: Mapping[type, Any] = current_app.extensions["tejido.explanations"]
    shown = {name: _shown(value) for name, value in error.values.items()}
    for kind in type(error).__mro__:
        if kind not in table:
            continue
        sentence = str(table[kind])
        try:
            return sentence % shown if "%(" in sentence else sentence
        except (KeyError, TypeError, ValueError):
            # A value is missing: what a wider class says is true as well.
            continue
    return str(error)


def one_stop(sentence: str) -> str:
    """Return a sentence with one full stop where a name ended in another.

    Such as "Agroinsumos S.A.S." at the end of what is said.
    """
    return sentence[:-1] if sentence.endswith("..") else sentence


def name_of(member: StrEnum) -> str:
    """Return what people call a stored value; its text when it has no name."""
    table: Mapping[type, Any] = current_app.extensions["tejido.names"]
    return str(table.get(type(member), {}).get(member, member.value))


def deed_words(deed: str) -> str:
    """Return what people call a deed of a trace; its code if it has no words."""
    table: Mapping[str, Any] = current_app.extensions.get("tejido.deeds", {})
    return str(table.get(deed, deed))


def detail_words(details: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return the details of a trace as people read them: what it is, and its value.

    Details without words, such as keys and digests, are left out.
    """
    extensions = current_app.extensions
    names: Mapping[str, Any] = extensions.get("tejido.details", {})
    kinds: Mapping[str, tuple[type[StrEnum], ...]]
    kinds = extensions.get("tejido.detail_kinds", {})
    return [
        (str(names[name]), _detail(value, kinds.get(name, ())))
        for name, value in details.items()
        if name in names and value not in (None, "")
    ]


def _detail(value: object, kinds: tuple[type[StrEnum], ...]) -> str:
    for kind in kinds:
        if isinstance(value, str) and value in set(kind):
            return name_of(kind(value)).lower()
    if isinstance(value, (list, tuple)):
        return " → ".join(_detail(each, ()) for each in value)
    if isinstance(value, str) and value[10:11] == "T":
        with suppress(ValueError):
            value = datetime.fromisoformat(value)
    show = current_app.jinja_env.filters.get("show")
    return str(show(value) if show else value)


def _shown(value: object) -> object:
    if isinstance(value, Country):
        return name_of(value)
    if isinstance(value, StrEnum):
        return name_of(value).lower()
    if isinstance(value, date) and not isinstance(value, datetime):
        return format_date(value, "long")
    if isinstance(value, (str, int)) or value is None:
        return value
    show = current_app.jinja_env.filters.get("show")
    return show(value) if show else str(value)
