"""Playing a joint purchase through the services that people use."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.kernel.calendar import local_day
from marketplace.kernel.money import Currency, Money
from marketplace.ledger.core import Entry, Posting
from marketplace.ledger.services import post
from marketplace.purchasing.core.plan import solve
from marketplace.purchasing.core.wishes import Wish
from marketplace.purchasing.models import (
    JointPurchase,
    LineState,
    PurchaseItem,
    PurchaseLine,
    PurchaseScope,
)
from marketplace.purchasing.services import (
    awards,
    calls,
    confirmations,
    drafting,
    ending,
    lines,
    plans,
    quotes,
)
from marketplace.purchasing.services.quote_drafts import (
    BreakDraft,
    FreightDraft,
    QuoteDraft,
    QuoteLineDraft,
)
from network.policy import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from marketplace.demonstration.services.village import Village
    from network.models import Network, Organisation, Person
    from network.policy import Actor

#: Hours that members have to accept the price, in the demonstration.
CONFIRM_HOURS = 48


@dataclass(frozen=True, slots=True)
class Want:
    """An input of a story.

    Attributes:
        presentation_id: Of the catalogue.
        alone: What a unit costs alone, in whole pesos or in cents.
        low: Fewest units that a member asks for.
        high: Most units that a member asks for.
    """

    presentation_id: int
    alone: Money
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A supplier's prices in a story.

    Attributes:
        supplier: Who offers.
        prices: Price of a unit by number of units, for each input in order.
        pack: Units of a whole pack.
        minimum: Fewest units of a line.
        freight: Fixed freight.
        truck: Units of a truck and what it costs, if freight is by truck.
        days: Days to pay.
    """

    supplier: Organisation
    prices: Sequence[dict[int, Money]]
    pack: int = 1
    minimum: int = 0
    freight: Money | None = None
    truck: tuple[int, Money] | None = None
    days: int = 30


