from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from marketplace.app import main
from network.cli import network_commands
from network.cli.measuring import SCALES
from network.core.engine import EXACT_ORDER
from tests.architecture.repository import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result
    from flask import Flask

SCHEMA = ROOT / "docs" / "schemas" / "network-measures.schema.json"
DOCUMENT = ROOT / "docs" / "interchange.md"
KEYS = {
    *("n", "m", "density", "components", "largest_component", "transitivity"),
    *("degree_centralization", "betweenness_centralization", "average_clustering"),
    *("closeness_centralization", "average_path_largest", "diameter_largest"),
    *("articulation_points", "bridges", "largest_biconnected", "max_core"),
    *("degree_assortativity", "vertex_connectivity", "edge_connectivity"),
    *("reciprocity", "modularity", "communities", "schneider_r", "kind", "index"),
    *("parts", "nodes", "notes", "status", "seed", "inputs_hash"),
}


def no_application(_data: Path | None) -> Flask:
    pytest.fail("measuring a file needs no application")


def run(text: str | bytes, *options: str) -> Result:
    commands = network_commands(no_application)
    return CliRunner().invoke(commands, ["measures", "-", *options], input=text)


def answer(text: str | bytes, *options: str) -> dict[str, Any]:
    done = run(text, *options)
    assert (done.exit_code, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    faults = Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    assert [error.message for error in faults.iter_errors(found)] == []
    return found


def as_json(net: nx.Graph[Any]) -> str:
    return json.dumps(nx.node_link_data(net))


def example() -> str:
    part = DOCUMENT.read_text("utf-8").split("## `tejido network measures`")[1]
    found = re.search(r"```json\n(.*?)```", part.split("\n## ")[0], re.DOTALL)
    assert found is not None
    return found[1]


def test_the_answer_has_exactly_its_keys() -> None:
    assert set(answer("a,b\nb,c")) == KEYS


@pytest.mark.parametrize(
    "net",
    [
        nx.empty_graph(0),
        nx.empty_graph(1),
        nx.path_graph(2),
        nx.complete_graph(4),
        nx.empty_graph(9),
        nx.cycle_graph(12),
        nx.disjoint_union(nx.star_graph(8), nx.cycle_graph(5)),
        nx.karate_club_graph(),
        nx.DiGraph([(1, 2), (2, 1), (2, 2)]),
        nx.MultiGraph([(1, 2), (1, 2)]),
    ],
    ids=str,
)
def test_any_network_has_an_answer_that_keeps_the_schema(net: nx.Graph[Any]) -> None:
    found = answer(as_json(net))

    assert found["n"] == len(net)
    assert [node["id"] for node in found["nodes"]] == [str(node) for node in net]


def test_a_network_is_measured_from_a_file_of_any_name(tmp_path: Path) -> None:
    file = tmp_path / "lazos.txt"
    file.write_text("ana,blas\nblas,celia\n", "utf-8")

    done = CliRunner().invoke(
        network_commands(no_application), ["measures", str(file), "--seed", "7"]
    )

    found = json.loads(done.stdout)
    assert found["articulation_points"] == ["blas"]
    assert found["seed"] == 7
    assert found["kind"] is None


def test_another_seed_draws_other_attacks() -> None:
    ring = as_json(nx.cycle_graph(48))

    drawn = {answer(ring, "--seed", str(seed))["parts"]["S10"] for seed in range(4)}

    assert len(drawn) > 1
    assert answer(ring) == answer(ring, "--seed", "1")


def test_the_example_of_the_document_gives_the_answer_of_the_document() -> None:
    text = DOCUMENT.read_text("utf-8").split("## `tejido network measures`")[1]

    found = answer(example())

    for key in ("n", "m", "articulation_points", "bridges", "reciprocity", "kind"):
        assert f'"{key}": {json.dumps(found[key])}' in text
    assert f'"nodes": [{json.dumps(found["nodes"][0])}, …]' in text
    assert json.dumps(found["notes"][0], ensure_ascii=False) in text


def test_the_same_network_in_another_format_has_the_same_answer() -> None:
    net = nx.karate_club_graph()
    rows = "\n".join(f"{one},{other}" for one, other in net.edges)

    one, two = answer(as_json(net)), answer(rows)

    same = KEYS - {"notes", "nodes", "articulation_points"}
    assert {key: one[key] for key in same} == {key: two[key] for key in same}


def test_notes_say_what_was_put_otherwise() -> None:
    found = answer("a,a\na,b\nb,a\nb,c", "--directed")

    assert found["reciprocity"] == pytest.approx(2 / 3)
    assert found["notes"] == [
        "Lazos de un nodo consigo mismo que no se cuentan: 1.",
        "Se mide sin dirección, salvo la reciprocidad (reciprocity).",
        "Lazos de una misma pareja que se juntaron: 1.",
        "Con menos de 5 nodos no se dice el tipo de red ni el índice.",
        SCALES,
    ]


def test_notes_say_what_is_checked_and_not_used_and_how_the_text_was_read() -> None:
    rows = "origen;destino;peso;color\nNariño;Pasto;1,5;rojo\n"

    plain, western, marked = (
        answer(rows.encode(encoding))["notes"]
        for encoding in ("utf-8", "cp1252", "utf-16")
    )

    assert plain[:2] == [
        "Un lazo está o no está: se revisan y no se usan weight.",
        "Datos del archivo que no se usan: color.",
    ]
    assert western == ["El texto no está en UTF-8: se leyó como Windows-1252.", *plain]
    assert marked == ["El texto no está en UTF-8: se leyó como UTF-16.", *plain]


def test_notes_say_what_could_not_be_measured_exactly() -> None:
    large, dense = nx.star_graph(EXACT_ORDER), nx.gnp_random_graph(250, 0.5, seed=3)

    one, other = answer(as_json(large)), answer(as_json(dense))

    assert one["status"] == "approximate"
    assert "aproximada" in one["notes"][0]
    assert other["vertex_connectivity"] is None
    assert "conectividad" in other["notes"][0]


def test_notes_speak_of_small_networks_and_of_pieces() -> None:
    pieces = answer('{"nodes": [{"id": 1, "x": 2}, {"id": 3}], "edges": []}')

    assert "Datos del archivo que no se usan: x." in pieces["notes"]
    assert any("está en partes" in note for note in pieces["notes"])
    assert any(
        "12 nodos" in note for note in answer(as_json(nx.path_graph(6)))["notes"]
    )
    assert "El archivo no tiene ningún nodo." in answer("")["notes"]


def test_faults_are_told_line_by_line_and_end_with_two() -> None:
    done = run("a,b,x\na")

    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "línea 1: el peso «x» no es un número; escriba uno, como 3",
        "línea 2: falta el destino; escriba origen y destino",
    ]


def test_signs_that_move_the_cursor_are_not_printed() -> None:
    done = run('{"nodes": [], "edges": [], "\\u001b[2J\\u202e": 1}')

    assert done.exit_code == 2
    assert done.stderr.startswith("/\N{REPLACEMENT CHARACTER}[2J")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "nada.csv", tmp_path):
        done = CliRunner().invoke(
            network_commands(no_application), ["measures", str(path)]
        )

        assert done.exit_code == 2
        assert "revise el nombre y los permisos" in done.stderr


def test_the_program_has_the_command() -> None:
    done = CliRunner().invoke(main, ["network", "measures", "-"], input="a,b")

    assert done.exit_code == 0
    assert json.loads(done.stdout)["m"] == 1
