"""Lists of ties as people write them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.core.tie_lists import (
    LARGEST_WEIGHT,
    MOST_BYTES,
    MOST_LETTERS,
    MOST_ORGANISATIONS,
    MOST_ROWS,
    ListFault,
    RowFault,
    TieListError,
    as_list,
    read_tie_list,
)


def pairs(text: str) -> set[tuple[str, str]]:
    return {(tie.one, tie.other) for tie in read_tie_list(text).ties}


@pytest.mark.parametrize(
    "text",
    [
        "Ana - Beto\nBeto - Caro",
        "Ana – Beto\nBeto — Caro",  # noqa: RUF001 - dashes that people type
        "Ana -> Beto\nBeto → Caro",
        "Ana;Beto\nBeto;Caro",
        "Ana,Beto,2\nBeto,Caro,1",
        "Ana\tBeto\nBeto\tCaro",
        "Ana | Beto\nBeto | Caro",
        "origen;destino\nAna;Beto\nBeto;Caro",
        "Organización A,Organización B\nAna,Beto\n\n  \nBeto,Caro",
        "tipo;destino;origen\ncompra;Ana;Beto\ncompra;Beto;Caro",
        'source,target\n"Ana","Beto"\n"Beto","Caro"',
    ],
)
def test_lists_are_read_however_they_are_written(text: str) -> None:
    assert pairs(text) == {("Ana", "Beto"), ("Beto", "Caro")}


def test_weight_and_kind_are_kept_and_repeated_ties_add_up() -> None:
    listed = read_tie_list("Ana;Beto;2;Compra\nBETO;ana;3;compra\nAna;Beto;1;visita")

    assert [(tie.kind, tie.weight) for tie in listed.ties] == [
        ("Compra", 5),
        ("visita", 1),
    ]
    assert listed.repeated == 1


def test_weights_stop_growing_at_a_limit() -> None:
    listed = read_tie_list("Ana;Beto;999999\n" * 3)

    assert listed.ties[0].weight == LARGEST_WEIGHT


def test_names_are_one_whatever_their_accents_and_case() -> None:
    listed = read_tie_list("Asociación Maíz - Beto\nASOCIACION MAIZ - Caro")

    assert listed.organisations == ("Asociación Maíz", "Beto", "Caro")


def test_a_single_name_is_an_organisation_without_ties() -> None:
    listed = read_tie_list("Ana - Beto\nCaro")

    assert listed.alone == ("Caro",)


def test_names_in_other_letters_are_told_apart() -> None:
    listed = read_tie_list("村 - 山")

    assert listed.organisations == ("村", "山")


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("Ana;", RowFault.ONE_NAME),
        (";Beto", RowFault.ONE_NAME),
        ("Ana;;3", RowFault.ONE_NAME),
        ("Ana;ána", RowFault.ITSELF),
        (f"{'x' * 121};Beto", RowFault.LONG_NAME),
        ("Ana;Beto;mucho", RowFault.BAD_WEIGHT),
        ("Ana;Beto;0", RowFault.BAD_WEIGHT),
        ("Ana;Beto;-3", RowFault.BAD_WEIGHT),
        ("Ana;Beto;1,5", RowFault.BAD_WEIGHT),
    ],
)
def test_rows_that_cannot_be_used_are_told_with_their_line(
    row: str, fault: RowFault
) -> None:
    listed = read_tie_list(f"Uno;Dos\n{row}\nDos;Tres")

    assert [(bad.line, bad.fault) for bad in listed.bad] == [(2, fault)]
    assert len(listed.ties) == 2


def test_the_apostrophe_of_our_own_tables_goes() -> None:
    assert read_tie_list("'=cmd;Beto\n'casa;Beto").organisations == (
        "=cmd",
        "Beto",
        "'casa",
    )


@pytest.mark.parametrize("text", ["", "   \n\n", "origen;destino\n"])
def test_an_empty_list_is_refused(text: str) -> None:
    with pytest.raises(TieListError) as caught:
        read_tie_list(text)

    assert caught.value.kind is ListFault.EMPTY


@pytest.mark.parametrize(
    "text",
    [
        "x" * (MOST_LETTERS + 1),
        "\n".join(f"Ana {at}" for at in range(MOST_ORGANISATIONS + 1)),
        "Ana - Beto\n" * (MOST_ROWS + 1),
    ],
)
def test_a_list_that_is_too_long_is_refused(text: str) -> None:
    with pytest.raises(TieListError) as caught:
        read_tie_list(text)

    assert caught.value.kind is ListFault.TOO_LARGE


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        listed = read_tie_list(text)
    except TieListError:
        return

    names = set(listed.organisations)
    assert all({tie.one, tie.other} <= names for tie in listed.ties)
    assert all(name.strip() for name in names)


GRAPHML = b"""<?xml version="1.0"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="d0" for="node" attr.name="label" attr.type="string"/>
<graph edgedefault="undirected">
<node id="n1"><data key="d0">Ana</data></node>
<node id="n2"><data key="d0">Beto</data></node>
<node id="n3"/><edge source="n1" target="n2"/><edge source="n2" target="n1"/>
</graph></graphml>"""
GEXF = b"""<gexf version="1.3"><graph><nodes><node id="1" label="Ana"/>
<node id="2" label="Beto"/><node id="n3"/></nodes>
<edges><edge id="0" source="1" target="2"/></edges></graph></gexf>"""
NODE_LINK = json.dumps(
    {
        "nodes": [{"id": 1, "name": "Ana"}, {"id": 2, "label": "Beto"}, {"id": "n3"}],
        "edges": [{"source": 1, "target": 2}],
    }
).encode()


@pytest.mark.parametrize("raw", [GRAPHML, GEXF, NODE_LINK])
def test_networks_of_other_programs_become_a_list_by_their_labels(raw: bytes) -> None:
    listed = read_tie_list(as_list(raw))

    assert {(tie.one, tie.other) for tie in listed.ties} == {("Ana", "Beto")}
    assert listed.alone == ("n3",)


@pytest.mark.parametrize("text", ["Ana;Señora", "Ana - Beto"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_is_read_in_the_encodings_people_have(text: str, encoding: str) -> None:
    assert as_list(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"\x89PNG\x00\x00\x01\x02", ListFault.NOT_TEXT),
        (b"\xff\xfe\x00", ListFault.NOT_TEXT),
        (b"\x81\x8d", ListFault.NOT_TEXT),
        (b"<html></html>", ListFault.NOT_A_NETWORK),
        (b"{", ListFault.NOT_A_NETWORK),
        (b"[]", ListFault.NOT_A_NETWORK),
        (
            b'<!DOCTYPE x [<!ENTITY a "b">]><graphml><graph/></graphml>',
            ListFault.NOT_A_NETWORK,
        ),
        (b"x" * (MOST_BYTES + 1), ListFault.TOO_LARGE),
    ],
)
def test_files_that_are_no_list_are_refused(raw: bytes, kind: ListFault) -> None:
    with pytest.raises(TieListError) as caught:
        as_list(raw)

    assert caught.value.kind is kind


def test_a_refused_network_says_where_it_is_wrong() -> None:
    with pytest.raises(TieListError) as caught:
        as_list(b'{"nodes": [{"id": 1}], "edges": [{"source": 1, "target": 9}]}')

    assert caught.value.faults[0].place == "/edges/0"


def test_a_large_network_of_another_program_is_refused() -> None:
    nodes = [{"id": at} for at in range(MOST_ORGANISATIONS + 1)]

    with pytest.raises(TieListError) as caught:
        as_list(json.dumps({"nodes": nodes, "edges": []}).encode())

    assert caught.value.kind is ListFault.TOO_LARGE
