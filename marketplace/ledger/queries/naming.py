"""Whose account a code is, in names that people know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.ledger.core import AccountKind, parse_code
from network.models import Organisation, Person

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class NamedAccount:
    """An account as a person reads it.

    Attributes:
        code: Its code in the chart.
        kind: Which account of the chart it is.
        owner: Name of the person or organisation it is kept for, or empty.
        purchase_id: The joint purchase it belongs to, if any.
    """

    code: str
    kind: AccountKind
    owner: str
    purchase_id: int | None


def named_accounts(session: Session, codes: Collection[str]) -> dict[str, NamedAccount]:
    """Return who each account is kept for, in at most two queries."""
    parsed = [parse_code(code) for code in codes]
    people = _names(session, Person, {code.person_id for code in parsed})
    organisations = _names(
        session, Organisation, {code.organisation_id for code in parsed}
    )
    return {
        code.text: NamedAccount(
            code.text,
            code.kind,
            people.get(code.person_id or 0)
            or organisations.get(code.organisation_id or 0, ""),
            code.purchase_id,
        )
        for code in parsed
    }


def person_names(session: Session, ids: Collection[int | None]) -> dict[int, str]:
    """Return the names of people by their numbers."""
    return _names(session, Person, ids)


def _names(
    session: Session,
    model: type[Person | Organisation],
    ids: Collection[int | None],
) -> dict[int, str]:
    wanted = {number for number in ids if number is not None}
    if not wanted:
        return {}
    rows = session.execute(select(model.id, model.name).where(model.id.in_(wanted)))
    return {row.id: row.name for row in rows}
