"""Reading the repository itself: its files, modules and classes."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[2]
PACKAGES: Final = ("marketplace", "network")
PYTHON_FOLDERS: Final = (*PACKAGES, "tests", "bench", "migrations")
_Kind = TypeVar("_Kind")


@cache
def kept_files() -> tuple[str, ...]:
    """Paths of the files that git keeps or would keep, from the root."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split("\0")
    return tuple(sorted({path for path in listed if path and (ROOT / path).is_file()}))


def texts() -> Iterator[tuple[str, str]]:
    """Path and text of every kept file that is text."""
    for path in kept_files():
        try:
            yield path, (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def python_files(*folders: str) -> list[str]:
    """Paths of the Python files in the folders, from the root."""
    starts = tuple(f"{folder}/" for folder in folders or PYTHON_FOLDERS)
    return [
        path
        for path in kept_files()
        if path.endswith(".py") and path.startswith(starts)
    ]


def templates() -> dict[str, str]:
    """Text of every page template, by its path under ``templates/``."""
    return {
        path.removeprefix("templates/"): text
        for path, text in texts()
        if path.startswith("templates/")
    }


def areas() -> list[str]:
    """Every package or module directly under the two packages, dotted."""
    found = set()
    for path in python_files(*PACKAGES):
        package, name = path.split("/")[:2]
        if name != "__init__.py":
            found.add(f"{package}.{name.removesuffix('.py')}")
    return sorted(found)


@cache
def import_everything() -> None:
    """Import every module of both packages, so that every class exists."""
    for name in PACKAGES:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            importlib.import_module(module.name)


def subclasses(base: type[_Kind]) -> list[type[_Kind]]:
    """Every class of ours under a base, near or far, by name."""
    import_everything()
    found: set[type[_Kind]] = set()
    waiting = [base]
    while waiting:
        fresh = [kind for kind in waiting.pop().__subclasses__() if kind not in found]
        found.update(fresh)
        waiting.extend(fresh)
    ours = [kind for kind in found if kind.__module__.split(".")[0] in PACKAGES]
    return sorted(ours, key=lambda kind: (kind.__module__, kind.__qualname__))


def lines_like(pattern: str, *folders: str) -> list[str]:
    """Places (``path:line: text``) in Python files whose line fits a pattern."""
    looked = re.compile(pattern)
    return [
        f"{path}:{number}: {line.strip()}"
        for path in python_files(*folders)
        for number, line in enumerate(
            (ROOT / path).read_text(encoding="utf-8").splitlines(), start=1
        )
        if looked.search(line)
    ]
