"""The list of joint purchases, with what waits for the actor in each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import joinedload

from marketplace.catalogue.models import Presentation, Product
from marketplace.purchasing.core.states import ENDED
from marketplace.purchasing.models import (
    JointPurchase,
    LineState,
    PurchaseItem,
    PurchaseLine,
    PurchaseParty,
    PurchaseScope,
    PurchaseState,
)
from network.core.text import fold
from network.models import NetworkMembership, Organisation, OrganisationKind
from network.policy import Action

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor

#: Kinds of organisation whose members buy together.
PRODUCERS = (OrganisationKind.ASSOCIATION, OrganisationKind.COOPERATIVE)

PAGE_LENGTH = 20


class Pile(StrEnum):
    """Which purchases a list shows."""

    TO_NOTE = "anotar"
    TO_CONFIRM = "confirmar"
    RUNNING = "curso"
    PAST = "pasadas"


class Wait(StrEnum):
    """What waits for the actor in a purchase."""

    NOTE = "note"
    CONFIRM = "confirm"
    JOIN = "join"
    RUN = "run"


@dataclass(frozen=True, slots=True)
class PurchaseFilter:
    """What somebody looks for; empty parts do not matter.

    Attributes:
        pile: One pile only.
        words: Parts of the title or of what is bought.
        before: Id of the last purchase of the page before.
    """

    pile: Pile | None = None
    words: str = ""
    before: int | None = None


@dataclass(frozen=True, slots=True)
class PurchaseCard:
    """A purchase as lists show it.

    Attributes:
        id: Of the purchase.
        title: Short name.
        state: Where it stands.
        scope: One association, or a network.
        convener: Who buys.
        network: Name of the network.
        time_zone: Of the network.
        closes_at: Until when lines may change.
        confirm_until: Until when the price may be accepted.
        items: What is bought, by name.
        mine: Units the actor asked for, all inputs together.
        wait: What waits for the actor there, if anything.
    """

    id: int
    title: str
    state: PurchaseState
    scope: PurchaseScope
    convener: str
    network: str
    time_zone: str
    closes_at: datetime
    confirm_until: datetime | None
    items: tuple[str, ...]
    mine: int
    wait: Wait | None


@dataclass(frozen=True, slots=True)
class PurchaseList:
    """A page of the list; ``next_before`` is where the next one starts."""

    cards: tuple[PurchaseCard, ...]
    next_before: int | None
    may_convene: bool


def purchase_list(
    session: Session, wanted: PurchaseFilter, *, actor: Actor, now: datetime
) -> PurchaseList:
    """Return the purchases the actor has to do with, the newest first.

    The number of statements does not depend on how many there are.
    """
    statement = (
        select(JointPurchase)
        .options(joinedload(JointPurchase.convener), joinedload(JointPurchase.network))
        .where(visible(actor), *_conditions(wanted, actor, now))
        .order_by(JointPurchase.id.desc())
        .limit(PAGE_LENGTH + 1)
    )
    rows = session.scalars(statement).all()
    shown = rows[:PAGE_LENGTH]
    return PurchaseList(
        cards=_cards(session, shown, actor, now),
        next_before=shown[-1].id if len(rows) > PAGE_LENGTH else None,
        may_convene=may_convene(session, actor),
    )


def waiting(session: Session, pile: Pile, *, actor: Actor, now: datetime) -> int:
    """Return in how many purchases something of that pile waits for the actor."""
    wanted = PurchaseFilter(pile)
    return (
        session.scalar(
            select(func.count(JointPurchase.id)).where(
                visible(actor), *_conditions(wanted, actor, now)
            )
        )
        or 0
    )


def may_convene(session: Session, actor: Actor) -> bool:
    """Tell whether the actor may call a purchase somewhere.

    A coordinator calls one for an association, so the network must have one.
    """
    if any(actor.holds(Action.CONVENE_PURCHASE, each) for each in actor.roles):
        return True
    if not actor.coordinates:
        return False
    producer = exists().where(
        NetworkMembership.network_id.in_(actor.coordinates),
        NetworkMembership.until.is_(None),
        NetworkMembership.organisation_id == Organisation.id,
        Organisation.kind.in_(PRODUCERS),
    )
    return bool(session.scalar(select(producer)))


def visible(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that the actor may see a purchase."""
    seeing = [key for key in actor.roles if actor.holds(Action.SEE_PURCHASE, key)]
    calling = [key for key in actor.roles if actor.holds(Action.CONVENE_PURCHASE, key)]
    of_network = JointPurchase.network_id.in_(list(actor.coordinates))
    part = exists().where(
        PurchaseParty.purchase_id == JointPurchase.id,
        PurchaseParty.organisation_id.in_(seeing),
    )
    seen = or_(JointPurchase.convener_id.in_(seeing), part, of_network)
    own_draft = or_(
        JointPurchase.convener_id.in_(calling),
        of_network & (JointPurchase.scope == PurchaseScope.NETWORK),
    )
    return seen & ((JointPurchase.state != PurchaseState.DRAFT) | own_draft)


def _conditions(
    wanted: PurchaseFilter, actor: Actor, now: datetime
) -> list[ColumnElement[bool]]:
    found = [_in_pile(wanted.pile, actor, now)] if wanted.pile else []
    found += [_about(word) for word in fold(wanted.words).split()[:6]]
    if wanted.before is not None:
        found.append(JointPurchase.id < wanted.before)
    return found


