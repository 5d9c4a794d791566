"""Files of a network: other programs read them, and nothing private is inside."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from network.core.measures.whole import as_document, measure
from network.core.sketches import read_sketch
from network.core.text import clean_name
from network.models import Country, Layer, OrganisationChain, OrganisationKind
from network.queries.takeaway import (
    Words,
    as_drawing,
    as_gexf,
    as_graphml,
    as_node_link,
    organisations_csv,
    ties_csv,
)
from network.queries.woven import WantedTies, Woven, woven
from tests.factories import (
    TODAY,
    a_coordinator,
    a_network,
    an_organisation,
    coordinating,
)
from tests.factories_red import a_tie, a_trust, some_organisations
from tests.factories_red import woven as weave

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from network.models import Network, Organisation
    from network.policy import Actor

WORDS = Words(
    layers={layer.value: f"Lazo de {layer.value}" for layer in Layer},
    kinds={kind.value: f"Tipo {kind.value}" for kind in OrganisationKind},
    chains={"cacao": "Cacao"},
    columns=("Organización", "Tipo", "Lugar", "Región", "Cadenas", "Con cuántas"),
)
HOSTILE = '=HYPERLINK("http://x") <b>&\'"\x0b\u202e\ufffe;fin'


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session, Country.COLOMBIA)


@pytest.fixture
def six(session: Session, network: Network) -> list[Organisation]:
    """A ring of four, one hanging from it, one alone; two layers have a direction."""
    found = some_organisations(session, network, 6)
    weave(session, network, found, [(0, 1), (1, 2), (2, 3), (3, 0)])
    weave(session, network, found, [(3, 4), (0, 1)], layer=Layer.TRADE)
    a_trust(session, network, found[0], found[2])
    a_trust(session, network, found[2], found[0])
    a_trust(session, network, found[1], found[5])
    return found


def seen(session: Session, network: Network, *layers: Layer) -> Woven:
    actor: Actor = coordinating(a_coordinator(session, network), network)
    wanted = WantedTies(layers=frozenset(layers))
    return woven(session, network.id, wanted, actor=actor, day=TODAY)


@pytest.mark.parametrize("write", [as_graphml, as_gexf, as_node_link])
def test_what_is_taken_away_measures_the_same(
    session: Session,
    network: Network,
    six: list[Organisation],
    write: Callable[[Woven, Words], bytes],
) -> None:
    whole = seen(session, network)

    sketch = read_sketch(write(whole, WORDS))

    told = as_document(measure(sketch.graph(), directed=sketch.directed()), nodes=False)
    assert (told["n"], told["m"], told["components"]) == (6, 6, 2)
    # Of fourteen arcs, each tie without direction twice, only two sales have none back.
    assert told["reciprocity"] == pytest.approx(10 / 11)
    assert sketch.is_directed


@pytest.mark.parametrize("write", [as_graphml, as_gexf, as_node_link])
def test_layers_without_direction_make_a_file_without_direction(
    session: Session,
    network: Network,
    six: list[Organisation],
    write: Callable[[Woven, Words], bytes],
) -> None:
    whole = seen(session, network, Layer.JOINT_PURCHASE)

    sketch = read_sketch(write(whole, WORDS))

    assert not sketch.is_directed
    assert len(sketch.arcs) == 4


def test_the_table_of_ties_is_read_by_the_measures_too(
    session: Session, network: Network, six: list[Organisation]
) -> None:
    written = ties_csv(seen(session, network), WORDS)

    sketch = read_sketch(written)

    assert written.startswith(b"\xef\xbb\xbforigen;destino;peso;tipo;d\xc3\xada\r\n")
    assert sketch.graph().number_of_edges() == 6


def test_two_of_the_same_name_are_told_apart_in_the_tables(
    session: Session, network: Network
) -> None:
    twins = [an_organisation(session, network=network, name="La Unión") for _ in "ab"]
    weave(session, network, twins, [(0, 1)])

    rows = list(read_csv(ties_csv(seen(session, network), WORDS)))

    assert rows[1][:2] == [f"La Unión ({each.id})" for each in twins]


def read_csv(written: bytes) -> list[list[str]]:
    text = written.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def test_the_table_of_organisations_says_what_each_is(
    session: Session, network: Network, six: list[Organisation]
) -> None:
    six[0].chains = [OrganisationChain(chain="cacao"), OrganisationChain(chain="otra")]
    session.flush()

    rows = read_csv(organisations_csv(seen(session, network), WORDS))

    place = six[0].place.name
    assert rows[0] == list(WORDS.columns)
    assert rows[1] == [
        six[0].name,
        "Tipo association",
        place,
        place,
        "Cacao, otra",
        "3",
    ]


@pytest.fixture
def hostile(session: Session, network: Network) -> list[Organisation]:
    pair = [
        an_organisation(session, network=network, name=HOSTILE),
        an_organisation(session, network=network, name="Dos"),
    ]
    a_tie(session, network, pair[0], pair[1], layer=Layer.TRADE)
    return pair


@pytest.mark.parametrize("write", [as_graphml, as_gexf])
def test_hostile_names_leave_the_xml_whole(
    session: Session,
    network: Network,
    hostile: list[Organisation],
    write: Callable[[Woven, Words], bytes],
) -> None:
    written = write(seen(session, network), WORDS)

    root = ET.fromstring(written)  # noqa: S314 - we wrote it ourselves
    told = {each.text or "" for each in root.iter()}
    told |= {value for each in root.iter() for value in each.attrib.values()}
    assert clean_name(HOSTILE) in told


def test_hostile_names_run_nothing_in_a_spreadsheet(
    session: Session, network: Network, hostile: list[Organisation]
) -> None:
    whole = seen(session, network)

    for write in (ties_csv, organisations_csv):
        cells = [cell for row in read_csv(write(whole, WORDS)) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
        assert any(cell.startswith("'=HYPERLINK") for cell in cells)


def test_hostile_names_are_text_in_json_and_in_the_drawing(
    session: Session, network: Network, hostile: list[Organisation]
) -> None:
    whole = seen(session, network)

    document = json.loads(as_node_link(whole, WORDS))
    drawing = as_drawing(whole, WORDS, "marzo")

    names = {node["name"] for node in document["nodes"]}
    assert names == {clean_name(HOSTILE), "Dos"}
    assert "<b>" not in drawing
    assert "Lazo de trade (1)" in drawing


def test_trust_that_only_one_side_declared_is_in_no_file(
    session: Session, network: Network, six: list[Organisation]
) -> None:
    whole = seen(session, network, Layer.DECLARED_TRUST)

    document = json.loads(as_node_link(whole, WORDS))

    ends = {(each["source"], each["target"]) for each in document["edges"]}
    assert ends == {(six[0].id, six[2].id), (six[2].id, six[0].id)}
    assert set(document["edges"][0]) == {
        *("source", "target", "key", "weight", "kind", "day", "since")
    }


@pytest.mark.parametrize("write", [as_graphml, as_gexf, as_node_link])
def test_an_empty_network_is_an_empty_file(
    session: Session, network: Network, write: Callable[[Woven, Words], bytes]
) -> None:
    sketch = read_sketch(write(seen(session, network), WORDS))

    assert sketch.names == ()
