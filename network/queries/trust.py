"""Who trusts whom, for those who may know it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from network.errors import NotFoundError
from network.models import (
    Layer,
    Organisation,
    Tie,
    TieEvent,
    TieKind,
    TrustTerms,
)
from network.models.facts import ACTIVE_DAYS, active_ties, members_on
from network.policy import Action, require
from network.queries.directory import DirectoryFilter, directory_page
from network.queries.fulfilment import (
    Failure,
    PairFulfilment,
    Record,
    fulfilment_partners,
    own_failures,
    own_records,
    pair_fulfilment,
)
from network.queries.introduced import Introduced, introduced_to

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.core.trust.degrees import TrustDegree
    from network.policy import Actor
    from network.queries.directory import OrganisationCard

#: A declaration that nobody renewed for a year does not count any more.
TRUST_DAYS = ACTIVE_DAYS
#: It is about to end when so many days are left.
ENDING_DAYS = 30
#: At most so many are proposed through others.
MOST_INTRODUCED = 5


@dataclass(frozen=True, slots=True)
class Said:
    """Trust that one side declared, as the two sides read it.

    Attributes:
        reason: Why.
        said_on: When it was declared or last renewed.
        last_day: Last day on which it counts unless it is renewed.
        is_ending: Whether that day is near.
        is_over: Whether that day has passed.
    """

    reason: str
    said_on: date
    last_day: date
    is_ending: bool
    is_over: bool


@dataclass(frozen=True, slots=True)
class TrustRow:
    """How it stands between an organisation and one other.

    Attributes:
        other_id: The other organisation.
        other: Its name.
        is_inside: Whether it is in the network still.
        ours: What we declared, also when it is over.
        theirs: What they declared, while it counts.
        has_facts: Whether there are promises between the two.
    """

    other_id: int
    other: str
    is_inside: bool
    ours: Said | None
    theirs: Said | None
    has_facts: bool

    @property
    def is_said(self) -> bool:
        """Whether either of them declared something."""
        return bool(self.ours or self.theirs)

    @property
    def is_mutual(self) -> bool:
        """Whether both declared it and it counts today."""
        return bool(self.ours and not self.ours.is_over and self.theirs)


@dataclass(frozen=True, slots=True)
class TrustPage:
    """The page of an organisation's own trust.

    Attributes:
        records: What it kept to all others.
        rows: How it stands with each other; empty for who does not speak for it.
        failures: What it did not keep, for who answers for it.
        introduced: Whom it may trust through others.
        others: More organisations of the network, as they were looked for.
        has_more: Whether more fit than are shown.
        may_declare: Whether the reader declares trust for it.
        may_reply: Whether the reader answers for its failures.
    """

    records: tuple[Record, ...]
    rows: tuple[TrustRow, ...] = ()
    failures: tuple[Failure, ...] = ()
    introduced: tuple[Introduced, ...] = ()
    others: tuple[OrganisationCard, ...] = ()
    has_more: bool = False
    may_declare: bool = False
    may_reply: bool = False


@dataclass(frozen=True, slots=True)
class PairPage:
    """How it stands between an organisation and one other, in full.

    Attributes:
        row: What both declared.
        degree: How much we said we trust; only we read it.
        may_introduce: Whether we let the network tell it.
        fulfilment: What both kept.
        introduced: The way there through others, if they have not met.
        may_declare: Whether the reader declares trust for it.
    """

    row: TrustRow
    degree: TrustDegree | None
    may_introduce: bool
    fulfilment: PairFulfilment
    introduced: Introduced | None
    may_declare: bool


def trust_page(
    session: Session,
    network_id: int,
    organisation_id: int,
    *,
    actor: Actor,
    day: date,
    words: str = "",
) -> TrustPage:
    """Return an organisation's own trust, as much of it as its reader may know.

    Everybody of the organisation reads what it kept to all others together;
    only who speaks for it reads how it stands with each of them.

    Raises:
        NotFoundError: If the actor holds nothing in the organisation, or it is
            not in the network.
    """
    require(actor, Action.SEE_OWN_TRUST, organisation_id)
    records = own_records(session, network_id, organisation_id, actor=actor, day=day)
    may_reply = actor.holds(Action.REPLY_TO_FAILURE, organisation_id)
    may_declare = actor.holds(Action.DECLARE_TRUST, organisation_id)
    if not may_reply:
        return TrustPage(records)
    rows = _rows(session, network_id, organisation_id, day)
    failures = own_failures(session, network_id, organisation_id, actor=actor, day=day)
    if not may_declare:
        rows = [_only_facts(row) for row in rows if row.has_facts]
        return TrustPage(records, tuple(rows), failures, may_reply=True)
    wanted = DirectoryFilter(words=words, network_id=network_id)
    listed = directory_page(session, wanted, actor=actor, day=day)
    known = {row.other_id for row in rows} | {organisation_id}
    introduced = introduced_to(session, network_id, organisation_id, day)
    return TrustPage(
        records=records,
        rows=tuple(rows),
        failures=failures,
        introduced=tuple(one for one in introduced if one.other_id not in known)[
            :MOST_INTRODUCED
        ],
        others=tuple(card for card in listed.cards if card.id not in known),
        has_more=listed.next_after is not None,
        may_declare=True,
        may_reply=True,
    )


def pair_page(
    session: Session,
    network_id: int,
    organisation_id: int,
    other_id: int,
    *,
    actor: Actor,
    day: date,
) -> PairPage:
    """Return how it stands between an organisation and one other.

    Raises:
        NotFoundError: If the actor holds nothing in the organisation, it is not
            in the network, or the other never had to do with it there.
        NotAllowedError: If the actor does not speak for it.
    """
    require(actor, Action.REPLY_TO_FAILURE, organisation_id)
    fulfilment = pair_fulfilment(
        session, network_id, organisation_id, other_id, actor=actor, day=day
    )
    may_declare = actor.holds(Action.DECLARE_TRUST, organisation_id)
    rows = _rows(session, network_id, organisation_id, day, others={other_id})
    row = next((row for row in rows if row.other_id == other_id), None)
    if row is None:
        raise NotFoundError(organisation=other_id)
    if not may_declare:
        if not row.has_facts:
            raise NotFoundError(organisation=other_id)
        return PairPage(
            _only_facts(row),
            None,
            may_introduce=False,
            fulfilment=fulfilment,
            introduced=None,
            may_declare=False,
        )
    terms = _terms(session, network_id, organisation_id, other_id)
    known = row.ours or row.theirs or row.has_facts
    return PairPage(
        row=row,
        degree=terms.degree if terms else None,
        may_introduce=bool(terms and terms.may_introduce),
        fulfilment=fulfilment,
        introduced=None
        if known
        else next(
            (
                one
                for one in introduced_to(session, network_id, organisation_id, day)
                if one.other_id == other_id
            ),
            None,
        ),
        may_declare=True,
    )


def trusted_neighbours(
    session: Session, network_id: int, day: date
) -> dict[int, set[int]]:
    """Return whom each organisation trusts and is trusted by, on a day.

    Only what both sides declared, did not withdraw and renewed within a year,
    between organisations that are in the network on that day; for callers that
    asked already.

    Args:
        session: The open transaction.
        network_id: The network.
        day: Any day, past ones too: it is read from the events.

    Returns:
        Neighbours by organisation; who has none is not a key.
    """
    inside = members_on(session, network_id, day)
    found: defaultdict[int, set[int]] = defaultdict(set)
    for fact in active_ties(session, network_id, day, layers=[Layer.DECLARED_TRUST]):
        if {fact.source, fact.target} <= inside:
            found[fact.source].add(fact.target)
    return dict(sorted(found.items()))


def _rows(
    session: Session,
    network_id: int,
    organisation_id: int,
    day: date,
    *,
    others: frozenset[int] | set[int] = frozenset(),
) -> list[TrustRow]:
    """Return the rows of those with whom there is something, and of ``others``."""
    said = _last_said(session, network_id, organisation_id, day)
    partners = fulfilment_partners(session, network_id, organisation_id, day)
    inside = members_on(session, network_id, day)
    keys = {key for ends in said for key in ends} | partners | (others & inside)
    names = session.execute(
        select(Organisation.id, Organisation.name)
        .where(Organisation.id.in_(sorted(keys - {organisation_id})))
        .order_by(Organisation.search_key, Organisation.id)
    )
    rows = []
    for other_id, name in names:
        theirs = said.get((other_id, organisation_id))
        rows.append(
            TrustRow(
                other_id,
                name,
                is_inside=other_id in inside,
                ours=said.get((organisation_id, other_id)),
                theirs=None if theirs is None or theirs.is_over else theirs,
                has_facts=other_id in partners,
            )
        )
    return [
        row
        for row in rows
        if row.ours or row.theirs or row.has_facts or row.other_id in others
    ]


def _only_facts(row: TrustRow) -> TrustRow:
    return TrustRow(
        row.other_id, row.other, row.is_inside, None, None, has_facts=row.has_facts
    )


def _last_said(
    session: Session, network_id: int, organisation_id: int, day: date
) -> dict[tuple[int, int], Said]:
    """Return what was declared last and not withdrawn, by who and of whom."""
    rows = session.execute(
        select(Tie.source_id, Tie.target_id, TieEvent.kind, TieEvent.note, TieEvent.day)
        .join(TieEvent, TieEvent.tie_id == Tie.id)
        .where(
            Tie.network_id == network_id,
            Tie.layer == Layer.DECLARED_TRUST,
            (Tie.source_id == organisation_id) | (Tie.target_id == organisation_id),
            TieEvent.day <= day,
        )
        .order_by(TieEvent.day, TieEvent.id)
    )
    found: dict[tuple[int, int], Said] = {}
    for source_id, target_id, kind, note, said_on in rows:
        found.pop((source_id, target_id), None)
        if kind is TieKind.TRUST_DECLARED:
            last_day = said_on + timedelta(days=TRUST_DAYS - 1)
            left = (last_day - day).days
            found[source_id, target_id] = Said(
                note, said_on, last_day, 0 <= left < ENDING_DAYS, left < 0
            )
    return found


def _terms(
    session: Session, network_id: int, source_id: int, target_id: int
) -> TrustTerms | None:
    return session.scalar(
        select(TrustTerms)
        .join(Tie, Tie.id == TrustTerms.tie_id)
        .where(
            Tie.network_id == network_id,
            Tie.layer == Layer.DECLARED_TRUST,
            Tie.source_id == source_id,
            Tie.target_id == target_id,
        )
    )
