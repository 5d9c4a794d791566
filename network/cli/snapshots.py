"""The command that tells the history of every network again from its events."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from network.clock import now
from network.core.snapshots.taking import graph_of, take
from network.db import db, transaction
from network.errors import NotFoundError
from network.services import advice, snapshots

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from network.services.snapshots import MonthToTake


def snapshots_command(open_app: Callable[[Path | None], Flask]) -> click.Command:
    """Return the command ``snapshots``.

    Args:
        open_app: Makes the application from a data folder, or from the
            settings when none is given.
    """

    @click.command("snapshots")
    @click.option(
        "--months",
        type=click.IntRange(1, 600),
        help="Solo los últimos meses; todos si no se dice.",
    )
    @click.option("--network", "network_id", type=int, help="Solo esta red.")
    @click.option("--data", type=click.Path(file_okay=False, path_type=Path))
    def tell_again(
        months: int | None, network_id: int | None, data: Path | None
    ) -> None:
        """Mide cada mes de las redes desde sus hechos; repetirlo no daña nada."""
        with open_app(data).app_context():
            for each in _wanted(network_id):
                _tell_again(each, months)

    return tell_again


def _wanted(network_id: int | None) -> list[int]:
    if network_id is None:
        return snapshots.peopled_networks(db.session())
    try:
        snapshots.network_day(db.session(), network_id, now=now())
    except NotFoundError as error:
        message = "No existe esa red."
        raise click.ClickException(message) from error
    return [network_id]


def _tell_again(network_id: int, months: int | None) -> None:
    """Take the months of a network, each in a transaction of its own."""
    today = snapshots.network_day(db.session(), network_id, now=now())
    wanted = snapshots.months_to_take(
        db.session(), network_id, day=today, months=months
    )
    for each in wanted:
        _take(network_id, each)
    click.echo(f"Red {network_id}. Meses medidos: {len(wanted)}.")
    if wanted:
        _advise(network_id, wanted[-1])


def _take(network_id: int, month: MonthToTake) -> None:
    at, session = now(), db.session()
    facts = snapshots.read_facts(session, network_id, day=month.day)
    session.rollback()
    taken = take(facts)
    with transaction() as writing:
        snapshots.keep_snapshot(writing, network_id, taken, now=at)


def _advise(network_id: int, month: MonthToTake) -> None:
    at, session = now(), db.session()
    graph = graph_of(snapshots.read_facts(session, network_id, day=month.day))
    found = advice.plan_introductions(session, network_id, graph, day=month.day, now=at)
    session.rollback()
    with transaction() as writing:
        advice.save_introductions(writing, network_id, found, now=at)
