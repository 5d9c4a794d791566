from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import pytest
from hypothesis import given, settings

from tests.network.core.measures.graphs import nets
from tests.network.core.sketches.files import gexf, graphml, read, written

if TYPE_CHECKING:
    Net = nx.Graph[int]


@pytest.mark.parametrize("form", ["graphml", "gexf", "edges", "links"])
@given(net=nets(largest=7))
@settings(max_examples=15, deadline=None)
def test_what_networkx_writes_is_read_as_it_was(form: str, net: Net) -> None:
    sketch = read(written(net, form))

    assert sketch.names == tuple(map(str, net))
    assert {
        frozenset((int(sketch.names[one]), int(sketch.names[other])))
        for one, other in sketch.graph().edges
    } == {frozenset(edge) for edge in net.edges}
    assert sketch.directed() is None


@pytest.mark.parametrize("form", ["graphml", "gexf", "edges"])
def test_arcs_keep_their_direction(form: str) -> None:
    arcs: nx.DiGraph[int] = nx.DiGraph([(0, 1), (1, 0), (1, 2)])

    found = read(written(arcs, form)).directed()

    assert found is not None
    assert set(found.edges) == set(arcs.edges)


@pytest.mark.parametrize("form", ["graphml", "gexf", "edges"])
def test_several_ties_of_a_pair_become_one_and_are_counted(form: str) -> None:
    many: nx.MultiGraph[int] = nx.MultiGraph([(0, 1), (0, 1), (1, 2)])

    sketch = read(written(many, form))

    assert sorted(sketch.graph().edges) == [(0, 1), (1, 2)]
    assert sketch.joined == 1


def test_a_list_of_ties_is_read_with_and_without_names_of_columns() -> None:
    plain = read("a,b,3,trade,2026-11-21\nb, c\n")
    named = read("Target,Source,day\nb,a,2026-11-21\nc,b\n")
    spanish = read("\ufefforigen;destino;peso;tipo;día\r\na;b;3;;\r\n\r\n;;\r\nb;c\r\n")
    tabbed = read('a\tb\n"b"\tc\n')

    assert plain.names == spanish.names == tabbed.names == ("a", "b", "c")
    assert plain.arcs == spanish.arcs == tabbed.arcs == ((0, 1), (1, 2))
    assert set(named.graph().edges) == {(0, 1), (1, 2)}
    assert plain.directed() is None


@pytest.mark.parametrize(
    "text",
    [
        "from,to\na,b\nb,c",
        "Desde;Hasta\na;b\nb;c",
        "Organización A;Organización B;Color\na;b;1\nb;c;2",
        "ORIGEN|DESTINO|PESO|DIA\na|b|1|2026-11-21\nb|c||",
        "sep=;\r\norigen;destino\r\na;b\r\nb;c\r\n",
        "\n\nsep=,\na,b\nb,c",
        "a,b\rb,c\r",
    ],
)
def test_lists_of_ties_as_spreadsheets_write_them_are_read(text: str) -> None:
    sketch = read(text)

    assert sketch.names == ("a", "b", "c")
    assert sketch.arcs == ((0, 1), (1, 2))


def test_what_parts_the_cells_is_not_looked_for_in_quotes() -> None:
    found = read('"Pan, sal, y miel";"Dos, tres"\n"Pan, sal, y miel";c')

    assert found.names == ("Pan, sal, y miel", "Dos, tres", "c")


def test_a_list_of_ties_of_gephi_says_the_way_of_each() -> None:
    sketch = read(
        "Source,Target,Type,Id,Label,timeset,Weight\n"
        "1,2,Directed,0,,,1.0\n2,3,Undirected,1,,,2.5\n3,4,trade,2,,,1"
    )

    found = sketch.directed()

    assert found is not None
    assert set(found.edges) == {(0, 1), (1, 2), (2, 1), (2, 3), (3, 2)}
    assert sketch.ignored == ("Id", "Label", "timeset")
    assert sketch.checked == ("weight", "kind")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_list_of_ties_is_read_in_the_encodings_of_spreadsheets(encoding: str) -> None:
    sketch = read("Nariño,Ibagué\n«Café»,Ibagué".encode(encoding))

    assert sketch.names == ("Nariño", "Ibagué", "«Café»")
    named = {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}
    assert sketch.encoding == named.get(encoding, encoding.upper())


