"""Where files stand, how long they are, what they are called."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from tests.architecture.repository import (
    ROOT,
    areas,
    kept_files,
    python_files,
    texts,
)

LONGEST_FILE = 400
EMPTY_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "manager",
    "data",
    "info",
    "process",
}
THIRD_PARTY = re.compile(r"(\.min\.(js|css)$)|((^|/)(vendor|node_modules)/)|(\.map$)")
# Put together from pieces, so that this file does not find itself.
TRACES = re.compile(
    "|".join(
        [
            "/wo" + r"rk/(main|shared|steering)",
            "bash" + "_jobs",
            r"[.]libr" + "ary/",
            "py" + r"pi[.]org",
            "python" + r"hosted[.]org",
            "npm" + r"js[.](org|com)",
            "deb[.]deb" + "ian[.]org",
        ]
    )
)


def empty_names(paths: list[str]) -> list[str]:
    return [
        path
        for path in paths
        if EMPTY_NAMES & {part.split(".")[0] for part in PurePosixPath(path).parts}
    ]


def test_every_python_file_has_at_most_400_lines() -> None:
    long = {
        path: lines
        for path in python_files()
        if (lines := len((ROOT / path).read_text(encoding="utf-8").splitlines()))
        > LONGEST_FILE
    }

    assert long == {}


def test_no_file_has_a_name_that_says_nothing() -> None:
    found = empty_names(python_files())

    assert found == []


def test_the_gate_of_names_sees_files_and_folders() -> None:
    paths = ["network/utils.py", "marketplace/data/core.py", "network/errors.py"]

    assert empty_names(paths) == paths[:2]


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {str(PurePosixPath(path).parent) for path in python_files("tests")}

    without = [
        folder for folder in folders if not (ROOT / folder / "__init__.py").is_file()
    ]

    assert without == []


def test_every_folder_of_code_is_a_package() -> None:
    folders = {
        str(PurePosixPath(path).parent)
        for path in python_files("marketplace", "network")
    }

    without = [
        folder for folder in folders if not (ROOT / folder / "__init__.py").is_file()
    ]

    assert without == []


def test_the_readme_has_a_sentence_for_each_area_and_for_no_other() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    described = re.findall(
        r"^- `((?:marketplace|network)/\w+)`: \S.+\.$", readme, re.MULTILINE
    )

    assert sorted(described) == [area.replace(".", "/") for area in areas()]


def test_no_third_party_file_is_kept() -> None:
    found = [path for path in kept_files() if THIRD_PARTY.search(path)]

    assert found == []


def test_no_text_names_a_machine_or_a_registry() -> None:
    found = [path for path, text in texts() if TRACES.search(text)]

    assert found == []
