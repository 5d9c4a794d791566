"""Bringing a joint purchase in from a document, whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from marketplace.kernel.calendar import local_day
from marketplace.kernel.money import Currency, Money
from marketplace.purchasing.core.exchange import (
    asked_lines,
    fingerprint,
    standing_quotes,
)
from marketplace.purchasing.core.problem import Discount
from marketplace.purchasing.core.wishes import Wish
from marketplace.purchasing.models import (
    JointPurchase,
    LineChannel,
    PurchaseParty,
    PurchaseScope,
    PurchaseState,
    PurchaseStep,
)
from marketplace.purchasing.services.calls import open_purchase
from marketplace.purchasing.services.document_names import (
    Directory,
    Faults,
    Home,
    directory_of,
    home_of,
    importer_of,
)
from marketplace.purchasing.services.drafting import (
    CallDraft,
    ItemDraft,
    OtherCurrencyError,
    create_purchase,
)
from marketplace.purchasing.services.lines import LineDraft, keep_line
from marketplace.purchasing.services.quote_drafts import (
    BreakDraft,
    FreightDraft,
    QuoteDraft,
    QuoteLineDraft,
)
from marketplace.purchasing.services.quotes import explain_few_quotes, record_quote
from marketplace.purchasing.services.taking_part import require_joined
from network.db import lock
from network.models import Organisation
from network.queries.actors import actor_of
from network.services import audit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from network.policy import Actor

#: Imports in these states may be brought in again.
_GIVEN_UP = (PurchaseState.CANCELLED, PurchaseState.VOID)


@dataclass(frozen=True, slots=True)
class ImportTerms:
    """What the document does not say, or what is to be said otherwise.

    Attributes:
        network_id: Network to call it in; by default the one it names.
        convener_id: Organisation that buys; by default the one it names.
        who: Telephone or e-mail of who brings it in; by default the only person
            who may convene for that organisation.
        closes_at: Until when lines may change, when its own hour has passed.
    """

    network_id: int | None = None
    convener_id: int | None = None
    who: str | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did.

    Attributes:
        purchase_id: The purchase.
        is_new: False when the same document had been brought in before.
        lines: Lines it brought.
        quotes: Quotes it brought.
    """

    purchase_id: int
    is_new: bool
    lines: int = 0
    quotes: int = 0


@dataclass(frozen=True, slots=True)
class _Found:
    """What the ids of the document stand for."""

    items: dict[str, int]
    parties: dict[str, int]
    suppliers: dict[int, int]
    people: dict[int, int]


def import_as_operator(
    session: Session, document: Mapping[str, Any], terms: ImportTerms, *, now: datetime
) -> Imported:
    """Bring a purchase in, for whoever runs the machine.

    The document has passed its schema and :func:`.document_faults`.  With lines
    or quotes it becomes an open call, without any a draft.  The lines are typed
    by the importer for every association that takes part in it.  The same
    document brought in again changes nothing.

    Raises:
        DocumentRefusedError: With everything that is wrong; nothing was kept
            once the caller's transaction is undone.
    """
    home = home_of(session, document, terms.network_id, terms.convener_id)
    lock(session, Organisation, home.convener.id)
    mark = fingerprint(document)
    before = _brought_before(session, home, mark)
    if before is not None:
        return Imported(before, is_new=False)
    faults = Faults()
    actor, found = _understand(session, document, home, terms, faults, now)
    with faults.at("/call"):
        draft = _draft(document, home, found, terms)
        purchase_id = create_purchase(session, draft, actor=actor, now=now)
    faults.stop()
    purchase = session.get_one(JointPurchase, purchase_id)
    _leave_mark(session, purchase, mark, actor, now)
    _join(session, purchase, document, found, actor=actor, now=now)
    lines, quotes = asked_lines(document), standing_quotes(document)
    if lines or quotes:
        with faults.at("/call/closes_at"):
            open_purchase(session, purchase_id, actor=actor, now=now)
        faults.stop()
        _bring_quotes(session, purchase, document, found, faults, actor=actor, now=now)
        _bring_lines(session, purchase, document, found, faults, actor=actor, now=now)
        faults.stop()
    return Imported(purchase_id, is_new=True, lines=len(lines), quotes=len(quotes))


