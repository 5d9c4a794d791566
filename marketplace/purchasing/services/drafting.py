"""Writing down a joint purchase: what, for whom, until when, on which terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from marketplace.catalogue.models import Presentation
from marketplace.kernel.money import Currency
from marketplace.purchasing.core.access import Reach
from marketplace.purchasing.core.term_fields import CallField
from marketplace.purchasing.models import (
    JointPurchase,
    PurchaseItem,
    PurchaseParty,
    PurchaseScope,
    PurchaseState,
    PurchaseStep,
)
from marketplace.purchasing.services.moves import (
    PurchaseMovedOnError,
    hold_purchase,
    reach_of,
    require_state,
)
from network.core.text import clean_name, clean_note
from network.errors import InvalidError, NotFoundError
from network.models import Network, NetworkMembership, Organisation, OrganisationKind
from network.policy import Action, Actor, require_network

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from marketplace.kernel.money import Money
    from network.models import Country

#: Two weeks.
MOST_CONFIRM_HOURS = 336
#: Kinds of organisation whose members buy together.
PRODUCERS = (OrganisationKind.ASSOCIATION, OrganisationKind.COOPERATIVE)


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """An input to buy.

    Attributes:
        presentation_id: Product and unit of the catalogue.
        reference: What a unit costs when bought alone, more than zero.
        reference_on: Day that price was seen.
        reference_source: Where it was seen.
    """

    presentation_id: int
    reference: Money
    reference_on: date
    reference_source: str


@dataclass(frozen=True, slots=True)
class CallDraft:
    """A joint purchase as its convener writes it.

    Attributes:
        network_id: Network in which it is called.
        convener_id: Organisation that will buy.
        scope: Own members only, or associations of the network.
        title: Short name.
        items: What to buy, each presentation once.
        closes_at: Until when members may change their lines.
        confirm_hours: Hours to accept the final price, 1 to 336.
        advance_percent: Share asked for before ordering, 0 to 100.
        delivery_place: Where the goods arrive.
        delivery_on: Day they are expected, if known.
        note: Anything else members should read.
        invited: Associations to invite; for a network purchase, none means
            every producers' organisation of the network.
    """

    network_id: int
    convener_id: int
    scope: PurchaseScope
    title: str
    items: tuple[ItemDraft, ...]
    closes_at: datetime
    confirm_hours: int = 48
    advance_percent: int = 0
    delivery_place: str = ""
    delivery_on: date | None = None
    note: str = ""
    invited: tuple[int, ...] = ()


class NothingToBuyError(InvalidError):
    """The purchase has no input yet."""


class ItemTwiceError(InvalidError):
    """The same presentation stands in the purchase twice."""


class CallTermsError(InvalidError):
    """A term of the call is missing or out of range.

    Values: ``field``, a :class:`CallField`.
    """


class OtherCurrencyError(InvalidError):
    """A price is in another currency than the convener's book."""


class NotInNetworkError(InvalidError):
    """An organisation does not belong to the network of the purchase."""


def create_purchase(
    session: Session, draft: CallDraft, *, actor: Actor, now: datetime
) -> int:
    """Write down a new purchase, still unseen by members; return its id.

    Raises:
        NotFoundError: If the network or the convener is not the actor's.
        NotAllowedError: If the actor's roles do not allow convening.
        InvalidError: If the draft breaks a rule; see :func:`edit_purchase`.
    """
    _require_convening(actor, draft)
    convener = _convener(session, draft)
    _check_terms(draft)
    _check_items(draft.items, Currency(convener.currency))
    _check_presentations(session, draft.items, convener.country)
    purchase = JointPurchase(
        network_id=draft.network_id,
        convener_id=draft.convener_id,
        scope=draft.scope,
        currency=Currency(convener.currency),
        created_by=actor.person_id,
        created_at=now,
        **_terms(draft),
    )
    session.add(purchase)
    session.flush()
    _write_items(session, purchase, draft.items)
    _write_parties(session, purchase, draft, actor, now)
    session.add(
        PurchaseStep(
            purchase_id=purchase.id,
            from_state=None,
            to_state=PurchaseState.DRAFT,
            at=now,
            person_id=actor.person_id,
            details={},
        )
    )
    session.flush()
    return purchase.id


def edit_purchase(
    session: Session, purchase_id: int, draft: CallDraft, *, actor: Actor, now: datetime
) -> None:
    """Write a draft anew, before anybody has noted a line.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
        NotAllowedError: If the actor's roles do not allow it.
        PurchaseMovedOnError: If it is no longer a draft.
        NothingToBuyError: If there is no item.
        ItemTwiceError: If a presentation stands there twice.
        OtherCurrencyError: If a price is in another currency.
        NotInNetworkError: If an invited organisation is not of the network.
    """
    purchase = hold_purchase(session, purchase_id)
    reach_of(session, purchase).require_running(actor, Action.CONVENE_PURCHASE)
    require_state(purchase, PurchaseState.DRAFT)
    if (draft.network_id, draft.convener_id) != (
        purchase.network_id,
        purchase.convener_id,
    ):
        raise PurchaseMovedOnError(purchase=purchase.id, state=purchase.state)
    _check_terms(draft)
    _check_items(draft.items, purchase.currency)
    _check_presentations(session, draft.items, purchase.convener.country)
    for name, value in _terms(draft).items():
        setattr(purchase, name, value)
    purchase.scope = draft.scope
    for row in [*purchase.items, *purchase.parties]:
        session.delete(row)
    session.flush()
    session.expire(purchase, ["items", "parties"])
    _write_items(session, purchase, draft.items)
    _write_parties(session, purchase, draft, actor, now)


