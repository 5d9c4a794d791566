"""One program at a time holds a data folder."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class OccupiedError(Exception):
    """Another program holds the data folder.

    Attributes:
        holder: Its process id, as it wrote it; empty if it did not.
    """

    def __init__(self, folder: Path, holder: str) -> None:
        super().__init__(str(folder))
        self.holder = holder


@contextmanager
def occupying(folder: Path) -> Iterator[None]:
    """Hold the data folder; the kernel lets it go when the process ends.

    Raises:
        OccupiedError: If another process holds it.
    """
    with (folder / "tejido.lock").open("a+") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            held.seek(0)
            raise OccupiedError(folder, held.read().strip()) from error
        held.truncate(0)
        held.write(f"{os.getpid()}\n")
        held.flush()
        try:
            yield
        finally:
            fcntl.flock(held, fcntl.LOCK_UN)
