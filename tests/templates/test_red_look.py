"""The threads of a network are told apart, in light and in the dark."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from network.models import Layer
from tests.architecture.repository import ROOT

RED = (ROOT / "static/css/red.css").read_text(encoding="utf-8")
COMMON = (ROOT / "static/css/tejido.css").read_text(encoding="utf-8")
DARK = "@media (prefers-color-scheme: dark)"
LEAST_CONTRAST = 3.0
LARGEST_SCRIPT = 2700


def values(sheet: str, name: str) -> tuple[str, str]:
    """A custom property in light and in the dark."""
    light, _cut, dark = sheet.partition(DARK)
    found = re.compile(rf"{re.escape(name)}:\s*([^;]+);")
    return found.findall(light)[0], found.findall(dark)[0]


def luminance(colour: str) -> float:
    digits = colour.strip().removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast as WCAG 2.2 defines it, 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def dashes(layer: Layer) -> str:
    rule = re.search(rf"\n\.{layer.value} \{{([^}}]*)\}}", RED)
    assert rule is not None
    found = re.search(r"stroke-dasharray:\s*([^;]+);", rule.group(1))
    return found.group(1) if found else "none"


@pytest.mark.parametrize("layer", sorted(Layer))
@pytest.mark.parametrize("scheme", [0, 1])
def test_every_thread_stands_out_from_the_ground(layer: Layer, scheme: int) -> None:
    thread = values(RED, f"--t-{layer.value}")[scheme]
    ground = values(COMMON, "--surface")[scheme]

    assert contrast(thread, ground) >= LEAST_CONTRAST


def test_no_two_threads_have_the_same_dashes_or_colour() -> None:
    for one, other in combinations(Layer, 2):
        assert dashes(one) != dashes(other)
        for scheme in (0, 1):
            mine = values(RED, f"--t-{one.value}")[scheme]
            theirs = values(RED, f"--t-{other.value}")[scheme]
            assert mine != theirs


def test_the_measure_of_contrast_agrees_with_the_standard() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


def test_the_script_of_the_drawing_stays_small_and_fetches_nothing() -> None:
    script = (ROOT / "static/js/red.js").read_text(encoding="utf-8")

    assert len(script.encode()) <= LARGEST_SCRIPT
    assert not re.search(r"fetch|import|http|eval|innerHTML", script)