def _understand(
    session: Session,
    document: Mapping[str, Any],
    home: Home,
    terms: ImportTerms,
    faults: Faults,
    now: datetime,
) -> tuple[Actor, _Found]:
    """Return who brings the purchase in and what its names mean.

    Raises:
        DocumentRefusedError: If it is not clear who, or a name means nothing.
    """
    day = local_day(now, home.network.time_zone)
    who = 0
    with faults.at("/call/convener"):
        who = importer_of(session, home, terms.who, day)
    names = [row["name"] for row in document["parties"]]
    found = _resolve(document, directory_of(session, home, names, day), faults)
    with faults.at("/call/currency"):
        _check_currency(document, home)
    faults.stop()
    return actor_of(session, who, day=day), found


def _brought_before(session: Session, home: Home, mark: str) -> int | None:
    return session.scalar(
        select(JointPurchase.id)
        .join(PurchaseStep, PurchaseStep.purchase_id == JointPurchase.id)
        .where(JointPurchase.convener_id == home.convener.id)
        .where(JointPurchase.network_id == home.network.id)
        .where(JointPurchase.state.not_in(_GIVEN_UP))
        .where(PurchaseStep.from_state.is_(None))
        .where(PurchaseStep.details["document"].as_string() == mark)
        .limit(1)
    )


def _resolve(
    document: Mapping[str, Any], directory: Directory, faults: Faults
) -> _Found:
    """Return what the document's names mean; note those that mean nothing."""
    found = _Found({}, {}, {}, {})
    for place, row in enumerate(document["items"]):
        with faults.at(f"/items/{place}"):
            found.items[row["id"]] = directory.pack(row).id
    for place, row in enumerate(document["parties"]):
        with faults.at(f"/parties/{place}/name"):
            found.parties[row["id"]] = directory.party(row["name"]).id
    for place, row in asked_lines(document):
        organisation_id = found.parties.get(row["party"])
        if organisation_id is not None:
            with faults.at(f"/lines/{place}/member"):
                found.people[place] = directory.person(organisation_id, row["member"])
    for place, row in standing_quotes(document):
        with faults.at(f"/quotes/{place}/supplier"):
            found.suppliers[place] = directory.supplier(row["supplier"]).id
    return found


def _check_currency(document: Mapping[str, Any], home: Home) -> None:
    own, told = Currency(home.convener.currency), Currency(document["call"]["currency"])
    if own is not told:
        price = Money(document["items"][0]["reference_minor"], told)
        raise OtherCurrencyError(price=price, currency=own)


def _draft(
    document: Mapping[str, Any], home: Home, found: _Found, terms: ImportTerms
) -> CallDraft:
    call = document["call"]
    currency = Currency(call["currency"])
    arrives = call["delivery_on"]
    return CallDraft(
        network_id=home.network.id,
        convener_id=home.convener.id,
        scope=PurchaseScope(call["scope"]),
        title=call["title"],
        items=tuple(
            ItemDraft(
                found.items[row["id"]],
                Money(row["reference_minor"], currency),
                date.fromisoformat(row["reference_on"]),
                row["reference_source"],
            )
            for row in document["items"]
        ),
        closes_at=terms.closes_at or datetime.fromisoformat(call["closes_at"]),
        confirm_hours=call["confirm_hours"],
        advance_percent=call["advance_percent"],
        delivery_place=call["delivery_place"],
        delivery_on=date.fromisoformat(arrives) if arrives else None,
        note=call["note"],
        invited=tuple(found.parties.values()),
    )


