"""``tejido solve``: plan a purchase or share a delivery from a JSON file.

A coordinator with a spreadsheet needs no server.  Standard output carries one
JSON document and nothing else; what is wrong goes to standard error, one line
for each fault.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from marketplace.purchasing.cli.documents import read_document, refuse
from marketplace.purchasing.core.alternatives import alternatives
from marketplace.purchasing.core.checks import faults
from marketplace.purchasing.core.interchange import (
    read_purchase,
    read_share,
    share,
    share_faults,
    write_plan,
)
from marketplace.purchasing.core.outcome import Status
from marketplace.purchasing.core.plan import solve

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Exit code when no plan can serve what is asked.
INFEASIBLE = 1


@click.group("solve", help="Resuelve un archivo JSON y escribe la respuesta en JSON.")
def solve_group() -> None:
    """Hold the commands that solve a document."""


@solve_group.command("purchase", help="Plan de una compra conjunta. - lee la entrada.")
@click.argument("file")
@click.option("--seed", type=click.IntRange(0), default=0, help="Semilla que se anota.")
@click.option(
    "--alternatives",
    "others",
    is_flag=True,
    help="Agrega los planes sin cada proveedor y con menos proveedores.",
)
def solve_purchase(file: str, seed: int, *, others: bool) -> None:
    """Plan the joint purchase in a file."""
    document = read_document(file, "purchase")
    problem = read_purchase(document)
    refuse(faults(problem))
    with only_the_answer():
        plan = solve(problem, seed=seed)
        answer = write_plan(plan)
        if others:
            answer["alternatives"] = [
                {"text": each.text, **write_plan(each.plan)}
                for each in alternatives(problem, plan, seed=seed)
            ]
    _print(answer)


@solve_group.command("share", help="Reparto de lo que llegó. - lee la entrada.")
@click.argument("file")
@click.option("--seed", type=click.IntRange(0), default=0, help="Semilla que se anota.")
def solve_share(file: str, seed: int) -> None:
    """Share what arrived as the file says."""
    asked = read_share(read_document(file, "share"))
    refuse(share_faults(asked))
    with only_the_answer():
        answer = share(asked, seed=seed)
    _print(answer)


@contextmanager
def only_the_answer() -> Iterator[None]:
    """Send to standard error what the solver's own code writes to the output.

    HiGHS prints some messages past Python, so the descriptor itself is turned,
    and the buffer of the C library emptied before it is turned back.
    """
    libc = ctypes.CDLL(None)
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        libc.fflush(None)
        os.dup2(kept, 1)
        os.close(kept)


def _print(answer: Mapping[str, Any]) -> None:
    """Write the answer as UTF-8 and end with the exit code it asks for."""
    text = json.dumps(answer, ensure_ascii=False, indent=2, allow_nan=False)
    click.echo(text.encode())
    if answer["status"] == Status.INFEASIBLE:
        sys.exit(INFEASIBLE)
