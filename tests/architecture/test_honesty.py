"""Nothing is left half done, skipped or silenced without a reason."""

from __future__ import annotations

import re

from tests.architecture.repository import PACKAGES, lines_like, texts

# Put together from pieces, so that this file does not find itself.
UNFINISHED = "|".join(
    ["TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImplemented" + "Error"]
)
SKIPS = r"pytest\.(mark\.)?(ski" + r"p|xfai" + r"l)|assert " + r"True\b"
MOCKS = r"unittest\.moc" + r"k|\bMagicMoc" + r"k\b"
REASONLESS = {
    "noqa": r"#\s*noqa(:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*)?\s*$",
    "type": r"#\s*type:\s*ignore(\[[a-z, -]+\])?\s*$",
    "cover": r"#\s*pragma: no " + r"(cover|branch)\s*$",
}


def test_nothing_is_left_unfinished() -> None:
    word = re.compile(rf"\b({UNFINISHED})\b")
    rooms = (*(f"{name}/" for name in PACKAGES), "templates/", "static/", "tests/")

    found = [
        path for path, text in texts() if path.startswith(rooms) and word.search(text)
    ]

    assert found == []


def test_no_test_is_skipped_or_cannot_fail() -> None:
    assert lines_like(SKIPS, "tests") == []


def test_no_test_pretends_with_mocks() -> None:
    assert lines_like(MOCKS, "tests") == []


def test_every_silenced_gate_says_why() -> None:
    found = {kind: lines_like(pattern) for kind, pattern in REASONLESS.items()}

    assert found == {kind: [] for kind in REASONLESS}


def test_the_gate_of_reasons_tells_them_apart() -> None:
    silent = "x = 1  # no" + "qa: S101, S102"
    reasoned = silent + " - an invariant"

    assert re.search(REASONLESS["noqa"], silent) is not None
    assert re.search(REASONLESS["noqa"], reasoned) is None
