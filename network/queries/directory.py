"""The directory: organisations found by name, kind, chain and place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, or_, select
from sqlalchemy.orm import aliased

from network.core.text import fold
from network.errors import NotFoundError
from network.models import (
    Country,
    Network,
    NetworkMembership,
    Organisation,
    OrganisationChain,
    OrganisationKind,
    Place,
)
from network.policy import Action, require_network

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from network.policy import Actor

PAGE_LENGTH = 20


@dataclass(frozen=True, slots=True)
class OrganisationCard:
    """An organisation as lists and headings show it."""

    id: int
    name: str
    kind: OrganisationKind
    country: Country
    currency: str
    place: str
    chains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DirectoryFilter:
    """What somebody looks for; empty parts do not matter.

    Attributes:
        words: Parts of the name, in any order, accents and case ignored.
        kind: One kind only.
        chain: Code of one value chain only.
        place: Part of the name of the place or of one that holds it.
        network_id: One network only.
        after: Where the page before ended: folded name and key.
    """

    words: str = ""
    kind: OrganisationKind | None = None
    chain: str = ""
    place: str = ""
    network_id: int | None = None
    after: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class DirectoryPage:
    """A page of the directory; ``next_after`` is where the next one starts."""

    cards: tuple[OrganisationCard, ...]
    next_after: tuple[str, int] | None


@dataclass(frozen=True, slots=True)
class NetworkCard:
    """A network as lists and headings show it."""

    id: int
    name: str
    territory: str
    country: Country
    currency: str
    time_zone: str
    is_demonstration: bool


def directory_page(
    session: Session, wanted: DirectoryFilter, *, actor: Actor, day: date
) -> DirectoryPage:
    """Return the organisations of the actor's networks that fit, by name.

    The number of statements does not depend on how many there are.

    Raises:
        NotFoundError: If a network is asked for that is not the actor's.
    """
    networks = actor.networks | actor.coordinates
    if wanted.network_id is not None:
        require_network(actor, Action.SEE_NETWORK, wanted.network_id)
        networks = frozenset({wanted.network_id})
    inside = select(NetworkMembership.organisation_id).where(
        NetworkMembership.network_id.in_(networks), NetworkMembership.held_on(day)
    )
    visible: ColumnElement[bool] = Organisation.id.in_(inside)
    if wanted.network_id is None:
        visible |= Organisation.id.in_(list(actor.roles))
    statement = _cards().where(visible, *_conditions(wanted))
    rows = session.execute(
        statement.order_by(Organisation.search_key, Organisation.id).limit(
            PAGE_LENGTH + 1
        )
    ).all()
    shown = rows[:PAGE_LENGTH]
    chains = _chains(session, [row.id for row in shown])
    last = shown[-1] if len(rows) > PAGE_LENGTH else None
    return DirectoryPage(
        cards=tuple(_card(row, chains) for row in shown),
        next_after=(last.search_key, last.id) if last else None,
    )


def organisation_card(session: Session, organisation_id: int) -> OrganisationCard:
    """Return an organisation by its key, for headings of pages allowed already.

    Raises:
        NotFoundError: If there is none.
    """
    return organisation_cards(session, [organisation_id])[0]


def organisation_cards(
    session: Session, organisation_ids: Sequence[int]
) -> list[OrganisationCard]:
    """Return organisations by their keys, in the same order.

    Raises:
        NotFoundError: If one does not exist.
    """
    rows = session.execute(_cards().where(Organisation.id.in_(organisation_ids)))
    found = {row.id: row for row in rows}
    missing = next((key for key in organisation_ids if key not in found), None)
    if missing is not None:
        raise NotFoundError(organisation=missing)
    chains = _chains(session, list(found))
    return [_card(found[key], chains) for key in organisation_ids]


def network_organisations(
    session: Session, network_id: int, *, day: date
) -> list[OrganisationCard]:
    """Return every organisation of a network, for callers that asked already."""
    rows = session.execute(
        _cards()
        .join(NetworkMembership, NetworkMembership.organisation_id == Organisation.id)
        .where(
            NetworkMembership.network_id == network_id, NetworkMembership.held_on(day)
        )
        .order_by(Organisation.search_key, Organisation.id)
    ).all()
    chains = _chains(session, [row.id for row in rows])
    return [_card(row, chains) for row in rows]


def networks_of(
    session: Session, organisation_id: int, *, day: date
) -> list[NetworkCard]:
    """Return the networks an organisation is in on a day, the oldest first."""
    return _networks(
        session,
        Network.id.in_(
            select(NetworkMembership.network_id).where(
                NetworkMembership.organisation_id == organisation_id,
                NetworkMembership.held_on(day),
            )
        ),
    )


def shared_networks(
    session: Session, organisation_id: int, *, actor: Actor, day: date
) -> list[NetworkCard]:
    """Return the networks of an organisation that the actor may open.

    In which others it is, is told by those others.
    """
    open_to = actor.networks | actor.coordinates
    found = networks_of(session, organisation_id, day=day)
    return [each for each in found if each.id in open_to]


def networks_of_actor(session: Session, *, actor: Actor) -> list[NetworkCard]:
    """Return the networks in which the actor works or that they coordinate."""
    return _networks(session, Network.id.in_(actor.networks | actor.coordinates))


def network_card(session: Session, network_id: int, *, actor: Actor) -> NetworkCard:
    """Return a network.

    Raises:
        NotFoundError: If the actor has nothing to do with it.
    """
    require_network(actor, Action.SEE_NETWORK, network_id)
    found = _networks(session, Network.id == network_id)
    if not found:
        raise NotFoundError(network=network_id)
    return found[0]


def own_organisations(session: Session, *, actor: Actor) -> list[OrganisationCard]:
    """Return the organisations in which the actor holds a role, by name."""
    rows = session.execute(
        _cards()
        .where(Organisation.id.in_(list(actor.roles)))
        .order_by(Organisation.search_key, Organisation.id)
    ).all()
    chains = _chains(session, [row.id for row in rows])
    return [_card(row, chains) for row in rows]


def chains_in_use(session: Session, *, actor: Actor, day: date) -> list[str]:
    """Return the codes of the chains in the actor's networks, in order."""
    networks = actor.networks | actor.coordinates
    return list(
        session.scalars(
            select(OrganisationChain.chain)
            .join(
                NetworkMembership,
                NetworkMembership.organisation_id == OrganisationChain.organisation_id,
            )
            .where(
                NetworkMembership.network_id.in_(networks),
                NetworkMembership.held_on(day),
            )
            .distinct()
            .order_by(OrganisationChain.chain)
        )
    )


