"""Product sheets: as their organisation writes them, as anybody reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.catalogue.core.sheet_life import (
    PUBLIC_STATES,
    SheetField,
    SheetState,
    SheetText,
    may_follow,
)
from marketplace.catalogue.models import ProductSheet, SheetPhoto
from network.errors import NotFoundError
from network.models import Organisation, Person, Place
from network.policy import Action, require

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from network.policy import Actor

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A version of a sheet in a list."""

    id: int
    title: str
    product: str
    organisation_id: int
    organisation: str
    version: int
    state: SheetState
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """A photograph on a sheet; sizes are pixels, so that pages do not jump."""

    attachment_id: int
    caption: str
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step in the life of a sheet; ``person`` is empty for the timetable's."""

    state: SheetState
    at: datetime
    person: str
    reason: str


@dataclass(frozen=True, slots=True)
class SheetPage:
    """A sheet as its own organisation sees it.

    Attributes:
        sheet: Its line in the list.
        product_id: Of the catalogue.
        text: What it says.
        photos: In order.
        steps: Its timeline, oldest first, with who and when.
        unsaid: Fields a buyer needs that are still empty.
        may_write: Whether the actor may change it now.
        may_review: Whether it may be reviewed now.
        may_publish: Whether it may be published now.
        may_return: Whether it may go back to be written now.
        may_withdraw: Whether it may be taken down now.
        may_start_next: Whether the next version may be started from it.
        is_public: Whether anybody may read it.
    """

    sheet: SheetRow
    product_id: int
    text: SheetText
    photos: tuple[PhotoRow, ...]
    steps: tuple[StepRow, ...]
    unsaid: tuple[SheetField, ...]
    may_write: bool
    may_review: bool
    may_publish: bool
    may_return: bool
    may_withdraw: bool
    may_start_next: bool
    is_public: bool


@dataclass(frozen=True, slots=True)
class PublicSheet:
    """A published sheet as a buyer reads it: the organisation, never people.

    Attributes:
        sheet: Its line in the list.
        product_id: Of the catalogue.
        text: What it says.
        photos: In order.
        place: Municipality or canton, and its department or province.
        newer_id: The sheet that took its place, if one did and is published.
        published_at: When.
    """

    sheet: SheetRow
    product_id: int
    text: SheetText
    photos: tuple[PhotoRow, ...]
    place: str
    newer_id: int | None
    published_at: datetime


@dataclass(frozen=True, slots=True)
class SheetsPage:
    """The sheets of an organisation, drafts included.

    Attributes:
        organisation_id: Whose they are.
        organisation: Its name.
        sheets: Newest first.
        may_write: Whether the actor may write them.
    """

    organisation_id: int
    organisation: str
    sheets: tuple[SheetRow, ...]
    may_write: bool


def sheets_page(session: Session, organisation_id: int, *, actor: Actor) -> SheetsPage:
    """Return the page of an organisation's sheets.

    Raises:
        NotFoundError: If the actor holds nothing in the organisation.
    """
    sheets = sheets_of(session, organisation_id, actor=actor)
    name = session.scalars(
        select(Organisation.name).where(Organisation.id == organisation_id)
    ).one()
    may_write = actor.holds(Action.EDIT_PRODUCT_SHEET, organisation_id)
    return SheetsPage(organisation_id, name, sheets, may_write)


def sheet_writers(session: Session, *, actor: Actor) -> tuple[tuple[int, str], ...]:
    """Return id and name of the organisations whose sheets the actor may write."""
    ids = [
        organisation_id
        for organisation_id in actor.roles
        if actor.holds(Action.EDIT_PRODUCT_SHEET, organisation_id)
    ]
    rows = session.execute(
        select(Organisation.id, Organisation.name)
        .where(Organisation.id.in_(ids))
        .order_by(Organisation.name)
    )
    return tuple((organisation_id, name) for organisation_id, name in rows)


def sheets_of(
    session: Session, organisation_id: int, *, actor: Actor
) -> tuple[SheetRow, ...]:
    """Return the sheets of an organisation, drafts included, newest first.

    Raises:
        NotFoundError: If the actor holds nothing in the organisation.
    """
    require(actor, Action.SEE_FILES, organisation_id)
    rows = session.scalars(
        _read()
        .where(ProductSheet.organisation_id == organisation_id)
        .order_by(ProductSheet.id.desc())
        .limit(MOST_LISTED)
    )
    return tuple(sheet_row(row) for row in rows)


