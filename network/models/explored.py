"""Exploratory maps of a territory: kept apart from the ties of the network.

Who draws one wants to see a territory before there is a network in it.  Its
organisations are names, not members; nothing here is ever measured as theirs.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from network.clock import now
from network.db import Base


class ExploredMap(Base):
    """A map that a coordinator brought in from a list of ties."""

    __tablename__ = "explored_map"
    __table_args__ = (UniqueConstraint("network_id", "search_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Whose coordinators may see it.
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    name: Mapped[str] = mapped_column(String(120))
    #: Accent- and case-blind key of the name, one of a kind in the network.
    search_key: Mapped[str] = mapped_column(String(160))
    territory: Mapped[str] = mapped_column(String(200))
    #: Where the list comes from, in the words of who brought it.
    source_note: Mapped[str] = mapped_column(String(500), default="")
    #: When the list was drawn up.
    day: Mapped[date]
    created_by: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: The measures of its shape, with the keys of the interchange.
    measures: Mapped[dict[str, Any]]


class ExploredOrganisation(Base):
    """An organisation of an exploratory map: a name and a place in its drawing."""

    __tablename__ = "explored_organisation"
    __table_args__ = (UniqueConstraint("map_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    map_id: Mapped[int] = mapped_column(ForeignKey("explored_map.id"))
    name: Mapped[str] = mapped_column(String(120))
    x: Mapped[int]
    y: Mapped[int]
    #: Whether its group falls apart without it.
    is_key: Mapped[bool] = mapped_column(default=False)


class ExploredTie(Base):
    """A tie of an exploratory map, without direction."""

    __tablename__ = "explored_tie"
    __table_args__ = (
        Index("ix_explored_tie_map_id", "map_id"),
        Index("ix_explored_tie_other_id", "other_id"),
        CheckConstraint("one_id <> other_id", name="no_loop"),
        CheckConstraint("weight > 0", name="weight_positive"),
        UniqueConstraint("one_id", "other_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    map_id: Mapped[int] = mapped_column(ForeignKey("explored_map.id"))
    one_id: Mapped[int] = mapped_column(ForeignKey("explored_organisation.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("explored_organisation.id"))
    #: What the list says the tie is; empty if it does not say.
    kind: Mapped[str] = mapped_column(String(60), default="")
    weight: Mapped[int] = mapped_column(default=1)
