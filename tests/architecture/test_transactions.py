"""Only one file commits."""

from __future__ import annotations

import ast

from tests.architecture.repository import PACKAGES, ROOT, python_files

DOOR = "network/db.py"


def commits(source: str) -> list[int]:
    """Lines that reach for the ``commit`` of anything, called or not."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and node.attr == "commit"
    ]


def test_only_the_database_door_commits() -> None:
    found = {
        path: lines
        for path in python_files(*PACKAGES)
        if path != DOOR
        and (lines := commits((ROOT / path).read_text(encoding="utf-8")))
    }

    assert found == {}


def test_the_gate_sees_a_commit_wherever_it_hides() -> None:
    source = "session.commit()\nend = db.session.commit\nsession.flush()\n"

    assert sorted(commits(source)) == [1, 2]