def _require_convening(actor: Actor, draft: CallDraft) -> None:
    reach = Reach(0, draft.network_id, draft.convener_id, draft.scope, frozenset())
    require_network(actor, Action.SEE_NETWORK, draft.network_id)
    reach.require_running(actor, Action.CONVENE_PURCHASE)


def _convener(session: Session, draft: CallDraft) -> Organisation:
    network = session.get(Network, draft.network_id)
    convener = session.get(Organisation, draft.convener_id)
    if network is None or convener is None:
        raise NotFoundError(network=draft.network_id)
    if not belongs(session, draft.network_id, draft.convener_id):
        raise NotInNetworkError(organisation=convener.name, network=network.name)
    return convener


def belongs(session: Session, network_id: int, organisation_id: int) -> bool:
    """Tell whether an organisation belongs to a network now."""
    return bool(
        session.scalar(
            select(
                exists()
                .where(NetworkMembership.network_id == network_id)
                .where(NetworkMembership.organisation_id == organisation_id)
                .where(NetworkMembership.until.is_(None))
            )
        )
    )


def _check_items(items: Sequence[ItemDraft], currency: Currency) -> None:
    if not items:
        raise NothingToBuyError
    wanted = [item.presentation_id for item in items]
    if len(set(wanted)) < len(wanted):
        raise ItemTwiceError(count=len(wanted))
    for item in items:
        if item.reference.currency is not currency:
            raise OtherCurrencyError(price=item.reference, currency=currency)
        if item.reference.minor <= 0:
            raise CallTermsError(field=CallField.REFERENCE)
        if not item.reference_source.strip():
            raise CallTermsError(field=CallField.REFERENCE_SOURCE)


def _check_terms(draft: CallDraft) -> None:
    """Refuse terms that are missing or out of range."""
    sound = {
        CallField.TITLE: bool(draft.title.strip()),
        CallField.DELIVERY_PLACE: bool(draft.delivery_place.strip()),
        CallField.CONFIRM_HOURS: 1 <= draft.confirm_hours <= MOST_CONFIRM_HOURS,
        CallField.ADVANCE_PERCENT: 0 <= draft.advance_percent <= 100,
        CallField.DELIVERY_ON: draft.delivery_on is None
        or draft.delivery_on >= draft.closes_at.date(),
    }
    for name, holds in sound.items():
        if not holds:
            raise CallTermsError(field=name)


def _check_presentations(
    session: Session, items: Sequence[ItemDraft], country: Country
) -> None:
    """Refuse a pack that is unknown, retired or of another country.

    Raises:
        NotFoundError: If there is one.
    """
    known = set(
        session.scalars(
            select(Presentation.id)
            .where(Presentation.id.in_([item.presentation_id for item in items]))
            .where(Presentation.country == country)
            .where(Presentation.retired_at.is_(None))
        )
    )
    for item in items:
        if item.presentation_id not in known:
            raise NotFoundError(presentation=item.presentation_id)


def _terms(draft: CallDraft) -> dict[str, object]:
    return {
        "title": clean_name(draft.title, 120),
        "closes_at": draft.closes_at,
        "confirm_hours": draft.confirm_hours,
        "advance_percent": draft.advance_percent,
        "delivery_place": clean_name(draft.delivery_place, 200),
        "delivery_on": draft.delivery_on,
        "note": clean_note(draft.note),
    }


def _write_items(
    session: Session, purchase: JointPurchase, items: Sequence[ItemDraft]
) -> None:
    for position, item in enumerate(items):
        session.add(
            PurchaseItem(
                purchase_id=purchase.id,
                presentation_id=item.presentation_id,
                position=position,
                reference=item.reference,
                reference_on=item.reference_on,
                reference_source=clean_name(item.reference_source, 160),
            )
        )
    session.flush()


def _write_parties(
    session: Session,
    purchase: JointPurchase,
    draft: CallDraft,
    actor: Actor,
    now: datetime,
) -> None:
    """Invite the associations; the convener's own members take part at once."""
    invited = _invited(session, draft)
    for organisation_id in invited:
        own = organisation_id == draft.convener_id
        session.add(
            PurchaseParty(
                purchase_id=purchase.id,
                organisation_id=organisation_id,
                joined_at=now if own else None,
                joined_by=actor.person_id if own else None,
            )
        )
    session.flush()


def _invited(session: Session, draft: CallDraft) -> list[int]:
    if draft.scope is PurchaseScope.ASSOCIATION:
        return [draft.convener_id]
    producers = session.scalars(
        select(NetworkMembership.organisation_id)
        .join(Organisation)
        .where(NetworkMembership.network_id == draft.network_id)
        .where(NetworkMembership.until.is_(None))
        .where(Organisation.kind.in_(PRODUCERS))
        .order_by(NetworkMembership.organisation_id)
    ).all()
    if not draft.invited:
        return list(producers)
    strangers = set(draft.invited) - set(producers)
    if strangers:
        names = session.scalars(
            select(Organisation.name).where(Organisation.id.in_(strangers))
        ).all()
        raise NotInNetworkError(organisation=", ".join(names), network=draft.network_id)
    return sorted(set(draft.invited))
