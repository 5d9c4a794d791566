"""What waits for a person today, across areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketplace.board.queries.jobs import failed_count
from marketplace.ledger.queries.statements import own_accounts
from marketplace.purchasing.queries.pages_list import (
    Pile,
    PurchaseFilter,
    Wait,
    may_convene,
    purchase_list,
)
from network.policy import Action
from network.queries.directory import own_organisations

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from marketplace.ledger.queries.statements import OwnAccounts
    from marketplace.purchasing.queries.pages_list import PurchaseCard
    from network.policy import Actor
    from network.queries.directory import OrganisationCard


@dataclass(frozen=True, slots=True)
class HomePage:
    """What waits for a person today.

    Attributes:
        to_note: Purchases in which the person has noted nothing yet.
        to_confirm: Purchases whose price the person has not answered.
        to_join: Purchases to which an own association is invited.
        to_run: Purchases whose next move is the person's.
        others: Other purchases that are under way.
        accounts: What the person owes, or has in favour, in each book.
        books: Organisations whose book the person keeps or watches.
        organisations: Organisations in which the person holds a role.
        may_convene: Whether the person may call a purchase.
        failed_jobs: Background work that failed; None for who does not see it.
    """

    to_note: tuple[PurchaseCard, ...]
    to_confirm: tuple[PurchaseCard, ...]
    to_join: tuple[PurchaseCard, ...]
    to_run: tuple[PurchaseCard, ...]
    others: tuple[PurchaseCard, ...]
    accounts: tuple[OwnAccounts, ...]
    books: tuple[OrganisationCard, ...]
    organisations: tuple[OrganisationCard, ...]
    may_convene: bool
    failed_jobs: int | None

    @property
    def is_quiet(self) -> bool:
        """Whether nothing waits."""
        return not (self.to_note or self.to_confirm or self.to_join or self.to_run)


def home_page(session: Session, *, actor: Actor, now: datetime) -> HomePage:
    """Return what waits for the actor.

    The number of statements does not depend on how much waits.
    """
    running = _cards(session, Pile.RUNNING, actor, now)
    mine = own_organisations(session, actor=actor)
    return HomePage(
        to_note=_cards(session, Pile.TO_NOTE, actor, now),
        to_confirm=_cards(session, Pile.TO_CONFIRM, actor, now),
        to_join=tuple(card for card in running if card.wait is Wait.JOIN),
        to_run=tuple(card for card in running if card.wait is Wait.RUN),
        others=tuple(card for card in running if card.wait is None),
        accounts=tuple(own_accounts(session, actor=actor)),
        books=tuple(card for card in mine if actor.holds(Action.SEE_BOOK, card.id)),
        organisations=tuple(mine),
        may_convene=may_convene(actor),
        failed_jobs=failed_count(session, actor=actor) if actor.coordinates else None,
    )


def _cards(
    session: Session, pile: Pile, actor: Actor, now: datetime
) -> tuple[PurchaseCard, ...]:
    return purchase_list(session, PurchaseFilter(pile), actor=actor, now=now).cards
