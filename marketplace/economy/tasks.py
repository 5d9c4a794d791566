"""Work of the economy that happens without anybody waiting for it."""

from __future__ import annotations

from celery import shared_task
from sqlalchemy.exc import OperationalError

from marketplace.economy import services
from network.clock import now, today
from network.db import transaction


@shared_task(name="economy.find_leads", autoretry_for=(OperationalError,))
def find_leads(network_id: int | None = None) -> int:
    """Report in every network, or in one, who makes what others buy outside.

    Returns:
        How many leads there are.
    """
    with transaction(save=False) as session:
        found = services.networks(session, network_id)
    count = 0
    for key, time_zone in found:
        with transaction() as session:
            count += services.find_leads(session, key, day=today(time_zone), now=now())
    return count
