"""Books and entries for tests, with the people and places they need."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import TYPE_CHECKING

from marketplace.kernel.money import Currency, Money
from marketplace.ledger import services
from marketplace.ledger.core import Entry, Posting
from network.models import (
    Country,
    LegalForm,
    Membership,
    Organisation,
    OrganisationKind,
    Person,
    Place,
    PlaceLevel,
)
from network.policy import SYSTEM, Actor, Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
_numbers = count(1)


def cop(minor: int) -> Money:
    return Money(minor, Currency.COP)


def usd(minor: int) -> Money:
    return Money(minor, Currency.USD)


def a_book(session: Session, currency: Currency = Currency.COP) -> int:
    """An association whose book is empty; returns its id."""
    number = next(_numbers)
    place = Place(
        country=Country.COLOMBIA, level=PlaceLevel.LEVEL_1, name=f"Lugar {number}"
    )
    session.add(place)
    session.flush()
    organisation = Organisation(
        name=f"Asociación de prueba {number}",
        kind=OrganisationKind.ASSOCIATION,
        legal_form=LegalForm.NON_PROFIT_ASSOCIATION,
        country=Country.COLOMBIA,
        currency=currency,
        place_id=place.id,
    )
    session.add(organisation)
    session.flush()
    return organisation.id


def a_person(session: Session, name: str = "Rosa Prueba") -> int:
    """Somebody; returns the id."""
    person = Person(name=name, country=Country.COLOMBIA)
    session.add(person)
    session.flush()
    return person.id


def somebody(session: Session, book_id: int, *roles: Role) -> Actor:
    """A person who holds roles in the book's organisation since last year."""
    number = next(_numbers)
    person_id = a_person(session, f"Persona {number}")
    for role in roles:
        session.add(
            Membership(
                person_id=person_id,
                organisation_id=book_id,
                role=role,
                since=date(2025, 1, 1),
            )
        )
    session.flush()
    return Actor(person_id=person_id, roles={book_id: frozenset(roles)})


def an_entry(
    book_id: int,
    *postings: tuple[str, str, int],
    key: str | None = None,
    day: date = TODAY,
    kind: str = "manual",
    currency: Currency = Currency.COP,
) -> Entry:
    """An entry of ``(debit, credit, minor)`` postings."""
    return Entry(
        key=key or f"test:{next(_numbers)}",
        book_id=book_id,
        kind=kind,
        day=day,
        memo="Movimiento de prueba",
        postings=tuple(
            Posting(debit, credit, Money(minor, currency))
            for debit, credit, minor in postings
        ),
    )


def cash_in(
    session: Session, book_id: int, minor: int, *, day: date = TODAY
) -> services.PostedEntry:
    """Money that was in the cash box from the start."""
    return services.post(
        session,
        an_entry(book_id, ("cash", "equity:opening", minor), day=day),
        actor=SYSTEM,
        now=NOW,
    )
