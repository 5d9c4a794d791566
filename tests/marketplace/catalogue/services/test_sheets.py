from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from marketplace.attachments.models import Attachment
from marketplace.attachments.services import Upload, keep
from marketplace.catalogue.core.sheet_life import SheetField, SheetState, SheetText
from marketplace.catalogue.queries import (
    product_page,
    public_sheet,
    sheet_page,
    sheets_of,
)
from marketplace.catalogue.services import (
    ImpossibleSheetError,
    IncompleteSheetError,
    ReasonMissingError,
    SheetClosedError,
    SheetMovedOnError,
    TooManyPhotosError,
    add_photo,
    publish_sheet,
    remove_photo,
    return_sheet,
    review_sheet,
    start_sheet,
    withdraw_sheet,
    write_sheet,
)
from network.errors import NotAllowedError, NotFoundError
from network.policy import Actor, Role
from tests.factories import NOW, TODAY, a_member, acting, an_organisation
from tests.factories_catalogue import WHOLE_SHEET, a_product, a_published_sheet
from tests.pictures import PDF, a_png

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from marketplace.catalogue.models import Product
    from network.models import Organisation


@pytest.fixture
def organisation(session: Session) -> Organisation:
    return an_organisation(session)


@pytest.fixture
def officer(session: Session, organisation: Organisation) -> Actor:
    person = a_member(session, organisation, Role.OFFICER, name="Rosa Directiva")
    return acting(person, organisation, role=Role.OFFICER)


@pytest.fixture
def product(session: Session) -> Product:
    return a_product(session)


@pytest.fixture
def draft(
    session: Session, organisation: Organisation, product: Product, officer: Actor
) -> int:
    return start_sheet(session, organisation.id, product.id, actor=officer, now=NOW)


def a_photo(
    session: Session, organisation: Organisation, actor: Actor, folder: Path, width: int
) -> int:
    return keep(
        session,
        Upload(organisation.id, a_png(width), "mora.png"),
        folder=folder,
        actor=actor,
        now=NOW,
    )


def test_a_sheet_goes_from_draft_to_published_with_its_timeline(
    session: Session, draft: int, officer: Actor
) -> None:
    write_sheet(session, draft, WHOLE_SHEET, actor=officer, now=NOW)
    review_sheet(session, draft, actor=officer, now=NOW)
    publish_sheet(session, draft, actor=officer, now=NOW)
    session.expire_all()

    page = sheet_page(session, draft, actor=officer)
    public = public_sheet(session, draft)

    assert [(step.state, step.person) for step in page.steps] == [
        (SheetState.DRAFT, "Rosa Directiva"),
        (SheetState.REVIEWED, "Rosa Directiva"),
        (SheetState.PUBLISHED, "Rosa Directiva"),
    ]
    assert public.text == WHOLE_SHEET
    assert public.published_at == NOW
    assert "Rosa" not in repr(public)


def test_while_a_version_is_open_no_other_is_started(
    session: Session,
    draft: int,
    organisation: Organisation,
    product: Product,
    officer: Actor,
) -> None:
    again = start_sheet(session, organisation.id, product.id, actor=officer, now=NOW)

    assert again == draft


def test_the_next_version_begins_as_a_copy_and_takes_the_place_of_the_last(
    session: Session,
    organisation: Organisation,
    product: Product,
    officer: Actor,
    tmp_path: Path,
) -> None:
    draft = start_sheet(session, organisation.id, product.id, actor=officer, now=NOW)
    photo = a_photo(session, organisation, officer, tmp_path, 2)
    add_photo(session, draft, photo, "La finca", actor=officer, now=NOW)
    first = a_published_sheet(session, organisation, product, actor=officer)

    second = start_sheet(session, organisation.id, product.id, actor=officer, now=NOW)
    copied = sheet_page(session, second, actor=officer)
    better = replace(WHOLE_SHEET, grade="Extra")
    write_sheet(session, second, better, actor=officer, now=NOW)
    review_sheet(session, second, actor=officer, now=NOW)
    publish_sheet(session, second, actor=officer, now=NOW)
    session.expire_all()

    assert first == draft
    assert (copied.sheet.version, copied.text) == (2, WHOLE_SHEET)
    assert [photo.caption for photo in copied.photos] == ["La finca"]
    assert public_sheet(session, first).text.grade == "Primera"
    assert public_sheet(session, first).newer_id == second
    assert public_sheet(session, second).newer_id is None
    [row] = product_page(session, product.id, country=None, day=TODAY).sheets
    assert (row.id, row.version) == (second, 2)
    rows = sheets_of(session, organisation.id, actor=officer)
    assert [row.state for row in rows] == [SheetState.PUBLISHED, SheetState.SUPERSEDED]


def test_a_sheet_that_says_too_little_is_not_reviewed(
    session: Session, draft: int, officer: Actor
) -> None:
    write_sheet(session, draft, SheetText("Mora"), actor=officer, now=NOW)

    with pytest.raises(IncompleteSheetError) as raised:
        review_sheet(session, draft, actor=officer, now=NOW)

    assert raised.value.values == {
        "fields": (SheetField.GRADE, SheetField.PACKAGING, SheetField.MONTHS)
    }


@pytest.mark.parametrize(
    "text",
    [SheetText(" \x00"), replace(WHOLE_SHEET, months=(14,))],
    ids=["nameless", "month"],
)
def test_what_cannot_be_true_is_not_written(
    session: Session, draft: int, officer: Actor, text: SheetText
) -> None:
    with pytest.raises(ImpossibleSheetError):
        write_sheet(session, draft, text, actor=officer, now=NOW)


