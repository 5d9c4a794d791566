from __future__ import annotations

from network.core.measures.kind import NetworkKind
from tests.architecture.repository import ROOT
from tests.network.core.measures.families import (
    EACH,
    KINDS,
    LARGEST,
    SMALLEST,
    confusion,
    network_of,
    right_by_centralisation_alone,
    table,
)

DOCUMENT = ROOT / "docs" / "network.md"


def test_the_kind_tells_the_families_apart_as_the_document_says() -> None:
    found = confusion()

    right = {family: found[family][family] / EACH for family in KINDS}
    assert min(right.values()) >= 0.9
    assert table(found) in DOCUMENT.read_text("utf-8")


def test_centralisation_alone_is_right_less_often_as_the_document_says() -> None:
    share = right_by_centralisation_alone()

    assert f"alone is right in {100 * share:.0f} %" in DOCUMENT.read_text("utf-8")


def test_the_families_are_of_the_sizes_that_the_document_says() -> None:
    orders = [
        network_of(family, number).number_of_nodes()
        for family in KINDS
        for number in range(EACH)
    ]

    assert SMALLEST <= min(orders) <= 10
    assert 150 <= max(orders) <= LARGEST
    assert NetworkKind.BEGINNING not in KINDS