@dataclass
class Story:
    """A purchase on its way.

    Attributes:
        session: The open transaction.
        village: The stage.
        network: Where it is called.
        convener: Who buys.
        parties: Associations that take part.
        now: The hour on the stage; moves on with :meth:`wait`.
    """

    session: Session
    village: Village
    network: Network
    convener: Organisation
    parties: Sequence[Organisation]
    now: datetime
    purchase_id: int = 0
    wants: Sequence[Want] = field(default_factory=tuple)

    @property
    def purchase(self) -> JointPurchase:
        """The purchase as it stands."""
        return self.session.get_one(JointPurchase, self.purchase_id)

    @property
    def officer(self) -> Actor:
        """The first officer of the convener, its legal representative."""
        return self.village.seat(self.convener, 0)

    @property
    def second_officer(self) -> Actor:
        """Another officer of the convener."""
        return self.village.seat(self.convener, 1)

    @property
    def treasurer(self) -> Actor:
        """The treasurer of the convener."""
        return self.village.seat(self.convener, 2)

    @property
    def day(self) -> date:
        """The day it is on the stage, where the network is."""
        return local_day(self.now, self.network.time_zone)

    def wait(self, *, days: int = 0, hours: int = 0) -> None:
        """Let time go by on the stage."""
        self.now += timedelta(days=days, hours=hours)

    def call(
        self,
        title: str,
        wants: Sequence[Want],
        *,
        place: str,
        open_for: timedelta,
        advance_percent: int = 0,
        note: str = "",
    ) -> None:
        """Write the purchase down, open it and let the associations join."""
        self.wants = wants
        alone = len(self.parties) == 1
        draft = drafting.CallDraft(
            network_id=self.network.id,
            convener_id=self.convener.id,
            scope=PurchaseScope.ASSOCIATION if alone else PurchaseScope.NETWORK,
            title=title,
            items=tuple(
                drafting.ItemDraft(
                    want.presentation_id, want.alone, self.day, "Almacén del pueblo"
                )
                for want in wants
            ),
            closes_at=self.now + open_for,
            confirm_hours=CONFIRM_HOURS,
            advance_percent=advance_percent,
            delivery_place=place,
            delivery_on=self.day + open_for + timedelta(days=14),
            note=note,
            invited=() if alone else tuple(each.id for each in self.parties),
        )
        self.purchase_id = drafting.create_purchase(
            self.session, draft, actor=self.officer, now=self.now
        )
        calls.open_purchase(
            self.session, self.purchase_id, actor=self.officer, now=self.now
        )
        for party in self.parties:
            if party.id != self.convener.id:
                calls.join_purchase(
                    self.session,
                    self.purchase_id,
                    party.id,
                    actor=self.village.seat(party, 0),
                    now=self.now,
                )

    def note(self, *, every: int = 1, first: int = 0, most: int | None = None) -> None:
        """Let members note what they need: each one, or every so many."""
        items = self.items()
        for party in self.parties:
            people = self.village.members(party)[first:most:every]
            for place, person in enumerate(people):
                self._note_one(party, person, place, items)

    def _note_one(
        self,
        party: Organisation,
        person: Person,
        place: int,
        items: Sequence[PurchaseItem],
    ) -> None:
        actor = self.village.acting(person, party)
        for number, (item, want) in enumerate(zip(items, self.wants, strict=True)):
            if number and (place + number) % 2:
                continue
            spread = want.high - want.low + 1
            wanted = want.low + (place * 7 + party.id * 3 + number) % spread
            more = wanted + (place % 3) * max(1, spread // 6)
            lines.note_line(
                self.session,
                self.purchase_id,
                lines.LineDraft(party.id, person.id, item.id, Wish(wanted, more)),
                actor=actor,
                now=self.now,
            )

    def items(self) -> list[PurchaseItem]:
        """Return the inputs in order."""
        return list(
            self.session.scalars(
                select(PurchaseItem)
                .where(PurchaseItem.purchase_id == self.purchase_id)
                .order_by(PurchaseItem.position)
            )
        )

    def close(self) -> None:
        """Let the closing hour come, and take the list to the suppliers."""
        self.now = max(self.now, self.purchase.closes_at) + timedelta(hours=1)
        calls.close_due(self.session, now=self.now)
        calls.start_quoting(
            self.session, self.purchase_id, actor=self.officer, now=self.now
        )

    def quote(self, offers: Sequence[Offer]) -> None:
        """Write down what suppliers ask."""
        for offer in offers:
            quotes.record_quote(
                self.session,
                self.purchase_id,
                self._draft(offer),
                actor=self.second_officer,
                now=self.now,
            )

    def _draft(self, offer: Offer) -> QuoteDraft:
        nothing = Money.zero(Currency(self.convener.currency))
        units, truck = offer.truck or (None, nothing)
        return QuoteDraft(
            supplier_id=offer.supplier.id,
            lines=tuple(
                QuoteLineDraft(
                    item.id,
                    tuple(
                        BreakDraft(start, price)
                        for start, price in sorted(prices.items())
                    ),
                    pack=offer.pack,
                    minimum=offer.minimum,
                )
                for item, prices in zip(self.items(), offer.prices, strict=True)
                if prices
            ),
            received_on=self.day,
            valid_until=self.day + timedelta(days=45),
            payment_days=offer.days,
            freight=FreightDraft(
                fixed=(offer.freight or nothing).minor,
                truck_units=units,
                truck=truck.minor,
            ),
        )

    def award(self) -> None:
        """Plan, and let two officers choose the plan."""
        run_id = plans.request_plan(
            self.session, self.purchase_id, actor=self.officer, now=self.now
        )
        waiting = plans.waiting_problem(self.session, run_id)
        if waiting is not None:
            problem, forced = waiting
            plan = solve(problem, seed=plans.SEED, forced=forced)
            plans.keep_plan(self.session, run_id, plan)
        for actor in (self.officer, self.second_officer):
            awards.choose_plan(self.session, run_id, actor=actor, now=self.now)

    def ask(self) -> None:
        """Ask every member to accept the price."""
        confirmations.open_confirmation(
            self.session, self.purchase_id, actor=self.officer, now=self.now
        )

    def accept(self, *, leave_out: int = 0) -> None:
        """Let members accept, but for every so many who stay silent.

        Args:
            leave_out: Every how many lines one stays silent; 0 for nobody.
        """
        seen = set()
        asked = confirmations.asked_lines(self.session, self.purchase_id)
        for place, line in enumerate(asked):
            who = (line.organisation_id, line.person_id)
            if who in seen or line.state is not LineState.NOTED:
                continue
            seen.add(who)
            if leave_out and place % leave_out == leave_out - 1:
                continue
            self._accept_one(line)

    def _accept_one(self, line: PurchaseLine) -> None:
        party = next(each for each in self.parties if each.id == line.organisation_id)
        person = next(
            each for each in self.village.members(party) if each.id == line.person_id
        )
        confirmations.answer_price(
            self.session,
            self.purchase_id,
            confirmations.Answer(party.id, person.id, accepts=True),
            actor=self.village.acting(person, party),
            now=self.now,
        )

    def confirm(self) -> None:
        """Let the hours to answer run out."""
        self.wait(hours=CONFIRM_HOURS + 1)
        ending.end_confirmation(self.session, self.purchase_id, now=self.now)

    def fill_bank(self, organisation: Organisation, amount: Money) -> None:
        """Write down what an association had in the bank before Tejido, once."""
        if organisation.id in self.village.opened:
            return
        self.village.opened.add(organisation.id)
        post(
            self.session,
            Entry(
                f"demonstration:opening:{organisation.id}",
                organisation.id,
                "manual",
                self.day,
                "Saldo inicial de la demostración",
                (Posting("bank", "equity:opening", amount),),
            ),
            actor=SYSTEM,
            now=self.now,
        )
