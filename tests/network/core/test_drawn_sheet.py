"""The drawing as a file: whole, readable, harmless."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from network.core.drawn_sheet import Dot, Sheet, drawn

HOSTILE = "<script>alert('x')</script> & \x00\x08\u202e\ufffe \"fin\""
SVG = "{http://www.w3.org/2000/svg}"


def sheet(*names: str, ties: tuple[tuple[int, int, str], ...] = ()) -> Sheet:
    dots = [
        Dot(at, name, 100 + 120 * at, 200 + 40 * (at % 3))
        for at, name in enumerate(names)
    ]
    return Sheet("Red de prueba", "marzo de 2026", dots, ties, {"trade": "Negocios"})


def read(what: Sheet) -> ET.Element:
    return ET.fromstring(drawn(what))  # noqa: S314 - we wrote it ourselves


def test_hostile_names_are_text_and_nothing_else() -> None:
    root = read(sheet(HOSTILE, "Dos", ties=((0, 1, "trade"),)))

    tags = {each.tag.removeprefix(SVG) for each in root.iter()}
    assert tags == {"svg", "title", "rect", "g", "path", "circle", "text"}
    titles = [each.text or "" for each in root.iter(f"{SVG}title")]
    assert "<script>alert('x')</script> & \"fin\"" in titles


def test_each_layer_is_a_path_and_a_line_of_the_legend() -> None:
    ties = ((0, 1, "trade"), (1, 0, "agreement"), (1, 2, "trade"), (2, 1, "trade"))

    written = drawn(sheet("Uno", "Dos", "Tres", ties=ties))

    assert "Negocios (2)" in written
    assert "agreement (1)" in written
    assert written.count('stroke-dasharray="16 7"') == 2


def test_a_layer_that_is_not_known_has_a_plain_line() -> None:
    written = drawn(sheet("Uno", "Dos", ties=((0, 1, "future"),)))

    assert "future (1)" in written


def test_a_solid_layer_has_no_dashes() -> None:
    written = drawn(sheet("Uno", "Dos", ties=((0, 1, "joint_purchase"),)))

    assert "stroke-dasharray" not in written


def test_a_name_without_room_is_still_in_the_title_of_its_circle() -> None:
    dots = [Dot(at, f"Organización número {at}", 500, 350) for at in range(30)]

    written = drawn(Sheet("Red", "", dots, (), {}))

    assert written.count("<title>Organización número") == 30
    assert written.count("<text") < 2 * 30 + 2


def test_an_empty_network_is_a_sheet_with_its_title() -> None:
    root = read(sheet())

    assert [each.text for each in root.iter(f"{SVG}title")] == ["Red de prueba"]
