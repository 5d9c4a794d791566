"""Joint purchases for tests, brought by the services to any state of the first half."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.kernel.money import Currency, Money
from marketplace.purchasing.core.wishes import Wish
from marketplace.purchasing.models import (
    JointPurchase,
    PlanRun,
    PurchaseItem,
    PurchaseLine,
    PurchaseScope,
    Quote,
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
from network.models import Country, Network, Organisation, OrganisationKind, Person
from network.policy import Actor, Role
from tests.factories import (
    NOW,
    TODAY,
    a_member,
    a_network,
    acting,
    an_organisation,
)
from tests.factories_catalogue import a_presentation, a_product

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

#: Until when lines may change, and an instant after it.
CLOSES_AT = NOW + timedelta(days=3)
AFTER_CLOSING = CLOSES_AT + timedelta(hours=1)
#: When the price is asked, and when the hours are over.
ASKED_AT = CLOSES_AT + timedelta(days=1)
ENDED_AT = ASKED_AT + timedelta(hours=49)
VALID_UNTIL = TODAY + timedelta(days=60)


@dataclass
class World:
    """A network whose first association convenes; people by association's id."""

    network: Network
    convener: Organisation
    officers: tuple[Person, Person]
    treasurer: Person
    others: list[Organisation] = field(default_factory=list)
    members: dict[int, list[Person]] = field(default_factory=dict)
    heads: dict[int, Person] = field(default_factory=dict)

    @property
    def officer(self) -> Actor:
        """The first officer of the convener, acting."""
        return acting(
            self.officers[0], self.convener, role=Role.OFFICER, network=self.network
        )

    @property
    def second_officer(self) -> Actor:
        """The second officer of the convener, acting."""
        return acting(
            self.officers[1], self.convener, role=Role.OFFICER, network=self.network
        )

    @property
    def cashier(self) -> Actor:
        """The treasurer of the convener, acting."""
        return acting(
            self.treasurer, self.convener, role=Role.TREASURER, network=self.network
        )

    @property
    def associations(self) -> list[Organisation]:
        """The convener and the others."""
        return [self.convener, *self.others]

    def head_of(self, organisation: Organisation) -> Actor:
        """An officer of an association, acting."""
        person = self.heads[organisation.id]
        return acting(person, organisation, role=Role.OFFICER, network=self.network)

    def member(
        self, place: int = 0, organisation: Organisation | None = None
    ) -> Person:
        """A member of an association, by default of the convener."""
        return self.members[(organisation or self.convener).id][place]

    def as_member(
        self, place: int = 0, organisation: Organisation | None = None
    ) -> Actor:
        """A member of an association, acting."""
        of = organisation or self.convener
        return acting(self.member(place, of), of, network=self.network)


def a_world(
    session: Session,
    *,
    members: int = 3,
    associations: int = 1,
    country: Country = Country.COLOMBIA,
) -> World:
    """A network with associations, their officers and some members each."""
    network = a_network(session, country)
    convener = an_organisation(session, network=network)
    officers = (
        a_member(session, convener, Role.OFFICER),
        a_member(session, convener, Role.OFFICER),
    )
    treasurer = a_member(session, convener, Role.TREASURER)
    world = World(network, convener, officers, treasurer)
    world.heads[convener.id] = officers[0]
    for _ in range(associations - 1):
        other = an_organisation(session, network=network)
        world.others.append(other)
        world.heads[other.id] = a_member(session, other, Role.OFFICER)
    for organisation in world.associations:
        world.members[organisation.id] = [
            a_member(session, organisation) for _ in range(members)
        ]
    return world


def cop(pesos: int) -> Money:
    """So many pesos."""
    return Money(pesos * 100, Currency.COP)


def a_draft(
    session: Session,
    world: World,
    *,
    items: int = 1,
    scope: PurchaseScope | None = None,
    title: str = "Abono de marzo",
    reference: Money | None = None,
) -> drafting.CallDraft:
    """A call as its convener would write it: fertiliser at 115.000 alone."""
    by_network = PurchaseScope.NETWORK if world.others else PurchaseScope.ASSOCIATION
    country = world.network.country
    packs = [
        a_presentation(
            session,
            a_product(session, f"Abono {place}"),
            country=country,
        )
        for place in range(1, items + 1)
    ]
    price = reference or Money(115_000_00, Currency(world.convener.currency))
    return drafting.CallDraft(
        network_id=world.network.id,
        convener_id=world.convener.id,
        scope=scope or by_network,
        title=title,
        items=tuple(
            drafting.ItemDraft(pack.id, price, TODAY, "Almacén del pueblo")
            for pack in packs
        ),
        closes_at=CLOSES_AT,
        delivery_place="Bodega de la vereda",
    )


def an_open_purchase(
    session: Session,
    world: World,
    *,
    items: int = 1,
    scope: PurchaseScope | None = None,
    joined: bool = True,
) -> JointPurchase:
    """A purchase whose call is open; every association of the world takes part."""
    draft = a_draft(session, world, items=items, scope=scope)
    purchase_id = drafting.create_purchase(session, draft, actor=world.officer, now=NOW)
    calls.open_purchase(session, purchase_id, actor=world.officer, now=NOW)
    purchase = session.get_one(JointPurchase, purchase_id)
    if joined and purchase.scope is PurchaseScope.NETWORK:
        for other in world.others:
            calls.join_purchase(
                session, purchase_id, other.id, actor=world.head_of(other), now=NOW
            )
    session.expire(purchase)
    return purchase


def items_of(session: Session, purchase: JointPurchase) -> list[PurchaseItem]:
    """The inputs of a purchase, in order."""
    return list(
        session.scalars(
            select(PurchaseItem)
            .where(PurchaseItem.purchase_id == purchase.id)
            .order_by(PurchaseItem.position)
        )
    )


