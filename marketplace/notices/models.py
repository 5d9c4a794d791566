"""What people are told, and what left by mail."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from network.clock import now
from network.db import Base
from network.models import Person


class Notice(Base):
    """Something a person is told once.

    The words are not stored: they are made from the kind and the values in
    the language of whoever reads them.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("person_id", "kind", "thing"),
        Index("ix_notice_person_id_due_at_id", "person_id", "due_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    #: Value of a StrEnum of the area that told it, such as "purchase_closed".
    kind: Mapped[str] = mapped_column(String(60))
    #: What it is about, such as "purchase:12": told once per kind and thing.
    thing: Mapped[str] = mapped_column(String(120))
    #: What the sentence mentions, as ``notices.core.values`` writes it.
    mentions: Mapped[dict[str, Any]]
    #: Path of the page where the person can see it or act on it; may be empty.
    path: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: Not shown or sent before.
    due_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class MailWay(StrEnum):
    """How a mail left."""

    SMTP = "smtp"
    #: Written into the data folder, where no mail server is configured.
    FOLDER = "folder"


class SentMail(Base):
    """A mail that left, once per notice, as it was worded."""

    __tablename__ = "sent_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), unique=True)
    address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    way: Mapped[MailWay]
    sent_at: Mapped[datetime]

    notice: Mapped[Notice] = relationship()
