from __future__ import annotations

import networkx as nx

from network.core.measures.kind import NetworkKind
from network.core.measures.whole import KIND_WORDS, as_document, measure


def test_nodes_may_be_left_out_or_called_otherwise() -> None:
    found = measure(nx.path_graph(3))

    plain = as_document(found)
    short = as_document(found, nodes=False)
    named = as_document(found, names=("ana", "blas", "celia"))

    assert [node["id"] for node in plain["nodes"]] == [0, 1, 2]
    assert "nodes" not in short
    assert named["articulation_points"] == ["blas"]
    assert [node["id"] for node in named["nodes"]] == ["ana", "blas", "celia"]


def test_every_kind_has_its_word() -> None:
    assert set(KIND_WORDS) == set(NetworkKind)
