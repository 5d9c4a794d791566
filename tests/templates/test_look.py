"""The stylesheet, the script and the pictures keep their promises."""

from __future__ import annotations

import gzip
import re
from xml.etree import ElementTree as ET

import pytest

from tests.architecture.repository import ROOT, templates

STATIC = ROOT / "static"
STYLE = (STATIC / "css/tejido.css").read_text(encoding="utf-8")
GROUND = (STATIC / "css/tejido/ground.css").read_text(encoding="utf-8")
SCRIPT = (STATIC / "js/tejido.js").read_text(encoding="utf-8")
KIBIBYTE = 1024
COLOUR = re.compile(r"--([a-z-]+): (#[0-9a-f]{3,6});")
ICON = re.compile(r"""(?:ui\.icon\(|icon_name=)["']([a-z]+)["']""")

#: (text, what it stands on): read as text, so 4.5 to 1.
READ = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "sunken"),
    ("soft", "paper"),
    ("soft", "surface"),
    ("soft", "sunken"),
    ("indigo", "paper"),
    ("indigo", "surface"),
    ("indigo", "indigo-wash"),
    ("green", "surface"),
    ("green", "green-wash"),
    ("soft", "green-wash"),
    ("clay", "paper"),
    ("clay", "surface"),
    ("surface", "clay"),
    ("red", "paper"),
    ("red", "red-wash"),
    ("maize-ink", "maize-wash"),
    ("ink", "maize-wash"),
    ("on-green", "green"),
    ("on-green", "green-dark"),
    ("on-band", "band"),
]
#: Borders of fields and bars: seen, not read, so 3 to 1.
SEEN = [("edge", "surface"), ("edge", "paper"), ("green", "sunken"), ("clay", "sunken")]


def scheme(name: str) -> dict[str, str]:
    """The colours of the light or of the dark scheme."""
    light, _, rest = GROUND.partition("@media (prefers-color-scheme: dark)")
    dark = rest.partition("/* ----")[0]
    colours = dict(COLOUR.findall(light))
    return colours if name == "light" else colours | dict(COLOUR.findall(dark))


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2, from 0 to 1."""
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2.2, from 1 to 21."""
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def sprite() -> set[str]:
    """Names of the pictures."""
    root = ET.fromstring((STATIC / "icons.svg").read_text(encoding="utf-8"))  # noqa: S314 - our own file
    return {element.get("id", "") for element in root}


@pytest.mark.parametrize("name", ["light", "dark"])
def test_letters_stand_out_from_what_they_stand_on(name: str) -> None:
    colours = scheme(name)
    faint = {
        pair: ratio
        for pair in READ
        if (ratio := contrast(colours[pair[0]], colours[pair[1]])) < 4.5
    }

    assert faint == {}


@pytest.mark.parametrize("name", ["light", "dark"])
def test_borders_of_what_is_touched_can_be_seen(name: str) -> None:
    colours = scheme(name)
    faint = {
        pair: ratio
        for pair in SEEN
        if (ratio := contrast(colours[pair[0]], colours[pair[1]])) < 3
    }

    assert faint == {}


def test_black_on_white_is_the_greatest_contrast() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)


def test_the_dark_scheme_changes_the_ground() -> None:
    assert luminance(scheme("dark")["paper"]) < luminance(scheme("light")["paper"])


def test_the_look_is_light_to_carry() -> None:
    pictures = (STATIC / "icons.svg").read_bytes()

    assert len(STYLE.encode()) <= 30 * KIBIBYTE
    assert len(SCRIPT.encode()) <= 10 * KIBIBYTE
    assert (
        sum(
            len(gzip.compress(part))
            for part in (STYLE.encode(), SCRIPT.encode(), pictures)
        )
        <= 16 * KIBIBYTE
    )


def test_the_look_asks_nothing_of_other_people() -> None:
    assert "url(" not in STYLE
    assert "@import" not in STYLE
    assert "http" not in SCRIPT


def test_every_colour_thread_is_used_and_known() -> None:
    named = set(re.findall(r"(--[a-z-]+):", STYLE))
    used = set(re.findall(r"var\((--[a-z-]+)\)", STYLE))

    assert used == named


def test_every_picture_a_page_asks_for_exists() -> None:
    asked = {
        (name, icon)
        for name, text in templates().items()
        for icon in ICON.findall(text)
    }
    missing = {(name, icon) for name, icon in asked if icon not in sprite()}

    assert missing == set()
    assert len(asked) > 5


def test_the_sign_of_the_house_is_a_picture_of_its_own() -> None:
    root = ET.fromstring((STATIC / "favicon.svg").read_text(encoding="utf-8"))  # noqa: S314 - our own file

    assert root.get("viewBox") == "0 0 32 32"
