"""The life of a product sheet: what may follow what, and what it must say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SheetState(StrEnum):
    """Life of one version of a sheet."""

    DRAFT = "draft"
    #: Read against the product by somebody of the organisation.
    REVIEWED = "reviewed"
    PUBLISHED = "published"
    #: A later version was published; this one can still be read.
    SUPERSEDED = "superseded"
    #: Taken down by the organisation, without a later version.
    WITHDRAWN = "withdrawn"


class SheetField(StrEnum):
    """What a buyer needs to read before a sheet can be published."""

    TITLE = "title"
    GRADE = "grade"
    PACKAGING = "packaging"
    MONTHS = "months"


_NEXT: dict[SheetState, frozenset[SheetState]] = {
    SheetState.DRAFT: frozenset({SheetState.REVIEWED, SheetState.WITHDRAWN}),
    SheetState.REVIEWED: frozenset(
        {SheetState.PUBLISHED, SheetState.DRAFT, SheetState.WITHDRAWN}
    ),
    SheetState.PUBLISHED: frozenset({SheetState.SUPERSEDED, SheetState.WITHDRAWN}),
    SheetState.SUPERSEDED: frozenset(),
    SheetState.WITHDRAWN: frozenset(),
}
#: A version that is still on its way; an organisation writes one at a time.
OPEN_STATES = frozenset({SheetState.DRAFT, SheetState.REVIEWED})
#: What anybody may read.
PUBLIC_STATES = frozenset({SheetState.PUBLISHED, SheetState.SUPERSEDED})

MOST_SHELF_DAYS = 3_650
MOST_PERMILLE = 1_000


@dataclass(frozen=True, slots=True)
class SheetText:
    """What a sheet says.

    Attributes:
        title: What the organisation calls the product on its label.
        grade: Quality, in the buyer's words.
        size: Calibre or measure.
        moisture_min_permille: Parts per thousand: 12 % is 120; None unsaid.
        moisture_max_permille: As above.
        packaging: How it is packed.
        months: Months with harvest, 1 to 12.
        shelf_life_days: Days it keeps well; None unsaid.
        storage: How it is to be kept.
        story: Who makes it, how, and why buying it matters.
    """

    title: str
    grade: str = ""
    size: str = ""
    moisture_min_permille: int | None = None
    moisture_max_permille: int | None = None
    packaging: str = ""
    months: tuple[int, ...] = ()
    shelf_life_days: int | None = None
    storage: str = ""
    story: str = ""

    def unsaid(self) -> tuple[SheetField, ...]:
        """Return the fields that a buyer needs and that are still empty."""
        needed = {
            SheetField.TITLE: self.title,
            SheetField.GRADE: self.grade,
            SheetField.PACKAGING: self.packaging,
            SheetField.MONTHS: self.months,
        }
        return tuple(field for field, said in needed.items() if not said)

    def is_possible(self) -> bool:
        """Tell whether the numbers can be true together."""
        low, high = self.moisture_min_permille, self.moisture_max_permille
        moistures = [value for value in (low, high) if value is not None]
        return (
            all(0 <= value <= MOST_PERMILLE for value in moistures)
            and moistures == sorted(moistures)
            and all(1 <= month <= 12 for month in self.months)
            and (
                self.shelf_life_days is None
                or 1 <= self.shelf_life_days <= MOST_SHELF_DAYS
            )
        )


def may_follow(now: SheetState, then: SheetState) -> bool:
    """Tell whether a sheet may go from one state straight to another."""
    return then in _NEXT[now]
