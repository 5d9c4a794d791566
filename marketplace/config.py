"""Every setting: read once from the environment, checked, then frozen."""

from __future__ import annotations

import difflib
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

_PREFIX = "TEJIDO_"
#: Settings of the test suite, which are none of the program's business.
_TESTS = "TEJIDO_TEST_"
_YES = {"1", "si", "sí", "true", "yes", "on"}
_NO = {"0", "no", "false", "off"}
#: Addresses that mean every network card; nobody can type them.
_EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - compared, never a default
_BROKERS = {"memory", "redis", "rediss", "redis+socket", "amqp", "amqps"}
_DATABASES = {
    "sqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


class ConfigError(ValueError):
    """Some settings are wrong.

    Attributes:
        faults: One Spanish line per fault, naming the setting and what to do.
    """

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


#: Every setting there is; ``docs/runbook.md`` says what each one decides.
SETTINGS: tuple[str, ...] = (
    "TEJIDO_DATA",
    "TEJIDO_DATABASE_URL",
    "TEJIDO_MIGRATION_URL",
    "TEJIDO_BROKER_URL",
    "TEJIDO_SECRET_KEY",
    "TEJIDO_HOST",
    "TEJIDO_PORT",
    "TEJIDO_BASE_URL",
    "TEJIDO_TRUSTED_HOSTS",
    "TEJIDO_PROXY_HOPS",
    "TEJIDO_SECURE_COOKIES",
    "TEJIDO_DEMO",
    "TEJIDO_SESSION_DAYS",
    "TEJIDO_SMTP_URL",
    "TEJIDO_MAIL_FROM",
    "TEJIDO_UPLOAD_MEGABYTES",
    "TEJIDO_WEB_WORKERS",
    "TEJIDO_WEB_THREADS",
    "TEJIDO_REQUEST_SECONDS",
    "TEJIDO_STATEMENT_SECONDS",
    "TEJIDO_JOB_CONCURRENCY",
    "TEJIDO_JOB_LEASE_SECONDS",
    "TEJIDO_JOB_POLL_SECONDS",
    "TEJIDO_JOB_MINUTES",
    "TEJIDO_LOG_LEVEL",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings of one running program.

    Attributes:
        data_folder: Holds the database, the secret key, mail and attachments.
        database_url: SQLAlchemy URL of the application's role.
        secret_key: Signs cookies and forms; never printed.
        migration_url: URL of the role that changes tables; empty when it is
            the same one.
        broker_url: Celery broker; ``memory://`` lives inside the worker.
        trusted_hosts: Host names the pages answer to.
        base_url: Address that people type, without a slash at the end.
        smtp_url: Mail server; empty keeps mail in ``data_folder / "mail"``.
        session_days: Days a device stays signed in.
        upload_bytes: Largest request body.
        request_seconds: Longest a page may hold a database connection.
        statement_seconds: Longest SQL statement of a page.
        job_lease_seconds: Silence after which a running job is given away.
    """

    data_folder: Path
    database_url: str
    secret_key: str = field(repr=False)
    migration_url: str = field(default="", repr=False)
    broker_url: str = "memory://"
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = "http://127.0.0.1:8000"
    trusted_hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    proxy_hops: int = 0
    secure_cookies: bool = False
    is_demonstration: bool = False
    session_days: int = 30
    smtp_url: str = field(default="", repr=False)
    mail_from: str = "tejido@localhost"
    upload_bytes: int = 10 * 1024 * 1024
    web_workers: int = 2
    web_threads: int = 4
    request_seconds: int = 30
    statement_seconds: int = 20
    job_concurrency: int = 2
    job_lease_seconds: float = 60.0
    job_poll_seconds: float = 1.0
    job_minutes: int = 30
    log_level: str = "info"

    @property
    def mail_folder(self) -> Path:
        """Where mail is written when there is no mail server."""
        return self.data_folder / "mail"

    @property
    def attachments_folder(self) -> Path:
        """Where the files that people upload are kept."""
        return self.data_folder / "attachments"

    @property
    def wake_path(self) -> Path:
        """The pipe through which a commit wakes the dispatcher."""
        return self.data_folder / "jobs.wake"

    @classmethod
    def from_environment(
        cls,
        environment: Mapping[str, str] | None = None,
        *,
        data: Path | str | None = None,
        port: int | None = None,
        demonstration: bool = False,
    ) -> Config:
        """Read and check every setting; make the data folder and its key.

        Args:
            environment: Names and values; the process's own when not given.
            data: Data folder; wins over ``TEJIDO_DATA``.
            port: Port; wins over ``TEJIDO_PORT``.
            demonstration: Whether the command line asked for it.

        Raises:
            ConfigError: With one line for each setting that is wrong.
        """
        reader = _Reader(dict(os.environ if environment is None else environment))
        if port is not None:
            reader.environment["TEJIDO_PORT"] = str(port)
        if demonstration:
            reader.environment["TEJIDO_DEMO"] = "yes"
        folder = Path(data or reader.text("TEJIDO_DATA") or "instance").absolute()
        config = _assemble(reader, folder)
        reader.refuse_unknown()
        if reader.faults:
            raise ConfigError(reader.faults)
        return config


def _assemble(reader: _Reader, folder: Path) -> Config:
    """Build the settings; faults gather in the reader."""
    host = reader.text("TEJIDO_HOST") or "127.0.0.1"
    port = reader.whole("TEJIDO_PORT", 8000, 1, 65535)
    seen = "127.0.0.1" if host in _EVERYWHERE else host
    base_url = reader.address(f"http://{_in_url(seen)}:{port}")
    _make_folder(folder, reader)
    database = reader.database(
        "TEJIDO_DATABASE_URL", f"sqlite:///{folder / 'tejido.db'}"
    )
    return Config(
        data_folder=folder,
        database_url=database,
        migration_url=reader.database("TEJIDO_MIGRATION_URL", ""),
        secret_key=_secret(folder, reader),
        broker_url=reader.broker(),
        host=host,
        port=port,
        base_url=base_url,
        trusted_hosts=reader.hosts(base_url, host),
        proxy_hops=reader.whole("TEJIDO_PROXY_HOPS", 0, 0, 5),
        secure_cookies=reader.flag(
            "TEJIDO_SECURE_COOKIES", default=base_url.startswith("https:")
        ),
        is_demonstration=reader.flag("TEJIDO_DEMO", default=False),
        session_days=reader.whole("TEJIDO_SESSION_DAYS", 30, 1, 365),
        smtp_url=reader.smtp(),
        mail_from=reader.text("TEJIDO_MAIL_FROM") or "tejido@localhost",
        upload_bytes=reader.whole("TEJIDO_UPLOAD_MEGABYTES", 10, 1, 100) * 1024 * 1024,
        web_workers=reader.whole("TEJIDO_WEB_WORKERS", 2, 1, 64),
        web_threads=reader.whole("TEJIDO_WEB_THREADS", 4, 1, 64),
        request_seconds=reader.whole("TEJIDO_REQUEST_SECONDS", 30, 1, 600),
        statement_seconds=reader.whole("TEJIDO_STATEMENT_SECONDS", 20, 1, 600),
        job_concurrency=reader.whole("TEJIDO_JOB_CONCURRENCY", 2, 1, 64),
        job_lease_seconds=reader.number("TEJIDO_JOB_LEASE_SECONDS", 60, 1, 3600),
        job_poll_seconds=reader.number("TEJIDO_JOB_POLL_SECONDS", 1, 0.05, 60),
        job_minutes=reader.whole("TEJIDO_JOB_MINUTES", 30, 1, 1440),
        log_level=reader.choice(
            "TEJIDO_LOG_LEVEL", "info", ("debug", "info", "warning", "error")
        ),
    )


class _Reader:
    """Reads settings, keeping a line for each one that is wrong."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.faults: list[str] = []

    def text(self, name: str) -> str:
        return self.environment.get(name, "").strip()

    def number(self, name: str, default: float, low: float, high: float) -> float:
        typed = self.text(name)
        if not typed:
            return default
        try:
            value = float(typed)
        except ValueError:
            value = low - 1
        if not low <= value <= high:
            self.faults.append(
                f"{name}: «{typed}» no sirve; escriba un número de {low:g} a {high:g}."
            )
            return default
        return value

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        typed = self.text(name)
        if typed and not typed.isascii():
            typed = "?"
        if typed and not typed.isdigit():
            self.faults.append(
                f"{name}: «{self.text(name)}» no sirve; "
                f"escriba un número entero de {low} a {high}."
            )
            return default
        return int(self.number(name, default, low, high))

    def flag(self, name: str, *, default: bool) -> bool:
        typed = self.text(name).lower()
        if typed in _YES | _NO:
            return typed in _YES
        if typed:
            self.faults.append(f"{name}: «{typed}» no sirve; escriba «yes» o «no».")
        return default

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        typed = self.text(name).lower() or default
        if typed not in choices:
            self.faults.append(
                f"{name}: «{typed}» no sirve; escriba uno de: {', '.join(choices)}."
            )
            return default
        return typed

    def database(self, name: str, default: str) -> str:
        typed = self.text(name)
        if not typed:
            return default
        scheme, colon, rest = typed.partition(":")
        if not colon or scheme not in _DATABASES:
            self.faults.append(
                f"{name}: la dirección debe empezar por «sqlite:///» o «postgresql://»."
            )
            return default
        if scheme == "sqlite" and (not rest.startswith("///") or ":memory:" in rest):
            self.faults.append(
                f"{name}: SQLite necesita un archivo, como «sqlite:////datos/tejido.db»."
            )
            return default
        return f"{_DATABASES[scheme]}:{rest}"

    def broker(self) -> str:
        typed = self.text("TEJIDO_BROKER_URL") or "memory://"
        if typed.partition(":")[0] not in _BROKERS:
            self.faults.append(
                "TEJIDO_BROKER_URL: la dirección debe empezar por «memory://», "
                "«redis://», «redis+socket://» o «amqp://»."
            )
        return typed

    def smtp(self) -> str:
        typed = self.text("TEJIDO_SMTP_URL")
        parts = _split(typed)
        if typed and (parts[0] not in {"smtp", "smtps"} or not parts[1]):
            self.faults.append(
                "TEJIDO_SMTP_URL: escriba «smtp://persona:clave@servidor:587» "
                "o «smtps://…», o déjelo vacío."
            )
            return ""
        return typed

    def address(self, default: str) -> str:
        typed = (self.text("TEJIDO_BASE_URL") or default).rstrip("/")
        scheme, host = _split(typed)
        if scheme not in {"http", "https"} or not host:
            self.faults.append(
                "TEJIDO_BASE_URL: escriba la dirección completa, "
                "como «https://red.example.org»."
            )
            return default
        return typed

    def hosts(self, base_url: str, host: str) -> tuple[str, ...]:
        typed = self.text("TEJIDO_TRUSTED_HOSTS")
        named = [one.strip() for one in typed.split(",") if one.strip()]
        wrong = [one for one in named if any(sign in one for sign in "/*@ ")]
        self.faults.extend(
            f"TEJIDO_TRUSTED_HOSTS: «{one}» no es un nombre de servidor."
            for one in wrong
        )
        own = [_in_url(_split(base_url)[1])]
        if host not in _EVERYWHERE:
            own.append(_in_url(host))
        loopback = ["127.0.0.1", "localhost", "[::1]"]
        return tuple(dict.fromkeys([*named, *own, *loopback]))

    def refuse_unknown(self) -> None:
        for name in sorted(self.environment):
            if name.startswith(_PREFIX) and not name.startswith(_TESTS):
                if name in SETTINGS:
                    continue
                near = difflib.get_close_matches(name, SETTINGS, n=1)
                hint = f" ¿Quiso decir {near[0]}?" if near else ""
                self.faults.append(f"{name}: no es un ajuste de Tejido.{hint}")


def _split(url: str) -> tuple[str, str]:
    """Return scheme and host of a URL, both empty when it cannot be read."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return "", ""
    return parts.scheme, parts.hostname or ""


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _make_folder(folder: Path, reader: _Reader) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        reader.faults.append(
            f"TEJIDO_DATA: no se puede usar la carpeta {folder} ({error.strerror})."
        )


def _secret(folder: Path, reader: _Reader) -> str:
    """Return the key given, else the one of the data folder, made once."""
    given = reader.text("TEJIDO_SECRET_KEY")
    if given:
        if len(given) < 32:
            reader.faults.append(
                "TEJIDO_SECRET_KEY: es muy corta; escriba al menos 32 signos al azar."
            )
        return given
    if not folder.is_dir():
        return ""
    try:
        return _kept_secret(folder / "secret.key")
    except OSError as error:
        reader.faults.append(
            f"TEJIDO_DATA: no se puede guardar la clave en {folder} ({error.strerror})."
        )
        return ""


def _kept_secret(path: Path) -> str:
    if not path.exists():
        # A link is made whole or not at all, so that the web process and the
        # worker starting together agree on one key.
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as written:
            written.write(secrets.token_urlsafe(48))
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)
    return path.read_text(encoding="ascii").strip()