def _leave_mark(
    session: Session, purchase: JointPurchase, mark: str, actor: Actor, now: datetime
) -> None:
    """Write into the first step, and into the traces, where it comes from."""
    session.refresh(purchase, ["steps"])
    purchase.steps[0].details = {"document": mark}
    session.flush()
    audit.record(
        session,
        actor=actor,
        deed="purchase.imported",
        subject="joint_purchase",
        subject_id=purchase.id,
        organisation_id=purchase.convener_id,
        at=now,
        document=mark,
    )


def _join(
    session: Session,
    purchase: JointPurchase,
    document: Mapping[str, Any],
    found: _Found,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Let the associations that took part in the document take part here."""
    for row in document["parties"]:
        party = session.get(PurchaseParty, (purchase.id, found.parties[row["id"]]))
        if party is None:
            continue
        party.delivery_place = row["delivery_place"]
        if row["joined"] and party.joined_at is None:
            party.joined_at, party.joined_by = now, actor.person_id
            audit.record(
                session,
                actor=actor,
                deed="purchase.joined",
                subject="joint_purchase",
                subject_id=purchase.id,
                organisation_id=party.organisation_id,
                at=now,
            )
    session.flush()


def _bring_quotes(  # noqa: PLR0913 - all but five are by keyword
    session: Session,
    purchase: JointPurchase,
    document: Mapping[str, Any],
    found: _Found,
    faults: Faults,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    items = {row["id"]: each.id for row, each in _paired(document, purchase)}
    reason = document["call"]["few_quotes_reason"]
    if reason.strip():
        explain_few_quotes(session, purchase.id, reason, actor=actor, now=now)
    for place, row in standing_quotes(document):
        draft = _quote(row, found.suppliers[place], items, purchase.currency)
        with faults.at(f"/quotes/{place}"):
            record_quote(session, purchase.id, draft, actor=actor, now=now)


def _bring_lines(  # noqa: PLR0913 - all but five are by keyword
    session: Session,
    purchase: JointPurchase,
    document: Mapping[str, Any],
    found: _Found,
    faults: Faults,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    items = {row["id"]: each.id for row, each in _paired(document, purchase)}
    for place, row in asked_lines(document):
        alone = row["alone_minor"]
        draft = LineDraft(
            organisation_id=found.parties[row["party"]],
            person_id=found.people[place],
            item_id=items[row["item"]],
            wish=Wish(row["wanted"], row["at_most"], row["at_least"]),
            alone=None if alone is None else Money(alone, purchase.currency),
            channel=LineChannel.SPREADSHEET,
        )
        with faults.at(f"/lines/{place}"):
            require_joined(session, purchase, draft.organisation_id)
            keep_line(session, purchase, draft, actor=actor, now=now)


def _paired(
    document: Mapping[str, Any], purchase: JointPurchase
) -> list[tuple[Mapping[str, Any], Any]]:
    """Return each item of the document with its row, which keep their order."""
    return list(zip(document["items"], purchase.items, strict=True))


def _quote(
    row: Mapping[str, Any],
    supplier_id: int,
    items: Mapping[str, int],
    currency: Currency,
) -> QuoteDraft:
    freight = row["freight"]
    return QuoteDraft(
        supplier_id=supplier_id,
        lines=tuple(
            QuoteLineDraft(
                items[line["item"]],
                tuple(
                    BreakDraft(each["from"], Money(each["price_minor"], currency))
                    for each in line["breaks"]
                ),
                line["pack"],
                line["minimum"],
                line["maximum"],
                Discount(line["discount"]),
            )
            for line in row["lines"]
        ),
        received_on=date.fromisoformat(row["received_on"]),
        valid_until=date.fromisoformat(row["valid_until"]),
        payment_days=row["payment_days"],
        minimum_order=row["minimum_order_minor"],
        maximum_order=row["maximum_order_minor"],
        freight=FreightDraft(
            freight["fixed_minor"],
            freight["per_unit_minor"],
            freight["truck_units"],
            freight["truck_minor"],
        ),
        note=row["note"],
    )
