"""Every key of the answer against networkx, through files of every format."""

from __future__ import annotations

import csv
import io
import json
import random
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest
from click.testing import CliRunner

from network.cli.measuring import measures_command
from tests.network.core.measures.graphs import CLASSIC
from tests.network.core.sketches.files import written

if TYPE_CHECKING:
    from collections.abc import Callable

    Net = nx.Graph[Any]
    Answer = dict[str, Any]

#: Names that are not easy on a format, given to the nodes of each network.
HARD = ("Ñandú, S. A.", '"Café"', "1", "01", " a  b ", "<b>&", "🌽;🌽", "=A1", "null")


def hard_names(net: Net) -> Net:
    names = {
        node: HARD[place] if place < len(HARD) else f"organización {place}"
        for place, node in enumerate(net)
    }
    return nx.relabel_nodes(net, names)


def as_rows(net: Net) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([("source", "target"), *net.edges()])
    return text.getvalue().encode()


def measured(raw: bytes, *options: str) -> Answer:
    done = CliRunner().invoke(measures_command, ["-", *options], input=raw)
    assert (done.exit_code, done.stderr) == (0, "")
    found: Answer = json.loads(done.stdout)
    return found


def freeman(values: dict[Any, float], most: float) -> float | None:
    """Return Freeman's ratio; the most is that of a star."""
    if len(values) < 3:
        return None
    highest = max(values.values())
    return sum(highest - value for value in values.values()) / most


