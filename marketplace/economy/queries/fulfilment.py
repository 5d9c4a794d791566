"""Whether what was agreed is being done, by what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.economy.core.fulfilment import Promise, Score, obligations, score
from marketplace.economy.core.periods import months_until, year_until
from marketplace.economy.models import debts, shipments
from marketplace.economy.queries.common import names_of, network_named, viewer_of
from marketplace.kernel.calendar import add_months
from marketplace.purchasing.models import JointPurchase

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from fractions import Fraction

    from sqlalchemy.orm import Session

    from marketplace.economy.core.fulfilment import Obligation
    from marketplace.economy.core.viewing import Viewer
    from network.policy import Actor

#: Things not done that are listed, the latest first.
MOST_LISTED = 30


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """How much of one kind of thing was done by its day."""

    promise: Promise
    score: Score


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """Something that was not done by its day, for who may read it.

    Attributes:
        promise: What.
        debtor: Name of who had to do it.
        creditor: For whom.
        purchase_id: Joint purchase that it comes from.
        title: Of that purchase.
        due: Last day for it.
    """

    promise: Promise
    debtor: str
    creditor: str
    purchase_id: int
    title: str
    due: date


@dataclass(frozen=True, slots=True)
class FulfilmentPage:
    """Whether what was agreed is being done, in the year until a day.

    Attributes:
        network_id: Which network.
        network: Its name.
        is_visible: Whether enough organisations are behind it for the viewer.
        score: Of everything; nothing when it is not to be seen.
        part_last_month: Part that was done in the year until a month ago.
        lines: By kind.
        months: Part that was done of what was due in each month; None in a
            month without, or when too few are behind it.
        broken: What was not done, as far as the viewer may read.
        coordinates: Whether the viewer coordinates the network.
    """

    network_id: int
    network: str
    is_visible: bool
    score: Score
    part_last_month: Fraction | None
    lines: tuple[PromiseLine, ...]
    months: tuple[tuple[date, Fraction | None], ...]
    broken: tuple[BrokenLine, ...]
    coordinates: bool


def fulfilment_page(
    session: Session, network_id: int, *, actor: Actor, day: date
) -> FulfilmentPage:
    """Return how much of what was due in the year until a day was done.

    Deliveries of suppliers that were whole and on time, and payments made whole
    by the last day.  Counts are for everybody in the network when three
    organisations or more are behind them; who failed is for the two concerned
    and for the coordination.

    Raises:
        NotFoundError: If the actor has nothing to do with the network.
        NotAllowedError: If the actor is there for a firm that sells or buys.
    """
    viewer = viewer_of(actor, network_id)
    network = network_named(session, network_id)
    found = obligations(
        shipments(session, network_id, day), debts(session, network_id), day
    )
    year = [each for each in found if each.due in year_until(day)]
    before = year_until(add_months(day, -1))
    is_visible = viewer.sees_total(_behind(year))
    return FulfilmentPage(
        network_id,
        network.name,
        is_visible,
        score(year) if is_visible else Score(0, 0),
        _part([each for each in found if each.due in before], viewer),
        tuple(
            PromiseLine(
                promise, score(each for each in year if each.promise is promise)
            )
            for promise in Promise
        )
        if is_visible
        else (),
        tuple(
            (month, _part([each for each in found if _is_of(each, month)], viewer))
            for month in months_until(day)
        ),
        _broken(session, year, viewer),
        viewer.coordinates,
    )


def _behind(found: Iterable[Obligation]) -> frozenset[int]:
    return frozenset(
        key for each in found for key in (each.debtor_id, each.creditor_id)
    )


def _is_of(obligation: Obligation, month: date) -> bool:
    return obligation.due.replace(day=1) == month


def _part(found: Sequence[Obligation], viewer: Viewer) -> Fraction | None:
    return score(found).part if viewer.sees_total(_behind(found)) else None


def _broken(
    session: Session, year: Iterable[Obligation], viewer: Viewer
) -> tuple[BrokenLine, ...]:
    rows = [
        each
        for each in year
        if not each.is_kept
        and (viewer.sees(each.debtor_id) or viewer.sees(each.creditor_id))
    ][:MOST_LISTED]
    names = names_of(session, _behind(rows))
    titles = dict(
        session.execute(
            select(JointPurchase.id, JointPurchase.title)
            .where(JointPurchase.id.in_({each.purchase_id for each in rows}))
            .order_by(JointPurchase.id)
        ).all()
    )
    return tuple(
        BrokenLine(
            each.promise,
            names[each.debtor_id],
            names[each.creditor_id],
            each.purchase_id,
            titles[each.purchase_id],
            each.due,
        )
        for each in rows
    )
