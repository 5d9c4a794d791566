"""``tejido up``: the web server and the worker, kept alive and ended together."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Self

import structlog

from marketplace.worker.family import end_with_parent
from marketplace.worker.runtime import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import FrameType

    from marketplace.config import Config

log = structlog.get_logger("tejido.supervisor")

#: All is over this long after SIGTERM: ten seconds of courtesy, then SIGKILL.
_COURTESY_SECONDS = 10.0
_LONGEST_PAUSE = 30.0
#: A child that ran this long starts again without a pause.
_STEADY_SECONDS = 60.0
_LOOK_SECONDS = 0.1


class PortTakenError(Exception):
    """Something else listens on the port."""


class NeverReadyError(Exception):
    """The web server ended before it could answer a single page."""


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket, which outlives every web server.

    Raises:
        PortTakenError: If the address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(512)
    except OSError as error:
        listening.close()
        raise PortTakenError(error.strerror or str(error)) from error
    return listening


@dataclass
class Child:
    """A program that is started again when it ends.

    Attributes:
        name: ``web`` or ``worker``.
        arguments: Of the ``tejido`` command.
        handles: Numbers of the open files it inherits.
        program: Python text that runs the arguments.
    """

    name: str
    arguments: Sequence[str]
    handles: tuple[int, ...] = ()
    program: str = PROGRAM
    running: subprocess.Popen[bytes] | None = None
    failures: int = 0
    started_at: float = 0.0
    start_after: float = 0.0
    #: Numbers of all its runs, for the log.
    runs: int = field(default=0)

    def look(self, moment: float) -> None:
        """Start it if its pause is over; note it if it has ended.

        Args:
            moment: Seconds of the monotonic clock.
        """
        if self.running is not None:
            code = self.running.poll()
            if code is None:
                return
            self._ended(code, moment)
        if moment >= self.start_after:
            self._start(moment)

    def _start(self, moment: float) -> None:
        self.running = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-c", self.program, *self.arguments],
            stdin=subprocess.DEVNULL,
            pass_fds=self.handles,
            # Ctrl+C in a terminal reaches the supervisor only, which then
            # ends everybody in order.
            start_new_session=True,
            preexec_fn=partial(end_with_parent, os.getpid()),  # noqa: PLW1509 - the supervisor has one thread
        )
        self.started_at = moment
        self.runs += 1
        log.info("started", child=self.name, pid=self.running.pid, run=self.runs)

    def _ended(self, code: int, moment: float) -> None:
        assert self.running is not None
        self._sweep()
        self.running = None
        steady = moment - self.started_at > _STEADY_SECONDS
        self.failures = 0 if steady else self.failures + 1
        pause = pause_after(self.failures)
        self.start_after = moment + pause
        log.error("ended", child=self.name, code=code, pause=pause)

    def tell(self, number: signal.Signals) -> None:
        """Send a signal to the child itself."""
        if self.running is not None:
            with suppress(ProcessLookupError):
                self.running.send_signal(number)

    def end(self) -> None:
        """End it and everything it started, at once."""
        if self.running is not None:
            self._sweep()
            self.running.wait()
            self.running = None

    def _sweep(self) -> None:
        """Kill the session the child leads: what is left of its processes."""
        if self.running is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.running.pid, signal.SIGKILL)


def pause_after(failures: int) -> float:
    """Return the seconds to wait after so many quick ends in a row."""
    return min(0.5 * 2**failures, _LONGEST_PAUSE) if failures else 0.0


class Supervisor:
    """Keeps the children alive until it is told to stop."""

    def __init__(self, config: Config, listening: socket.socket) -> None:
        self._asked_to_stop = False
        self._ready_from, ready_to = os.pipe()
        common = ["--data", str(config.data_folder)]
        web = [
            "serve",
            *common,
            *("--port", str(config.port)),
            *(["--demo"] if config.is_demonstration else []),
            *("--socket", str(listening.fileno())),
            *("--ready", str(ready_to)),
        ]
        self._handles = (self._ready_from, ready_to)
        self.children = [
            Child("web", web, handles=(listening.fileno(), ready_to)),
            Child("worker", ["worker", *common]),
        ]

    def __enter__(self) -> Self:
        self._before = {
            number: signal.signal(number, self._stop)
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
        }
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()
        for number, before in self._before.items():
            signal.signal(number, before)
        for handle in self._handles:
            os.close(handle)

    def run(self, when_ready: Callable[[], object]) -> None:
        """Start the children and stay until a signal asks to stop.

        Args:
            when_ready: Called once, when the first page would be answered.

        Raises:
            NeverReadyError: If the web server ends before it is ready.
        """
        is_ready = False
        while not self._asked_to_stop:
            if not is_ready and self._web_failed():
                raise NeverReadyError
            for child in self.children:
                child.look(time.monotonic())
            # Once ready, the pipe only fills with the word of later servers.
            readable, _, _ = select.select([self._ready_from], [], [], _LOOK_SECONDS)
            if readable:
                os.read(self._ready_from, 64)
                if not is_ready:
                    is_ready = True
                    when_ready()

    def close(self) -> None:
        """End every child: in order if they hurry, by force if they do not."""
        for child in self.children:
            child.tell(signal.SIGTERM)
        until = time.monotonic() + _COURTESY_SECONDS
        for child in self.children:
            if child.running is not None:
                with suppress(subprocess.TimeoutExpired):
                    child.running.wait(max(until - time.monotonic(), 0.0))
        for child in self.children:
            child.end()

    def _web_failed(self) -> bool:
        return self.children[0].failures > 0

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._asked_to_stop = True
