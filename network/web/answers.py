"""Answers to the questions of the red, given by the application from above.

The ground knows who works with whom, not money: what happens to the money and
to what was agreed is told by the areas above, through this shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from flask import current_app

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from flask_babel.speaklater import LazyString
    from sqlalchemy.orm import Session

    from network.policy import Actor

#: The questions that the page of a network asks, in order.
QUESTIONS = range(1, 9)

#: Where a figure went since the month before; empty when it is not known.
Trend = Literal["up", "down", "same", ""]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the page of a network says to one of its eight questions.

    Attributes:
        number: Of the question, 1 to 8.
        sentence: The answer in words, at most 20 of them.
        figure: The number that carries it, as people write it; may be empty.
        trend: Where the figure went since the month before.
        url: The list behind the answer; empty for ``/preguntas/<number>``.
        action_label: What one can do about it; empty if nothing.
        action_url: Where that is done.
        is_good: Whether it is good news; none when it is neither.
        columns: Headings of ``rows``, the first of what names a row.
        rows: The list behind the answer, shown on the page of the question.
        is_bad_when_up: Whether a rising figure is bad news.
    """

    number: int
    sentence: LazyString | str
    figure: str = ""
    trend: Trend = ""
    url: str = ""
    action_label: LazyString | str = ""
    action_url: str = ""
    is_good: bool | None = None
    columns: tuple[LazyString | str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    is_bad_when_up: bool = False


class Answering(Protocol):
    """Tells what an area knows about one question, or nothing."""

    def __call__(
        self, session: Session, network_id: int, *, actor: Actor, day: date
    ) -> Answer | None:
        """Return the answer; one that has no right to it raises nothing."""


def answers_from_above(
    session: Session, network_id: int, *, actor: Actor, day: date
) -> list[Answer]:
    """Return what the areas above answer for a network, in the order given.

    Args:
        session: To read with.
        network_id: The network.
        actor: Who looks; an area may say less to some.
        day: The day the page is about.
    """
    sources: Sequence[Answering] = current_app.extensions.get("tejido.answers", ())
    found = (source(session, network_id, actor=actor, day=day) for source in sources)
    return [answer for answer in found if answer is not None]


def by_question(answers: Iterable[Answer]) -> dict[int, tuple[Answer, ...]]:
    """Return the answers to each of the eight questions, some without any."""
    listed = list(answers)
    return {
        number: tuple(answer for answer in listed if answer.number == number)
        for number in QUESTIONS
    }
