from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from marketplace.attachments.core.kinds import FileKind
from marketplace.attachments.core.pictures import MOST_PIXELS
from marketplace.attachments.models import Attachment
from marketplace.attachments.queries import PAGE, file_card, files_of
from marketplace.attachments.services import (
    BrokenPhotoError,
    EmptyFileError,
    FileTooLargeError,
    UnknownFileKindError,
    Upload,
    keep,
    make_public,
    read_bytes,
    remove,
)
from marketplace.attachments.services.store import LostFileError, put
from network.errors import NotAllowedError, NotFoundError
from network.models import AuditRow
from network.policy import Actor, Role
from tests.factories import (
    NOW,
    a_coordinator,
    a_member,
    a_network,
    acting,
    an_organisation,
    coordinating,
)
from tests.pictures import PDF, a_jpeg, a_png, exif

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from network.models import Organisation


@pytest.fixture
def organisation(session: Session) -> Organisation:
    return an_organisation(session)


@pytest.fixture
def officer(session: Session, organisation: Organisation) -> Actor:
    person = a_member(session, organisation, Role.OFFICER)
    return acting(person, organisation, role=Role.OFFICER)


@pytest.fixture
def stranger(session: Session) -> Actor:
    other = an_organisation(session)
    return acting(a_member(session, other, Role.OFFICER), other, role=Role.OFFICER)


def test_a_photograph_is_kept_under_its_content_without_its_place(
    session: Session, organisation: Organisation, officer: Actor, tmp_path: Path
) -> None:
    raw = a_jpeg(exif=exif((0x8825, 7)))
    upload = Upload(organisation.id, raw, "../../Mi foto.exe")

    kept = keep(session, upload, folder=tmp_path, actor=officer, now=NOW)

    card = file_card(session, kept, actor=officer)
    bytes_ = read_bytes(tmp_path, card.sha256)
    assert (card.name, card.media_type, card.width) == ("Mi foto.jpg", "image/jpeg", 40)
    assert b"Exif" not in bytes_
    assert card.byte_count == len(bytes_)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [
        card.sha256
    ]


def test_the_same_file_handed_in_twice_is_kept_once(
    session: Session, organisation: Organisation, officer: Actor, tmp_path: Path
) -> None:
    first, second = (
        keep(
            session,
            Upload(organisation.id, PDF, name),
            folder=tmp_path,
            actor=officer,
            now=NOW,
        )
        for name in ("acta.pdf", "otra.pdf")
    )

    assert first == second


def test_two_organisations_share_the_bytes_and_not_the_row(
    session: Session,
    organisation: Organisation,
    officer: Actor,
    stranger: Actor,
    tmp_path: Path,
) -> None:
    [other] = stranger.roles
    mine = keep(
        session,
        Upload(organisation.id, PDF, "a"),
        folder=tmp_path,
        actor=officer,
        now=NOW,
    )
    theirs = keep(
        session, Upload(other, PDF, "b"), folder=tmp_path, actor=stranger, now=NOW
    )

    assert mine != theirs
    assert file_card(session, mine, actor=officer).name == "a.pdf"
    with pytest.raises(NotFoundError):
        file_card(session, theirs, actor=officer)


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (b"", EmptyFileError),
        (b"MZ\x90 a program", UnknownFileKindError),
        (b"<svg onload='go()'/>", UnknownFileKindError),
        (a_png()[:20], BrokenPhotoError),
        (
            a_png(2, 2).replace(b"\x00\x00\x00\x02", b"\x00\x00\xff\xff", 2),
            BrokenPhotoError,
        ),
        (a_png() + b"x" * 8_000_000, FileTooLargeError),
    ],
    ids=["empty", "program", "drawing", "cut", "bomb", "heavy"],
)
def test_what_is_no_picture_or_document_is_refused_and_leaves_nothing(
    session: Session,
    organisation: Organisation,
    officer: Actor,
    tmp_path: Path,
    raw: bytes,
    error: type[Exception],
) -> None:
    with pytest.raises(error):
        keep(
            session,
            Upload(organisation.id, raw, "foto.jpg"),
            folder=tmp_path,
            actor=officer,
            now=NOW,
        )

    assert list(tmp_path.iterdir()) == []
    assert MOST_PIXELS < 65_535**2


def test_nobody_hands_in_for_an_organisation_that_is_not_theirs(
    session: Session, organisation: Organisation, stranger: Actor, tmp_path: Path
) -> None:
    with pytest.raises(NotFoundError):
        keep(
            session,
            Upload(organisation.id, PDF, "a"),
            folder=tmp_path,
            actor=stranger,
            now=NOW,
        )


