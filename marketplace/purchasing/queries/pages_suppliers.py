"""Who may be asked for a price, and what an earlier offer said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from marketplace.kernel.calendar import local_day
from network.core.text import fold
from network.errors import NotFoundError
from network.models import NetworkMembership, Organisation, OrganisationKind

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from marketplace.purchasing.queries.pages_head import Head

MOST_SHOWN = 30


@dataclass(frozen=True, slots=True)
class SupplierCard:
    """Who may be bought from."""

    id: int
    name: str
    kind: OrganisationKind


def suppliers(
    session: Session, shown: Head, words: str = "", *, now: datetime
) -> tuple[SupplierCard, ...]:
    """Return the suppliers of the country and the organisations of the network.

    For pages whose permission was asked already.
    """
    wanted = _suppliers(shown, now)
    for word in fold(words).split()[:6]:
        wanted = wanted.where(Organisation.search_key.contains(word, autoescape=True))
    rows = session.execute(wanted.limit(MOST_SHOWN))
    return tuple(SupplierCard(*row) for row in rows)


def supplier(
    session: Session, shown: Head, supplier_id: int, *, now: datetime
) -> SupplierCard:
    """Return one of the suppliers that may be asked.

    Raises:
        NotFoundError: If it may not.
    """
    row = session.execute(
        _suppliers(shown, now).where(Organisation.id == supplier_id)
    ).first()
    if row is None:
        raise NotFoundError(organisation=supplier_id)
    return SupplierCard(*row)


def _suppliers(shown: Head, now: datetime) -> Select[int, str, OrganisationKind]:
    day = local_day(now, shown.time_zone)
    inside = select(NetworkMembership.organisation_id).where(
        NetworkMembership.network_id == shown.network_id,
        NetworkMembership.held_on(day),
    )
    is_supplier = (Organisation.kind == OrganisationKind.SUPPLIER) & (
        Organisation.country == shown.country
    )
    return (
        select(Organisation.id, Organisation.name, Organisation.kind)
        .where(or_(is_supplier, Organisation.id.in_(inside)))
        .where(Organisation.id != shown.convener_id)
        .order_by(
            (Organisation.kind == OrganisationKind.SUPPLIER).desc(),
            Organisation.search_key,
            Organisation.id,
        )
    )