def sheet_page(session: Session, sheet_id: int, *, actor: Actor) -> SheetPage:
    """Return a sheet of the actor's organisation, whatever its state.

    Raises:
        NotFoundError: If there is no such sheet, or it is another
            organisation's.
    """
    row = _found(session, sheet_id)
    require(actor, Action.SEE_FILES, row.organisation_id)
    writes = actor.holds(Action.EDIT_PRODUCT_SHEET, row.organisation_id)

    def may(then: SheetState) -> bool:
        return writes and may_follow(row.state, then)

    text = row.text
    return SheetPage(
        sheet=sheet_row(row),
        product_id=row.product_id,
        text=text,
        photos=_photos(session, row.id),
        steps=_steps(session, row),
        unsaid=text.unsaid(),
        may_write=writes and row.state is SheetState.DRAFT,
        may_review=may(SheetState.REVIEWED),
        may_publish=may(SheetState.PUBLISHED),
        may_return=may(SheetState.DRAFT),
        may_withdraw=may(SheetState.WITHDRAWN),
        may_start_next=writes and row.state is SheetState.PUBLISHED,
        is_public=row.state in PUBLIC_STATES,
    )


def public_sheet(session: Session, sheet_id: int) -> PublicSheet:
    """Return a sheet that was published; anybody may read it.

    Raises:
        NotFoundError: If there is none, or it was never published or was
            taken down.
    """
    row = _found(session, sheet_id)
    if row.state not in PUBLIC_STATES:
        raise NotFoundError(sheet=sheet_id)
    newer = None
    if row.state is SheetState.SUPERSEDED:
        newer = session.scalar(
            select(ProductSheet.id).where(
                ProductSheet.organisation_id == row.organisation_id,
                ProductSheet.product_id == row.product_id,
                ProductSheet.state == SheetState.PUBLISHED,
            )
        )
    published = [step.at for step in row.steps if step.state is SheetState.PUBLISHED]
    return PublicSheet(
        sheet=sheet_row(row),
        product_id=row.product_id,
        text=row.text,
        photos=_photos(session, row.id),
        place=_place(row.organisation.place),
        newer_id=newer,
        published_at=max(published, default=row.changed_at),
    )


def sheet_row(row: ProductSheet) -> SheetRow:
    """Return a sheet's line in a list."""
    return SheetRow(
        id=row.id,
        title=row.title,
        product=row.product.name,
        organisation_id=row.organisation_id,
        organisation=row.organisation.name,
        version=row.version,
        state=row.state,
        changed_at=row.changed_at,
    )


def _read() -> Select[ProductSheet]:
    return select(ProductSheet).options(
        joinedload(ProductSheet.product),
        joinedload(ProductSheet.organisation)
        .joinedload(Organisation.place)
        .joinedload(Place.parent),
    )


def _found(session: Session, sheet_id: int) -> ProductSheet:
    row = session.scalars(
        _read()
        .options(selectinload(ProductSheet.steps))
        .where(ProductSheet.id == sheet_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError(sheet=sheet_id)
    return row


def _photos(session: Session, sheet_id: int) -> tuple[PhotoRow, ...]:
    rows = session.scalars(
        select(SheetPhoto)
        .options(joinedload(SheetPhoto.attachment))
        .where(SheetPhoto.sheet_id == sheet_id)
        .order_by(SheetPhoto.attachment_id)
    )
    return tuple(
        PhotoRow(
            attachment_id=row.attachment_id,
            caption=row.caption,
            width=row.attachment.width,
            height=row.attachment.height,
        )
        for row in rows
        if row.attachment.removed_at is None
    )


def _steps(session: Session, row: ProductSheet) -> tuple[StepRow, ...]:
    ids = {step.person_id for step in row.steps if step.person_id is not None}
    named = session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    names = dict(named.all())
    return tuple(
        StepRow(step.state, step.at, names.get(step.person_id or 0, ""), step.reason)
        for step in row.steps
    )


def _place(place: Place) -> str:
    return ", ".join(part.name for part in (place, place.parent) if part is not None)
