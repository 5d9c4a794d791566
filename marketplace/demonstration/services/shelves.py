"""What the organisations of the demonstration make: their published sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.catalogue.core.sheet_life import SheetText
from marketplace.catalogue.models import Product
from marketplace.catalogue.services import (
    publish_sheet,
    review_sheet,
    start_sheet,
    write_sheet,
)
from network.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from marketplace.demonstration.core.history import History
    from marketplace.demonstration.services.village import Village


def show_shelves(
    session: Session, village: Village, histories: Iterable[History], *, now: datetime
) -> None:
    """Publish a sheet of everything that the histories say somebody makes."""
    for shelf in (each for history in histories for each in history.shelves):
        house = village.houses[shelf.house]
        product_id = session.scalars(
            select(Product.id)
            .where(Product.search_key == fold(shelf.product))
            .order_by(Product.id)
        ).first()
        assert product_id is not None, shelf.product
        writer = village.seat(house, 0)
        sheet_id = start_sheet(session, house.id, product_id, actor=writer, now=now)
        text = SheetText(
            title=shelf.product,
            grade=shelf.grade,
            packaging=shelf.packaging,
            months=shelf.months,
            story=shelf.story,
        )
        write_sheet(session, sheet_id, text, actor=writer, now=now)
        review_sheet(session, sheet_id, actor=village.seat(house, 1), now=now)
        publish_sheet(session, sheet_id, actor=writer, now=now)
