"""The admission gate: who is vouched for, and what is missing to the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from network.core.trust.endorsement import USUAL_NEEDED, Admission, admit
from network.core.trust.evidence import USUAL_HALF_LIFE
from network.errors import NotFoundError
from network.models import (
    Layer,
    NetworkMembership,
    Organisation,
    OrganisationKind,
    TrustRules,
    TrustSeed,
)
from network.models.facts import active_ties, members_on, supporting_on
from network.policy import Action, require_network
from network.queries.directory import (
    OrganisationCard,
    organisation_card,
    organisation_cards,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from sqlalchemy.orm import Session

    from network.policy import Actor

#: How many organisations one page of the gate lists.
GATE_LENGTH = 50
#: A declaration that has this many days left is about to end.
ENDING_DAYS = 30
YEAR = 365
#: Who is asked for endorsements; others come in when somebody trusts them.
ASKED = (OrganisationKind.ASSOCIATION, OrganisationKind.COOPERATIVE)


@dataclass(frozen=True, slots=True)
class Rules:
    """How trust is counted in a network.

    Attributes:
        half_life_days: Days after which a fact counts half.
        needed_endorsements: How many admit.
        decided_on: Day of the assembly that decided it, if one did.
        act: Number of its minutes.
    """

    half_life_days: int = USUAL_HALF_LIFE
    needed_endorsements: int = USUAL_NEEDED
    decided_on: date | None = None
    act: str = ""


@dataclass(frozen=True, slots=True)
class Seed:
    """An organisation that the assembly elected to vouch for others.

    Attributes:
        id: Key of the election.
        organisation_id: Which.
        name: Its name.
        elected_on: Day of the assembly.
        act: Number of the minutes, or empty.
        witnesses: Two people who were there, or empty.
        ended_on: When it ended, if it did.
        ending_reason: Why it ended.
        is_inside: Whether it is in the network still.
    """

    id: int
    organisation_id: int
    name: str
    elected_on: date
    act: str
    witnesses: tuple[str, ...]
    ended_on: date | None
    ending_reason: str
    is_inside: bool


@dataclass(frozen=True, slots=True)
class GateRow:
    """An organisation at the gate.

    Attributes:
        card: Which.
        admission: Whether it is admitted and what is missing.
        endorsers: Names of the admitted ones that endorse it, by name.
    """

    card: OrganisationCard
    admission: Admission
    endorsers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrustTotals:
    """Declared trust of a whole network, as numbers only.

    Attributes:
        mutual: Pairs that declared each other.
        one_way: Declarations that nobody answered.
        ending: Pairs in which one side ends within a month.
    """

    mutual: int
    one_way: int
    ending: int


@dataclass(frozen=True, slots=True)
class Gate:
    """The page of the admission gate.

    Attributes:
        rules: How it works here.
        seeds: Those that vouch today, by name.
        ended: Those that did before, the last first.
        rows: The organisations of this page: first those still to be admitted.
        admitted: How many are admitted.
        total: How many organisations there are.
        totals: Trust as numbers, for the coordination only.
        next_page: Number of the next page, if there is one.
        previous_page: Number of the one before, if there is one.
        may_keep: Whether the reader writes down what the assembly decides.
    """

    rules: Rules
    seeds: tuple[Seed, ...]
    ended: tuple[Seed, ...]
    rows: tuple[GateRow, ...]
    admitted: int
    total: int
    totals: TrustTotals | None
    next_page: int | None
    previous_page: int | None
    may_keep: bool


def trust_rules(session: Session, network_id: int) -> Rules:
    """Return how trust is counted in a network, for callers that asked already."""
    row = session.get(TrustRules, network_id)
    if row is None:
        return Rules()
    return Rules(row.half_life_days, row.needed_endorsements, row.decided_on, row.act)


def gate(
    session: Session, network_id: int, *, actor: Actor, day: date, page: int = 1
) -> Gate:
    """Return who is admitted by the endorsements of the seeds, and who is not yet.

    An endorsement is trust that both sides declared.  Associations and
    cooperatives are asked for it.  Who supplies or buys comes in once it and
    another have declared trust, or if the assembly elected it.  The supporting
    organisation is left out, as it is of every measure.

    Args:
        session: The open transaction.
        network_id: The network.
        actor: Who reads.
        day: The day.
        page: Which page of organisations, from 1.

    Raises:
        NotFoundError: If the actor has nothing to do with the network.
        NotAllowedError: If the actor is neither officer nor coordinator in it.
    """
    require_network(actor, Action.SEE_TRUST_GATE, network_id)
    kinds = _organisations(session, network_id, day)
    rules = trust_rules(session, network_id)
    seeds = _seeds(session, network_id, frozenset(kinds))
    standing = [seed for seed in seeds if seed.ended_on is None]
    declared = _declared(session, network_id, day, kinds)
    endorsements = _endorsements(declared)
    keys = _at_the_gate(kinds, endorsements, standing)
    found = admit(
        keys,
        endorsements,
        [seed.organisation_id for seed in standing],
        needed=rules.needed_endorsements,
    )
    ranked = sorted(keys, key=lambda key: (found[key].is_admitted, found[key].missing))
    number = min(max(page, 1), max(len(ranked) - 1, 0) // GATE_LENGTH + 1)
    start = (number - 1) * GATE_LENGTH
    may_keep = network_id in actor.coordinates
    return Gate(
        rules=rules,
        seeds=tuple(standing),
        ended=tuple(seed for seed in reversed(seeds) if seed.ended_on is not None),
        rows=_rows(
            session, [found[key] for key in ranked[start : start + GATE_LENGTH]]
        ),
        admitted=sum(one.is_admitted for one in found.values()),
        total=len(keys),
        totals=_totals(declared, day) if may_keep else None,
        next_page=number + 1 if len(ranked) > start + GATE_LENGTH else None,
        previous_page=number - 1 if number > 1 else None,
        may_keep=may_keep,
    )


def electable(
    session: Session, network_id: int, organisation_id: int, *, actor: Actor, day: date
) -> OrganisationCard:
    """Return an organisation that the assembly may have elected.

    Raises:
        NotFoundError: If the actor has nothing to do with the network, or the
            organisation is not in it.
        NotAllowedError: If the actor does not coordinate it.
    """
    require_network(actor, Action.KEEP_TRUST_GATE, network_id)
    inside = members_on(session, network_id, day)
    if organisation_id not in inside - supporting_on(session, network_id, day):
        raise NotFoundError(organisation=organisation_id)
    return organisation_card(session, organisation_id)


def admitted_on(session: Session, network_id: int, day: date) -> frozenset[int]:
    """Return who is admitted on a day, for callers that asked already."""
    kinds = _organisations(session, network_id, day)
    seeds = _seeds(session, network_id, frozenset(kinds))
    standing = [seed for seed in seeds if seed.ended_on is None]
    endorsements = _endorsements(_declared(session, network_id, day, kinds))
    found = admit(
        _at_the_gate(kinds, endorsements, standing),
        endorsements,
        [seed.organisation_id for seed in standing],
        needed=trust_rules(session, network_id).needed_endorsements,
    )
    return frozenset(key for key, one in found.items() if one.is_admitted)


def _organisations(
    session: Session, network_id: int, day: date
) -> dict[int, OrganisationKind]:
    """Return who may be admitted on a day and what each is, by name."""
    return dict(
        session.execute(
            select(Organisation.id, Organisation.kind)
            .join(
                NetworkMembership,
                NetworkMembership.organisation_id == Organisation.id,
            )
            .where(
                NetworkMembership.network_id == network_id,
                NetworkMembership.held_on(day),
                NetworkMembership.is_supporting.is_(False),
            )
            .order_by(Organisation.search_key, Organisation.id)
        ).all()
    )


def _at_the_gate(
    kinds: Mapping[int, OrganisationKind],
    endorsements: Mapping[int, Collection[int]],
    seeds: Iterable[Seed],
) -> list[int]:
    """Return whom the gate is for, in the order given."""
    elected = {seed.organisation_id for seed in seeds}
    return [
        key
        for key, kind in kinds.items()
        if kind in ASKED or key in elected or key in endorsements
    ]


def _declared(
    session: Session, network_id: int, day: date, keys: Collection[int]
) -> dict[tuple[int, int], date]:
    """Return when each declaration that stands was said last, by its ends."""
    inside = frozenset(keys)
    return {
        (fact.source, fact.target): fact.last_day
        for fact in active_ties(
            session, network_id, day, layers=[Layer.DECLARED_TRUST], one_sided=True
        )
        if fact.source in inside and fact.target in inside
    }


def _endorsements(declared: Mapping[tuple[int, int], date]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for source, target in declared:
        if (target, source) in declared:
            found.setdefault(source, set()).add(target)
    return found


def _totals(declared: Mapping[tuple[int, int], date], day: date) -> TrustTotals:
    mutual = {ends for ends in declared if ends[::-1] in declared}
    soon = day - timedelta(days=YEAR - ENDING_DAYS)
    ending = {tuple(sorted(ends)) for ends in mutual if declared[ends] <= soon}
    return TrustTotals(
        mutual=len(mutual) // 2,
        one_way=len(declared) - len(mutual),
        ending=len(ending),
    )


def _rows(session: Session, found: list[Admission]) -> tuple[GateRow, ...]:
    """Return admissions with the names of who is admitted and of who endorses."""
    cards = organisation_cards(session, [one.organisation_id for one in found])
    keys = {key for one in found for key in one.endorsers}
    names: dict[int, str] = dict(
        session.execute(
            select(Organisation.id, Organisation.name).where(
                Organisation.id.in_(sorted(keys))
            )
        ).all()
    )
    return tuple(
        GateRow(card, one, tuple(sorted(names[key] for key in one.endorsers)))
        for card, one in zip(cards, found, strict=True)
    )


def _seeds(session: Session, network_id: int, inside: frozenset[int]) -> list[Seed]:
    rows = session.execute(
        select(TrustSeed, Organisation.name)
        .join(Organisation, Organisation.id == TrustSeed.organisation_id)
        .where(TrustSeed.network_id == network_id)
        .order_by(TrustSeed.ended_on, Organisation.search_key, TrustSeed.id)
    )
    return [
        Seed(
            id=row.id,
            organisation_id=row.organisation_id,
            name=name,
            elected_on=row.elected_on,
            act=row.act,
            witnesses=tuple(filter(None, (row.witness_one, row.witness_two))),
            ended_on=row.ended_on,
            ending_reason=row.ending_reason,
            is_inside=row.organisation_id in inside,
        )
        for row, name in rows
    ]
