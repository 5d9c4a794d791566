"""Selects that services and queries of the book share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import aliased

from marketplace.ledger.models.accounts import Account
from marketplace.ledger.models.journals import JournalRow, PostingRow
from network.models import (
    Membership,
    NetworkMembership,
    Organisation,
    OrganisationKind,
    Person,
)
from network.policy import Role

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Select

#: Kind of an entry with what there was before the book began.
OPENING = "opening"
#: Who may stand by when money leaves.
STANDING_BY = (
    Role.OFFICER,
    Role.LEGAL_REPRESENTATIVE,
    Role.COMMITTEE,
    Role.FISCAL,
    Role.TREASURER,
)
_PRODUCERS = (OrganisationKind.ASSOCIATION, OrganisationKind.COOPERATIVE)


def people_of(
    book_id: int, day: date, roles: tuple[Role, ...] = tuple(Role)
) -> Select[int, str]:
    """Return the select of who holds a role in the organisation, by name."""
    held = select(Membership.person_id).where(
        Membership.organisation_id == book_id,
        Membership.role.in_(roles),
        Membership.held_on(day),
    )
    return (
        select(Person.id, Person.name)
        .where(Person.id.in_(held))
        .order_by(Person.search_key, Person.id)
    )


def partners_of(book_id: int, day: date) -> Select[int, str, OrganisationKind]:
    """Return the select of whom the organisation may owe, or who may owe it.

    Producers' organisations of its networks, and suppliers of its country.
    """
    own = select(NetworkMembership.network_id).where(
        NetworkMembership.organisation_id == book_id, NetworkMembership.held_on(day)
    )
    beside = select(NetworkMembership.organisation_id).where(
        NetworkMembership.network_id.in_(own), NetworkMembership.held_on(day)
    )
    country = (
        select(Organisation.country).where(Organisation.id == book_id).scalar_subquery()
    )
    return (
        select(Organisation.id, Organisation.name, Organisation.kind)
        .where(
            Organisation.id != book_id,
            (Organisation.kind.in_(_PRODUCERS) & Organisation.id.in_(beside))
            | (
                (Organisation.kind == OrganisationKind.SUPPLIER)
                & (Organisation.country == country)
            ),
        )
        .order_by(Organisation.search_key, Organisation.id)
    )


def partner_code(organisation_id: int, kind: OrganisationKind) -> str:
    """Return the account of an organisation in another's book."""
    prefix = "supplier" if kind is OrganisationKind.SUPPLIER else "association"
    return f"{prefix}:{organisation_id}"


def standing_openings(book_id: int) -> Select[int, date, str, str, int]:
    """Return the select of the opening entries of a book that were not undone.

    Journal, day, debited and credited code, minor units.
    """
    debit, credit, undone = aliased(Account), aliased(Account), aliased(JournalRow)
    return (
        select(
            JournalRow.id,
            JournalRow.day,
            debit.code,
            credit.code,
            PostingRow.amount_minor,
        )
        .join(PostingRow, PostingRow.journal_id == JournalRow.id)
        .join(debit, debit.id == PostingRow.debit_id)
        .join(credit, credit.id == PostingRow.credit_id)
        .outerjoin(undone, undone.reverses == JournalRow.id)
        .where(JournalRow.book_id == book_id, JournalRow.kind == OPENING)
        .where(undone.id.is_(None))
        .order_by(JournalRow.id)
    )
