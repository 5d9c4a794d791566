from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction

import pytest

from marketplace.kernel.money import Currency, Money
from marketplace.notices.core.mentions import UnknownMentionError, read, written

BOGOTA = timezone(timedelta(hours=-5))


def test_what_a_message_mentions_survives_being_kept() -> None:
    given = {
        "name": "Rosa",
        "units": 12,
        "is_late": True,
        "nothing": None,
        "owed": Money(-250_000_00, Currency.COP),
        "day": date(2026, 11, 20),
        "at": datetime(2026, 11, 20, 12, 30, tzinfo=BOGOTA),
        "kilos": Fraction(125, 2),
    }

    kept = json.loads(json.dumps(written(given)))

    assert read(kept) == given
    assert read(kept)["at"] == datetime(2026, 11, 20, 17, 30, tzinfo=UTC)


def test_a_text_loses_what_cannot_be_seen() -> None:
    kept = written({"name": "Rosa\r\nBcc: x@y\x00\u202e" + "x" * 500})

    assert kept["name"].startswith("Rosa Bcc: x@yxxx")
    assert len(kept["name"]) == 300


def test_a_mark_of_no_kind_is_left_as_it_is() -> None:
    assert read({"odd": {"other": 1}}) == {"odd": {"other": 1}}


@pytest.mark.parametrize(
    "value", [1.5, ["a"], object()], ids=["float", "list", "object"]
)
def test_what_cannot_be_kept_is_a_bug(value: object) -> None:
    with pytest.raises(UnknownMentionError):
        written({"value": value})