def contains(key: SQLColumnExpression[str], text: str) -> ColumnElement[bool]:
    """Return the condition that a folded key holds every word of a text."""
    return and_(True, *(key.contains(word, autoescape=True) for word in _words(text)))  # noqa: FBT003 - SQLAlchemy's empty condition


def _words(text: str) -> list[str]:
    return fold(text).split()[:8]


_Parent, _Grandparent, _Region = aliased(Place), aliased(Place), aliased(Place)


def _cards() -> Select[int, str, OrganisationKind, Country, str, str, str, str]:
    """Return the statement of all cards, with places wide and narrow."""
    return (
        select(
            Organisation.id,
            Organisation.name,
            Organisation.kind,
            Organisation.country,
            Organisation.currency,
            Organisation.search_key,
            Place.name.label("place"),
            _Parent.name.label("wider"),
        )
        .join(Place, Place.id == Organisation.place_id)
        .outerjoin(_Parent, _Parent.id == Place.parent_id)
        .outerjoin(_Grandparent, _Grandparent.id == _Parent.parent_id)
        .outerjoin(_Region, _Region.id == _Grandparent.parent_id)
    )


def _conditions(wanted: DirectoryFilter) -> Iterable[ColumnElement[bool]]:
    if _words(wanted.words):
        yield contains(Organisation.search_key, wanted.words)
    if wanted.kind is not None:
        yield Organisation.kind == wanted.kind
    if wanted.chain:
        yield Organisation.id.in_(
            select(OrganisationChain.organisation_id).where(
                OrganisationChain.chain == wanted.chain
            )
        )
    if _words(wanted.place):
        steps = (Place, _Parent, _Grandparent, _Region)
        yield or_(*(contains(step.search_key, wanted.place) for step in steps))
    if wanted.after is not None:
        key, last_id = wanted.after
        yield or_(
            Organisation.search_key > key,
            and_(Organisation.search_key == key, Organisation.id > last_id),
        )


def _card(row: Any, chains: dict[int, list[str]]) -> OrganisationCard:  # noqa: ANN401 - a row of _cards()
    place = f"{row.place}, {row.wider}" if row.wider else row.place
    return OrganisationCard(
        row.id,
        row.name,
        row.kind,
        row.country,
        row.currency,
        place,
        tuple(chains.get(row.id, ())),
    )


def _chains(session: Session, organisation_ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    if not organisation_ids:
        return found
    for key, chain in session.execute(
        select(OrganisationChain.organisation_id, OrganisationChain.chain)
        .where(OrganisationChain.organisation_id.in_(organisation_ids))
        .order_by(OrganisationChain.chain)
    ):
        found.setdefault(key, []).append(chain)
    return found


def _networks(session: Session, condition: ColumnElement[bool]) -> list[NetworkCard]:
    rows = session.execute(
        select(
            Network.id,
            Network.name,
            Network.territory,
            Network.country,
            Network.currency,
            Network.time_zone,
            Network.is_demonstration,
        )
        .where(condition)
        .order_by(Network.id)
    )
    return [NetworkCard(*row) for row in rows]
