"""Only one file ends transactions."""

from __future__ import annotations

import ast

from tests.architecture.repository import PACKAGES, ROOT, python_files

ENDINGS = {"commit", "rollback"}
DOOR = "network/db.py"


def endings(source: str) -> list[int]:
    """Lines that call ``commit`` or ``rollback`` on anything."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and node.attr in ENDINGS
    ]


def test_only_the_database_door_commits_or_rolls_back() -> None:
    found = {
        path: lines
        for path in python_files(*PACKAGES)
        if path != DOOR
        and (lines := endings((ROOT / path).read_text(encoding="utf-8")))
    }

    assert found == {}


def test_the_gate_sees_a_commit_wherever_it_hides() -> None:
    source = "session.commit()\nend = db.session.rollback\nsession.flush()\n"

    assert sorted(endings(source)) == [1, 2]
