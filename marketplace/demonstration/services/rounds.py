"""Small purchases of the past: from the call to closed books."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from marketplace.demonstration.services import goods
from marketplace.demonstration.services.story import Offer, Story, Want
from marketplace.kernel.money import Currency, Money

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from marketplace.demonstration.core.history import Round
    from marketplace.demonstration.services.packs import Packs
    from marketplace.demonstration.services.village import Village

#: What conveners had in the bank before Tejido, in minor units.
_BANK = {Currency.COP: 18_000_000_00, Currency.USD: 9_000_00}
#: Which of an association's people take part: members without a seat.
_FIRST, _MOST = 5, 7
#: Days that those who pay late let pass.
_LATE = 41


def play_to_the_end(
    story: Story,
    *,
    bank: Money | None = None,
    damaged: int = 0,
    is_late: bool = False,
) -> None:
    """Play a purchase from its offers to closed books.

    Args:
        story: The purchase, with its offers.
        bank: What the convener had in the bank before Tejido.
        damaged: Units of each order that arrive broken and are claimed.
        is_late: Whether the other associations pay after the agreed day.
    """
    story.award()
    story.wait(hours=5)
    story.ask()
    story.wait(hours=20)
    story.accept()
    story.confirm()
    story.fill_bank(story.convener, bank or _usual(story))
    story.wait(days=1)
    goods.order(story)
    story.wait(days=7)
    goods.receive(story, keep=Fraction(1), damaged=damaged)
    goods.share(story)
    story.wait(hours=5)
    goods.hand_over(story)
    story.wait(days=1)
    goods.invoice(story)
    goods.credit_claims(story)
    story.wait(days=9)
    goods.pay(story)
    # Every association needs something in the bank to pay the convener from.
    for party in story.parties:
        if party.id != story.convener.id:
            goods.bank_cash(story, party)
    story.wait(days=_LATE if is_late else 2)
    goods.pay_suppliers(story)
    goods.finish(story)


def play_round(
    session: Session, village: Village, packs: Packs, past: Round, *, now: datetime
) -> None:
    """Play a small purchase that two or three associations finished long ago.

    Args:
        session: The open transaction.
        village: The stage.
        packs: What can be bought.
        past: The purchase.
        now: The hour at which the demonstration is loaded.
    """
    parties = [village.houses[name] for name in past.houses]
    convener = parties[0]
    network = next(
        each
        for each in village.networks.values()
        if each.id == village.home[convener.id]
    )
    currency = Currency(convener.currency)
    began = now - timedelta(days=past.days_ago)
    story = Story(session, village, network, convener, parties, began)
    alone = Money(past.alone, currency)
    story.call(
        past.title,
        [Want(getattr(packs, past.pack), alone, past.low, past.high)],
        place=past.place,
        open_for=timedelta(days=3),
    )
    story.note(first=_FIRST, most=_MOST)
    story.close()
    story.quote(
        [
            Offer(
                village.houses[bid.supplier],
                [
                    {
                        start: Money(price, currency)
                        for start, price in bid.prices.items()
                    }
                ],
            )
            for bid in past.bids
        ]
    )
    play_to_the_end(story, damaged=past.damaged, is_late=past.is_late)


def _usual(story: Story) -> Money:
    currency = story.purchase.currency
    return Money(_BANK[currency], currency)
