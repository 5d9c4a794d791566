"""Networks as files, for the tests of their reading."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import networkx as nx
import pytest

from network.core.sketches import Sketch, SketchError, read_sketch

if TYPE_CHECKING:
    Net = nx.Graph[int]


def read(text: str | bytes, *, directed: bool = False) -> Sketch:
    raw = text.encode() if isinstance(text, str) else text
    return read_sketch(raw, directed=directed)


def faults(text: str | bytes) -> list[tuple[str, str]]:
    with pytest.raises(SketchError) as caught:
        read(text)
    return [(fault.place, fault.message) for fault in caught.value.faults]


def graphml(inside: str, *, default: str = "undirected") -> str:
    return (
        '<?xml version="1.0"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
        f'\n<graph edgedefault="{default}">\n{inside}\n</graph></graphml>'
    )


def gexf(inside: str, *, default: str = "undirected") -> str:
    return (
        '<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">'
        f'<graph defaultedgetype="{default}">\n{inside}\n</graph></gexf>'
    )


def written(net: Net, form: str) -> bytes:
    """Return the network as networkx writes it."""
    buffer = io.BytesIO()
    match form:
        case "graphml":
            nx.write_graphml(net, buffer)
        case "gexf":
            nx.write_gexf(net, buffer)
        case "links":
            buffer.write(json.dumps(nx.node_link_data(net, edges="links")).encode())
        case _:
            buffer.write(json.dumps(nx.node_link_data(net)).encode())
    return buffer.getvalue()
