"""What must be true of every book, each as a query for what breaks it.

Other areas add theirs with :func:`register`; ``verify`` runs them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import aliased

from marketplace.ledger.core import parse_code
from marketplace.ledger.models import (
    Account,
    CashCountRow,
    Hold,
    HoldState,
    JournalRow,
    PostingRow,
    Snapshot,
)
from marketplace.ledger.queries.guards import missing_triggers
from network.models import AuditRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

#: How many breaches of one invariant are reported.
ENOUGH = 20


@dataclass(frozen=True, slots=True)
class Invariant:
    """Something that must always hold.

    Attributes:
        name: Short and fixed, such as ``"balances"``.
        breaches: Yields a line for each thing that breaks it; none when it holds.
    """

    name: str
    breaches: Callable[[Session], Iterable[str]]


_REGISTERED: dict[str, Invariant] = {}


def register(*invariants: Invariant) -> None:
    """Add invariants of an area to those that ``verify`` checks."""
    _REGISTERED.update({invariant.name: invariant for invariant in invariants})


def forget(name: str) -> None:
    """Take an invariant out again, as a test does with the one it planted."""
    _REGISTERED.pop(name, None)


def registered() -> tuple[Invariant, ...]:
    """Return every invariant that ``verify`` checks, in the order of arrival."""
    return tuple(_REGISTERED.values())


def named(query: Select[int], what: str) -> Callable[[Session], Iterator[str]]:
    """Return a check that names the rows a query finds.

    Args:
        query: Selects the number of each row that breaks the invariant.
        what: What the rows are, such as ``"journal"``.
    """

    def breaches(session: Session) -> Iterator[str]:
        for number in session.scalars(query.limit(ENOUGH)):
            yield f"{what} {number}"

    return breaches


def _sums() -> Select[tuple[int, int, int]]:
    """Select each account's sum of postings and its newest posting."""
    sides = [
        select(
            side.label("account_id"), sign.label("delta"), PostingRow.id.label("newest")
        )
        for side, sign in (
            (PostingRow.debit_id, PostingRow.amount_minor),
            (PostingRow.credit_id, -PostingRow.amount_minor),
        )
    ]
    both = sides[0].union_all(sides[1]).subquery()
    return select(
        both.c.account_id,
        func.sum(both.c.delta).label("total"),
        func.max(both.c.newest).label("newest"),
    ).group_by(both.c.account_id)


def _triggers(session: Session) -> Iterator[str]:
    for name in sorted(missing_triggers(session.connection())):
        yield f"trigger {name}"


def _limits_of_chart(session: Session) -> Iterator[str]:
    rows = session.execute(select(Account.id, Account.code, Account.min_balance_minor))
    for number, code, least in rows:
        if parse_code(code).min_balance_minor != least:
            yield f"account {number}"


def _wrong_snapshots(session: Session) -> Iterator[str]:
    """Recompute every snapshot from all the postings before it."""
    moved = [
        select(func.coalesce(func.sum(PostingRow.amount_minor), 0))
        .where(side == Snapshot.account_id, PostingRow.day <= Snapshot.day)
        .correlate(Snapshot)
        .scalar_subquery()
        for side in (PostingRow.debit_id, PostingRow.credit_id)
    ]
    wrong = (
        select(Snapshot.account_id, Snapshot.day)
        .where(Snapshot.balance_minor != moved[0] - moved[1])
        .limit(ENOUGH)
    )
    for account_id, day in session.execute(wrong):
        yield f"snapshot of account {account_id} on {day}"


def _mirror() -> Select[int]:
    """Select reversing journals that do not undo exactly what they reverse."""
    original, undoing = aliased(PostingRow), aliased(PostingRow)
    undone = aliased(JournalRow)
    lacking = (
        select(original.id)
        .where(
            original.journal_id == JournalRow.reverses,
            ~select(undoing.id)
            .where(
                undoing.journal_id == JournalRow.id,
                undoing.debit_id == original.credit_id,
                undoing.credit_id == original.debit_id,
                undoing.amount_minor == original.amount_minor,
            )
            .correlate(JournalRow, original)
            .exists(),
        )
        .correlate(JournalRow)
        .exists()
    )
    count = [
        select(func.count())
        .select_from(PostingRow)
        .where(PostingRow.journal_id == column)
        .correlate(JournalRow)
        .scalar_subquery()
        for column in (JournalRow.id, JournalRow.reverses)
    ]
    return (
        select(JournalRow.id)
        .join(undone, undone.id == JournalRow.reverses)
        .where(
            or_(
                lacking,
                count[0] != count[1],
                undone.book_id != JournalRow.book_id,
                undone.actor_id == JournalRow.actor_id,
                JournalRow.reason == "",
            )
        )
    )


