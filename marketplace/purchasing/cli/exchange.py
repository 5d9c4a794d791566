"""``tejido purchase``: a joint purchase as a document, out of and into an instance.

Standard output carries the document, or one line that tells what was done; what
is wrong goes to standard error, one line for each fault.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from marketplace.purchasing.cli.documents import read_document, refuse
from marketplace.purchasing.cli.weaving import weave_command
from marketplace.purchasing.core.checks import Fault
from marketplace.purchasing.core.exchange import document_faults
from marketplace.purchasing.queries.exporting import document_for_operator
from marketplace.purchasing.services.document_names import DocumentRefusedError
from marketplace.purchasing.services.exporting import problem_for_operator
from marketplace.purchasing.services.importing import (
    Imported,
    ImportTerms,
    import_as_operator,
)
from network.clock import now
from network.db import db, transaction
from network.errors import DomainError, NotFoundError
from network.web import explain

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from flask import Flask

#: Zone of a closing hour that is typed without one.
_ZONE = ZoneInfo("America/Bogota")
_FOLDER = click.Path(file_okay=False, path_type=Path)
_SCHEMA = "purchase-document"


def purchase_commands(open_app: Callable[[Path | None], Flask]) -> click.Group:
    """Return the group ``purchase``.

    Args:
        open_app: Makes the application from a data folder, or from the settings
            when none is given.
    """

    @click.group("purchase")
    def purchase() -> None:
        """Compras conjuntas."""

    @purchase.command("export")
    @click.argument("purchase_id", metavar="ID", type=int)
    @click.option("--data", type=_FOLDER, help="Carpeta de datos.")
    @click.option(
        "-o",
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Archivo donde se escribe; sin él, la salida.",
    )
    @click.option(
        "--problem",
        "as_problem",
        is_flag=True,
        help="Escribe la entrada de «tejido solve purchase».",
    )
    def export(
        purchase_id: int,
        data: Path | None,
        output: Path | None,
        *,
        as_problem: bool,
    ) -> None:
        """Escribe una compra como un documento JSON."""
        with open_app(data).app_context():
            _write(_told(purchase_id, as_problem=as_problem), output)

    @purchase.command("problem")
    @click.argument("purchase_id", metavar="ID", type=int)
    @click.option("--data", type=_FOLDER, help="Carpeta de datos.")
    def problem(purchase_id: int, data: Path | None) -> None:
        """Escribe la entrada de «tejido solve purchase» de una compra."""
        with open_app(data).app_context():
            _write(_told(purchase_id, as_problem=True), None)

    @purchase.command("import")
    @click.argument("file")
    @click.option("--data", type=_FOLDER, help="Carpeta de datos.")
    @click.option("--network", "network_id", type=int, help="Red; si no, la que dice.")
    @click.option(
        "--convener", "convener_id", type=int, help="Organización que compra."
    )
    @click.option("--actor", "who", help="Celular o correo de quien la trae.")
    @click.option(
        "--closes",
        type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M%z"]),
        help="Otra hora de cierre, como 2026-12-01T17:00.",
    )
    @click.option("--dry-run", is_flag=True, help="Dice qué haría; no cambia nada.")
    def bring(  # noqa: PLR0913 - one for each option
        file: str,
        data: Path | None,
        network_id: int | None,
        convener_id: int | None,
        who: str | None,
        closes: datetime | None,
        *,
        dry_run: bool,
    ) -> None:
        """Trae una compra de un documento JSON; - lee la entrada."""
        document = read_document(file, _SCHEMA)
        refuse(document_faults(document))
        terms = ImportTerms(network_id, convener_id, who, _instant(closes))
        with open_app(data).app_context():
            click.echo(_sentence(_import(document, terms, dry_run=dry_run), dry_run))

    purchase.add_command(weave_command(open_app))
    return purchase


def _told(purchase_id: int, *, as_problem: bool) -> dict[str, Any]:
    """Return the document asked for, or end in one line."""
    read = problem_for_operator if as_problem else document_for_operator
    try:
        return read(db.session(), purchase_id)
    except NotFoundError as error:
        message = f"No existe la compra {purchase_id}."
        raise click.ClickException(message) from error
    except DomainError as error:
        raise click.ClickException(explain(error)) from error


def _write(document: dict[str, Any], output: Path | None) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    if output is None:
        click.echo(text.encode())
        return
    try:
        output.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        message = f"No se pudo escribir «{output}». Revise la carpeta y los permisos."
        raise click.ClickException(message) from error


def _import(document: dict[str, Any], terms: ImportTerms, *, dry_run: bool) -> Imported:
    """Bring the purchase in, or end with one line for each fault."""
    faults: list[Fault] = []
    try:
        with transaction(save=not dry_run) as session:
            return import_as_operator(session, document, terms, now=now())
    except DocumentRefusedError as refusal:
        faults = [Fault(each.pointer, explain(each.error)) for each in refusal.found]
    refuse(faults)
    raise AssertionError(faults)  # pragma: no cover - a refusal has faults


def _sentence(done: Imported, dry_run: bool) -> str:  # noqa: FBT001 - one caller
    if not done.is_new:
        return f"Esta compra ya se había traído: {done.purchase_id}. No cambió nada."
    head = "Se traería la compra" if dry_run else f"Compra {done.purchase_id} traída"
    return f"{head}: {done.lines} pedidos, {done.quotes} cotizaciones."


def _instant(typed: datetime | None) -> datetime | None:
    if typed is None or typed.tzinfo is not None:
        return typed
    return typed.replace(tzinfo=_ZONE)
