from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from marketplace.catalogue.core.sheet_life import (
    SheetField,
    SheetState,
    SheetText,
    may_follow,
)
from tests.factories_catalogue import WHOLE_SHEET


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (SheetState.DRAFT, SheetState.REVIEWED),
        (SheetState.REVIEWED, SheetState.PUBLISHED),
        (SheetState.REVIEWED, SheetState.DRAFT),
        (SheetState.PUBLISHED, SheetState.SUPERSEDED),
        (SheetState.PUBLISHED, SheetState.WITHDRAWN),
    ],
)
def test_a_sheet_goes_forward_and_back_to_be_written(
    now: SheetState, then: SheetState
) -> None:
    assert may_follow(now, then)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (SheetState.DRAFT, SheetState.PUBLISHED),
        (SheetState.PUBLISHED, SheetState.DRAFT),
        (SheetState.SUPERSEDED, SheetState.PUBLISHED),
        (SheetState.WITHDRAWN, SheetState.DRAFT),
    ],
)
def test_what_was_published_is_never_written_again(
    now: SheetState, then: SheetState
) -> None:
    assert not may_follow(now, then)


def test_a_whole_sheet_leaves_nothing_unsaid() -> None:
    assert WHOLE_SHEET.unsaid() == ()


def test_an_empty_sheet_names_what_a_buyer_needs() -> None:
    assert SheetText("").unsaid() == tuple(SheetField)


def test_a_sheet_that_says_little_is_possible() -> None:
    assert SheetText("Mora").is_possible()
    assert WHOLE_SHEET.is_possible()


@pytest.mark.parametrize(
    "change",
    [
        {"moisture_min_permille": 121},
        {"moisture_max_permille": 1_001},
        {"moisture_min_permille": -1},
        {"months": (0,)},
        {"months": (13,)},
        {"shelf_life_days": 0},
        {"shelf_life_days": 4_000},
    ],
    ids=str,
)
def test_numbers_that_cannot_be_true_are_seen(change: dict[str, Any]) -> None:
    assert not replace(WHOLE_SHEET, **change).is_possible()
