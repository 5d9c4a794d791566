"""What suppliers ask: typed, improved, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, func, select

from marketplace.attachments.models import Attachment
from marketplace.purchasing.models import (
    JointPurchase,
    PurchaseState,
    Quote,
    QuoteState,
    SupplierInterest,
)
from marketplace.purchasing.services.freshness import make_plans_stale
from marketplace.purchasing.services.moves import (
    ReasonMissingError,
    hold_purchase,
    require_state,
)
from marketplace.purchasing.services.quote_drafts import (
    QuoteDraft,
    check_terms,
    line_of,
    says_the_same,
    terms_of,
)
from marketplace.purchasing.services.taking_part import today_of
from network.core.text import clean_name, clean_note
from network.db import lock
from network.errors import InvalidError, NotFoundError
from network.models import NetworkMembership, Organisation, OrganisationKind
from network.policy import Action
from network.services import audit

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor

#: While the purchase is in one of these, suppliers may still be heard.
HEARING = (PurchaseState.OPEN, PurchaseState.CLOSED, PurchaseState.QUOTING)


class OwnSupplierError(InvalidError):
    """The convener would buy from itself."""


def record_quote(
    session: Session,
    purchase_id: int,
    draft: QuoteDraft,
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """Keep a supplier's offer; return the quote's id.

    An earlier offer of the same supplier stays, replaced.  The same offer sent
    twice is kept once.

    Raises:
        NotFoundError: If purchase, input or supplier are not the actor's.
        NotAllowedError: If the actor's roles do not allow it.
        PurchaseMovedOnError: If the award has been made.
        StaleQuoteError: If the prices are no longer valid.
        InvalidError: If a term is wrong; see the errors of this module.
    """
    purchase = hold_purchase(session, purchase_id)
    purchase.reach.require_running(actor, Action.RECORD_QUOTE)
    require_state(purchase, *HEARING)
    _check_supplier(session, purchase, draft.supplier_id)
    _check_attachment(session, purchase, draft.attachment_id)
    check_terms(draft, today_of(purchase, now))
    items = {item.id: item for item in purchase.items}
    lines = [line_of(items, line, purchase.currency) for line in draft.lines]
    current = current_quote(session, purchase_id, draft.supplier_id)
    if current is not None:
        if says_the_same(current, terms_of(draft), lines):
            return current.id
        current.state = QuoteState.REPLACED
    quote = Quote(
        purchase_id=purchase_id,
        revision=_next_revision(session, purchase_id, draft.supplier_id),
        currency=purchase.currency,
        typed_by=actor.person_id,
        created_at=now,
        lines=lines,
        **terms_of(draft),
    )
    session.add(quote)
    session.flush()
    make_plans_stale(session, purchase_id)
    _trace(session, quote, "purchase.quote_recorded", actor, now)
    return quote.id


def withdraw_quote(
    session: Session, quote_id: int, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Take a supplier's offer out of the comparison; twice is harmless.

    Raises:
        NotFoundError: If there is no such quote, or it is not the actor's.
        NotAllowedError: If the actor's roles do not allow it.
        PurchaseMovedOnError: If the award has been made.
        ReasonMissingError: If no reason is given.
    """
    found = session.get(Quote, quote_id)
    if found is None:
        raise NotFoundError(quote=quote_id)
    purchase = hold_purchase(session, found.purchase_id)
    purchase.reach.require_running(actor, Action.RECORD_QUOTE)
    quote = lock(session, Quote, quote_id)
    if quote.state is not QuoteState.CURRENT:
        return
    require_state(purchase, *HEARING)
    if not reason.strip():
        raise ReasonMissingError(purchase=purchase.id)
    quote.state = QuoteState.WITHDRAWN
    quote.note = clean_name(f"{quote.note} {reason}", 300)
    make_plans_stale(session, purchase.id)
    _trace(session, quote, "purchase.quote_withdrawn", actor, now)


