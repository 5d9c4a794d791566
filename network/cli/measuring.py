"""``tejido network measures``: every measure of a network in a file, as JSON.

Standard output carries one JSON document and nothing else; what is wrong goes
to standard error, one line for each fault.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from network.core.measures.whole import Measures, as_document, measure
from network.core.sketches import (
    MOST_BYTES,
    UTF_8,
    Fault,
    Sketch,
    SketchError,
    read_sketch,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

#: How what books scale in several ways is scaled here.
SCALES = (
    "Las centralizaciones son las de Freeman; estas, la intermediación (betweenness) "
    "y la cercanía armónica (harmonic) van de 0 a 1."
)
#: Exit code when the input is wrong.
WRONG = 2


@click.command(
    "measures",
    help="Medidas de una red: GraphML, GEXF, CSV o JSON. - lee la entrada.",
)
@click.argument("file")
@click.option(
    "--seed", type=click.IntRange(0, 2**31), default=1, help="Semilla de los sorteos."
)
@click.option("--directed", is_flag=True, help="Los lazos de un CSV van en un sentido.")
def measures_command(file: str, seed: int, *, directed: bool) -> None:
    """Measure the network in a file."""
    try:
        sketch = read_sketch(_read(file), directed=directed)
    except OSError:
        told = f"no se pudo leer «{file}»; revise el nombre y los permisos"
        _refuse([Fault("/", told)])
    except SketchError as error:
        _refuse(error.faults)
    else:
        found = measure(sketch.graph(), directed=sketch.directed(), seed=seed)
        _print(_answer(sketch, found, seed))


def _answer(sketch: Sketch, found: Measures, seed: int) -> dict[str, Any]:
    """Return the document of the answer."""
    return {
        "status": "approximate" if found.is_approximate else "exact",
        **as_document(found, names=sketch.names),
        "notes": [*_changes(sketch), *_limits(sketch, found), SCALES],
        "seed": seed,
        "inputs_hash": sketch.inputs_hash,
    }


def _changes(sketch: Sketch) -> Iterable[str]:
    """Say what of the file was put otherwise before measuring."""
    if sketch.encoding != UTF_8:
        yield f"El texto no está en UTF-8: se leyó como {sketch.encoding}."
    if sketch.loops:
        yield f"Lazos de un nodo consigo mismo que no se cuentan: {sketch.loops}."
    if sketch.is_directed:
        yield "Se mide sin dirección, salvo la reciprocidad (reciprocity)."
    if sketch.joined:
        yield f"Lazos de una misma pareja que se juntaron: {sketch.joined}."
    if sketch.checked:
        told = ", ".join(sketch.checked)
        yield f"Un lazo está o no está: se revisan y no se usan {told}."
    if sketch.ignored:
        yield f"Datos del archivo que no se usan: {', '.join(sketch.ignored)}."


def _limits(sketch: Sketch, found: Measures) -> Iterable[str]:
    """Say what could not be measured, or not exactly."""
    if found.is_approximate:
        yield (
            "La intermediación (betweenness) es aproximada: sale de 256 nodos "
            "sorteados y solo sirve para ordenar. También las distancias; el diámetro "
            "puede ser mayor."
        )
    if found.order > 1 and found.components > 1:
        yield (
            "La red está en partes: la cercanía (closeness) se pondera por la parte "
            "que cada nodo alcanza."
        )
    if None in (found.vertex_connectivity, found.edge_connectivity):
        yield "La conectividad de nodos o de lazos no se calculó: tardaría demasiado."
    if not found.order:
        yield "El archivo no tiene ningún nodo."
    elif found.shape.index is None:
        yield "Con menos de 5 nodos no se dice el tipo de red ni el índice."
    elif not found.shape.shows_index:
        yield "Con menos de 12 nodos el índice cambia mucho con un solo lazo."
    if not sketch.is_directed:
        yield "Los lazos no tienen dirección: no hay reciprocidad."


def _read(file: str) -> bytes:
    """Return what a file holds, or a little more than is read of a huge one."""
    if file == "-":
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    with Path(file).open("rb") as opened:
        return opened.read(MOST_BYTES + 1)


def _refuse(faults: Iterable[Fault]) -> None:
    """Write one line for each fault and end with :data:`WRONG`."""
    for fault in faults:
        click.echo(_printable(f"{fault.place}: {fault.message}").encode(), err=True)
    sys.exit(WRONG)


def _printable(line: str) -> str:
    """Return the line without signs that move the cursor or hide text."""
    return "".join(
        sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in line
    )


def _print(answer: dict[str, Any]) -> None:
    """Write the answer as UTF-8."""
    text = json.dumps(answer, ensure_ascii=False, indent=2, allow_nan=False)
    click.echo(text.encode())
