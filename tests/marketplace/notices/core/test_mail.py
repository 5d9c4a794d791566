from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest

from marketplace.notices.core.mail import BadAddressError, compose

AT = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
HOSTILE = "Compra\r\nBcc: todos@example.org\x00\u202e <svg onload=go()>"


def a_mail(
    *,
    name: str = "Rosa Peña",
    subject: str = "Cierre de la compra",
    to: str = "r@example.org",
) -> bytes:
    return compose(
        sender="tejido@example.org",
        to=to,
        name=name,
        subject=subject,
        body="Buen día.\n\n.\nFrom aquí\n",
        message_id="notice-1@example.org",
        at=AT,
    ).as_bytes()


def test_a_mail_is_plain_text_to_one_person() -> None:
    mail = message_from_bytes(a_mail(), policy=default)

    assert mail["To"] == "Rosa Peña <r@example.org>"
    assert mail["Subject"] == "Cierre de la compra"
    assert mail["Message-ID"] == "<notice-1@example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().startswith("Buen día.")


def test_a_hostile_name_or_subject_adds_no_header() -> None:
    mail = message_from_bytes(a_mail(name=HOSTILE, subject=HOSTILE), policy=default)

    assert mail["Bcc"] is None
    assert mail["Subject"] == "Compra Bcc: todos@example.org <svg onload=go()>"
    assert [address.addr_spec for address in mail["To"].addresses] == ["r@example.org"]


def test_a_very_long_subject_is_cut() -> None:
    mail = message_from_bytes(a_mail(subject="x" * 5_000), policy=default)

    assert len(mail["Subject"]) == 150


@pytest.mark.parametrize(
    "to", ["", "rosa", "rosa@", "a@b\r\nBcc: c@d", "a@b, c@d", "<>"]
)
def test_what_is_no_address_gets_no_mail(to: str) -> None:
    with pytest.raises(BadAddressError):
        a_mail(to=to)
