"""What would become of the network, as its address supposes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from network.queries import advice
from network.views.advice_words import what_if_words
from network.views.red.parts import Part, parts

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from network.forms.looking import Looking
    from network.policy import Actor


@dataclass(frozen=True, slots=True)
class Supposed:
    """What would follow from a supposition.

    Attributes:
        sentences: What is supposed and what would follow.
        parts: The five parts as they would be, beside those of today.
    """

    sentences: tuple[str, ...]
    parts: tuple[Part, ...]


def supposed(
    session: Session, network_id: int, looking: Looking, *, actor: Actor, day: date
) -> Supposed | None:
    """Return what would become of the network; none if nothing is supposed.

    Args:
        session: The open transaction.
        network_id: The network.
        looking: Who would be gone, and which ties would be there.
        actor: Who looks.
        day: The day whose ties count.
    """
    if not looking.is_supposing:
        return None
    found = advice.what_if(
        session,
        network_id,
        looking.without,
        looking.plus,
        actor=actor,
        day=day,
        layers=looking.layers or None,
    )
    after = found.after.parts
    told = None if found.is_empty or after is None else parts(after, found.before.parts)
    return Supposed(tuple(what_if_words(found)), told or ())
