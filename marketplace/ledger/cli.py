"""Commands about the books, for whoever runs the machine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from marketplace.ledger import queries
from network.db import db

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask


def ledger_commands(open_app: Callable[[Path | None], Flask]) -> click.Group:
    """Return the group ``ledger``.

    Args:
        open_app: Makes the application from a data folder, or from the settings
            when none is given.
    """

    @click.group("ledger")
    def ledger() -> None:
        """Los libros."""

    @ledger.command("verify")
    @click.option("--data", type=click.Path(file_okay=False, path_type=Path))
    def verify(data: Path | None) -> None:
        """Revisa los libros; termina con error si algo no cuadra."""
        with open_app(data).app_context():
            report = queries.verify(db.session())
        for line in _lines(report):
            click.echo(line)
        sys.exit(0 if report.is_sound else 1)

    return ledger


def _lines(report: queries.Report) -> list[str]:
    """Return what is written on the terminal: one line per invariant."""
    lines = [
        f"{'NO ' if one.breaches else 'sí '} {one.name}"
        + "".join(f"\n     {breach}" for breach in one.breaches)
        for one in report.checked
    ]
    head = report.head or "ninguno"
    lines.append(f"Asientos: {report.journals}. Último sello: {head}.")
    if report.is_sound:
        lines.append("Los libros cuadran.")
    elif not report.journals:
        lines.append("No hay asientos que revisar.")
    else:
        lines.append(f"Los libros NO cuadran: {report.first_broken}.")
    return lines