def explain_few_quotes(
    session: Session, purchase_id: int, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Write down why fewer than three quotes are enough.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
        NotAllowedError: If the actor's roles do not allow it.
        PurchaseMovedOnError: If the award has been made.
        ReasonMissingError: If no reason is given.
    """
    purchase = hold_purchase(session, purchase_id)
    purchase.reach.require_running(actor, Action.RECORD_QUOTE)
    require_state(purchase, *HEARING)
    if not reason.strip():
        raise ReasonMissingError(purchase=purchase_id)
    purchase.few_quotes_reason = clean_note(reason)
    audit.record(
        session,
        actor=actor,
        deed="purchase.few_quotes_explained",
        subject="joint_purchase",
        subject_id=purchase_id,
        organisation_id=purchase.convener_id,
        at=now,
        reason=purchase.few_quotes_reason,
    )


def declare_interest(
    session: Session,
    purchase_id: int,
    supplier_id: int,
    relation: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Say that one is related to a supplier, which bars one from choosing it.

    Raises:
        NotFoundError: If the purchase is not the actor's, or the supplier has
            no quote in it.
        ReasonMissingError: If the relation is not said.
    """
    purchase = hold_purchase(session, purchase_id)
    purchase.reach.require_sight(actor)
    quoted = select(exists().where(Quote.purchase_id == purchase_id)).where(
        Quote.supplier_id == supplier_id
    )
    if not session.scalar(quoted):
        raise NotFoundError(organisation=supplier_id)
    if not relation.strip():
        raise ReasonMissingError(purchase=purchase_id)
    declared = session.get(SupplierInterest, (actor.person_id, supplier_id))
    if declared is None:
        declared = SupplierInterest(
            person_id=actor.person_id, supplier_id=supplier_id, declared_at=now
        )
        session.add(declared)
    declared.relation = clean_name(relation, 160)
    session.flush()
    audit.record(
        session,
        actor=actor,
        deed="purchase.interest_declared",
        subject="organisation",
        subject_id=supplier_id,
        organisation_id=purchase.convener_id,
        at=now,
        purchase=purchase_id,
    )


def current_quotes(session: Session, purchase_id: int) -> list[Quote]:
    """Return the quotes that count, by supplier's id."""
    return list(
        session.scalars(
            select(Quote)
            .where(Quote.purchase_id == purchase_id)
            .where(Quote.state == QuoteState.CURRENT)
            .order_by(Quote.supplier_id)
        )
    )


def current_quote(session: Session, purchase_id: int, supplier_id: int) -> Quote | None:
    """Return the quote of a supplier that counts, if any."""
    return session.scalar(
        select(Quote)
        .where(Quote.purchase_id == purchase_id, Quote.supplier_id == supplier_id)
        .where(Quote.state == QuoteState.CURRENT)
    )


def _check_supplier(
    session: Session, purchase: JointPurchase, supplier_id: int
) -> None:
    supplier = session.get(Organisation, supplier_id)
    inside = select(
        exists()
        .where(NetworkMembership.organisation_id == supplier_id)
        .where(NetworkMembership.network_id == purchase.network_id)
        .where(NetworkMembership.until.is_(None))
    )
    is_supplier = (
        supplier is not None
        and supplier.kind is OrganisationKind.SUPPLIER
        and supplier.country == purchase.network.country
    )
    if not is_supplier and not session.scalar(inside):
        raise NotFoundError(organisation=supplier_id)
    if supplier_id == purchase.convener_id:
        raise OwnSupplierError(organisation=purchase.convener.name)


def _check_attachment(
    session: Session, purchase: JointPurchase, attachment_id: int | None
) -> None:
    """Refuse a file that another organisation keeps."""
    if attachment_id is None:
        return
    kept = session.get(Attachment, attachment_id)
    if kept is None or kept.organisation_id != purchase.convener_id:
        raise NotFoundError(attachment=attachment_id)


def _next_revision(session: Session, purchase_id: int, supplier_id: int) -> int:
    last = session.scalar(
        select(func.max(Quote.revision)).where(
            Quote.purchase_id == purchase_id, Quote.supplier_id == supplier_id
        )
    )
    return (last or 0) + 1


def _trace(
    session: Session, quote: Quote, deed: str, actor: Actor, now: datetime
) -> None:
    audit.record(
        session,
        actor=actor,
        deed=deed,
        subject="quote",
        subject_id=quote.id,
        organisation_id=quote.purchase.convener_id,
        at=now,
        purchase=quote.purchase_id,
        supplier=quote.supplier_id,
        revision=quote.revision,
        note=quote.note,
    )
