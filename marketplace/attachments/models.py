"""What is known of a kept file; its bytes lie in the data folder."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.attachments.core.kinds import FileKind
from network.clock import now
from network.db import Base


class Attachment(Base):
    """A photograph or document of an organisation.

    The bytes lie under the SHA-256 of their content, so that one photograph
    sent twice takes its place once and a name typed by a person is never part
    of a path.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint("byte_count > 0", name="not_empty"),
        Index("ix_attachment_organisation_id_sha256", "organisation_id", "sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    #: Set for what everybody of a network may see, as in a network purchase.
    network_id: Mapped[int | None] = mapped_column(ForeignKey("network.id"), index=True)
    #: Whether strangers may see it, as the photograph of a published sheet.
    is_public: Mapped[bool] = mapped_column(default=False)
    #: Of the content, in hexadecimal.
    sha256: Mapped[str] = mapped_column(String(64))
    byte_count: Mapped[int]
    kind: Mapped[FileKind]
    #: Pixels; none for documents.
    width: Mapped[int | None]
    height: Mapped[int | None]
    #: What the person called it, cleaned, with the ending of its kind.
    name: Mapped[str] = mapped_column(String(120))
    kept_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    kept_at: Mapped[datetime] = mapped_column(default=now)
    #: No longer served from then on; the row stays for what refers to it.
    removed_at: Mapped[datetime | None]
