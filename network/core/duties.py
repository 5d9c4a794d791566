"""Duties that the same person may not have for the same thing."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from network.errors import NotAllowedError
from network.policy import Role

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping


class Duty(StrEnum):
    """What somebody did, or is about to do, to one thing."""

    DIRECTS = "directs"
    PROMOTES = "promotes"
    SCORES = "scores"
    ACCOMPANIES = "accompanies"
    SUPERVISES = "supervises"
    APPLIES_FOR_LOAN = "applies_for_loan"
    VOTES_ON_LOAN = "votes_on_loan"
    APPROVES_LOAN = "approves_loan"
    DISBURSES_LOAN = "disburses_loan"
    KEEPS_CASH = "keeps_cash"
    COUNTS_CASH = "counts_cash"
    RECEIVES_GOODS = "receives_goods"
    PAYS_SUPPLIER = "pays_supplier"
    CHOOSES_QUOTE = "chooses_quote"
    RELATED_TO_SUPPLIER = "related_to_supplier"
    NEGOTIATES_AGREEMENT = "negotiates_agreement"
    APPROVES_SETTLEMENT = "approves_settlement"


_PROGRAMME = (Duty.PROMOTES, Duty.SCORES, Duty.ACCOMPANIES, Duty.SUPERVISES)

#: Pairs that one person, or one organisation, may not hold for one thing.
APART: frozenset[frozenset[Duty]] = frozenset(
    {
        *(
            frozenset({one, other})
            for one in _PROGRAMME
            for other in _PROGRAMME
            if one is not other
        ),
        frozenset({Duty.DIRECTS, Duty.PROMOTES}),
        frozenset({Duty.DIRECTS, Duty.SCORES}),
        frozenset({Duty.DIRECTS, Duty.ACCOMPANIES}),
        frozenset({Duty.APPLIES_FOR_LOAN, Duty.VOTES_ON_LOAN}),
        frozenset({Duty.APPROVES_LOAN, Duty.DISBURSES_LOAN}),
        frozenset({Duty.KEEPS_CASH, Duty.COUNTS_CASH}),
        frozenset({Duty.RECEIVES_GOODS, Duty.PAYS_SUPPLIER}),
        frozenset({Duty.CHOOSES_QUOTE, Duty.RELATED_TO_SUPPLIER}),
        frozenset({Duty.NEGOTIATES_AGREEMENT, Duty.APPROVES_SETTLEMENT}),
    }
)

#: Roles that one person may not hold in one organisation, for the same reason.
ROLES_APART: frozenset[frozenset[Role]] = frozenset(
    {
        frozenset({Role.TREASURER, Role.FISCAL}),
        frozenset({Role.LEGAL_REPRESENTATIVE, Role.FISCAL}),
        frozenset({Role.BUYER_AGENT, Role.SUPPLIER_AGENT}),
    }
)


class DutiesApartError(NotAllowedError):
    """The same person did the ``other`` duty for this thing already."""


def clashing_duty(duty: Duty, held: Collection[Duty]) -> Duty | None:
    """Return a duty already held that forbids one more, or none."""
    return next(
        (other for other in sorted(held) if frozenset({duty, other}) in APART), None
    )


def ensure_apart(
    person_id: int, duty: Duty, done: Mapping[Duty, Iterable[int]]
) -> None:
    """Refuse a duty to somebody who did a clashing one for the same thing.

    Args:
        person_id: Who is about to do it.
        duty: What is about to be done.
        done: Who did each other duty for the same thing.

    Raises:
        DutiesApartError: If the person did a duty that must stay apart.
    """
    held = [other for other, people in done.items() if person_id in set(people)]
    other = clashing_duty(duty, held)
    if other is not None:
        raise DutiesApartError(duty=duty, other=other)


def clashing_role(role: Role, held: Collection[Role]) -> Role | None:
    """Return a role already held that forbids one more, or none."""
    return next(
        (other for other in sorted(held) if frozenset({role, other}) in ROLES_APART),
        None,
    )