def left_after(net: Net, leaving: int, seed: int) -> list[int]:
    """Return the largest piece after each departure of one most tied."""
    drawn = random.Random(seed)  # noqa: S311 - not a secret
    left: Net = nx.Graph(net)
    found = []
    for _ in range(leaving):
        most = max(degree for _node, degree in left.degree())
        equals = [node for node, degree in left.degree() if degree == most]
        left.remove_node(drawn.choice(equals))
        found.append(max(map(len, nx.connected_components(left)), default=0))
    return found


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def s10_of(net: Net) -> float:
    order = len(net)
    leaving = max(2, -(-order // 10))
    if order <= leaving:
        return 0.0
    ends = [left_after(net, leaving, seed)[-1] for seed in range(150)]
    return mean([end / (order - leaving) for end in ends])


def r_of(net: Net) -> float:
    order = len(net)
    return mean([sum(left_after(net, order, seed)) / order**2 for seed in range(30)])


def s1_of(net: Net) -> float:
    rests = [net.subgraph(set(net) - {node}) for node in net]
    pieces = [max(map(len, nx.connected_components(rest)), default=0) for rest in rests]
    return min(pieces) / max(1, len(net) - 1)


def expected(net: Net) -> Answer:
    """Return what networkx says, under the keys of the answer."""
    n = len(net)
    pieces = sorted(map(len, nx.connected_components(net)))
    block = max(map(len, nx.biconnected_components(net)), default=0)
    star = max(1, (n - 1) * (n - 2))
    degree = freeman(dict(net.degree()), star)
    between = freeman(nx.betweenness_centrality(net), max(1, n - 1))
    near = freeman(nx.closeness_centrality(net), star / max(1, 2 * n - 3))
    return {
        "n": n,
        "m": net.number_of_edges(),
        "density": nx.density(net),
        "components": len(pieces),
        "largest_component": pieces[-1],
        "degree_centralization": degree,
        "betweenness_centralization": between,
        "closeness_centralization": near,
        "transitivity": nx.transitivity(net),
        "average_clustering": nx.average_clustering(net),
        "bridges": len(list(nx.bridges(net))),
        "largest_biconnected": block,
        "max_core": max(nx.core_number(net).values()),
        "vertex_connectivity": nx.node_connectivity(net) if n > 1 else 0,
        "edge_connectivity": nx.edge_connectivity(net) if n > 1 else 0,
        "reciprocity": None,
        "parts.L": pieces[-1] / n,
        "parts.S1": s1_of(net),
        "parts.B": block / n if block > 2 else 0.0,
        "parts.C": max(degree or 0.0, between or 0.0),
    }


def distances(net: Net) -> list[tuple[float, int]]:
    """Return mean and greatest distance of each of the largest pieces."""
    parts = [net.subgraph(piece) for piece in nx.connected_components(net)]
    largest = max(map(len, parts))
    return [
        (nx.average_shortest_path_length(part), nx.diameter(part))
        for part in parts
        if len(part) == largest
    ]


def assert_agrees(net: Net, found: Answer) -> None:
    flat = found | {f"parts.{name}": part for name, part in found["parts"].items()}
    for key, value in expected(net).items():
        assert flat[key] == (value if value is None else pytest.approx(value)), key
    where = (found["average_path_largest"], found["diameter_largest"])
    assert any(where == pytest.approx(each) for each in distances(net))
    indispensable = sorted(map(str, nx.articulation_points(net)))
    assert sorted(found["articulation_points"]) == indispensable
    assert flat["parts.S10"] == pytest.approx(s10_of(net), abs=0.12)
    assert found["schneider_r"] == pytest.approx(r_of(net), abs=0.02)
    assert_agrees_on_groups(net, found)
    between, harmonic = nx.betweenness_centrality(net), nx.harmonic_centrality(net)
    core = nx.core_number(net)
    nodes = {node["id"]: node for node in found["nodes"]}
    for node in net:
        each = nodes.pop(str(node))
        assert (each["degree"], each["core"]) == (net.degree(node), core[node])
        assert each["betweenness"] == pytest.approx(between[node])
        assert each["harmonic"] == pytest.approx(harmonic[node] / max(1, len(net) - 1))
    assert not nodes


def assert_agrees_on_groups(net: Net, found: Answer) -> None:
    degrees = {degree for _node, degree in net.degree() if degree}
    if len(degrees) < 2:
        assert found["degree_assortativity"] is None
    else:
        same = nx.degree_pearson_correlation_coefficient(net)
        assert found["degree_assortativity"] == pytest.approx(same)
    if not net.number_of_edges():
        assert found["modularity"] is None
        return
    louvain = nx.community.louvain_communities(net, seed=1)
    assert found["modularity"] >= nx.community.modularity(net, louvain) - 1e-9
    assert len(list(nx.connected_components(net))) <= found["communities"] <= len(net)


WRITERS: dict[str, Callable[[Net], bytes]] = {
    "graphml": lambda net: written(net, "graphml"),
    "gexf": lambda net: written(net, "gexf"),
    "links": lambda net: written(net, "links"),
    "edges": lambda net: written(net, "edges"),
}


@pytest.mark.parametrize("name", CLASSIC)
def test_every_key_of_a_classic_network_is_that_of_networkx(name: str) -> None:
    net = hard_names(CLASSIC[name])
    form = sorted(WRITERS)[sorted(CLASSIC).index(name) % len(WRITERS)]

    found = measured(WRITERS[form](net))

    assert_agrees(net, found)


@pytest.mark.parametrize("seed", range(12))
def test_every_key_of_a_random_network_is_that_of_networkx(seed: int) -> None:
    net = nx.gnm_random_graph(8 + 2 * seed, 10 + 3 * seed, seed=seed)
    tied: Net = nx.Graph(net.edges)

    assert_agrees(net, measured(written(net, "edges")))
    assert_agrees(tied, measured(as_rows(tied)))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("form", [*WRITERS, "csv"])
def test_arcs_repeated_and_with_oneself_are_made_simple(form: str, seed: int) -> None:
    drawn = random.Random(seed)  # noqa: S311 - not a secret
    arcs = [(drawn.randrange(9), drawn.randrange(9)) for _ in range(25)]
    net: nx.MultiDiGraph[int] = nx.MultiDiGraph(arcs)
    simple = nx.Graph((one, other) for one, other in arcs if one != other)
    simple.add_nodes_from(net)

    if form == "csv":
        found = measured(as_rows(net), "--directed")
    else:
        found = measured(WRITERS[form](net))

    one_way = nx.DiGraph((one, other) for one, other in arcs if one != other)
    assert found.pop("reciprocity") == pytest.approx(nx.overall_reciprocity(one_way))
    assert_agrees(simple, found | {"reciprocity": None})