def test_hostile_text_is_kept_as_plain_text(
    session: Session, draft: int, officer: Actor
) -> None:
    hostile = replace(
        WHOLE_SHEET,
        title="=HYPERLINK()\u202e\x00" + "x" * 500,
        story="<svg onload=go()>\n\n\n\nfin",
        months=(5, 5, 1),
    )

    write_sheet(session, draft, hostile, actor=officer, now=NOW)

    kept = sheet_page(session, draft, actor=officer).text
    assert len(kept.title) == 120
    assert kept.story == "<svg onload=go()>\n\nfin"
    assert kept.months == (1, 5)


def test_a_published_sheet_cannot_be_written(
    session: Session, organisation: Organisation, product: Product, officer: Actor
) -> None:
    sheet_id = a_published_sheet(session, organisation, product, actor=officer)

    with pytest.raises(SheetClosedError):
        write_sheet(session, sheet_id, WHOLE_SHEET, actor=officer, now=NOW)
    with pytest.raises(SheetMovedOnError):
        review_sheet(session, sheet_id, actor=officer, now=NOW)


def test_a_step_back_says_why(session: Session, draft: int, officer: Actor) -> None:
    write_sheet(session, draft, WHOLE_SHEET, actor=officer, now=NOW)
    review_sheet(session, draft, actor=officer, now=NOW)

    with pytest.raises(ReasonMissingError):
        return_sheet(session, draft, " ", actor=officer, now=NOW)
    return_sheet(session, draft, "Falta el calibre", actor=officer, now=NOW)

    session.expire_all()
    page = sheet_page(session, draft, actor=officer)
    assert page.steps[-1].reason == "Falta el calibre"
    assert page.may_write


def test_a_withdrawn_sheet_and_its_photographs_are_no_longer_public(
    session: Session,
    organisation: Organisation,
    product: Product,
    officer: Actor,
    draft: int,
    tmp_path: Path,
) -> None:
    photo = a_photo(session, organisation, officer, tmp_path, 2)
    add_photo(session, draft, photo, "", actor=officer, now=NOW)
    a_published_sheet(session, organisation, product, actor=officer)
    was_public = session.get_one(Attachment, photo).is_public

    withdraw_sheet(session, draft, "Ya no la cosechamos", actor=officer, now=NOW)

    assert was_public
    assert not session.get_one(Attachment, photo).is_public
    with pytest.raises(NotFoundError):
        public_sheet(session, draft)


def test_a_draft_can_be_dropped(session: Session, draft: int, officer: Actor) -> None:
    withdraw_sheet(session, draft, "Era una prueba", actor=officer, now=NOW)

    assert sheet_page(session, draft, actor=officer).sheet.state is SheetState.WITHDRAWN


def test_photographs_are_added_captioned_and_taken_off(
    session: Session,
    organisation: Organisation,
    officer: Actor,
    draft: int,
    tmp_path: Path,
) -> None:
    photos = [
        a_photo(session, organisation, officer, tmp_path, width)
        for width in range(2, 9)
    ]
    for photo in photos[:6]:
        add_photo(session, draft, photo, "", actor=officer, now=NOW)
    add_photo(session, draft, photos[0], "La finca", actor=officer, now=NOW)

    with pytest.raises(TooManyPhotosError):
        add_photo(session, draft, photos[6], "", actor=officer, now=NOW)
    remove_photo(session, draft, photos[1], actor=officer, now=NOW)

    shown = sheet_page(session, draft, actor=officer).photos
    assert [photo.attachment_id for photo in shown] == [photos[0], *photos[2:6]]
    assert shown[0].caption == "La finca"
    assert shown[1].caption == "Mora"
    assert shown[0].width == 2


def test_a_document_or_a_photograph_of_others_is_not_shown(
    session: Session,
    organisation: Organisation,
    officer: Actor,
    draft: int,
    tmp_path: Path,
) -> None:
    other = an_organisation(session)
    both = Actor(
        officer.person_id,
        {each.id: frozenset({Role.OFFICER}) for each in (organisation, other)},
    )
    theirs = a_photo(session, other, both, tmp_path, 3)
    document = keep(
        session,
        Upload(organisation.id, PDF, "acta.pdf"),
        folder=tmp_path,
        actor=both,
        now=NOW,
    )

    for attachment_id in (theirs, document):
        with pytest.raises(NotFoundError):
            add_photo(session, draft, attachment_id, "", actor=both, now=NOW)


def test_a_member_reads_a_draft_and_may_not_change_it(
    session: Session, organisation: Organisation, draft: int
) -> None:
    member = acting(a_member(session, organisation), organisation)

    page = sheet_page(session, draft, actor=member)

    assert not any(
        (page.may_write, page.may_review, page.may_publish, page.may_withdraw)
    )
    with pytest.raises(NotAllowedError):
        write_sheet(session, draft, WHOLE_SHEET, actor=member, now=NOW)


def test_a_draft_does_not_exist_for_others(session: Session, draft: int) -> None:
    other = an_organisation(session)
    stranger = acting(a_member(session, other, Role.OFFICER), other, role=Role.OFFICER)

    with pytest.raises(NotFoundError):
        sheet_page(session, draft, actor=stranger)
    with pytest.raises(NotFoundError):
        public_sheet(session, draft)
    with pytest.raises(NotFoundError):
        publish_sheet(session, draft, actor=stranger, now=NOW)
    with pytest.raises(NotFoundError):
        sheet_page(session, 10**9, actor=stranger)
