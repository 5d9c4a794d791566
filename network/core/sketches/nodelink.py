"""Networks in JSON, as lists of nodes and links."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from typing import Any, Final

from network.core.sketches.sketch import Draft, Fault, SketchError, shown

#: Names of the parts of a document; ``links`` is the older word for ``edges``.
PARTS: Final = ("directed", "multigraph", "graph", "nodes", "edges", "links")
_ENDS: Final = ("source", "target")
_KNOWN: Final = ("weight", "kind", "day")


def read_nodelink(text: str) -> Draft:
    """Read a network as networkx and others write it in JSON.

    Args:
        text: The whole file.

    Raises:
        SketchError: If it cannot be read any further.
    """
    draft = Draft()
    document = _parsed(text, draft)
    if not isinstance(document, dict):
        raise SketchError([Fault("/", "debe ser un objeto {...}; cámbielo")])
    _check_parts(draft, document)
    directed = document.get("directed", False) is True
    for number, node in enumerate(_listed(draft, document, "nodes")):
        _node(draft, node, f"/nodes/{number}")
    part = "links" if "links" in document else "edges"
    for number, edge in enumerate(_listed(draft, document, part)):
        _edge(draft, edge, f"/{part}/{number}", directed=directed)
    return draft


def _parsed(text: str, draft: Draft) -> object:
    """Return what the text holds; note fields given twice."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs):
            counts = Counter(name for name, _value in pairs)
            twice = next(name for name, times in counts.items() if times > 1)
            draft.fault("/", f"el campo «{shown(twice)}» está repetido; deje uno")
        return found

    try:
        return json.loads(
            text,
            object_pairs_hook=once,
            parse_float=Decimal,
            parse_constant=Decimal,
        )
    except json.JSONDecodeError as error:
        place = f"línea {error.lineno}, columna {error.colno}"
        told = "no es JSON válido; revise comas, comillas y llaves"
        raise SketchError([Fault(place, told)]) from error
    except RecursionError as error:
        told = "tiene demasiados niveles, uno dentro de otro; simplifíquelo"
        raise SketchError([Fault("/", told)]) from error
    except SketchError:
        raise
    except ValueError as error:
        told = "tiene un número que no se puede leer; escriba uno más corto"
        raise SketchError([Fault("/", told)]) from error


def _check_parts(draft: Draft, document: dict[str, Any]) -> None:
    for name in document:
        if name not in PARTS:
            told = f"este campo no se conoce; quítelo o use: {', '.join(PARTS)}"
            draft.fault(_pointer("", name), told)
    _check_lists(draft, document)
    for name in ("directed", "multigraph"):
        if not isinstance(document.get(name, False), bool):
            draft.fault(f"/{name}", "debe ser true o false; cámbielo")
    if not isinstance(document.get("graph", {}), dict):
        draft.fault("/graph", "debe ser un objeto {...}; cámbielo")


def _check_lists(draft: Draft, document: dict[str, Any]) -> None:
    if "nodes" not in document:
        draft.fault("/nodes", "falta este campo; agregue la lista de nodos")
    if "edges" in document and "links" in document:
        draft.fault("/links", "los lazos van en edges o en links; deje uno")
    if "edges" not in document and "links" not in document:
        draft.fault("/edges", "falta este campo; agregue la lista de lazos")


def _listed(draft: Draft, document: dict[str, Any], name: str) -> list[Any]:
    found = document.get(name, [])
    if isinstance(found, list):
        return found
    draft.fault(f"/{name}", "debe ser una lista [...]; cámbielo")
    return []


def _node(draft: Draft, node: object, place: str) -> None:
    if not isinstance(node, dict):
        draft.fault(place, "debe ser un objeto {...} con su id; cámbielo")
        return
    name = _name(draft, node, "id", place)
    if name is not None:
        draft.node(name, f"{place}/id")
    for attribute in node:
        if attribute != "id":
            draft.ignore(attribute)


def _edge(draft: Draft, edge: object, place: str, *, directed: bool) -> None:
    if not isinstance(edge, dict):
        draft.fault(place, "debe ser un objeto {...} con source y target; cámbielo")
        return
    source, target = (_name(draft, edge, end, place) for end in _ENDS)
    _check_known(draft, edge, place)
    for attribute in edge:
        if attribute not in (*_ENDS, *_KNOWN, "key"):
            draft.ignore(attribute)
    if source is not None and target is not None:
        draft.tie(source, target, place, mutual=not directed)


def _check_known(draft: Draft, edge: dict[str, Any], place: str) -> None:
    weight = edge.get("weight")
    if isinstance(weight, (int, Decimal)) and not isinstance(weight, bool):
        draft.check_weight(str(weight), f"{place}/weight")
    elif weight is not None:
        draft.fault(f"{place}/weight", "debe ser un número sin comillas; cámbielo")
    for name, check in (("kind", draft.check_kind), ("day", draft.check_day)):
        value = edge.get(name)
        if isinstance(value, str):
            check(value, f"{place}/{name}")
        elif value is not None:
            draft.fault(f"{place}/{name}", "debe ser un texto entre comillas")


def _name(draft: Draft, row: dict[str, Any], field: str, place: str) -> str | None:
    """Return an identifier as text, or none after saying what is wrong."""
    if field not in row:
        draft.fault(f"{place}/{field}", "falta este campo; agréguelo")
        return None
    value = row[field]
    if isinstance(value, str) or (
        isinstance(value, int) and not isinstance(value, bool)
    ):
        return str(value)
    told = "el id debe ser un texto o un número entero; cámbielo"
    draft.fault(f"{place}/{field}", told)
    return None


def _pointer(place: str, name: str) -> str:
    return f"{place}/{shown(name).replace('~', '~0').replace('/', '~1')}"
