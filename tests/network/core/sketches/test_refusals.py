from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from network.core.sketches import (
    MOST_BYTES,
    MOST_NODES,
    MOST_TIES,
    Fault,
    SketchError,
    read_sketch,
)
from network.core.sketches.sketch import Draft
from tests.network.core.sketches.files import faults, read


def test_a_bomb_of_entities_does_not_unfold() -> None:
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE x [<!ENTITY a0 "ja">{lines}]><graphml>&a11;</graphml>'

    assert faults(bomb) == [
        ("línea 1", "tiene un DOCTYPE, que no se acepta; quite esa línea")
    ]


def test_only_the_first_faults_are_told() -> None:
    told = faults("a\n" * 20_000)

    assert len(told) == 51
    assert told[-1] == (
        "línea 50",
        "hay más errores; corrija estos y vuelva a intentar",
    )


def test_the_first_faults_stop_json_too() -> None:
    twice = '{"a": 1, "a": 2},' * 60

    assert len(faults(f'{{"nodes": [{twice[:-1]}]}}')) == 51


def test_a_huge_file_is_refused_before_it_is_read() -> None:
    assert faults(b"\0" * (MOST_BYTES + 1)) == [
        ("/", "el archivo pesa más de 64 MB; divida la red en partes")
    ]


def test_too_many_nodes_are_refused() -> None:
    rows = "\n".join(f"{n},{n + 1}" for n in range(MOST_NODES))

    assert faults(rows)[-1] == (
        f"línea {MOST_NODES}",
        f"hay más de {MOST_NODES} nodos; divida la red en partes",
    )


def test_too_many_ties_are_refused() -> None:
    draft = Draft()
    for _ in range(MOST_TIES):
        draft.tie("a", "b", "línea 1", mutual=True)

    with pytest.raises(SketchError) as caught:
        draft.tie("a", "b", "línea 2", mutual=True)

    told = f"hay más de {MOST_TIES} lazos; divida la red en partes"
    assert caught.value.faults == (Fault("línea 2", told),)


def test_attributes_that_cannot_be_written_are_told_otherwise() -> None:
    text = '{"nodes": [{"id": 1, "\\udcff": 2}], "edges": []}'

    assert read(text).ignored == ("\N{REPLACEMENT CHARACTER}",)


def test_of_many_attributes_only_some_are_named() -> None:
    many = ", ".join(f'"a{number}": 1' for number in range(500))

    ignored = read(f'{{"nodes": [{{"id": 1, {many}}}], "edges": []}}').ignored

    assert ignored == (*(f"a{number}" for number in range(20)), "…")


@given(raw=st.binary(max_size=200))
@settings(max_examples=150, deadline=None)
def test_rubbish_is_read_or_refused_but_never_breaks(raw: bytes) -> None:
    assert_read_or_refused(raw)


@given(
    text=st.lists(
        st.sampled_from(
            [*'{}[]<>/="&;,:!?-01 \n', "nodes", "edges", "id", "graphml", "graph", "a"]
        ),
        max_size=40,
    ).map("".join)
)
@settings(max_examples=150, deadline=None)
def test_what_looks_like_a_network_is_read_or_refused(text: str) -> None:
    assert_read_or_refused(text.encode())


def assert_read_or_refused(raw: bytes) -> None:
    told: tuple[Fault, ...] = ()
    names: tuple[str, ...] = ()
    try:
        names = read_sketch(raw).names
    except SketchError as error:
        told = error.faults

    assert all(names)
    assert all(fault.message for fault in told)
