"""Documents of the terminal: read, checked, refused line by line."""

from __future__ import annotations

import json
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from jsonschema import Draft202012Validator

import marketplace
from marketplace.purchasing.core.checks import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jsonschema import ValidationError

#: Exit code when the input is wrong.
WRONG = 2
#: The schemas stand beside the code, in the folder that holds both packages.
SCHEMAS = Path(marketplace.__file__).resolve().parent.parent / "docs" / "schemas"
_TYPES = {
    "integer": "un número entero",
    "string": "un texto entre comillas",
    "array": "una lista [...]",
    "object": "un objeto {...}",
    "boolean": "true o false",
    "null": "null",
}


def refuse(found: Iterable[Fault]) -> None:
    """Write one line for each fault and end with :data:`WRONG`, if there are any."""
    lines = [f"{fault.pointer or '/'}: {fault.message}" for fault in found]
    if lines:
        for line in lines:
            click.echo(_printable(line).encode(), err=True)
        sys.exit(WRONG)


def _printable(line: str) -> str:
    """Return the line without signs that move the cursor or hide text."""
    return "".join(
        sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in line
    )


def read_document(file: str, schema: str) -> dict[str, Any]:
    """Return the document in a file that keeps its schema, or end with faults.

    Args:
        file: Its name, or ``-`` for standard input.
        schema: Name of the schema in ``docs/schemas``.
    """
    repeated: list[Fault] = []
    document = _parsed(file, repeated)
    rules = json.loads((SCHEMAS / f"{schema}.schema.json").read_text("utf-8"))
    wrong = sorted(
        Draft202012Validator(rules).iter_errors(document),
        key=lambda error: [str(step) for step in error.absolute_path],
    )
    refuse([*repeated, *(fault for error in wrong for fault in _faults(error))])
    return dict(document)


def _parsed(file: str, repeated: list[Fault]) -> Any:  # noqa: ANN401 - any JSON
    """Return what a file holds, or end; note fields given twice."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        for name, times in Counter(name for name, _ in pairs).items():
            if times > 1:
                text = f"el campo «{name}» está {times} veces; deje uno"
                repeated.append(Fault("", text))
        return dict(pairs)

    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        # A decimal stays a decimal: 10.0 units is not a whole number as typed.
        document = json.loads(
            raw.decode("utf-8-sig"),
            object_pairs_hook=once,
            parse_float=Decimal,
            parse_constant=_not_a_number,
        )
        # Half a surrogate pair can be written in JSON but not printed.
        json.dumps(document, ensure_ascii=False, default=str).encode()
    except (OSError, ValueError, RecursionError) as error:
        return refuse([Fault("", _unreadable(file, error))])
    return document


def _not_a_number(name: str) -> object:
    raise ValueError(name)


def _unreadable(file: str, error: Exception) -> str:
    """Return why a file could not be read as JSON, and what to do."""
    match error:
        case OSError():
            return f"no se pudo leer «{file}»; revise el nombre y los permisos"
        case json.JSONDecodeError():
            place = f"línea {error.lineno}, columna {error.colno}"
            return f"no es JSON válido ({place}); revise comas, comillas y llaves"
        case UnicodeError():
            return "el texto no está en UTF-8; guárdelo con esa codificación"
        case RecursionError():
            return "tiene demasiados niveles, uno dentro de otro; simplifíquelo"
    return "tiene un número que no se puede leer; escriba números enteros"


def _faults(error: ValidationError) -> list[Fault]:
    """Return what a broken rule of a schema means, with what to do."""
    place = "".join(f"/{_escaped(step)}" for step in error.absolute_path)
    kind: Any = error.validator
    rule: Any = error.validator_value
    schema: Any = error.schema
    instance: Any = error.instance
    if kind == "required":
        name = next(each for each in rule if f"'{each}'" in error.message)
        return [Fault(f"{place}/{name}", "falta este campo; agréguelo")]
    if kind == "additionalProperties":
        known = schema.get("properties", {})
        return [
            Fault(
                f"{place}/{_escaped(name)}",
                f"este campo no se conoce; quítelo o use: {', '.join(known)}",
            )
            for name in instance
            if name not in known
        ]
    return [Fault(place, _SENTENCES[kind](rule, instance))]


def _escaped(step: object) -> str:
    return str(step).replace("~", "~0").replace("/", "~1")


def _type(rule: Any, _instance: object) -> str:  # noqa: ANN401 - a rule may be anything
    kinds = [rule] if isinstance(rule, str) else rule
    return f"debe ser {' o '.join(_TYPES[kind] for kind in kinds)}; cámbielo"


#: What to say for each rule that the schemas use, from the rule and the value.
_SENTENCES: dict[str, Callable[[Any, Any], str]] = {
    "type": _type,
    "minimum": lambda rule, value: f"{value} es menor que {rule}; escriba {rule} o más",
    "maximum": lambda rule, _: f"el número es demasiado grande; escriba hasta {rule}",
    "enum": lambda rule, _: f"no se conoce; escriba {' o '.join(rule)}",
    "minItems": lambda rule, _: f"la lista necesita al menos {rule}; agregue uno",
    "minLength": lambda _rule, _: "el texto está vacío; escriba un nombre",
    "maxLength": lambda rule, _: f"el texto es muy largo; escriba hasta {rule} letras",
    "pattern": lambda _rule, _: "van tres letras mayúsculas; escriba COP o USD",
}
