"""The real program, started as a person would, for the browser to visit."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

if TYPE_CHECKING:
    from collections.abc import Mapping

START_SECONDS: Final = 90.0
STOP_SECONDS: Final = 20.0
#: What the program may see of the environment of the tests.
_PASSED_ON: Final = ("PATH", "LANG", "LC_ALL", "TMPDIR")


class Site:
    """``tejido up`` on a free port, with a data folder of its own.

    Attributes:
        url: The address of its first page, without the last slash.
        folder: Its data folder.
    """

    def __init__(
        self,
        folder: Path,
        *,
        demonstration: bool = False,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._demonstration = demonstration
        self._settings = dict(settings or {})
        self._log = folder.with_name(f"{folder.name}.log")
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start the program and wait until it serves pages.

        Raises:
            RuntimeError: It ended, or served nothing in time; the message holds the
                end of its log.
        """
        program = Path(sys.executable).with_name("tejido")
        arguments = [str(program), "up", "--port", str(self.port)]
        arguments += ["--data", str(self.folder)]
        if self._demonstration:
            arguments.append("--demo")
        passed_on = {
            name: os.environ[name] for name in _PASSED_ON if name in os.environ
        }
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env={**passed_on, "HOME": str(self.folder.parent), **self._settings},
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            if self.answers():
                return
            time.sleep(0.1)
        self.stop()
        message = f"tejido up did not serve {self.url}:\n{self.log()}"
        raise RuntimeError(message)

    def answers(self) -> bool:
        """Whether the first page comes, whatever it says."""
        try:
            with urlopen(f"{self.url}/", timeout=5) as answer:  # noqa: S310 - our own http address
                return bool(answer.status < 500)
        except HTTPError as error:
            with error:
                return error.code < 500
        except (URLError, OSError):
            return False

    def stop(self) -> None:
        """Ask the program to stop, then end what is left of it."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def log(self) -> str:
        """The end of what the program printed."""
        return self._log.read_text(errors="replace")[-6000:]


def free_port() -> int:
    """A port of the loopback address that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
