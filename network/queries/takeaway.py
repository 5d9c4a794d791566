"""A network as files that other programs read.

GraphML, GEXF, JSON with nodes and links, and tables for a spreadsheet.  A tie
of a layer without direction is written once and says so; declared trust is in
a file only where both sides declared it.  Reasons and scores never are.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from network.core.drawn_sheet import STROKES, Dot, Sheet, drawn
from network.core.text import clean_name, neutralise_formula
from network.models import Layer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from network.queries.woven import Woven, WovenOrganisation, WovenTie

#: Layers in which who gave and who received matters.
DIRECTED = frozenset({Layer.DECLARED_TRUST, Layer.OBSERVED_TRUST, Layer.TRADE})

_BYTE_ORDER_MARK = "\ufeff"
_GRAPHML = "http://graphml.graphdrawing.org/xmlns"
_GEXF = "http://gexf.net/1.3"
_VIZ = "http://gexf.net/1.3/viz"
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Words:
    """What values are called in the language of the reader.

    Attributes:
        layers: Names of the layers by their text.
        kinds: Names of the kinds of organisation by their text.
        chains: Names of the value chains by code.
        columns: Headings of the table of organisations, in order.
    """

    layers: Mapping[str, str]
    kinds: Mapping[str, str]
    chains: Mapping[str, str]
    columns: Sequence[str]


def as_graphml(whole: Woven, words: Words) -> bytes:
    """Return a network as GraphML."""
    ET.register_namespace("", _GRAPHML)
    root = ET.Element(f"{{{_GRAPHML}}}graphml")
    for part, names in (("node", _NODE_FIELDS), ("edge", _EDGE_FIELDS)):
        for name, kind in names:
            about = {"id": f"{part}-{name}", "for": part, "attr.name": name}
            ET.SubElement(root, f"{{{_GRAPHML}}}key", about | {"attr.type": kind})
    graph = ET.SubElement(
        root, f"{{{_GRAPHML}}}graph", id=_graph_id(whole), edgedefault="undirected"
    )
    for each in whole.organisations:
        node = ET.SubElement(graph, f"{{{_GRAPHML}}}node", id=f"o{each.id}")
        _graphml_data(node, "node", _node(each, words))
    for tie in whole.ties:
        ends = {"source": f"o{tie.source}", "target": f"o{tie.target}"}
        way = {"directed": "true" if tie.layer in DIRECTED else "false"}
        edge = ET.SubElement(graph, f"{{{_GRAPHML}}}edge", ends | way)
        _graphml_data(edge, "edge", _edge(tie, words))
    return _xml(root)


def as_gexf(whole: Woven, words: Words) -> bytes:
    """Return a network as GEXF, with places and colours for Gephi."""
    ET.register_namespace("", _GEXF)
    ET.register_namespace("viz", _VIZ)
    root = ET.Element(f"{{{_GEXF}}}gexf", version="1.3")
    graph = ET.SubElement(root, f"{{{_GEXF}}}graph", defaultedgetype="undirected")
    for part, names in (("node", _NODE_FIELDS), ("edge", _EDGE_FIELDS)):
        listed = ET.SubElement(graph, f"{{{_GEXF}}}attributes", {"class": part})
        for name, kind in names:
            about = {"id": name, "title": name, "type": _GEXF_TYPES.get(kind, kind)}
            ET.SubElement(listed, f"{{{_GEXF}}}attribute", about)
    nodes = ET.SubElement(graph, f"{{{_GEXF}}}nodes")
    for each in whole.organisations:
        about = {"id": f"o{each.id}", "label": _text(each.name)}
        node = ET.SubElement(nodes, f"{{{_GEXF}}}node", about)
        _gexf_values(node, _node(each, words))
        place = {"x": str(each.x), "y": str(-each.y), "z": "0"}
        ET.SubElement(node, f"{{{_VIZ}}}position", place)
    edges = ET.SubElement(graph, f"{{{_GEXF}}}edges")
    for at, tie in enumerate(whole.ties):
        about = {
            "id": f"l{at}",
            "source": f"o{tie.source}",
            "target": f"o{tie.target}",
            "weight": str(tie.weight),
            "type": "directed" if tie.layer in DIRECTED else "undirected",
        }
        edge = ET.SubElement(edges, f"{{{_GEXF}}}edge", about)
        _gexf_values(edge, _edge(tie, words))
        ET.SubElement(edge, f"{{{_VIZ}}}color", hex=STROKES[tie.layer.value][0])
    return _xml(root)


def as_node_link(whole: Woven, words: Words) -> bytes:
    """Return a network as JSON with nodes and links.

    The format says once for the whole file whether ties have a direction.  If
    some have, those that have none are written in both.
    """
    directed = any(tie.layer in DIRECTED for tie in whole.ties)
    links = [_link(tie, words) for tie in whole.ties]
    if directed:
        links += [
            _link(tie, words) | {"source": tie.target, "target": tie.source}
            for tie in whole.ties
            if tie.layer not in DIRECTED
        ]
    document = {
        "directed": directed,
        "multigraph": True,
        "graph": {"name": _text(whole.network.name), "day": whole.day.isoformat()},
        "nodes": [
            {"id": each.id, **_node(each, words)} for each in whole.organisations
        ],
        "edges": links,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def ties_csv(whole: Woven, words: Words) -> bytes:
    """Return the ties as a table, which ``tejido network measures`` reads too.

    Names that two organisations share carry the number of each.
    """
    names = _unique_names(whole.organisations)
    rows = (
        (
            names[tie.source],
            names[tie.target],
            str(tie.weight),
            words.layers[tie.layer.value],
            tie.last_day.isoformat(),
        )
        for tie in whole.ties
    )
    return _csv(("origen", "destino", "peso", "tipo", "día"), rows)


def organisations_csv(whole: Woven, words: Words) -> bytes:
    """Return the organisations as a table, with as many ties as each has."""
    names, degrees = _unique_names(whole.organisations), whole.degrees()
    rows = (
        (
            names[each.id],
            words.kinds[each.kind.value],
            each.locality.name,
            each.locality.region,
            ", ".join(words.chains.get(code, code) for code in each.chains),
            str(degrees[each.id]),
        )
        for each in whole.organisations
    )
    return _csv(words.columns, rows)


def as_drawing(whole: Woven, words: Words, subtitle: str) -> str:
    """Return the drawing of a network as SVG."""
    return drawn(
        Sheet(
            title=whole.network.name,
            subtitle=subtitle,
            dots=[
                Dot(each.id, each.name, each.x, each.y) for each in whole.organisations
            ],
            ties=[(tie.source, tie.target, tie.layer.value) for tie in whole.ties],
            layer_names=words.layers,
        )
    )


_NODE_FIELDS = (
    ("name", "string"),
    ("kind", "string"),
    ("place", "string"),
    ("region", "string"),
    ("chains", "string"),
    ("x", "int"),
    ("y", "int"),
)
_EDGE_FIELDS = (
    ("weight", "int"),
    ("kind", "string"),
    ("day", "string"),
    ("since", "string"),
)
_GEXF_TYPES = {"int": "integer"}


def _node(each: WovenOrganisation, words: Words) -> dict[str, str | int]:
    chains = [words.chains.get(code, code) for code in each.chains]
    return {
        "name": _text(each.name),
        "kind": words.kinds[each.kind.value],
        "place": _text(each.locality.name),
        "region": _text(each.locality.region),
        "chains": _text(", ".join(chains)),
        "x": each.x,
        "y": each.y,
    }


def _edge(tie: WovenTie, words: Words) -> dict[str, str | int]:
    return {
        "weight": tie.weight,
        "kind": words.layers[tie.layer.value],
        "day": tie.last_day.isoformat(),
        "since": tie.first_day.isoformat(),
    }


def _link(tie: WovenTie, words: Words) -> dict[str, Any]:
    ends = {"source": tie.source, "target": tie.target, "key": tie.layer.value}
    return ends | _edge(tie, words)


def _graph_id(whole: Woven) -> str:
    return f"red-{whole.network.id}-{whole.day.isoformat()}"


def _graphml_data(
    element: ET.Element, part: str, values: Mapping[str, str | int]
) -> None:
    for name, value in values.items():
        held = ET.SubElement(element, f"{{{_GRAPHML}}}data", key=f"{part}-{name}")
        held.text = str(value)


def _gexf_values(element: ET.Element, values: Mapping[str, str | int]) -> None:
    listed = ET.SubElement(element, f"{{{_GEXF}}}attvalues")
    for name, value in values.items():
        about = {"for": name, "value": str(value)}
        ET.SubElement(listed, f"{{{_GEXF}}}attvalue", about)


def _xml(root: ET.Element) -> bytes:
    ET.indent(root, " ")
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _unique_names(organisations: Sequence[WovenOrganisation]) -> dict[int, str]:
    names = {each.id: _text(each.name) for each in organisations}
    shared = Counter(names.values())
    return {
        key: name if shared[name] == 1 else f"{name} ({key})"
        for key, name in names.items()
    }


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow([neutralise_formula(column) for column in columns])
    writer.writerows([neutralise_formula(cell) for cell in row] for row in rows)
    return (_BYTE_ORDER_MARK + written.getvalue()).encode()


def _text(text: str) -> str:
    """Return a text without signs that XML or people cannot read."""
    return clean_name(text, _LONGEST)
