from __future__ import annotations

import smtplib
import ssl
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

import pytest

from marketplace.notices.core.mail import compose
from marketplace.notices.models import MailWay
from marketplace.notices.services import FolderPost, MailRefusedError, SmtpPost

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

MAIL = compose(
    sender="tejido@example.org",
    to="rosa@example.org",
    name="Rosa",
    subject="Cierre",
    body="Cerró.",
    message_id="notice-1@example.org",
    at=datetime(2026, 11, 20, tzinfo=UTC),
)


class Server:
    """A mail server that writes down what it is asked, and may refuse."""

    refuses: str = ""

    def __init__(self, host: str, port: int, **options: object) -> None:
        self.asked: list[object] = [("open", host, port, sorted(options))]
        self.refuse("open")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.asked.append("quit")

    def refuse(self, step: str) -> None:
        if step == self.refuses:
            raise smtplib.SMTPResponseException(550, b"no such person rosa@example.org")

    def starttls(self, *, context: ssl.SSLContext) -> None:
        assert context.verify_mode is ssl.CERT_REQUIRED
        self.asked.append("starttls")
        self.refuse("starttls")

    def login(self, user: str, password: str) -> None:
        self.asked.append(("login", user, password))
        self.refuse("login")

    def send_message(self, msg: EmailMessage) -> None:
        self.asked.append(("send", msg["To"]))
        self.refuse("send")

    def close(self) -> None:
        self.asked.append("close")


def opened(kept: list[Server], refuses: str = "") -> type[Server]:
    class Kept(Server):
        def __init__(self, host: str, port: int, **options: object) -> None:
            self.refuses = refuses
            kept.append(self)
            super().__init__(host, port, **options)

    return Kept


def test_mail_is_handed_to_a_server_over_an_encrypted_connection() -> None:
    kept: list[Server] = []
    post = SmtpPost("smtp://red%40co:cl%3Ave@mail.example.org", plain=opened(kept))

    post.send(MAIL, "notice-1")

    assert kept[0].asked == [
        ("open", "mail.example.org", 587, ["timeout"]),
        "starttls",
        ("login", "red@co", "cl:ve"),
        ("send", "Rosa <rosa@example.org>"),
        "quit",
    ]
    assert post.way is MailWay.SMTP


def test_a_server_without_password_may_be_encrypted_from_the_first_byte() -> None:
    kept: list[Server] = []
    post = SmtpPost("smtps://mail.example.org:2465", encrypted=opened(kept))

    post.send(MAIL, "notice-1")

    assert kept[0].asked[0] == (
        "open",
        "mail.example.org",
        2465,
        ["context", "timeout"],
    )
    assert kept[0].asked[1] == ("send", "Rosa <rosa@example.org>")


@pytest.mark.parametrize("step", ["open", "starttls", "login", "send"])
def test_a_refusal_keeps_no_addresses_in_its_reason(step: str) -> None:
    kept: list[Server] = []
    post = SmtpPost("smtp://a:b@mail.example.org", plain=opened(kept, step))

    with pytest.raises(MailRefusedError, match=r"^SMTPResponseException$"):
        post.send(MAIL, "notice-1")

    assert ("close" in kept[0].asked) == (step == "starttls")


def test_without_a_server_mail_is_written_into_a_folder_once(tmp_path: Path) -> None:
    post = FolderPost(tmp_path / "mail")

    for _ in range(2):
        post.send(MAIL, "notice-1")

    [written] = (tmp_path / "mail").iterdir()
    assert written.name == "notice-1.eml"
    assert b"Subject: Cierre" in written.read_bytes()
    assert post.way is MailWay.FOLDER
