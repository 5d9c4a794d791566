"""What inputs, suppliers and members of a purchase are called in a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def code_parts(code: str) -> tuple[int, int]:
    """Return the organisation and the person that a code stands for."""
    organisation_id, _, person_id = code.partition("-")
    return int(organisation_id), int(person_id)


def member_code(organisation_id: int, person_id: int) -> str:
    """Return the name of a member in a plan, which tells nobody who it is."""
    return f"{organisation_id}-{person_id}"


def told_apart(names: Iterable[tuple[int, str]]) -> dict[int, str]:
    """Return a name for each id, with a number where two are called the same.

    Args:
        names: Pairs of id and name.
    """
    pairs = sorted(names)
    known = {name for _, name in pairs}
    given: dict[int, str] = {}
    taken: set[str] = set()
    for key, name in pairs:
        chosen, number = name, 1
        while chosen in taken or (number > 1 and chosen in known):
            number += 1
            chosen = f"{name} ({number})"
        taken.add(chosen)
        given[key] = chosen
    return given
