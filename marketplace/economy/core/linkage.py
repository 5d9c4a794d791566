"""Linkage (*encadenamiento*): how far members, organisation and buyers are one chain.

Two sides, each from 0 to 10, of milestones worth 0, 1 or 2.  A milestone that
nothing in the records can tell is left out; it is never a zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from marketplace.economy.core.periods import year_until

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

#: A milestone is worth this much when people took part and were told.
FULL = 2
TEN = 10
#: A buyer that did something with the organisation so recently is still there.
ALIVE = timedelta(days=90)


class Milestone(StrEnum):
    """What is looked at; the first five are of members and organisation."""

    PRESENTATION = "presentation"
    APPROVAL = "approval"
    PREINVESTMENT = "preinvestment"
    EXECUTION = "execution"
    MANAGER = "manager"
    BUYS_AS_AGREED = "buys_as_agreed"
    DIRECT_CONTACT = "direct_contact"
    COMMITTEES = "committees"
    FIELD_ASSISTANCE = "field_assistance"
    ALIVE = "alive"


MEMBERS_SIDE = (
    Milestone.PRESENTATION,
    Milestone.APPROVAL,
    Milestone.PREINVESTMENT,
    Milestone.EXECUTION,
    Milestone.MANAGER,
)
BUYERS_SIDE = (
    Milestone.BUYS_AS_AGREED,
    Milestone.DIRECT_CONTACT,
    Milestone.COMMITTEES,
    Milestone.FIELD_ASSISTANCE,
    Milestone.ALIVE,
)
#: Nothing that is written down yet tells these.
UNJUDGED = (
    Milestone.PREINVESTMENT,
    Milestone.MANAGER,
    Milestone.BUYS_AS_AGREED,
    Milestone.COMMITTEES,
    Milestone.FIELD_ASSISTANCE,
)


class Level(StrEnum):
    """How far linked an organisation is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Cuts:
    """From which points on the level is high or medium, to be ratified."""

    high: int = 7
    medium: int = 4


DEFAULT_CUTS = Cuts()

#: Parts of 549 alliances of 2016 to 2019, in percent.
#: Source: evaluation of the productive alliances, DNP (Colombia, 2022).
NATIONAL_REFERENCE: Mapping[Level, int] = {
    Level.HIGH: 53,
    Level.MEDIUM: 32,
    Level.LOW: 15,
}


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that happened and tells of a milestone.

    Attributes:
        organisation_id: Of which organisation it tells.
        milestone: Which one.
        day: When.
        worth: 2 for who took part, 1 for who was only told, 0 for who was not
            even that although there was occasion.
        person_id: Member of whom it tells; 0 for all of the organisation.
    """

    organisation_id: int
    milestone: Milestone
    day: date
    worth: int
    person_id: int = 0


@dataclass(frozen=True, slots=True)
class Linkage:
    """How linked an organisation was on a day.

    Attributes:
        points: 0 to 2 for each milestone that could be judged, the mean over
            the members.
        members: 0 to 10 for members and organisation, if it could be judged.
        buyers: 0 to 10 for organisation and buyers, if it could be judged.
        total: 0 to 10, the mean of the sides that could be judged.
        level: High, medium or low.
    """

    points: Mapping[Milestone, Fraction]
    members: int | None
    buyers: int | None
    total: int
    level: Level


def level_of(total: int, cuts: Cuts = DEFAULT_CUTS) -> Level:
    """Return the level of 0 to 10 points."""
    if total >= cuts.high:
        return Level.HIGH
    return Level.MEDIUM if total >= cuts.medium else Level.LOW


def linkages(
    signs: Iterable[Sign],
    members: Mapping[int, int],
    day: date,
    cuts: Cuts = DEFAULT_CUTS,
) -> dict[int, Linkage]:
    """Return how linked each organisation was on a day, by its signs of a year.

    Organisations of which nothing tells are not in the answer.

    Source: the two sides, the milestones, the points and the levels are of the
    evaluation of the productive alliances, DNP (Colombia, 2022); the limits 7
    and 4 are a decision.

    Args:
        signs: What happened, of any day and organisation.
        members: How many members each organisation has.
        day: The day; later signs do not count.
        cuts: From which points on a level begins.
    """
    year = year_until(day)
    found: dict[int, dict[Milestone, dict[int, int]]] = {}
    for sign in signs:
        if sign.day in year:
            of = found.setdefault(sign.organisation_id, {})
            people = of.setdefault(sign.milestone, {})
            worth = _worth(sign, day)
            people[sign.person_id] = max(people.get(sign.person_id, 0), worth)
    return {
        key: _linkage(
            {each: _points(people, members.get(key, 0)) for each, people in of.items()},
            cuts,
        )
        for key, of in sorted(found.items())
    }


def _worth(sign: Sign, day: date) -> int:
    if sign.milestone is Milestone.ALIVE:
        return FULL if sign.day > day - ALIVE else 1
    return sign.worth


def _points(people: Mapping[int, int], members: int) -> Fraction:
    """Return the mean over the members of the best that happened to each.

    Who is not named has what happened to all of the organisation.
    """
    everybody = people.get(0, 0)
    named = [max(worth, everybody) for key, worth in people.items() if key]
    count = max(members, len(named), 1)
    return Fraction(sum(named) + everybody * (count - len(named)), count)


@dataclass(frozen=True, slots=True)
class Levels:
    """How many organisations are of each level; only those judged count."""

    high: int
    medium: int
    low: int

    @property
    def judged(self) -> int:
        """How many could be judged."""
        return self.high + self.medium + self.low

    def count(self, level: Level) -> int:
        """Return how many are of a level."""
        return {
            Level.HIGH: self.high,
            Level.MEDIUM: self.medium,
            Level.LOW: self.low,
        }[level]

    def part(self, level: Level) -> Fraction | None:
        """Return which part of the judged ones is of a level."""
        return Fraction(self.count(level), self.judged) if self.judged else None


def levels(found: Iterable[Linkage]) -> Levels:
    """Return how many are of each level."""
    rows = [each.level for each in found]
    return Levels(*(rows.count(level) for level in Level))


def _linkage(points: dict[Milestone, Fraction], cuts: Cuts) -> Linkage:
    sides = [_side(points, side) for side in (MEMBERS_SIDE, BUYERS_SIDE)]
    judged = [side for side in sides if side is not None]
    total = round(sum(judged) / len(judged))
    members, buyers = (None if side is None else round(side) for side in sides)
    return Linkage(points, members, buyers, total, level_of(total, cuts))


def _side(
    points: Mapping[Milestone, Fraction], side: tuple[Milestone, ...]
) -> Fraction | None:
    judged = [points[each] for each in side if each in points]
    return sum(judged, Fraction(0)) * TEN / (len(judged) * FULL) if judged else None