def a_line(
    session: Session,
    purchase: JointPurchase,
    person: Person,
    organisation: Organisation,
    wanted: int,
    at_most: int | None = None,
    *,
    at_least: int = 0,
    item: PurchaseItem | None = None,
    now: datetime = NOW,
) -> PurchaseLine:
    """A line that the member notes while the call is open."""
    actor = acting(person, organisation)
    line_id = lines.note_line(
        session,
        purchase.id,
        lines.LineDraft(
            organisation.id,
            person.id,
            (item or items_of(session, purchase)[0]).id,
            Wish(wanted, at_most or wanted, at_least),
        ),
        actor=actor,
        now=now,
    )
    return session.get_one(PurchaseLine, line_id)


def a_supplier(session: Session, world: World, name: str | None = None) -> Organisation:
    """A supplier of the network's country."""
    return an_organisation(
        session,
        kind=OrganisationKind.SUPPLIER,
        country=world.network.country,
        name=name,
    )


def a_quote_draft(
    supplier: Organisation,
    items: list[PurchaseItem],
    prices: dict[int, int] | None = None,
    *,
    pack: int = 1,
    minimum: int = 0,
    freight: int = 0,
) -> QuoteDraft:
    """An offer of the same prices for every input.

    Prices are pesos (or dollars) per unit by number of units; by default
    100.000, and 95.000 from 100 on.  Freight is for the whole order.
    """
    currency = items[0].currency
    breaks = tuple(
        BreakDraft(start, Money(price * 100, currency))
        for start, price in sorted((prices or {0: 100_000, 100: 95_000}).items())
    )
    return QuoteDraft(
        supplier_id=supplier.id,
        lines=tuple(
            QuoteLineDraft(item.id, breaks, pack=pack, minimum=minimum)
            for item in items
        ),
        received_on=TODAY,
        valid_until=VALID_UNTIL,
        freight=FreightDraft(fixed=freight * 100),
    )


def a_quote(
    session: Session,
    purchase: JointPurchase,
    world: World,
    prices: dict[int, int] | None = None,
    *,
    supplier: Organisation | None = None,
    pack: int = 1,
    minimum: int = 0,
    freight: int = 0,
    now: datetime = NOW,
) -> Quote:
    """A quote of a supplier for every input of the purchase."""
    draft = a_quote_draft(
        supplier or a_supplier(session, world),
        items_of(session, purchase),
        prices,
        pack=pack,
        minimum=minimum,
        freight=freight,
    )
    quote_id = quotes.record_quote(
        session, purchase.id, draft, actor=world.officer, now=now
    )
    return session.get_one(Quote, quote_id)


def in_quoting(session: Session, purchase: JointPurchase, world: World) -> None:
    """Close the call at its hour and take the list to the suppliers."""
    calls.close_due(session, now=AFTER_CLOSING)
    calls.start_quoting(session, purchase.id, actor=world.officer, now=AFTER_CLOSING)


def with_three_quotes(
    session: Session, purchase: JointPurchase, world: World
) -> list[Quote]:
    """Three quotes: 100.000 (95.000 from 100), 105.000 and 110.000."""
    return [
        a_quote(session, purchase, world, prices)
        for prices in (None, {0: 105_000}, {0: 110_000})
    ]


def a_plan(session: Session, purchase: JointPurchase, world: World) -> PlanRun:
    """The best plan of a purchase that is being quoted."""
    run_id = plans.request_plan(
        session, purchase.id, actor=world.officer, now=AFTER_CLOSING
    )
    return session.get_one(PlanRun, run_id)


def awarded(session: Session, purchase: JointPurchase, world: World) -> PlanRun:
    """Plan an open purchase with lines; two officers choose the plan."""
    in_quoting(session, purchase, world)
    with_three_quotes(session, purchase, world)
    run = a_plan(session, purchase, world)
    for actor in (world.officer, world.second_officer):
        awards.choose_plan(session, run.id, actor=actor, now=AFTER_CLOSING)
    return run


def asked_to_confirm(
    session: Session, purchase: JointPurchase, world: World
) -> PlanRun:
    """Award an open purchase with lines and ask the price of everybody."""
    run = awarded(session, purchase, world)
    confirmations.open_confirmation(
        session, purchase.id, actor=world.officer, now=ASKED_AT
    )
    return run


def answered(
    session: Session,
    purchase: JointPurchase,
    line: PurchaseLine,
    *,
    accepts: bool = True,
    now: datetime = ASKED_AT,
) -> None:
    """The member of a line answers the price."""
    confirmations.answer_price(
        session,
        purchase.id,
        confirmations.Answer(line.organisation_id, line.person_id, accepts),
        actor=acting(line.person, line.organisation),
        now=now,
    )


def confirmed(session: Session, purchase: JointPurchase, world: World) -> PlanRun:
    """Bring an open purchase with lines to confirmed: everybody accepts."""
    run = asked_to_confirm(session, purchase, world)
    for line in confirmations.asked_lines(session, purchase.id):
        answered(session, purchase, line)
    ending.end_confirmation(session, purchase.id, now=ENDED_AT)
    return run


def a_confirmed_purchase(
    session: Session, world: World, wanted: tuple[int, ...] = (10, 20, 30)
) -> JointPurchase:
    """A confirmed purchase of one input; the members of each association want these."""
    purchase = an_open_purchase(session, world)
    for organisation in world.associations:
        for place, units in enumerate(wanted):
            person = world.member(place, organisation)
            a_line(session, purchase, person, organisation, units)
    confirmed(session, purchase, world)
    return purchase
