"""How the answers to the final price stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.kernel.money import Money
from marketplace.purchasing.models import LineState, PurchaseLine, PurchaseState
from marketplace.purchasing.queries.confirmations import asked_lines, together
from marketplace.purchasing.queries.pages_head import Head, head
from network.models import Person, PersonState
from network.policy import Action

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """How a member of an association stands; ``is_assisted`` needs a call."""

    person_id: int
    name: str
    phone: str | None
    is_assisted: bool
    pays: Money
    state: LineState


@dataclass(frozen=True, slots=True)
class PartAnswers:
    """The answers of an association's members.

    Attributes:
        organisation_id: The association.
        name: Its name.
        accepted: Members who accepted.
        out: Members who did not.
        silent: Members who have not answered.
        rows: Each of them, those without an answer first; empty unless the
            actor types for the association's members.
    """

    organisation_id: int
    name: str
    accepted: int
    out: int
    silent: int
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True, slots=True)
class AnswersPage:
    """How the answers to the final price stand.

    Attributes:
        head: The purchase.
        parts: By association.
        accepted: Members who accepted, in all.
        asked: Members who were asked, in all.
        units: Units accepted so far.
        units_asked: Units of the plan.
        may_open: Whether the actor may ask the price now.
        may_end: Whether the actor may stop waiting: everybody has answered.
    """

    head: Head
    parts: tuple[PartAnswers, ...]
    accepted: int
    asked: int
    units: int
    units_asked: int
    may_open: bool
    may_end: bool


def answers_page(
    session: Session, purchase_id: int, *, actor: Actor, now: datetime
) -> AnswersPage:
    """Return how the answers stand: numbers for all, names for own members.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
    """
    shown = head(session, purchase_id, actor=actor, now=now)
    lines = asked_lines(session, purchase_id)
    people = {
        person.id: person
        for person in session.scalars(
            select(Person).where(Person.id.in_({line.person_id for line in lines}))
        )
    }
    typed = {part.organisation_id for part in shown.typed_parts}
    parts = tuple(
        _part_answers(
            shown,
            part.organisation_id,
            part.name,
            [line for line in lines if line.organisation_id == part.organisation_id],
            people if part.organisation_id in typed else {},
        )
        for part in shown.parts
        if part.joined_at is not None
    )
    kept = [line for line in lines if line.state is LineState.CONFIRMED]
    silent = any(part.silent for part in parts)
    runs = Action.RUN_PURCHASE in shown.may
    return AnswersPage(
        shown,
        parts,
        sum(part.accepted for part in parts),
        sum(part.accepted + part.out + part.silent for part in parts),
        sum(line.planned_units or 0 for line in kept),
        sum(line.planned_units or 0 for line in lines),
        may_open=runs and shown.state is PurchaseState.AWARDED,
        may_end=runs and shown.state is PurchaseState.CONFIRMING and not silent,
    )


def _part_answers(
    shown: Head,
    organisation_id: int,
    name: str,
    lines: Sequence[PurchaseLine],
    people: dict[int, Person],
) -> PartAnswers:
    groups: dict[int, list[PurchaseLine]] = {}
    for line in lines:
        groups.setdefault(line.person_id, []).append(line)
    states = {key: together(group) for key, group in groups.items()}
    order = [LineState.NOTED, LineState.OUT, LineState.CONFIRMED]
    rows = [
        AnswerRow(
            key,
            people[key].name,
            people[key].phone,
            people[key].state is PersonState.ASSISTED,
            Money(sum(each.planned_pays_minor or 0 for each in group), shown.currency),
            states[key],
        )
        for key, group in groups.items()
        if key in people
    ]
    rows.sort(
        key=lambda row: (order.index(row.state), people[row.person_id].search_key)
    )
    counted = list(states.values())
    return PartAnswers(
        organisation_id,
        name,
        counted.count(LineState.CONFIRMED),
        counted.count(LineState.OUT),
        counted.count(LineState.NOTED),
        tuple(rows),
    )
