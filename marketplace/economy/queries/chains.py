"""Value chains of a network: who makes, what comes in and through how many hands."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.catalogue import queries as catalogue
from marketplace.catalogue.models import Product
from marketplace.economy.core.chains import ChainFlow, flows_of
from marketplace.economy.core.periods import year_until
from marketplace.economy.models import knowledge, makers, outlays
from marketplace.economy.queries.common import names_of, network_named, viewer_of
from marketplace.kernel.money import Currency, Money
from network.errors import NotFoundError
from network.models import (
    NetworkMembership,
    Organisation,
    OrganisationChain,
    OrganisationKind,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from marketplace.economy.core.outlays import Outlay
    from marketplace.economy.core.substitution import Makers
    from marketplace.economy.core.viewing import Viewer
    from network.policy import Actor


#: Lines, and names in one line, of a chain seen from near; buyers of the market.
MOST_FLOWS, MOST_NAMED, MOST_BUYERS = 40, 8, 40


@dataclass(frozen=True, slots=True)
class ChainLine:
    """A chain of the network at a glance.

    Attributes:
        code: Of the catalogue.
        name: Its name.
        makers: Organisations of the network that work in it.
        bought: What they bought in a year, by currency, if it may be read.
        from_outside: What of it came from outside, by currency.
        is_visible: Whether what was bought may be read.
        most_between: Most intermediaries known between maker and user; None
            when nothing was bought.
    """

    code: str
    name: str
    makers: int
    bought: tuple[Money, ...]
    from_outside: tuple[Money, ...]
    is_visible: bool
    most_between: int | None


@dataclass(frozen=True, slots=True)
class FlowLine:
    """A product that came to the organisations of a chain from one seller.

    Attributes:
        flow: The product, the seller and the hands between.
        seller: Name of the seller; empty when too few buyers are behind it.
        amount: What was spent on it; None when too few are behind it.
        buyers: Names of who used it that the viewer may read, some of them.
        more_buyers: How many others used it.
    """

    flow: ChainFlow
    seller: str
    amount: Money | None
    buyers: tuple[str, ...]
    more_buyers: int


@dataclass(frozen=True, slots=True)
class LinkLine:
    """Another chain that can supply this one, or that this one can supply.

    Attributes:
        code: Code of the other chain.
        name: Its name.
        source: Who says so: starting knowledge, never a fact.
        names: Organisations of the network that work in it, some of them.
        more: How many others there are.
    """

    code: str
    name: str
    source: str
    names: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class ChainView:
    """One chain from the market to its inputs.

    Attributes:
        code: Of the catalogue.
        name: Its name.
        buyers: Names of the buyers of the network for this chain.
        makers: How many organisations of the network work in it.
        is_visible: Whether they are enough for the viewer to read what they buy.
        products: What they made sheets of.
        flows: What came to them, the most first.
        sold: What they sold to organisations of the network.
        suppliers: Chains that can supply this one.
        customers: Chains that this one can supply.
    """

    code: str
    name: str
    buyers: tuple[str, ...]
    makers: int
    is_visible: bool
    products: tuple[str, ...]
    flows: tuple[FlowLine, ...]
    sold: tuple[FlowLine, ...]
    suppliers: tuple[LinkLine, ...]
    customers: tuple[LinkLine, ...]


@dataclass(frozen=True, slots=True)
class ChainsPage:
    """The chains of a network, and one of them from near.

    Attributes:
        network_id: Which network.
        network: Its name.
        lines: Chains in which organisations of the network work, by name.
        chosen: The chain that was asked for, if one was.
        coordinates: Whether the viewer coordinates the network.
    """

    network_id: int
    network: str
    lines: tuple[ChainLine, ...]
    chosen: ChainView | None
    coordinates: bool


def chains_page(
    session: Session,
    network_id: int,
    code: str | None = None,
    *,
    actor: Actor,
    day: date,
) -> ChainsPage:
    """Return the chains of a network, and one from the market to its inputs.

    Args:
        session: The open transaction.
        network_id: The network.
        code: Chain to look at from near; none of them when None.
        actor: Who looks.
        day: The last day of the year whose purchases are shown.

    Raises:
        NotFoundError: If the actor has nothing to do with the network, or there
            is no such chain.
        NotAllowedError: If the actor is there for a firm that sells or buys.
    """
    viewer = viewer_of(actor, network_id)
    network = network_named(session, network_id)
    names = dict(catalogue.chains(session))
    if code is not None and code not in names:
        raise NotFoundError(chain=code)
    ground = _Ground(
        network_id,
        day,
        viewer,
        names,
        makers(session, network_id, day, chains=list(names)),
        outlays(session, network_id, year_until(day)),
    )
    codes = sorted(ground.made.of_chain, key=lambda key: (names[key], key))
    return ChainsPage(
        network_id,
        network.name,
        tuple(_line(ground, each) for each in codes),
        None if code is None else _view(session, ground, code),
        viewer.coordinates,
    )


@dataclass(frozen=True, slots=True)
class _Ground:
    """What every chain of a page is read from."""

    network_id: int
    day: date
    viewer: Viewer
    names: Mapping[str, str]
    made: Makers
    spent: list[Outlay]

    def working_in(self, code: str) -> frozenset[int]:
        """Return the organisations of the network that work in a chain."""
        return self.made.of_chain.get(code, frozenset())

    def bought_by(self, code: str) -> list[Outlay]:
        """Return what those organisations bought."""
        buyers = self.working_in(code)
        return [each for each in self.spent if each.buyer_id in buyers]

    def told(self, buyers: Iterable[int]) -> list[int]:
        """Return the buyers that the viewer may read the name of, some of them."""
        return _some(key for key in buyers if self.viewer.sees(key))

    def sold_by(self, code: str) -> list[Outlay]:
        """Return what those organisations sold to others of the network."""
        sellers = self.working_in(code)
        return [
            each
            for each in self.spent
            if each.bill.is_inside and each.bill.seller_id in sellers
        ]


def _line(ground: _Ground, code: str) -> ChainLine:
    rows = ground.bought_by(code)
    flows = flows_of(rows)
    is_visible = ground.viewer.sees_total({each.buyer_id for each in rows})
    return ChainLine(
        code,
        ground.names[code],
        len(ground.working_in(code)),
        _sums(rows) if is_visible else (),
        _sums(each for each in rows if not each.bill.is_inside) if is_visible else (),
        is_visible or not rows,
        max((each.least for each in flows), default=None),
    )


def _sums(rows: Iterable[Outlay]) -> tuple[Money, ...]:
    """Return a sum for each currency."""
    sums: defaultdict[Currency, int] = defaultdict(int)
    for each in rows:
        sums[each.bill.currency] += each.minor
    return tuple(Money(minor, currency) for currency, minor in sorted(sums.items()))


def _view(session: Session, ground: _Ground, code: str) -> ChainView:
    working = ground.working_in(code)
    is_visible = ground.viewer.sees_total(working)
    bought = flows_of(ground.bought_by(code))[:MOST_FLOWS] if is_visible else []
    sold = flows_of(ground.sold_by(code))[:MOST_FLOWS]
    known = knowledge(session)
    before = {each.source_chain: each for each in known if each.target_chain == code}
    after = {each.target_chain: each for each in known if each.source_chain == code}
    ids = {each.seller_id for each in (*bought, *sold)}
    ids |= {key for each in (*bought, *sold) for key in ground.told(each.buyers)}
    for other in (*before, *after):
        ids |= set(_some(ground.working_in(other)))
    names = names_of(session, ids)
    return ChainView(
        code,
        ground.names[code],
        tuple(session.scalars(_buyers(ground, code))),
        len(working),
        is_visible,
        tuple(session.scalars(_products(ground, code))),
        _flows(ground, bought, names),
        _flows(ground, sold, names),
        tuple(_link(ground, key, each.source, names) for key, each in before.items()),
        tuple(_link(ground, key, each.source, names) for key, each in after.items()),
    )


def _some(organisation_ids: Iterable[int]) -> list[int]:
    return sorted(organisation_ids)[:MOST_NAMED]


def _flows(
    ground: _Ground, flows: Sequence[ChainFlow], names: Mapping[int, str]
) -> tuple[FlowLine, ...]:
    """Return flows with what the viewer may read of each.

    What an organisation of the network sold is an amount of its own, however
    many bought it.
    """
    shown = ground.viewer.shown(
        [
            (each.minor, {each.seller_id} if each.is_inside else each.buyers)
            for each in flows
        ]
    )
    return tuple(
        _flow(ground, each, names, Money(each.minor, each.currency) if told else None)
        for each, told in zip(flows, shown, strict=True)
    )


def _flow(
    ground: _Ground, flow: ChainFlow, names: Mapping[int, str], amount: Money | None
) -> FlowLine:
    viewer = ground.viewer
    is_named = viewer.sees_total(flow.buyers) or viewer.sees(flow.seller_id)
    told = ground.told(flow.buyers)
    return FlowLine(
        flow,
        names[flow.seller_id] if is_named else "",
        amount,
        tuple(names[key] for key in told),
        len(flow.buyers) - len(told),
    )


def _link(
    ground: _Ground, code: str, source: str, names: Mapping[int, str]
) -> LinkLine:
    working = ground.working_in(code)
    some = _some(working)
    return LinkLine(
        code,
        ground.names[code],
        source,
        tuple(names[key] for key in some),
        len(working) - len(some),
    )


def _buyers(ground: _Ground, code: str) -> Select[str]:
    """Return the select of the names of who buys what a chain makes."""
    return (
        select(Organisation.name)
        .join(NetworkMembership, NetworkMembership.organisation_id == Organisation.id)
        .join(OrganisationChain, OrganisationChain.organisation_id == Organisation.id)
        .where(
            NetworkMembership.network_id == ground.network_id,
            NetworkMembership.held_on(ground.day),
            Organisation.kind == OrganisationKind.BUYER,
            OrganisationChain.chain == code,
        )
        .order_by(Organisation.search_key, Organisation.id)
        .limit(MOST_BUYERS)
    )


def _products(ground: _Ground, code: str) -> Select[str]:
    """Return the select of the names of what sheets of the chain are about."""
    return (
        select(Product.name)
        .where(
            Product.chain_code == code,
            Product.id.in_(sorted(ground.made.of_product)),
        )
        .order_by(Product.search_key, Product.id)
    )
