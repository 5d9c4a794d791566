"""Work of the ground that happens without anybody asking for it."""

from __future__ import annotations

from celery import shared_task

from network.clock import now
from network.db import transaction
from network.services import access, throttles


@shared_task(name="network.close_old_sittings")
def close_old_sittings() -> int:
    """End the sittings that ran out and forget old tries; return how many ended."""
    with transaction() as session:
        throttles.clear_old(session, now=now())
        return access.clear_old(session, now=now())
