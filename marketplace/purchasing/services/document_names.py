"""Who and what the names of a purchase's document mean in this instance."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.catalogue.models import Presentation, Product
from marketplace.purchasing.services.drafting import PRODUCERS
from marketplace.purchasing.services.taking_part import MEMBERS
from network.core.accounts import read_account
from network.core.text import fold
from network.errors import DomainError, InvalidError
from network.models import (
    Membership,
    Network,
    NetworkMembership,
    Organisation,
    OrganisationKind,
    Person,
    PersonState,
)
from network.policy import ALLOWED, Action

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from network.models import Country


Thing = TypeVar("Thing")


class Named(StrEnum):
    """What a name of the document stands for."""

    NETWORK = "network"
    ORGANISATION = "organisation"
    SUPPLIER = "supplier"
    PERSON = "person"
    INPUT = "input"


class NameUnknownError(InvalidError):
    """Nothing of that kind is called so.  Values: ``what``, ``name``."""


class NameAmbiguousError(InvalidError):
    """Several are called so.  Values: ``what``, ``name``, ``count``."""


class ImporterUnknownError(InvalidError):
    """It was not said who brings the purchase in, or nobody has that account."""


@dataclass(frozen=True, slots=True)
class Located:
    """A broken rule and the JSON pointer of the place that breaks it."""

    pointer: str
    error: DomainError


class DocumentRefusedError(InvalidError):
    """The document cannot be brought in, for the reasons in ``found``."""

    def __init__(self, found: Sequence[Located]) -> None:
        super().__init__(count=len(found))
        self.found = tuple(found)


@dataclass(slots=True)
class Faults:
    """Everything wrong that was found so far, in the order of the document."""

    found: list[Located] = field(default_factory=list)

    @contextmanager
    def at(self, pointer: str) -> Iterator[None]:
        """Note a broken rule at this place and go on behind the block."""
        try:
            yield
        except DomainError as error:
            self.found.append(Located(pointer, error))

    def stop(self) -> None:
        """Go on only if nothing is wrong.

        Raises:
            DocumentRefusedError: If something is.
        """
        if self.found:
            raise DocumentRefusedError(self.found)


@dataclass(frozen=True, slots=True)
class Home:
    """Where a purchase goes: the network, and the organisation that buys."""

    network: Network
    convener: Organisation


@dataclass(slots=True)
class Directory:
    """What the names of one document may mean.

    Attributes:
        parties: Producers' organisations of the network, by folded name.
        suppliers: Who may sell to the convener, by folded name.
        people: Members of an organisation by its id and folded name.
        packs: Presentations of the country.
    """

    parties: dict[str, list[Organisation]]
    suppliers: dict[str, list[Organisation]]
    people: dict[tuple[int, str], list[int]]
    packs: list[Presentation]

    def party(self, name: str) -> Organisation:
        """Return the organisation of the network that is called so."""
        return only(self.parties.get(fold(name), []), Named.ORGANISATION, name)

    def supplier(self, name: str) -> Organisation:
        """Return the supplier that is called so."""
        return only(self.suppliers.get(fold(name), []), Named.SUPPLIER, name)

    def person(self, organisation_id: int, name: str) -> int:
        """Return the member of an organisation who is called so."""
        named = self.people.get((organisation_id, fold(name)[:160]), [])
        return only(named, Named.PERSON, name)

    def pack(self, row: Mapping[str, Any]) -> Presentation:
        """Return the presentation that an item of the document describes."""
        asked = fold(row["product"]), fold(row["brand"]), row["unit"]
        fitting = [
            pack
            for pack in self.packs
            if (pack.unit.value, pack.base_amount) == (asked[2], row["base_amount"])
            and fold(pack.brand) == asked[1]
            and asked[0] in _called(pack.product)
        ]
        return only(fitting, Named.INPUT, row.get("text") or row["product"])


def only(found: Sequence[Thing], what: Named, name: str) -> Thing:
    """Return the only one of a list.

    Raises:
        NameUnknownError: If there is none.
        NameAmbiguousError: If there are several.
    """
    if not found:
        raise NameUnknownError(what=what, name=name)
    if len(found) > 1:
        raise NameAmbiguousError(what=what, name=name, count=len(found))
    return found[0]


def home_of(
    session: Session,
    document: Mapping[str, Any],
    network_id: int | None,
    convener_id: int | None,
) -> Home:
    """Return where the purchase goes: as told, or as the document names it.

    Raises:
        DocumentRefusedError: If network or convener cannot be found.
    """
    faults = Faults()
    network = convener = None
    with faults.at("/network"):
        network = _network(session, document["network"], network_id)
    faults.stop()
    assert network is not None  # stopped otherwise
    with faults.at("/call/convener"):
        convener = _convener(
            session, network, document["call"]["convener"], convener_id
        )
    faults.stop()
    assert convener is not None  # stopped otherwise
    return Home(network, convener)


def importer_of(session: Session, home: Home, who: str | None, day: date) -> int:
    """Return the person who brings the purchase in.

    Args:
        session: To read from.
        home: Where it goes.
        who: Telephone or e-mail; without one, the only person who may convene.
        day: Day on which the role must hold.

    Raises:
        ImporterUnknownError: If it is not clear who.
    """
    if who is None:
        may = list(
            session.scalars(
                select(Membership.person_id)
                .where(Membership.organisation_id == home.convener.id)
                .where(Membership.role.in_(ALLOWED[Action.CONVENE_PURCHASE]))
                .where(Membership.held_on(day))
                .distinct()
            )
        )
    else:
        account = read_account(who)
        phones = account.phones if account else ()
        email = account.email if account else None
        may = list(
            session.scalars(
                select(Person.id).where(
                    Person.phone.in_(phones) | (Person.email == (email or "")),
                    Person.state == PersonState.ACTIVE,
                )
            )
        )
    if len(may) != 1:
        raise ImporterUnknownError(organisation=home.convener.name)
    return may[0]


def directory_of(
    session: Session, home: Home, party_names: Iterable[str], day: date
) -> Directory:
    """Return what the names of a document may mean, in few statements."""
    inside = _organisations(session, home.network.id)
    parties = _by_name(each for each in inside if each.kind in PRODUCERS)
    sellers = session.scalars(
        select(Organisation).where(
            Organisation.kind == OrganisationKind.SUPPLIER,
            Organisation.country == home.network.country,
        )
    )
    suppliers = {each.id: each for each in [*inside, *sellers]}
    meant = [each.id for name in party_names for each in parties.get(fold(name), [])]
    return Directory(
        parties,
        _by_name(suppliers.values()),
        _members(session, meant, day),
        _packs(session, home.convener.country),
    )


def _network(session: Session, name: str, network_id: int | None) -> Network:
    if network_id is None:
        networks = session.scalars(select(Network)).all()
        named = [each for each in networks if fold(each.name) == fold(name)]
        return only(named, Named.NETWORK, name)
    found = session.get(Network, network_id)
    return only([found] if found else [], Named.NETWORK, str(network_id))


def _convener(
    session: Session, network: Network, name: str, convener_id: int | None
) -> Organisation:
    inside = _organisations(session, network.id)
    if convener_id is None:
        named = [each for each in inside if fold(each.name) == fold(name)]
        return only(named, Named.ORGANISATION, name)
    told = [each for each in inside if each.id == convener_id]
    return only(told, Named.ORGANISATION, str(convener_id))


def _organisations(session: Session, network_id: int) -> Sequence[Organisation]:
    return session.scalars(
        select(Organisation)
        .join(NetworkMembership, NetworkMembership.organisation_id == Organisation.id)
        .where(NetworkMembership.network_id == network_id)
        .where(NetworkMembership.until.is_(None))
        .order_by(Organisation.id)
    ).all()


def _by_name(rows: Iterable[Organisation]) -> dict[str, list[Organisation]]:
    found: dict[str, list[Organisation]] = {}
    for row in rows:
        found.setdefault(fold(row.name), []).append(row)
    return found


def _members(
    session: Session, organisation_ids: Sequence[int], day: date
) -> dict[tuple[int, str], list[int]]:
    rows = session.execute(
        select(Membership.organisation_id, Person.search_key, Person.id)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.organisation_id.in_(organisation_ids))
        .where(Membership.role.in_(MEMBERS))
        .where(Membership.held_on(day))
        .where(Person.state != PersonState.ANONYMISED)
        .distinct()
    )
    found: dict[tuple[int, str], list[int]] = {}
    for organisation_id, key, person_id in rows:
        found.setdefault((organisation_id or 0, key), []).append(person_id)
    return found


def _packs(session: Session, country: Country) -> list[Presentation]:
    return list(
        session.scalars(
            select(Presentation)
            .options(
                joinedload(Presentation.product).options(
                    selectinload(Product.regional_names)
                )
            )
            .where(Presentation.country == country)
            .where(Presentation.retired_at.is_(None))
        )
    )


def _called(product: Product) -> set[str]:
    return {fold(product.name)} | {fold(each.name) for each in product.regional_names}
