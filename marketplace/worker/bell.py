"""A pipe in the data folder through which a commit wakes the dispatcher."""

from __future__ import annotations

import os
import select
import stat
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path


def ring(path: Path) -> None:
    """Wake whoever listens; nobody listening is no error."""
    with suppress(OSError):
        handle = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        try:
            if stat.S_ISFIFO(os.fstat(handle).st_mode):
                os.write(handle, b"!")
        finally:
            os.close(handle)


class Bell:
    """The listening end.  Where pipes cannot be made, it only waits."""

    def __init__(self, path: Path) -> None:
        self._handle: int | None = None
        with suppress(OSError):
            if not path.exists():
                with suppress(FileExistsError):
                    os.mkfifo(path, 0o600)
            if path.is_fifo():
                # Open for writing too: it never sees the end of the pipe.
                self._handle = os.open(path, os.O_RDWR | os.O_NONBLOCK)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def wait(self, seconds: float) -> bool:
        """Wait until somebody rings, at most so long; tell whether it rang."""
        if self._handle is None:
            time.sleep(min(seconds, 0.2))
            return False
        ready, _, _ = select.select([self._handle], [], [], seconds)
        if ready:
            with suppress(BlockingIOError):
                os.read(self._handle, 4096)
        return bool(ready)
