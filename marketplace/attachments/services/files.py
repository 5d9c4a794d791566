"""Keeping what people hand in: photographs, invoices, signed lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.attachments.core.kinds import (
    MOST_BYTES,
    PHOTOS,
    FileKind,
    recognise,
    shown_name,
)
from marketplace.attachments.core.pictures import (
    MOST_PIXELS,
    BrokenPictureError,
    pixels,
    without_whereabouts,
)
from marketplace.attachments.models import Attachment
from marketplace.attachments.services import store
from network.db import lock
from network.errors import InvalidError, NotFoundError
from network.policy import Action, require, require_network
from network.services import audit

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.orm import Session

    from network.policy import Actor


class UnknownFileKindError(InvalidError):
    """The file is neither a photograph nor a PDF, whatever its name says."""


class FileTooLargeError(InvalidError):
    """The file has more bytes than are kept of its kind."""


class EmptyFileError(InvalidError):
    """The file has nothing in it: often a photograph that did not upload."""


class BrokenPhotoError(InvalidError):
    """The photograph is cut, damaged or larger than can be shown."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file somebody hands in.

    Attributes:
        organisation_id: Whose it is.
        raw: Its bytes.
        name: What the person's device calls it.
        network_id: Set when everybody of the network may see it.
    """

    organisation_id: int
    raw: bytes
    name: str
    network_id: int | None = None


def keep(
    session: Session, upload: Upload, *, folder: Path, actor: Actor, now: datetime
) -> int:
    """Keep a photograph or document; return the id of its row.

    Photographs lose the place, the day and the owner their telephone wrote
    into them.  Handing the same file in again gives the row that is there.

    Args:
        session: The open transaction.
        upload: What was handed in.
        folder: Of the attachments, in the data folder.
        actor: Who hands it in.
        now: When.

    Raises:
        NotFoundError: If the actor holds nothing in the organisation, or has
            nothing to do with the network.
        NotAllowedError: If the role held there does not allow it.
        EmptyFileError: If there are no bytes.
        UnknownFileKindError: If it is neither a photograph nor a PDF.
        FileTooLargeError: If there are too many bytes for its kind.
        BrokenPhotoError: If a photograph is damaged or too large to show.
    """
    require(actor, Action.KEEP_FILE, upload.organisation_id)
    if upload.network_id is not None:
        require_network(actor, Action.SEE_NETWORK, upload.network_id)
    kind = _checked_kind(upload)
    raw, size = _lean(upload.raw, kind)
    name = shown_name(upload.name, kind)
    sha256 = store.put(folder, raw)
    known = session.scalar(
        select(Attachment.id).where(
            Attachment.organisation_id == upload.organisation_id,
            Attachment.sha256 == sha256,
            Attachment.network_id.is_not_distinct_from(upload.network_id),
            Attachment.removed_at.is_(None),
        )
    )
    if known is not None:
        return known
    row = Attachment(
        organisation_id=upload.organisation_id,
        network_id=upload.network_id,
        sha256=sha256,
        byte_count=len(raw),
        kind=kind,
        width=size[0] if size else None,
        height=size[1] if size else None,
        name=name,
        kept_by=actor.person_id or None,
        kept_at=now,
    )
    session.add(row)
    session.flush()
    return row.id


def make_public(
    session: Session, attachment_id: int, *, actor: Actor, is_public: bool = True
) -> None:
    """Let strangers see a photograph, as on a published sheet, or no longer.

    Raises:
        NotFoundError: If there is no such file, or the actor holds nothing in
            its organisation.
        NotAllowedError: If the role held there does not allow it.
        UnknownFileKindError: If it is a document, which is never public.
    """
    row = session.get(Attachment, attachment_id)
    if row is None or row.removed_at is not None:
        raise NotFoundError(attachment=attachment_id)
    require(actor, Action.EDIT_PRODUCT_SHEET, row.organisation_id)
    if row.kind not in PHOTOS:
        raise UnknownFileKindError(name=row.name)
    row.is_public = is_public
    session.flush()


def remove(
    session: Session, attachment_id: int, *, actor: Actor, now: datetime
) -> None:
    """Stop showing a file; its row and bytes stay for what refers to them.

    Removing it twice is harmless.

    Raises:
        NotFoundError: If there is no such file, or the actor holds nothing in
            its organisation.
        NotAllowedError: If the role held there does not allow it.
    """
    row = lock(session, Attachment, attachment_id)
    require(actor, Action.EDIT_ORGANISATION, row.organisation_id)
    if row.removed_at is not None:
        return
    row.removed_at = now
    row.is_public = False
    audit.record(
        session,
        actor=actor,
        deed="attachment.removed",
        subject="attachment",
        subject_id=row.id,
        organisation_id=row.organisation_id,
        at=now,
        sha256=row.sha256,
    )


def read_bytes(folder: Path, sha256: str) -> bytes:
    """Return the bytes of a file that a query has let the actor see.

    Raises:
        LostFileError: If they are not there, or are not what they were.
    """
    return store.get(folder, sha256)


def _checked_kind(upload: Upload) -> FileKind:
    if not upload.raw:
        raise EmptyFileError(name=upload.name[:80])
    kind = recognise(upload.raw)
    if kind is None:
        raise UnknownFileKindError(name=upload.name[:80])
    if len(upload.raw) > MOST_BYTES[kind]:
        raise FileTooLargeError(megabytes=MOST_BYTES[kind] // 1_000_000)
    return kind


def _lean(raw: bytes, kind: FileKind) -> tuple[bytes, tuple[int, int] | None]:
    if kind not in PHOTOS:
        return raw, None
    try:
        width, height = pixels(raw, kind)
        lean = without_whereabouts(raw, kind)
    except BrokenPictureError as error:
        raise BrokenPhotoError from error
    if width * height > MOST_PIXELS:
        raise BrokenPhotoError
    return lean, (width, height)
