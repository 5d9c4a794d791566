"""Work of the book that happens without anybody asking for it.

Each may run twice: sealing, letting go and keeping balances find nothing more
to do, and a second verification is one more row.
"""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task

from marketplace.ledger import queries, services
from network.clock import now, today
from network.db import db, transaction

_TIME_ZONE = "America/Bogota"
_MOST_BATCHES = 40


@shared_task(name="ledger.seal_journals")
def seal_journals() -> int:
    """Add the unsealed journals to the hash chain; return how many."""
    total = 0
    for _batch in range(_MOST_BATCHES):
        with transaction() as session:
            sealed = services.seal_journals(session, now=now())
        total += sealed
        if not sealed:
            break
    return total


@shared_task(name="ledger.expire_holds")
def expire_holds() -> int:
    """Let go of the money whose time has come; return how many holds."""
    with transaction() as session:
        return services.expire_holds(session, now=now())


@shared_task(name="ledger.take_snapshots")
def take_snapshots() -> int:
    """Keep the balances of the last month that is over; return how many."""
    month_end = today(_TIME_ZONE).replace(day=1) - timedelta(days=1)
    books = queries.books_without_snapshot(db.session(), month_end=month_end)
    total = 0
    for book_id in books:
        with transaction() as session:
            total += services.take_snapshots(session, book_id, month_end=month_end)
    return total


@shared_task(name="ledger.verify_books")
def verify_books() -> bool:
    """Check every invariant and keep the result; return whether all held."""
    report = queries.verify(db.session())
    db.session.rollback()
    with transaction() as session:
        services.record_verification(session, finding_of(report), now=now())
    return report.is_sound


def finding_of(report: queries.Report) -> services.Finding:
    """Return a report as it is kept."""
    return services.Finding(
        is_sound=report.is_sound,
        journals=report.journals,
        first_broken=report.first_broken,
        finding=report.finding,
        head=report.head,
    )
