"""The steps of a product sheet: reviewed, published, returned, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.attachments.services import make_public
from marketplace.catalogue.core.sheet_life import PUBLIC_STATES, SheetState, may_follow
from marketplace.catalogue.models import ProductSheet, SheetPhoto
from marketplace.catalogue.services.sheets import note_step
from network.core.text import clean_name
from network.db import lock
from network.errors import ConflictError, InvalidError
from network.policy import Action, require

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor


class SheetMovedOnError(ConflictError):
    """The sheet is in a state from which this step is not possible."""


class IncompleteSheetError(InvalidError):
    """A buyer needs fields that are still empty."""


class ReasonMissingError(InvalidError):
    """A step backwards says why."""


def review_sheet(
    session: Session, sheet_id: int, *, actor: Actor, now: datetime
) -> None:
    """Say that a draft was read against the product and is right.

    Raises:
        NotFoundError: If there is no such sheet, or the actor holds nothing in
            its organisation.
        NotAllowedError: If the role held there does not allow it.
        SheetMovedOnError: If it is not a draft.
        IncompleteSheetError: If a buyer needs fields that are still empty.
    """
    row = _sheet(session, sheet_id, SheetState.REVIEWED, actor)
    unsaid = row.text.unsaid()
    if unsaid:
        raise IncompleteSheetError(fields=unsaid)
    note_step(session, row, SheetState.REVIEWED, actor, now)


def publish_sheet(
    session: Session, sheet_id: int, *, actor: Actor, now: datetime
) -> None:
    """Let anybody read a reviewed sheet; the version before it steps back.

    Its photographs become public with it.

    Raises:
        NotFoundError: If there is no such sheet, or the actor holds nothing in
            its organisation.
        NotAllowedError: If the role held there does not allow it.
        SheetMovedOnError: If it was not reviewed.
    """
    row = _sheet(session, sheet_id, SheetState.PUBLISHED, actor)
    earlier = session.scalars(
        select(ProductSheet).where(
            ProductSheet.organisation_id == row.organisation_id,
            ProductSheet.product_id == row.product_id,
            ProductSheet.state == SheetState.PUBLISHED,
        )
    ).first()
    if earlier is not None:
        note_step(session, earlier, SheetState.SUPERSEDED, actor, now)
        session.flush()
    for photo in row.photos:
        make_public(session, photo.attachment_id, actor=actor)
    note_step(session, row, SheetState.PUBLISHED, actor, now)


def return_sheet(
    session: Session, sheet_id: int, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Send a reviewed sheet back to be written, with the reason.

    Raises:
        NotFoundError: If there is no such sheet, or the actor holds nothing in
            its organisation.
        NotAllowedError: If the role held there does not allow it.
        SheetMovedOnError: If it was not reviewed.
        ReasonMissingError: If no reason is given.
    """
    row = _sheet(session, sheet_id, SheetState.DRAFT, actor)
    note_step(session, row, SheetState.DRAFT, actor, now, _reason(reason))


def withdraw_sheet(
    session: Session, sheet_id: int, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Take a sheet down, with the reason; it stays in the organisation's list.

    Raises:
        NotFoundError: If there is no such sheet, or the actor holds nothing in
            its organisation.
        NotAllowedError: If the role held there does not allow it.
        SheetMovedOnError: If it is closed already.
        ReasonMissingError: If no reason is given.
    """
    row = _sheet(session, sheet_id, SheetState.WITHDRAWN, actor)
    was_public = row.state in PUBLIC_STATES
    note_step(session, row, SheetState.WITHDRAWN, actor, now, _reason(reason))
    if was_public:
        _hide_photos(session, row, actor)


def _sheet(
    session: Session, sheet_id: int, then: SheetState, actor: Actor
) -> ProductSheet:
    row = lock(session, ProductSheet, sheet_id)
    require(actor, Action.EDIT_PRODUCT_SHEET, row.organisation_id)
    if not may_follow(row.state, then):
        raise SheetMovedOnError(version=row.version, state=row.state)
    return row


def _hide_photos(session: Session, row: ProductSheet, actor: Actor) -> None:
    """Stop showing photographs that no other public sheet shows."""
    session.flush()
    mine = [photo.attachment_id for photo in row.photos]
    elsewhere = session.scalars(
        select(SheetPhoto.attachment_id)
        .join(ProductSheet, ProductSheet.id == SheetPhoto.sheet_id)
        .where(
            SheetPhoto.attachment_id.in_(mine), ProductSheet.state.in_(PUBLIC_STATES)
        )
    ).all()
    for attachment_id in set(mine) - set(elsewhere):
        make_public(session, attachment_id, actor=actor, is_public=False)


def _reason(typed: str) -> str:
    reason = clean_name(typed, 300)
    if not reason:
        raise ReasonMissingError
    return reason
