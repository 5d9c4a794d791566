"""What may be seen of kept files, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.attachments.core.kinds import MEDIA_TYPES, PHOTOS
from marketplace.attachments.models import Attachment
from network.errors import NotFoundError
from network.models import Organisation
from network.policy import Action, require

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor

PAGE = 30


@dataclass(frozen=True, slots=True)
class FileCard:
    """A kept file as it is listed and served.

    Attributes:
        id: Of the row.
        organisation_id: Whose it is.
        name: As it is downloaded.
        media_type: Such as ``image/jpeg``; told by the bytes.
        is_photo: Whether it can be shown on a page.
        is_public: Whether strangers may see it.
        byte_count: Its size.
        sha256: Under which its bytes lie.
        kept_at: When it was handed in.
        width: Pixels; None for a document.
        height: Pixels; None for a document.
    """

    id: int
    organisation_id: int
    name: str
    media_type: str
    is_photo: bool
    is_public: bool
    byte_count: int
    sha256: str
    kept_at: datetime
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True)
class FilesPage:
    """Files of an organisation, newest first.

    Attributes:
        organisation_id: Whose they are.
        organisation: Its name.
        files: At most thirty.
        older_than: Give it as ``before`` to see older ones; None at the end.
        may_remove: Whether the actor may take files down.
    """

    organisation_id: int
    organisation: str
    files: tuple[FileCard, ...]
    older_than: int | None
    may_remove: bool


def file_card(session: Session, attachment_id: int, *, actor: Actor | None) -> FileCard:
    """Return a file the actor may see.

    Strangers see what is public; people of the organisation see what is
    theirs; people of a network see what was shared with it.

    Raises:
        NotFoundError: If there is no such file or the actor may not see it.
    """
    row = session.get(Attachment, attachment_id)
    if row is None or row.removed_at is not None or not _may_see(row, actor):
        raise NotFoundError(attachment=attachment_id)
    return _card(row)


def files_of(
    session: Session,
    organisation_id: int,
    *,
    actor: Actor,
    before: int | None = None,
) -> FilesPage:
    """Return a page of an organisation's files, newest first.

    Raises:
        NotFoundError: If the actor holds nothing in the organisation.
    """
    require(actor, Action.SEE_FILES, organisation_id)
    name = session.scalars(
        select(Organisation.name).where(Organisation.id == organisation_id)
    ).one()
    wanted = select(Attachment).where(
        Attachment.organisation_id == organisation_id, Attachment.removed_at.is_(None)
    )
    if before is not None:
        wanted = wanted.where(Attachment.id < before)
    rows = session.scalars(wanted.order_by(Attachment.id.desc()).limit(PAGE + 1)).all()
    shown = rows[:PAGE]
    return FilesPage(
        organisation_id=organisation_id,
        organisation=name,
        files=tuple(_card(row) for row in shown),
        older_than=shown[-1].id if len(rows) > PAGE else None,
        may_remove=actor.holds(Action.EDIT_ORGANISATION, organisation_id),
    )


def _may_see(row: Attachment, actor: Actor | None) -> bool:
    if row.is_public:
        return True
    if actor is None:
        return False
    if actor.holds(Action.SEE_FILES, row.organisation_id):
        return True
    return row.network_id in actor.networks | actor.coordinates


def _card(row: Attachment) -> FileCard:
    return FileCard(
        id=row.id,
        organisation_id=row.organisation_id,
        name=row.name,
        media_type=MEDIA_TYPES[row.kind],
        is_photo=row.kind in PHOTOS,
        is_public=row.is_public,
        byte_count=row.byte_count,
        sha256=row.sha256,
        kept_at=row.kept_at,
        width=row.width,
        height=row.height,
    )
