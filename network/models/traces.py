"""Who did what: rows are added, never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from network.clock import now
from network.db import Base


class AuditRow(Base):
    """A trace of a change that somebody may have to answer for."""

    __tablename__ = "audit_row"
    __table_args__ = (
        Index("ix_audit_row_organisation_id_id", "organisation_id", "id"),
        Index("ix_audit_row_network_id_id", "network_id", "id"),
        Index("ix_audit_row_subject", "subject", "subject_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
    #: None when the timetable did it.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: The person helped, when somebody typed for another.
    on_behalf_of: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    network_id: Mapped[int | None] = mapped_column(ForeignKey("network.id"))
    #: What was done, such as ``membership.granted`` or ``purchase.awarded``.
    deed: Mapped[str] = mapped_column(String(60))
    #: Table and key of what it was done to.
    subject: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[int | None]
    #: What changed, without telephones, codes or session ids.
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
