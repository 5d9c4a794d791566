from __future__ import annotations

from marketplace.notices.core.wording import GENERAL, Worded, Wording, say

WORDINGS = {
    GENERAL: Wording("Mensaje", "Entre a verlo."),
    "closed": Wording("Cerró %(name)s", "Faltaron %(units)s bultos al 100 %%."),
}


def test_a_message_mentions_its_values_as_people_write_them() -> None:
    said = say(WORDINGS, "closed", {"name": "Urea %s", "units": 12}, str)

    assert said == Worded("Cerró Urea %s", "Faltaron 12 bultos al 100 %.")


def test_a_missing_value_leaves_a_gap_and_not_an_error() -> None:
    assert say(WORDINGS, "closed", {}, str).subject == "Cerró …"


def test_a_kind_nobody_knows_gets_the_general_words() -> None:
    assert say(WORDINGS, "forgotten", {"name": "x"}, str).subject == "Mensaje"
