"""Who and what the rows of a spreadsheet mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.catalogue.core.packs import pack_text
from marketplace.catalogue.models import Presentation, Product
from marketplace.purchasing.core.line_rows import (
    RowItemMissingError,
    RowItemUnknownError,
    RowPersonAmbiguousError,
    RowPersonMismatchError,
    RowPersonUnknownError,
    RowPhoneError,
    RowTwiceError,
)
from marketplace.purchasing.core.wishes import Wish
from marketplace.purchasing.models import LineState, PurchaseItem, PurchaseLine
from marketplace.purchasing.services.taking_part import members_of
from network.core.identifiers import InvalidPhoneError, read_phone
from network.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from marketplace.purchasing.core.line_rows import TypedRow
    from marketplace.purchasing.models import JointPurchase
    from network.models import Person


@dataclass(slots=True)
class Known:
    """What the rows of one file are looked up in.

    Attributes:
        country: Whose telephone numbers are read.
        items: Inputs of the purchase.
        by_name: Members by folded name.
        by_phone: Members by telephone.
        wishes: What is asked now, by person and input.
        seen: Row in which a member and input stood first.
    """

    country: str
    items: list[PurchaseItem]
    by_name: dict[str, list[Person]] = field(default_factory=dict)
    by_phone: dict[str, Person] = field(default_factory=dict)
    wishes: dict[tuple[int, int], Wish] = field(default_factory=dict)
    seen: dict[tuple[object, int], int] = field(default_factory=dict)

    def item(self, typed: TypedRow) -> PurchaseItem:
        """Return the input of a row; the only one when it names none.

        Raises:
            RowItemMissingError: If it names none and there are several.
            RowItemUnknownError: If no input is called so.
        """
        if not typed.item:
            if len(self.items) == 1:
                return self.items[0]
            raise RowItemMissingError(row=typed.number)
        found = item_named(self.items, typed.item)
        if found is None:
            raise RowItemUnknownError(row=typed.number, item=typed.item)
        return found

    def person(
        self, typed: TypedRow, *, add_unknown: bool
    ) -> tuple[Person | None, str | None]:
        """Return the member of a row, and the telephone of one to be added.

        Raises:
            RowPhoneError: If the telephone is not one.
            RowPersonUnknownError: If nobody is called so and nobody is added.
            RowPersonAmbiguousError: If several are called so.
            RowPersonMismatchError: If the telephone is somebody else's.
        """
        phone = self._phone(typed)
        named = self.by_name.get(fold(typed.name), [])
        owner = self.by_phone.get(phone) if phone else None
        if owner is not None:
            if typed.name and owner not in named:
                raise RowPersonMismatchError(
                    row=typed.number, name=typed.name, owner=owner.name
                )
            return owner, None
        if len(named) > 1:
            raise RowPersonAmbiguousError(
                row=typed.number, name=typed.name, count=len(named)
            )
        if named and not (phone and named[0].phone):
            return named[0], None
        if not add_unknown or not typed.name:
            raise RowPersonUnknownError(
                row=typed.number, name=typed.name or typed.phone
            )
        return None, phone

    def once(self, typed: TypedRow, key: tuple[object, int]) -> None:
        """Refuse a second row for the same member and input.

        Raises:
            RowTwiceError: If there was one.
        """
        if key in self.seen:
            raise RowTwiceError(row=typed.number, first=self.seen[key])
        self.seen[key] = typed.number

    def _phone(self, typed: TypedRow) -> str | None:
        if not typed.phone:
            return None
        try:
            return read_phone(typed.phone, self.country)
        except InvalidPhoneError as error:
            raise RowPhoneError(row=typed.number, phone=typed.phone) from error


def items_of(session: Session, purchase: JointPurchase) -> list[PurchaseItem]:
    """Return the inputs of a purchase in order, with what they are packs of."""
    return list(
        session.scalars(
            select(PurchaseItem)
            .options(
                joinedload(PurchaseItem.presentation)
                .joinedload(Presentation.product)
                .selectinload(Product.regional_names)
            )
            .where(PurchaseItem.purchase_id == purchase.id)
            .order_by(PurchaseItem.position, PurchaseItem.id)
        )
    )


def item_named(items: Sequence[PurchaseItem], typed: str) -> PurchaseItem | None:
    """Return the one input that is called so, or whose name begins so."""
    asked = fold(typed)
    exact = [item for item in items if asked in _names(item)]
    part = [
        item
        for item in items
        if any(name.startswith(f"{asked} ") for name in _names(item))
    ]
    found = exact or part
    return found[0] if len(found) == 1 else None


def known_of(
    session: Session, purchase: JointPurchase, organisation_id: int, day: date
) -> Known:
    """Return what rows for an association's members are looked up in."""
    items = items_of(session, purchase)
    known = Known(purchase.network.country.value, items)
    for person in members_of(session, organisation_id, day):
        known.by_name.setdefault(person.search_key, []).append(person)
        if person.phone:
            known.by_phone[person.phone] = person
    for line in session.scalars(
        select(PurchaseLine)
        .where(PurchaseLine.purchase_id == purchase.id)
        .where(PurchaseLine.organisation_id == organisation_id)
        .where(PurchaseLine.state == LineState.NOTED)
    ):
        wish = Wish(line.wanted, line.at_most, line.at_least)
        known.wishes[line.person_id, line.item_id] = wish
    return known


def _names(item: PurchaseItem) -> set[str]:
    """Return the folded names under which an input may stand in a file.

    Those of its country count too: the templates are written with them.
    """
    pack = item.presentation
    called = {pack.product.name} | {
        regional.name
        for regional in pack.product.regional_names
        if regional.country is pack.country
    }
    return {fold(text) for name in called for text in _texts(name, pack)}


def _texts(name: str, pack: Presentation) -> tuple[str, ...]:
    """Return the ways to write a pack of a product of that name."""
    full = pack_text(name, pack.brand, pack.unit, pack.base_amount, pack.dimension)
    return name, f"{name} {pack.brand}", full
