"""The command that weaves again the ties of purchases from their rows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from marketplace.purchasing.services.reweaving import purchases_to_weave, weave_again
from network.db import db, transaction

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask


def weave_command(open_app: Callable[[Path | None], Flask]) -> click.Command:
    """Return the command ``weave``.

    Args:
        open_app: Makes the application from a data folder, or from the
            settings when none is given.
    """

    @click.command("weave")
    @click.option("--network", "network_id", type=int, help="Solo esta red.")
    @click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        help="Carpeta de datos.",
    )
    def weave(network_id: int | None, data: Path | None) -> None:
        """Teje de nuevo los lazos de las compras; repetirlo no duplica nada."""
        with open_app(data).app_context():
            wanted = purchases_to_weave(db.session(), network_id)
            fresh = sum(_weave(purchase_id) for purchase_id in wanted)
        click.echo(f"Compras revisadas: {len(wanted)}. Hechos nuevos: {fresh}.")

    return weave


def _weave(purchase_id: int) -> int:
    with transaction() as session:
        return weave_again(session, purchase_id)
