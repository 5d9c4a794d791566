"""Everything a person can meet has its Spanish words."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

from marketplace.labels import EXPLANATIONS, NAMES
from network.db import Base
from network.errors import DomainError
from network.policy import Role
from tests.architecture.repository import import_everything, subclasses


def stored_enums() -> list[type[StrEnum]]:
    """The enums that rows hold, and the roles: what pages show."""
    import_everything()
    kinds: set[type[StrEnum]] = {Role}
    for table in Base.metadata.tables.values():
        for column in table.columns:
            kind = getattr(column.type, "enum_class", None)
            if kind is not None and issubclass(kind, StrEnum):
                kinds.add(kind)
    return sorted(kinds, key=lambda kind: kind.__qualname__)


def test_every_broken_rule_has_a_sentence() -> None:
    speechless = [
        f"{kind.__module__}.{kind.__qualname__}"
        for kind in subclasses(DomainError)
        if kind not in EXPLANATIONS
    ]

    assert speechless == []


def test_every_sentence_says_something_and_ends() -> None:
    broken = [
        kind.__qualname__
        for kind, sentence in EXPLANATIONS.items()
        if not str(sentence).rstrip().endswith((".", "?", "!"))
    ]

    assert broken == []


def test_every_stored_value_has_a_name_of_its_own() -> None:
    nameless = [
        f"{kind.__module__}.{kind.__qualname__}.{member.name}"
        for kind in stored_enums()
        for member in kind
        if member not in NAMES.get(kind, {})
    ]

    assert nameless == []


def test_every_name_belongs_to_the_kind_it_is_filed_under() -> None:
    # Members of two enums with the same text are equal: one can pass for another.
    strays = [
        f"{kind.__qualname__}: {member!r}"
        for kind, names in NAMES.items()
        for member in names
        if type(member) is not kind
    ]

    assert strays == []


def test_no_two_values_of_one_kind_share_a_name() -> None:
    shared = {
        kind.__qualname__: doubles
        for kind, names in NAMES.items()
        if (
            doubles := [
                n for n, t in Counter(map(str, names.values())).items() if t > 1
            ]
        )
    }

    assert shared == {}
