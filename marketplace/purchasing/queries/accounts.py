"""Who owes what for a purchase, member by member and book by book."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from marketplace.kernel.money import Money
from marketplace.purchasing.core.codes import (
    association_advance_code,
    association_code,
    claim_code,
    member_advance_code,
    member_code,
    supplier_code,
)
from marketplace.purchasing.models import (
    Allocation,
    JointPurchase,
    SupplierOrder,
)
from marketplace.purchasing.models.accounts import left_by
from marketplace.purchasing.queries.naming import organisation_names, people_names
from marketplace.purchasing.queries.orders import advances, seen_purchase
from network.policy import Action

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.policy import Actor


@dataclass(frozen=True, slots=True)
class MemberAccount:
    """What a member owes for the purchase.

    Attributes:
        organisation_id: Association of the member, in whose book it is.
        organisation: Its name.
        person_id: The member.
        person: The member's name.
        charged: What was charged for the goods.
        owed: What is still owed; negative when in favour.
        advance_left: Advance that was neither applied nor given back.
    """

    organisation_id: int
    organisation: str
    person_id: int
    person: str
    charged: Money
    owed: Money
    advance_left: Money

    @property
    def covered(self) -> Money:
        """What was paid, advances that were applied included."""
        return self.charged - self.owed


@dataclass(frozen=True, slots=True)
class PartyAccount:
    """What an association owes the convener, or the convener a supplier.

    Attributes:
        organisation_id: The association or supplier.
        organisation: Its name.
        owed: What it owes the convener, or is owed by it, for the purchase.
        advance_left: Its advance that was neither applied nor given back.
        in_favour: What an association has in favour, zero or more.
        claimed: What a supplier still has to make good.
    """

    organisation_id: int
    organisation: str
    owed: Money
    advance_left: Money
    in_favour: Money
    claimed: Money


@dataclass(frozen=True, slots=True)
class AccountsPage:
    """The accounts of a purchase, as far as the actor may see them."""

    members: tuple[MemberAccount, ...]
    associations: tuple[PartyAccount, ...]
    suppliers: tuple[PartyAccount, ...]


def accounts_page(session: Session, purchase_id: int, *, actor: Actor) -> AccountsPage:
    """Return who owes what for a purchase.

    Whoever may see the convener's book sees the associations and suppliers;
    whoever may see an association's, its members and what it owes the convener;
    a member only his own.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
    """
    purchase = seen_purchase(session, purchase_id, actor)
    own = actor.holds(Action.SEE_BOOK, purchase.convener_id)
    return AccountsPage(
        _members(session, purchase, actor),
        tuple(
            row
            for row in association_accounts(session, purchase)
            if own or actor.holds(Action.SEE_BOOK, row.organisation_id)
        ),
        _suppliers(session, purchase) if own else (),
    )


def _members(
    session: Session, purchase: JointPurchase, actor: Actor
) -> tuple[MemberAccount, ...]:
    charged: dict[tuple[int, int], int] = {}
    for book_id, person_id, minor in session.execute(
        select(
            Allocation.organisation_id,
            Allocation.person_id,
            func.sum(Allocation.pays_minor),
        )
        .where(Allocation.purchase_id == purchase.id)
        .group_by(Allocation.organisation_id, Allocation.person_id)
    ):
        sees = actor.holds(Action.SEE_BOOK, book_id) or actor.person_id == person_id
        if sees:
            charged[book_id, person_id] = int(minor)
    for each in advances(session, purchase, actor):
        if actor.holds(Action.SEE_BOOK, each.organisation_id) or (
            actor.person_id == each.person_id
        ):
            charged.setdefault((each.organisation_id, each.person_id), 0)
    codes: dict[int, set[str]] = {}
    for book_id, person_id in charged:
        advance = member_advance_code(purchase.id, person_id)
        codes.setdefault(book_id, set()).update((member_code(person_id), advance))
    books = {
        book_id: left_by(session, purchase, book_id, only=only)
        for book_id, only in codes.items()
    }
    people = people_names(session, [person_id for _, person_id in charged])
    names = organisation_names(session, books)
    unit = purchase.currency
    rows = [
        MemberAccount(
            book_id,
            names[book_id],
            person_id,
            people[person_id],
            Money(minor, unit),
            Money(books[book_id].get(member_code(person_id), 0), unit),
            Money(
                -books[book_id].get(member_advance_code(purchase.id, person_id), 0),
                unit,
            ),
        )
        for (book_id, person_id), minor in charged.items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.organisation, row.person)))


def association_accounts(
    session: Session, purchase: JointPurchase
) -> tuple[PartyAccount, ...]:
    """Return what associations owe the convener; permission is the caller's."""
    ids = purchase.reach.parties - {purchase.convener_id}
    only = {association_code(each) for each in ids}
    only |= {association_advance_code(purchase.id, each) for each in ids}
    book = left_by(session, purchase, purchase.convener_id, only=only)
    unit = purchase.currency
    return tuple(
        PartyAccount(
            each,
            name,
            Money(book.get(association_code(each), 0), unit),
            Money(-book.get(association_advance_code(purchase.id, each), 0), unit),
            Money(max(-book.get(association_code(each), 0), 0), unit),
            Money.zero(unit),
        )
        for each, name in sorted(
            organisation_names(session, ids).items(), key=lambda pair: pair[1]
        )
    )


def _suppliers(session: Session, purchase: JointPurchase) -> tuple[PartyAccount, ...]:
    ids = [
        order.supplier_id for order in session.scalars(SupplierOrder.of(purchase.id))
    ]
    only = {name(each) for each in ids for name in (supplier_code, claim_code)}
    book = left_by(session, purchase, purchase.convener_id, only=only)
    unit = purchase.currency
    return tuple(
        PartyAccount(
            each,
            name,
            Money(-book.get(supplier_code(each), 0), unit),
            Money.zero(unit),
            Money.zero(unit),
            Money(book.get(claim_code(each), 0), unit),
        )
        for each, name in sorted(
            organisation_names(session, ids).items(), key=lambda pair: pair[1]
        )
    )
