"""The door through which mail leaves: a mail server, or a folder."""

from __future__ import annotations

import os
import smtplib
import ssl
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self
from urllib.parse import unquote, urlsplit

from marketplace.notices.models import MailWay

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage
    from types import TracebackType

SECONDS = 20
_PORTS = {"smtp": 587, "smtps": 465}


class MailRefusedError(Exception):
    """The mail server did not take the mail; the job tries again later."""


class Post(Protocol):
    """Where mail is handed in."""

    @property
    def way(self) -> MailWay:
        """How mail leaves here."""

    def send(self, mail: EmailMessage, name: str) -> None:
        """Hand a mail in.

        Args:
            mail: Whole.
            name: Same for the same mail; letters, digits and dashes.

        Raises:
            MailRefusedError: If it was not taken.
        """


class MailServer(Protocol):
    """What we ask of a mail server; :class:`smtplib.SMTP` gives it."""

    def __enter__(self) -> Self:
        """Keep the connection open."""

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
        /,
    ) -> object:
        """Say goodbye."""

    def starttls(self, *, context: ssl.SSLContext) -> object:
        """Encrypt the connection from here on."""

    def login(self, _person: str, _password: str, /) -> object:
        """Say who sends."""

    def send_message(self, _mail: EmailMessage, /) -> object:
        """Hand one mail in."""

    def close(self) -> None:
        """Hang up."""


class FolderPost:
    """Writes mail into a folder, where nobody has a mail server."""

    way = MailWay.FOLDER

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, mail: EmailMessage, name: str) -> None:
        """Write the mail as ``<name>.eml``; again is harmless."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=self._folder, prefix="draft-")
        with os.fdopen(handle, "wb") as written:
            written.write(mail.as_bytes())
        Path(draft).replace(self._folder / f"{name}.eml")


class SmtpPost:
    """Hands mail to a server, always over an encrypted connection.

    Args:
        url: ``smtp://person:password@server:587`` (STARTTLS) or ``smtps://…``.
        plain: Opens a connection that STARTTLS encrypts.
        encrypted: Opens one that is encrypted from the first byte.
    """

    way = MailWay.SMTP

    def __init__(
        self,
        url: str,
        *,
        plain: Callable[..., MailServer] = smtplib.SMTP,
        encrypted: Callable[..., MailServer] = smtplib.SMTP_SSL,
    ) -> None:
        self._parts = urlsplit(url)
        self._plain = plain
        self._encrypted = encrypted

    def send(self, mail: EmailMessage, name: str) -> None:  # noqa: ARG002 - a server needs no file name
        """Hand the mail to the server.

        Raises:
            MailRefusedError: If it cannot be reached or does not take it.
        """
        try:
            with self._open() as server:
                if self._parts.username:
                    server.login(
                        unquote(self._parts.username),
                        unquote(self._parts.password or ""),
                    )
                server.send_message(mail)
        except (OSError, smtplib.SMTPException) as error:
            # The server's words may hold addresses: only their kind is kept.
            raise MailRefusedError(type(error).__name__) from error

    def _open(self) -> MailServer:
        scheme = self._parts.scheme
        host = self._parts.hostname or ""
        port = self._parts.port or _PORTS[scheme]
        context = ssl.create_default_context()
        if scheme == "smtps":
            return self._encrypted(host, port, timeout=SECONDS, context=context)
        server = self._plain(host, port, timeout=SECONDS)
        try:
            server.starttls(context=context)
        except (OSError, smtplib.SMTPException):
            server.close()
            raise
        return server