def test_marks_and_json_may_be_in_utf_16() -> None:
    marks = '<?xml version="1.0" encoding="UTF-16"?>' + graphml('<node id="ñ"/>')[21:]
    text = '{"nodes": [{"id": "ñ"}], "edges": []}'

    assert read(marks.encode("utf-16")).names == ("ñ",)
    assert read(text.encode("utf-16")).names == ("ñ",)


def test_a_list_of_ties_may_go_one_way() -> None:
    found = read("a,b\nb,a\nb,c", directed=True).directed()

    assert found is not None
    assert set(found.edges) == {(0, 1), (1, 0), (1, 2)}


def test_names_are_kept_as_given() -> None:
    text = '{"nodes": [{"id": " ñandú "}, {"id": 7}, {"id": "<b>"}], "edges": []}'

    assert read(text).names == (" ñandú ", "7", "<b>")


def test_ties_with_oneself_are_left_out_and_counted() -> None:
    sketch = read("a,a\na,b")

    assert sketch.loops == 1
    assert sketch.arcs == ((0, 1),)
    assert sketch.names == ("a", "b")


@pytest.mark.parametrize("text", ["", "\n\n", "source,target\n"])
def test_a_list_without_ties_is_an_empty_network(text: str) -> None:
    assert read(text).names == ()


def test_marks_of_other_programs_inside_data_are_let_pass() -> None:
    text = graphml(
        '<key id="d0" for="node" attr.name="color"/><key id="w" attr.name="weight"/>'
        '<node id="a"><data key="d0"><y:Shape xmlns:y="http://y"><y:node/></y:Shape>'
        '</data></node><node id="b"><port name="p"/></node>'.replace(
            '<port name="p"/>', ""
        )
        + '<edge source="a" target="b"><data key="w"> 2.5 </data><data key="x">1</data>'
        '</edge><data key="d0">whole</data>'
    )

    sketch = read(text)

    assert sketch.names == ("a", "b")
    assert sketch.ignored == ("color", "data")


def test_each_tie_of_marks_may_say_its_own_direction() -> None:
    ties = (
        '<node id="a"/><node id="b"/><node id="c"/>'
        '<edge source="a" target="b"/><edge source="b" target="c" directed="false"/>'
    )

    found = read(graphml(ties, default="directed")).directed()
    single = read(gexf(ties.replace('"false"', '"true"'))).directed()
    mutual = read(gexf(ties, default="mutual")).directed()

    assert found is not None
    assert set(found.edges) == {(0, 1), (1, 2), (2, 1)}
    assert single is not None
    assert set(single.edges) == {(0, 1), (1, 0), (1, 2)}
    assert mutual is None


def test_groups_of_graphml_are_nodes_with_a_graph_of_their_own() -> None:
    inside = (
        '<node id="a"/><node id="g"><graph edgedefault="undirected">'
        '<node id="b"/><node id="c"/><edge source="b" target="c"/></graph></node>'
        '<edge source="a" target="b"/>'
    )

    found = read(graphml(inside, default="directed")).directed()

    assert found is not None
    assert set(found.edges) == {(2, 3), (3, 2), (0, 2)}


def test_nodes_inside_nodes_and_attributes_of_gexf_are_understood() -> None:
    text = gexf(
        '<attributes class="node"><attribute id="0" title="altura"/></attributes>'
        '<nodes><node id="a"><nodes><node id="b"/></nodes></node></nodes>'
        '<edges><edge source="a" target="b" weight="2" kind="trade"/></edges>'
    )

    sketch = read(text)

    assert sketch.names == ("a", "b")
    assert sketch.ignored == ("altura",)


def test_equal_networks_have_equal_hashes_whatever_the_format() -> None:
    net: Net = nx.path_graph(3)
    same = [written(net, form) for form in ("graphml", "gexf", "edges")]
    same.append(b"2,1\n1,0\n0,1\n")

    hashes = {read(raw).inputs_hash for raw in same}

    assert len(hashes) == 1
    assert read("0,1\n1,2", directed=True).inputs_hash not in hashes


def test_other_attributes_of_json_are_let_pass_and_named() -> None:
    nodes = '[{"id": 1, "club": "A"}, {"id": 2}]'
    tie = '"source": 1, "target": 2, "key": 0, "weight": 1.5, "kind": "trade"'
    text = (
        f'{{"multigraph": true, "graph": {{}}, "nodes": {nodes},'
        f' "edges": [{{{tie}, "day": "2026-11-21", "colour": "red"}}]}}'
    )

    assert read(text).ignored == ("club", "colour")
