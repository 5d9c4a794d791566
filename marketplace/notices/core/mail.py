"""A mail as it leaves: plain text, one receiver, headers nobody can add to."""

from __future__ import annotations

from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING

from network.core.text import clean_name, clean_note

if TYPE_CHECKING:
    from datetime import datetime

SUBJECT_LIMIT = 150
BODY_LIMIT = 8_000


class BadAddressError(ValueError):
    """The text is not an address that mail can be sent to."""


def compose(  # noqa: PLR0913 - a mail has this many parts, all by keyword
    *,
    sender: str,
    to: str,
    name: str,
    subject: str,
    body: str,
    message_id: str,
    at: datetime,
) -> EmailMessage:
    """Return a mail ready to leave.

    Subject and names lose their line ends, so that a name typed by a person
    cannot add a header.

    Args:
        sender: Address it comes from.
        to: Address it goes to.
        name: Of the person it goes to.
        subject: One line.
        body: Plain text.
        message_id: Same for the same message, so that a second copy is known.
        at: When it is made.

    Raises:
        BadAddressError: If an address is not one.
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _address("", sender)
    mail["To"] = _address(clean_name(name, 80), to)
    mail["Subject"] = clean_name(subject, SUBJECT_LIMIT)
    mail["Date"] = at
    mail["Message-ID"] = f"<{message_id}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(clean_note(body, BODY_LIMIT) + "\n")
    return mail


def _address(name: str, written: str) -> Address:
    try:
        return Address(display_name=name, addr_spec=written)
    except (ValueError, IndexError, MessageError) as error:
        # The reader of addresses fails in several ways on what is none.
        raise BadAddressError(written[:80]) from error
