"""Writing product sheets: versions, what they say, their photographs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.attachments import queries as files
from marketplace.catalogue.core.sheet_life import (
    OPEN_STATES,
    PUBLIC_STATES,
    SheetState,
    SheetText,
)
from marketplace.catalogue.models import ProductSheet, SheetPhoto, SheetStep
from marketplace.catalogue.services.products import living_product
from network.core.text import clean_name, clean_note
from network.db import lock
from network.errors import ConflictError, InvalidError, NotFoundError
from network.policy import Action, require
from network.services import audit

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor

MOST_PHOTOS = 6
STORY_LIMIT = 4000


class SheetClosedError(ConflictError):
    """Only a draft can be changed; a new version starts one."""


class ImpossibleSheetError(InvalidError):
    """The numbers of the sheet cannot be true together."""


class TooManyPhotosError(InvalidError):
    """A sheet shows six photographs at most."""


def start_sheet(
    session: Session,
    organisation_id: int,
    product_id: int,
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """Start the first or the next version of a sheet; return its id.

    The next version begins as a copy of the last one.  While a version is
    still being written, it is returned instead of starting another.

    Raises:
        NotFoundError: If the actor holds nothing in the organisation, or there
            is no such product.
        NotAllowedError: If the role held there does not allow it.
    """
    require(actor, Action.EDIT_PRODUCT_SHEET, organisation_id)
    product = living_product(session, product_id)
    last = session.scalars(
        select(ProductSheet)
        .where(
            ProductSheet.organisation_id == organisation_id,
            ProductSheet.product_id == product_id,
        )
        .order_by(ProductSheet.version.desc())
        .with_for_update()
    ).first()
    if last is not None and last.state in OPEN_STATES:
        return last.id
    row = ProductSheet(
        organisation_id=organisation_id,
        product_id=product_id,
        version=last.version + 1 if last else 1,
        title=product.name,
        months=[],
        created_by=actor.person_id or None,
        created_at=now,
        changed_at=now,
    )
    if last is not None and last.state in PUBLIC_STATES:
        _write(row, last.text)
        row.photos = [
            SheetPhoto(attachment_id=photo.attachment_id, caption=photo.caption)
            for photo in last.photos
        ]
    session.add(row)
    session.flush()
    note_step(session, row, SheetState.DRAFT, actor, now)
    return row.id


def write_sheet(
    session: Session, sheet_id: int, text: SheetText, *, actor: Actor, now: datetime
) -> None:
    """Write what a draft says.

    Raises:
        NotFoundError: If there is no such sheet, or the actor holds nothing in
            its organisation.
        NotAllowedError: If the role held there does not allow it.
        SheetClosedError: If it is no longer a draft.
        ImpossibleSheetError: If its numbers cannot be true together.
    """
    row = _draft(session, sheet_id, actor)
    if not clean_name(text.title) or not text.is_possible():
        raise ImpossibleSheetError(title=text.title[:80])
    _write(row, text)
    row.changed_at = now
    session.flush()


def add_photo(
    session: Session,
    sheet_id: int,
    attachment_id: int,
    caption: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Show a photograph of the organisation's on a draft; twice is harmless.

    Raises:
        NotFoundError: If there is no such sheet or photograph, or it is not
            the organisation's.
        NotAllowedError: If the role held there does not allow it.
        SheetClosedError: If it is no longer a draft.
        TooManyPhotosError: If it has six already.
    """
    row = _draft(session, sheet_id, actor)
    card = files.file_card(session, attachment_id, actor=actor)
    if not card.is_photo or card.organisation_id != row.organisation_id:
        raise NotFoundError(attachment=attachment_id)
    shown = clean_name(caption, 200) or row.title
    for photo in row.photos:
        if photo.attachment_id == attachment_id:
            photo.caption = shown
            return
    if len(row.photos) >= MOST_PHOTOS:
        raise TooManyPhotosError(most=MOST_PHOTOS)
    row.photos.append(SheetPhoto(attachment_id=attachment_id, caption=shown))
    row.changed_at = now
    session.flush()


def remove_photo(
    session: Session,
    sheet_id: int,
    attachment_id: int,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Take a photograph off a draft; the file stays with the organisation.

    Raises:
        NotFoundError: If there is no such sheet, or the actor holds nothing in
            its organisation.
        NotAllowedError: If the role held there does not allow it.
        SheetClosedError: If it is no longer a draft.
    """
    row = _draft(session, sheet_id, actor)
    row.photos = [photo for photo in row.photos if photo.attachment_id != attachment_id]
    row.changed_at = now
    session.flush()


def note_step(
    session: Session,
    row: ProductSheet,
    state: SheetState,
    actor: Actor,
    now: datetime,
    reason: str = "",
) -> None:
    """Set the state of a sheet, with its line in the timeline and the audit."""
    row.state = state
    row.changed_at = now
    session.add(
        SheetStep(
            sheet_id=row.id,
            state=state,
            person_id=actor.person_id or None,
            at=now,
            reason=clean_name(reason, 300),
        )
    )
    audit.record(
        session,
        actor=actor,
        deed=f"sheet.{state.value}",
        subject="product_sheet",
        subject_id=row.id,
        organisation_id=row.organisation_id,
        at=now,
        version=row.version,
    )


def _draft(session: Session, sheet_id: int, actor: Actor) -> ProductSheet:
    row = lock(session, ProductSheet, sheet_id)
    require(actor, Action.EDIT_PRODUCT_SHEET, row.organisation_id)
    if row.state is not SheetState.DRAFT:
        raise SheetClosedError(version=row.version)
    return row


def _write(row: ProductSheet, text: SheetText) -> None:
    row.title = clean_name(text.title)
    row.grade = clean_name(text.grade, 200)
    row.size = clean_name(text.size, 200)
    row.moisture_min_permille = text.moisture_min_permille
    row.moisture_max_permille = text.moisture_max_permille
    row.packaging = clean_name(text.packaging, 200)
    row.months = sorted(set(text.months))
    row.shelf_life_days = text.shelf_life_days
    row.storage = clean_name(text.storage, 200)
    row.story = clean_note(text.story, STORY_LIMIT)