def test_a_file_of_a_network_is_seen_by_all_of_it_and_by_nobody_else(
    session: Session, stranger: Actor, tmp_path: Path
) -> None:
    network = a_network(session)
    organisation = an_organisation(session, network=network)
    officer = acting(
        a_member(session, organisation, Role.OFFICER),
        organisation,
        role=Role.OFFICER,
        network=network,
    )
    neighbour = an_organisation(session, network=network)
    member = acting(a_member(session, neighbour), neighbour, network=network)
    coordinator = coordinating(a_coordinator(session, network), network)
    upload = Upload(organisation.id, a_png(), "recibo.png", network.id)

    kept = keep(session, upload, folder=tmp_path, actor=officer, now=NOW)

    assert file_card(session, kept, actor=member).id == kept
    assert file_card(session, kept, actor=coordinator).id == kept
    for other in (stranger, None):
        with pytest.raises(NotFoundError):
            file_card(session, kept, actor=other)


def test_nobody_shares_with_a_network_that_is_not_theirs(
    session: Session, organisation: Organisation, officer: Actor, tmp_path: Path
) -> None:
    upload = Upload(organisation.id, PDF, "a", a_network(session).id)

    with pytest.raises(NotFoundError):
        keep(session, upload, folder=tmp_path, actor=officer, now=NOW)


def test_only_photographs_become_public(
    session: Session,
    organisation: Organisation,
    officer: Actor,
    stranger: Actor,
    tmp_path: Path,
) -> None:
    photo, document = (
        keep(
            session,
            Upload(organisation.id, raw, "a"),
            folder=tmp_path,
            actor=officer,
            now=NOW,
        )
        for raw in (a_png(), PDF)
    )

    make_public(session, photo, actor=officer)

    assert file_card(session, photo, actor=None).is_public
    with pytest.raises(UnknownFileKindError):
        make_public(session, document, actor=officer)
    with pytest.raises(NotFoundError):
        make_public(session, document, actor=stranger)
    with pytest.raises(NotFoundError):
        make_public(session, 10**9, actor=officer)


def test_a_removed_file_is_no_longer_shown_to_anybody(
    session: Session, organisation: Organisation, officer: Actor, tmp_path: Path
) -> None:
    upload = Upload(organisation.id, a_png(), "a.png")
    kept = keep(session, upload, folder=tmp_path, actor=officer, now=NOW)
    make_public(session, kept, actor=officer)
    member = acting(a_member(session, organisation), organisation)

    with pytest.raises(NotAllowedError):
        remove(session, kept, actor=member, now=NOW)
    for _ in range(2):
        remove(session, kept, actor=officer, now=NOW)

    with pytest.raises(NotFoundError):
        file_card(session, kept, actor=officer)
    traces = session.scalar(
        select(func.count())
        .select_from(AuditRow)
        .where(AuditRow.deed == "attachment.removed", AuditRow.subject_id == kept)
    )
    assert traces == 1
    assert keep(session, upload, folder=tmp_path, actor=officer, now=NOW) != kept


def test_the_list_of_files_goes_from_new_to_old_in_pages(
    session: Session, organisation: Organisation, officer: Actor, stranger: Actor
) -> None:
    for number in range(PAGE + 3):
        session.add(
            Attachment(
                organisation_id=organisation.id,
                sha256=f"{number:064d}",
                byte_count=1,
                kind=FileKind.PDF,
                name=f"{number}.pdf",
                kept_at=NOW,
            )
        )
    session.flush()

    first = files_of(session, organisation.id, actor=officer)
    rest = files_of(session, organisation.id, actor=officer, before=first.older_than)

    assert first.files[0].name == f"{PAGE + 2}.pdf"
    assert [card.name for card in rest.files] == ["2.pdf", "1.pdf", "0.pdf"]
    assert rest.older_than is None
    with pytest.raises(NotFoundError):
        files_of(session, organisation.id, actor=stranger)


def test_lost_or_altered_bytes_are_never_served(tmp_path: Path) -> None:
    sha256 = put(tmp_path, PDF)
    (tmp_path / sha256[:2] / sha256).write_bytes(PDF.replace(b"1.7", b"1.6"))

    with pytest.raises(LostFileError):
        read_bytes(tmp_path, sha256)
    with pytest.raises(LostFileError):
        read_bytes(tmp_path, "0" * 64)


def test_a_disk_that_is_full_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)

    with pytest.raises(OSError, match="No space"):
        put(tmp_path, PDF)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