def _about(word: str) -> ColumnElement[bool]:
    """Whether the word stands in the title or in what is bought."""
    items = (
        exists()
        .where(PurchaseItem.purchase_id == JointPurchase.id)
        .where(Presentation.id == PurchaseItem.presentation_id)
        .where(Presentation.search_key.contains(word, autoescape=True))
    )
    return or_(JointPurchase.title.icontains(word, autoescape=True), items)


def _to_note(actor: Actor, now: datetime) -> ColumnElement[bool]:
    own = exists().where(
        PurchaseParty.purchase_id == JointPurchase.id,
        PurchaseParty.joined_at.is_not(None),
        PurchaseParty.organisation_id.in_(_noting(actor)),
    )
    noted = exists().where(
        PurchaseLine.purchase_id == JointPurchase.id,
        PurchaseLine.person_id == actor.person_id,
        PurchaseLine.state != LineState.WITHDRAWN,
    )
    is_open = JointPurchase.state == PurchaseState.OPEN
    return is_open & (JointPurchase.closes_at > now) & own & ~noted


def _to_confirm(actor: Actor, now: datetime) -> ColumnElement[bool]:
    asked = exists().where(
        PurchaseLine.purchase_id == JointPurchase.id,
        PurchaseLine.person_id == actor.person_id,
        PurchaseLine.state == LineState.NOTED,
        PurchaseLine.planned_units > 0,
    )
    confirming = JointPurchase.state == PurchaseState.CONFIRMING
    return confirming & (JointPurchase.confirm_until > now) & asked


def _in_pile(pile: Pile, actor: Actor, now: datetime) -> ColumnElement[bool]:
    if pile is Pile.TO_NOTE:
        return _to_note(actor, now)
    if pile is Pile.TO_CONFIRM:
        return _to_confirm(actor, now)
    ended = JointPurchase.state.in_(ENDED)
    return ended if pile is Pile.PAST else ~ended


#: States in which the convener has to make the next move.
_CONVENERS_TURN = frozenset(
    {
        PurchaseState.DRAFT,
        PurchaseState.CLOSED,
        PurchaseState.QUOTING,
        PurchaseState.AWARDED,
        PurchaseState.CONFIRMED,
    }
)


def _noting(actor: Actor) -> list[int]:
    return [key for key in actor.roles if actor.holds(Action.NOTE_LINE, key)]


def _cards(
    session: Session, rows: Sequence[JointPurchase], actor: Actor, now: datetime
) -> tuple[PurchaseCard, ...]:
    keys = [row.id for row in rows]
    items: dict[int, list[str]] = {}
    for key, name in session.execute(
        select(PurchaseItem.purchase_id, Product.name)
        .join(Presentation, Presentation.id == PurchaseItem.presentation_id)
        .join(Product, Product.id == Presentation.product_id)
        .where(PurchaseItem.purchase_id.in_(keys))
        .order_by(PurchaseItem.position, PurchaseItem.id)
    ):
        items.setdefault(key, []).append(name)
    mine: dict[int, int] = {}
    for key, units in session.execute(
        select(PurchaseLine.purchase_id, func.sum(PurchaseLine.wanted))
        .where(PurchaseLine.purchase_id.in_(keys))
        .where(PurchaseLine.person_id == actor.person_id)
        .where(PurchaseLine.state.not_in((LineState.WITHDRAWN, LineState.OUT)))
        .group_by(PurchaseLine.purchase_id)
    ):
        mine[key] = int(units)
    waits = _waits(session, rows, actor, now)
    return tuple(
        PurchaseCard(
            id=row.id,
            title=row.title,
            state=row.state,
            scope=row.scope,
            convener=row.convener.name,
            network=row.network.name,
            time_zone=row.network.time_zone,
            closes_at=row.closes_at,
            confirm_until=row.confirm_until,
            items=tuple(dict.fromkeys(items.get(row.id, ()))),
            mine=mine.get(row.id, 0),
            wait=waits.get(row.id),
        )
        for row in rows
    )


def _waits(
    session: Session, rows: Sequence[JointPurchase], actor: Actor, now: datetime
) -> dict[int, Wait]:
    """Return what waits for the actor in each purchase, the most urgent."""
    keys = [row.id for row in rows]
    found: dict[int, Wait] = {
        row.id: Wait.RUN
        for row in rows
        if row.state in _CONVENERS_TURN
        and (
            actor.holds(Action.RUN_PURCHASE, row.convener_id)
            or (
                row.scope is PurchaseScope.NETWORK
                and row.network_id in actor.coordinates
            )
        )
    }
    joining = [
        key for key in actor.roles if actor.holds(Action.TAKE_PART_IN_PURCHASE, key)
    ]
    uninvolved = exists().where(
        PurchaseParty.purchase_id == JointPurchase.id,
        PurchaseParty.organisation_id.in_(joining),
        PurchaseParty.joined_at.is_(None),
    )
    is_open = JointPurchase.state == PurchaseState.OPEN
    for wait, condition in (
        (Wait.JOIN, is_open & uninvolved),
        (Wait.NOTE, _to_note(actor, now)),
        (Wait.CONFIRM, _to_confirm(actor, now)),
    ):
        chosen = select(JointPurchase.id).where(JointPurchase.id.in_(keys), condition)
        found |= dict.fromkeys(session.scalars(chosen), wait)
    return found
