"""Networks in XML: GraphML and GEXF."""

from __future__ import annotations

from typing import Final
from xml.parsers import expat

from network.core.sketches.sketch import Draft, Fault, SketchError, shown

#: Elements inside one another; more is not a network but an attack.
DEEPEST: Final = 60
_OTHER_GRAPHS: Final = {
    "hyperedge": "los lazos de varias puntas (hyperedge) no se leen; use edge",
    "port": "los puertos (port) no se leen; quítelos",
    "endpoint": "los lazos de varias puntas (endpoint) no se leen; use edge",
}
_TRUE: Final = ("true", "1")
_FALSE: Final = ("false", "0")


def read_marks(raw: bytes | str) -> Draft:
    """Read a network in GraphML or GEXF.

    Document types and entities are refused before they can unfold, and
    nothing is fetched from elsewhere.

    Args:
        raw: The whole file; as text if its encoding is known already.

    Raises:
        SketchError: If it cannot be read any further.
    """
    reader = _Reader()
    try:
        reader.parser.Parse(raw, True)  # noqa: FBT003 - expat knows no names
    except expat.ExpatError as error:
        place = f"línea {error.lineno}, columna {error.offset + 1}"
        told = "no es XML válido; vuelva a exportarlo del programa que lo hizo"
        raise SketchError([*reader.draft.faults, Fault(place, told)]) from error
    except (LookupError, ValueError) as error:
        if isinstance(error, SketchError):
            raise
        told = "la codificación no se conoce; guárdelo en UTF-8"
        raise SketchError([Fault("línea 1", told)]) from error
    if not reader.graphs:
        told = "no tiene ningún <graph>; exporte de nuevo la red"
        reader.draft.fault("línea 1", told)
    return reader.draft


class _Reader:
    """What has been read of a file of marks so far."""

    def __init__(self) -> None:
        self.draft = Draft()
        self.graphs = 0
        self.directions: list[bool] = []
        self.keys: dict[str, str] = {}
        self.path: list[str] = []
        self.holding: str | None = None
        self.text: list[str] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._said

    @property
    def place(self) -> str:
        return f"línea {self.parser.CurrentLineNumber}"

    def stop(self, told: str) -> None:
        raise SketchError([*self.draft.faults, Fault(self.place, told)])

    def _refuse_doctype(self, *_declared: object) -> None:
        self.stop("tiene un DOCTYPE, que no se acepta; quite esa línea")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        mark = name.rsplit(" ", 1)[-1]
        if not self.path and mark not in ("graphml", "gexf"):
            self.stop(f"empieza por <{shown(mark)}>; se leen GraphML y GEXF")
        if len(self.path) >= DEEPEST:
            self.stop("tiene demasiados niveles, uno dentro de otro; simplifíquelo")
        self.path.append(mark)
        if "data" in self.path[:-1]:
            # Programs hang drawings of their own in there.
            return
        if mark in _OTHER_GRAPHS:
            self.draft.fault(self.place, _OTHER_GRAPHS[mark])
        handler = _HANDLERS.get(mark)
        if handler is not None:
            handler(self, attributes)

    def _end(self, _name: str) -> None:
        mark = self.path.pop()
        if mark == "graph" and "data" not in self.path:
            self.directions.pop()
        if mark == "data" and self.holding is not None:
            self._check("".join(self.text).strip(), self.holding)
            self.holding = None

    def _said(self, text: str) -> None:
        if self.holding is not None:
            self.text.append(text)

    def graph(self, attributes: dict[str, str]) -> None:
        """Begin the one graph of the file, or what is inside one of its nodes."""
        if "node" not in self.path:
            self.graphs += 1
        if self.graphs > 1:
            self.draft.fault(self.place, "tiene más de un <graph>; deje uno")
        if self.path[0] == "graphml":
            said = attributes.get("edgedefault", "undirected")
        else:
            said = attributes.get("defaultedgetype", "undirected")
        if said not in ("directed", "undirected", "mutual"):
            told = f"el tipo de lazo «{shown(said)}» no se conoce"
            self.draft.fault(self.place, f"{told}; use directed o undirected")
        self.directions.append(said == "directed")

    def key(self, attributes: dict[str, str]) -> None:
        """Note what a key of GraphML stands for."""
        name = attributes.get("attr.name", attributes.get("id", ""))
        self.keys[attributes.get("id", "")] = name

    def data(self, attributes: dict[str, str]) -> None:
        """Keep what follows if it is a value of a tie that is checked."""
        name = self.keys.get(attributes.get("key", ""), "")
        if self.path[-2] == "edge" and name in ("weight", "kind", "day"):
            self.holding, self.text = name, []
        elif self.path[-2] in ("node", "edge"):
            self.draft.ignore(name or "data")

    def node(self, attributes: dict[str, str]) -> None:
        """Add a node."""
        if "id" not in attributes:
            self.draft.fault(self.place, "un nodo no tiene id; agréguelo")
            return
        self.draft.node(attributes["id"], self.place)

    def edge(self, attributes: dict[str, str]) -> None:
        """Add a tie."""
        missing = [end for end in ("source", "target") if end not in attributes]
        if missing:
            told = f"a un lazo le falta {' y '.join(missing)}; agréguelo"
            self.draft.fault(self.place, told)
            return
        for name in ("weight", "kind"):
            if name in attributes:
                self._check(attributes[name], name)
        self.draft.tie(
            attributes["source"],
            attributes["target"],
            self.place,
            mutual=not self._has_direction(attributes),
        )

    def attribute(self, attributes: dict[str, str]) -> None:
        """Note that a named attribute of GEXF is not used."""
        self.draft.ignore(attributes.get("title", "attribute"))

    def _has_direction(self, attributes: dict[str, str]) -> bool:
        said = attributes.get("directed", attributes.get("type"))
        if said is None:
            return self.directions[-1] if self.directions else False
        if said in ("directed", *_TRUE):
            return True
        if said not in ("undirected", "mutual", *_FALSE):
            told = f"el tipo de lazo «{shown(said)}» no se conoce"
            self.draft.fault(self.place, f"{told}; use directed o undirected")
        return False

    def _check(self, text: str, name: str) -> None:
        checks = {
            "weight": self.draft.check_weight,
            "kind": self.draft.check_kind,
            "day": self.draft.check_day,
        }
        checks[name](text, self.place)


_HANDLERS: Final = {
    "graph": _Reader.graph,
    "key": _Reader.key,
    "data": _Reader.data,
    "node": _Reader.node,
    "edge": _Reader.edge,
    "attribute": _Reader.attribute,
}
