"""The catalogue from a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from marketplace.catalogue import services
from network.clock import now
from network.db import transaction

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask


def catalogue_commands(open_app: Callable[[Path | None], Flask]) -> click.Group:
    """Return the group ``catalogue``.

    Args:
        open_app: Makes the application from a data folder, or from the
            settings when none is given.
    """

    @click.group("catalogue")
    def catalogue() -> None:
        """Catálogo de productos e insumos."""

    @catalogue.command("load")
    @click.option("--data", type=click.Path(file_okay=False, path_type=Path))
    @click.option("--dry-run", is_flag=True, help="Dice qué haría; no cambia nada.")
    def load(data: Path | None, *, dry_run: bool) -> None:
        """Agrega lo que falte del catálogo inicial."""
        with open_app(data).app_context(), transaction(save=not dry_run) as session:
            added = services.load_starting_catalogue(session, now=now())
        verb = "Se agregarían" if dry_run else "Se agregaron"
        click.echo(f"{verb} {added} productos.")

    return catalogue
