"""Organisations: registered, edited, admitted to networks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from network.core.text import clean_name, clean_note
from network.core.zones import CURRENCIES
from network.db import lock
from network.errors import ConflictError, InvalidError, NotFoundError
from network.models import (
    LegalForm,
    Network,
    NetworkMembership,
    Organisation,
    OrganisationChain,
    OrganisationKind,
    TaxIdState,
)
from network.policy import Action, require_network, require_over
from network.services import audit, places
from network.services.asking import ask_snapshot

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor
    from network.services.places import Whereabouts


class TaxIdTakenError(ConflictError):
    """Another organisation has that NIT or RUC."""


class FoundedLaterError(InvalidError):
    """An organisation cannot have been founded after today."""


class AlreadyInNetworkError(ConflictError):
    """The organisation is in the network already."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is written down about an organisation.

    Attributes:
        name: As its papers say it.
        kind: What it is to the others.
        legal_form: How the law knows it.
        where: Its place.
        tax_id: NIT or RUC in its normal form, or none.
        tax_id_state: How far that could be checked.
        founded_on: Day it was founded, if known.
        chains: Codes of its value chains.
        profile: What a buyer may read about it.
        is_public: Whether strangers may read the profile.
    """

    name: str
    kind: OrganisationKind
    legal_form: LegalForm
    where: Whereabouts
    tax_id: str | None = None
    tax_id_state: TaxIdState = TaxIdState.MISSING
    founded_on: date | None = None
    chains: tuple[str, ...] = ()
    profile: str = ""
    is_public: bool = False


def register_organisation(
    session: Session,
    network_id: int,
    sheet: Sheet,
    *,
    actor: Actor,
    day: date,
    now: datetime,
) -> int:
    """Write down an organisation that works in a network; return its key.

    Raises:
        NotFoundError: If the actor has nothing to do with the network.
        NotAllowedError: If the actor does not coordinate it.
        TaxIdTakenError: If another organisation has the same NIT or RUC.
        FoundedLaterError: If it would be founded after ``day``.
    """
    require_network(actor, Action.COORDINATE_NETWORK, network_id)
    row = Organisation(
        country=sheet.where.country, currency=CURRENCIES[sheet.where.country]
    )
    _write(session, row, sheet, day)
    session.add(
        NetworkMembership(network_id=network_id, organisation_id=row.id, since=day)
    )
    ask_snapshot(session, network_id, now=now)
    audit.record(
        session,
        actor=actor,
        deed="organisation.registered",
        subject="organisation",
        subject_id=row.id,
        organisation_id=row.id,
        network_id=network_id,
        at=now,
        name=row.name,
    )
    return row.id


def edit_organisation(
    session: Session,
    organisation_id: int,
    sheet: Sheet,
    *,
    actor: Actor,
    day: date,
    now: datetime,
) -> None:
    """Write down anew what is known of an organisation.

    The country stays: the book of the organisation is in its currency.

    Raises:
        NotFoundError: If the actor has nothing to do with it.
        NotAllowedError: If the actor may not edit it.
        TaxIdTakenError: If another organisation has the same NIT or RUC.
        FoundedLaterError: If it would be founded after ``day``.
    """
    networks = network_ids(session, organisation_id, day)
    require_over(actor, Action.EDIT_ORGANISATION, organisation_id, networks)
    row = lock(session, Organisation, organisation_id)
    before = {"name": row.name, "tax_id": row.tax_id, "is_public": row.is_public}
    _write(session, row, sheet, day)
    after = {"name": row.name, "tax_id": row.tax_id, "is_public": row.is_public}
    changed: dict[str, Any] = {
        name: [before[name], after[name]]
        for name in before
        if before[name] != after[name]
    }
    audit.record(
        session,
        actor=actor,
        deed="organisation.edited",
        subject="organisation",
        subject_id=row.id,
        organisation_id=row.id,
        at=now,
        **changed,
    )


def admit(
    session: Session,
    network_id: int,
    organisation_id: int,
    *,
    actor: Actor,
    day: date,
    now: datetime,
) -> None:
    """Bring an organisation into one more network, as its officer decides.

    The caller has seen the network's invitation.

    Raises:
        NotFoundError: If the actor has nothing to do with the organisation.
        NotAllowedError: If the actor is no officer of it.
        AlreadyInNetworkError: If it is inside.
    """
    require_over(actor, Action.MANAGE_MEMBERSHIPS, organisation_id, ())
    lock(session, Organisation, organisation_id)
    network = lock(session, Network, network_id)
    stays = session.scalars(
        select(NetworkMembership).where(
            NetworkMembership.network_id == network_id,
            NetworkMembership.organisation_id == organisation_id,
        )
    ).all()
    if any(stay.until is None for stay in stays):
        raise AlreadyInNetworkError(network=network.name)
    today = next((stay for stay in stays if stay.since == day), None)
    if today is None:
        session.add(
            NetworkMembership(
                network_id=network_id, organisation_id=organisation_id, since=day
            )
        )
    else:
        # Left and came back on one day: the same stay goes on.
        today.until = None
    ask_snapshot(session, network_id, now=now)
    audit.record(
        session,
        actor=actor,
        deed="network.joined",
        subject="organisation",
        subject_id=organisation_id,
        organisation_id=organisation_id,
        network_id=network_id,
        at=now,
    )


def leave_network(
    session: Session,
    network_id: int,
    organisation_id: int,
    *,
    actor: Actor,
    day: date,
    now: datetime,
) -> None:
    """End an organisation's stay in a network; its history stays.

    An officer of the organisation or a coordinator of that network decides.

    Raises:
        NotFoundError: If it is not in that network.
        NotAllowedError: If the actor may not decide it.
    """
    require_over(actor, Action.MANAGE_MEMBERSHIPS, organisation_id, {network_id})
    stay = session.scalar(
        select(NetworkMembership)
        .where(
            NetworkMembership.network_id == network_id,
            NetworkMembership.organisation_id == organisation_id,
            NetworkMembership.until.is_(None),
        )
        .with_for_update()
    )
    if stay is None:
        raise NotFoundError(network=network_id)
    stay.until = day
    ask_snapshot(session, network_id, now=now)
    audit.record(
        session,
        actor=actor,
        deed="network.left",
        subject="organisation",
        subject_id=organisation_id,
        organisation_id=organisation_id,
        network_id=network_id,
        at=now,
    )


def network_ids(session: Session, organisation_id: int, day: date) -> frozenset[int]:
    """Return the networks an organisation is in, for a permission to be asked."""
    return frozenset(
        session.scalars(
            select(NetworkMembership.network_id).where(
                NetworkMembership.organisation_id == organisation_id,
                NetworkMembership.held_on(day),
            )
        )
    )


def _write(session: Session, row: Organisation, sheet: Sheet, day: date) -> None:
    if sheet.founded_on and sheet.founded_on > day:
        raise FoundedLaterError(founded=sheet.founded_on)
    row.place_id = places.find_or_add(session, sheet.where)
    row.name = clean_name(sheet.name, 160)
    row.kind, row.legal_form = sheet.kind, sheet.legal_form
    row.tax_id, row.tax_id_state = sheet.tax_id, sheet.tax_id_state
    row.founded_on = sheet.founded_on
    row.profile, row.is_public = clean_note(sheet.profile), sheet.is_public
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError as error:
        raise TaxIdTakenError(tax_id=sheet.tax_id) from error
    kept = {chain.chain: chain for chain in row.chains}
    row.chains = [
        kept.get(code) or OrganisationChain(chain=code)
        for code in dict.fromkeys(sheet.chains)
    ]
    session.flush()
