"""Taking in a spreadsheet of lines: first shown, then kept, never twice."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.attachments.core.tables import match_columns, text_of
from marketplace.purchasing.core.line_rows import COLUMNS, NEEDED, RowError, read_row
from marketplace.purchasing.models import (
    LineChannel,
    LineImport,
    PurchaseLine,
)
from marketplace.purchasing.services.line_lookup import Known, known_of
from marketplace.purchasing.services.lines import LineDraft, keep_line, require_call
from marketplace.purchasing.services.moves import hold_purchase
from marketplace.purchasing.services.taking_part import require_joined, today_of
from network.core.text import clean_name
from network.errors import InvalidError
from network.policy import Action
from network.services import audit, people

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from marketplace.attachments.core.tables import Table
    from marketplace.purchasing.core.line_rows import TypedRow
    from marketplace.purchasing.core.wishes import Wish
    from marketplace.purchasing.models import JointPurchase
    from network.policy import Actor


class ColumnsMissingError(InvalidError):
    """No column of the file says who, or how much."""


class BadRowsError(InvalidError):
    """Some rows cannot be taken in and all or none were asked for."""


class ImportWitnessNeededError(InvalidError):
    """Members would be added and nobody heard their consent."""


@dataclass(frozen=True, slots=True)
class LineFile:
    """A file of lines and what the person decides about it.

    Attributes:
        organisation_id: Association whose members the rows are.
        table: What the file holds, as ``attachments.services.read_table`` reads it.
        columns: Place of each column by name, the first being 0; empty to let
            the headers say it.
        add_unknown: Whether unknown names become assisted members.
        witness: Who heard that the new members' data may be used.
        only_good: Whether good rows are taken in although others are not.
        filename: What the person calls the file.
    """

    organisation_id: int
    table: Table
    columns: Mapping[str, int] | None = None
    add_unknown: bool = False
    witness: str = ""
    only_good: bool = False
    filename: str = ""


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """What a good row would do.

    Attributes:
        number: Of the row in the file.
        person_id: The member; None if one would be added.
        name: Of the member.
        phone: Telephone in E.164 of a member to add, or none.
        item_id: The input.
        item: Its name.
        wish: How much the row asks for.
        before: What the member asked for until now, or None.
    """

    number: int
    person_id: int | None
    name: str
    phone: str | None
    item_id: int
    item: str
    wish: Wish
    before: Wish | None

    @property
    def changes(self) -> bool:
        """Whether the row would change anything."""
        return self.before != self.wish


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What a file would do.

    Attributes:
        columns: Place of each column that was found, by name.
        missing: Needed columns that were not found.
        good: Rows that can be taken in.
        errors: Why the others cannot, in the order of the file.
        empty: Rows that ask for nothing.
    """

    columns: Mapping[str, int]
    missing: tuple[str, ...]
    good: tuple[PreviewRow, ...]
    errors: tuple[RowError, ...]
    empty: int


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What a file did.

    Attributes:
        added: New lines.
        changed: Lines with other quantities than before.
        same: Lines that were so already.
        people: Members who were added.
        left_out: Rows with errors.
        again: Whether the same file had been taken in before.
    """

    added: int
    changed: int
    same: int
    people: int
    left_out: int
    again: bool = False


def preview_lines(
    session: Session,
    purchase_id: int,
    file: LineFile,
    *,
    actor: Actor,
    now: datetime,
) -> ImportPreview:
    """Return what a file would do, changing nothing.

    Raises:
        NotFoundError: If purchase or association are not the actor's.
        NotAllowedError: If the actor may not type for others.
        NotYetTakingPartError: If the association has not joined.
        PurchaseMovedOnError: If the purchase is past its call.
        CallClosedError: If the hour has come.
        RepeatedColumnError: If two columns mean the same.
    """
    purchase = _held(session, purchase_id, file.organisation_id, actor, now)
    return _preview(session, purchase, file, now)


def import_lines(
    session: Session,
    purchase_id: int,
    file: LineFile,
    *,
    actor: Actor,
    now: datetime,
) -> ImportOutcome:
    """Take in a file of lines; the same file again changes nothing.

    Raises:
        ColumnsMissingError: If no column says who, or how much.
        BadRowsError: If a row has an error and not only the good were asked for.
        ImportWitnessNeededError: If members would be added without a witness.
        DomainError: As :func:`preview_lines`.
    """
    purchase = _held(session, purchase_id, file.organisation_id, actor, now)
    fingerprint = _fingerprint(file)
    earlier = session.scalar(
        select(LineImport)
        .where(LineImport.purchase_id == purchase_id)
        .where(LineImport.organisation_id == file.organisation_id)
        .where(LineImport.fingerprint == fingerprint)
    )
    if earlier is not None:
        return _read_outcome(earlier.outcome, again=True)
    preview = _preview(session, purchase, file, now)
    _require_good(preview, file)
    outcome = _take_in(session, purchase, file, preview, actor=actor, now=now)
    _keep_import(
        session,
        LineImport(
            purchase_id=purchase_id,
            organisation_id=file.organisation_id,
            fingerprint=fingerprint,
            outcome=outcome,
            filename=clean_name(file.filename, 120),
            imported_by=actor.person_id,
            at=now,
        ),
        actor,
    )
    return _read_outcome(outcome, again=False)


def _read_outcome(stored: Mapping[str, int], *, again: bool) -> ImportOutcome:
    return ImportOutcome(
        stored["added"],
        stored["changed"],
        stored["same"],
        stored["people"],
        stored["left_out"],
        again,
    )


def _held(
    session: Session,
    purchase_id: int,
    organisation_id: int,
    actor: Actor,
    now: datetime,
) -> JointPurchase:
    purchase = hold_purchase(session, purchase_id)
    purchase.reach.require_part(actor, Action.NOTE_LINE_FOR_OTHERS, organisation_id)
    require_joined(session, purchase, organisation_id)
    require_call(purchase, now=now)
    return purchase


def _preview(
    session: Session,
    purchase: JointPurchase,
    file: LineFile,
    now: datetime,
) -> ImportPreview:
    table = file.table
    columns = file.columns or match_columns(table.headers, COLUMNS).found
    columns = {
        name: place
        for name, place in columns.items()
        if name in COLUMNS and 0 <= place < len(table.headers)
    }
    missing = tuple(name for name in NEEDED if name not in columns)
    if "phone" in columns and missing == ("name",):
        missing = ()
    if missing:
        return ImportPreview(columns, missing, (), (), 0)
    known = known_of(session, purchase, file.organisation_id, today_of(purchase, now))
    good: list[PreviewRow] = []
    errors: list[RowError] = []
    empty = 0
    for row in table.rows:
        try:
            typed = read_row(row, columns)
            if typed is None:
                empty += 1
            else:
                good.append(_looked_up(known, typed, file))
        except RowError as error:
            errors.append(error)
    return ImportPreview(columns, missing, tuple(good), tuple(errors), empty)


def _looked_up(known: Known, typed: TypedRow, file: LineFile) -> PreviewRow:
    item = known.item(typed)
    person, phone = known.person(typed, add_unknown=file.add_unknown)
    person_id = None if person is None else person.id
    who = person_id if person_id is not None else phone or typed.name
    known.once(typed, (who, item.id))
    return PreviewRow(
        typed.number,
        person_id,
        typed.name if person is None else person.name,
        phone,
        item.id,
        item.presentation.product.name,
        typed.wish,
        None if person_id is None else known.wishes.get((person_id, item.id)),
    )


def _require_good(preview: ImportPreview, file: LineFile) -> None:
    if preview.missing:
        headers = [COLUMNS[name][0] for name in preview.missing]
        raise ColumnsMissingError(columns=", ".join(headers))
    if preview.errors and not file.only_good:
        raise BadRowsError(count=len(preview.errors))
    adds = any(row.person_id is None for row in preview.good)
    if adds and not file.witness.strip():
        raise ImportWitnessNeededError


def _take_in(
    session: Session,
    purchase: JointPurchase,
    file: LineFile,
    preview: ImportPreview,
    *,
    actor: Actor,
    now: datetime,
) -> dict[str, int]:
    count: Counter[str] = Counter()
    added: dict[str, int] = {}
    versions = _versions(session, purchase.id, file.organisation_id)
    for row in preview.good:
        person_id = row.person_id
        if person_id is None:
            key = row.phone or row.name
            if key not in added:
                helped = people.Assisted(row.name, file.witness, row.phone)
                added[key] = people.assist(
                    session,
                    file.organisation_id,
                    helped,
                    actor=actor,
                    day=today_of(purchase, now),
                    now=now,
                )
            person_id = added[key]
        draft = LineDraft(
            file.organisation_id,
            person_id,
            row.item_id,
            row.wish,
            version=versions.get((person_id, row.item_id)),
            channel=LineChannel.SPREADSHEET,
        )
        keep_line(session, purchase, draft, actor=actor, now=now)
        count[_outcome_of(row)] += 1
    return {
        "added": count["added"],
        "changed": count["changed"],
        "same": count["same"],
        "people": len(added),
        "left_out": len(preview.errors),
    }


def _outcome_of(row: PreviewRow) -> str:
    if row.before is None:
        return "added"
    return "changed" if row.changes else "same"


def _versions(
    session: Session, purchase_id: int, organisation_id: int
) -> dict[tuple[int, int], int]:
    rows = session.execute(
        select(PurchaseLine.person_id, PurchaseLine.item_id, PurchaseLine.version)
        .where(PurchaseLine.purchase_id == purchase_id)
        .where(PurchaseLine.organisation_id == organisation_id)
    )
    return {(person, item): version for person, item, version in rows}


def _keep_import(session: Session, row: LineImport, actor: Actor) -> None:
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor=actor,
        deed="purchase.lines_imported",
        subject="purchase_line_import",
        subject_id=row.id,
        organisation_id=row.organisation_id,
        at=row.at,
        purchase=row.purchase_id,
        **row.outcome,
    )


def _fingerprint(file: LineFile) -> str:
    told = {
        "headers": file.table.headers,
        "rows": [[text_of(cell) for cell in row.cells] for row in file.table.rows],
        "columns": sorted((file.columns or {}).items()),
        "add_unknown": file.add_unknown,
        "only_good": file.only_good,
    }
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