def _held() -> Select[int]:
    active = (
        select(func.coalesce(func.sum(Hold.amount_minor), 0))
        .where(Hold.account_id == Account.id, Hold.state == HoldState.ACTIVE)
        .correlate(Account)
        .scalar_subquery()
    )
    return select(Account.id).where(Account.held_minor != active)


def _crossing() -> Select[int]:
    """Select postings outside the book, the currency or the day they belong to."""
    debit, credit = aliased(Account), aliased(Account)
    return (
        select(PostingRow.id)
        .outerjoin(debit, debit.id == PostingRow.debit_id)
        .outerjoin(credit, credit.id == PostingRow.credit_id)
        .outerjoin(JournalRow, JournalRow.id == PostingRow.journal_id)
        .where(
            or_(
                debit.id.is_(None),
                credit.id.is_(None),
                JournalRow.id.is_(None),
                debit.book_id != PostingRow.book_id,
                credit.book_id != PostingRow.book_id,
                JournalRow.book_id != PostingRow.book_id,
                debit.currency != PostingRow.currency,
                credit.currency != PostingRow.currency,
                JournalRow.day != PostingRow.day,
                PostingRow.amount_minor <= 0,
                PostingRow.debit_id == PostingRow.credit_id,
            )
        )
    )


def _counts() -> Select[int]:
    """Select cash counts whose difference is not what was posted."""
    over = CashCountRow.counted_minor - CashCountRow.expected_minor
    cash = aliased(Account)
    posted = (
        select(
            func.sum(
                case(
                    (PostingRow.debit_id == cash.id, PostingRow.amount_minor),
                    else_=-PostingRow.amount_minor,
                )
            )
        )
        .join(
            cash,
            and_(
                cash.code == "cash",
                or_(cash.id == PostingRow.debit_id, cash.id == PostingRow.credit_id),
            ),
        )
        .where(PostingRow.journal_id == CashCountRow.journal_id)
        .correlate(CashCountRow)
        .scalar_subquery()
    )
    return select(CashCountRow.id).where(func.coalesce(posted, 0) != over)


_sums_of = _sums().subquery()
_audited = (
    select(AuditRow.id)
    .where(AuditRow.subject == "ledger_journal", AuditRow.subject_id == JournalRow.id)
    .exists()
)
_with_posting = (
    select(PostingRow.id).where(PostingRow.journal_id == JournalRow.id).exists()
)

register(
    Invariant("triggers", _triggers),
    Invariant(
        "journals_not_empty",
        named(select(JournalRow.id).where(~_with_posting), "journal"),
    ),
    Invariant("postings_in_place", named(_crossing(), "posting")),
    Invariant(
        "balances",
        named(
            select(Account.id)
            .outerjoin(_sums_of, _sums_of.c.account_id == Account.id)
            .where(
                or_(
                    Account.balance_minor != func.coalesce(_sums_of.c.total, 0),
                    Account.last_posting_id != func.coalesce(_sums_of.c.newest, 0),
                )
            ),
            "account",
        ),
    ),
    Invariant(
        "trial_balance",
        named(
            select(Account.book_id)
            .group_by(Account.book_id, Account.currency)
            .having(func.sum(Account.balance_minor) != 0),
            "book",
        ),
    ),
    Invariant(
        "limits",
        named(
            select(Account.id).where(
                or_(
                    Account.balance_minor - Account.held_minor
                    < Account.min_balance_minor,
                    Account.balance_minor > Account.max_balance_minor,
                )
            ),
            "account",
        ),
    ),
    Invariant("limits_of_chart", _limits_of_chart),
    Invariant("holds", named(_held(), "account")),
    Invariant("snapshots", _wrong_snapshots),
    Invariant("reversals", named(_mirror(), "journal")),
    Invariant("cash_counts", named(_counts(), "cash count")),
    Invariant("audited", named(select(JournalRow.id).where(~_audited), "journal")),
)
