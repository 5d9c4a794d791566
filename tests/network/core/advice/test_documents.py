"""What is kept of a proposal is what was found."""

from __future__ import annotations

import json

import networkx as nx
import pytest

from network.core.advice.documents import (
    effect_document,
    figures_of,
    read_effect_document,
    read_reason_document,
    reason_document,
)
from network.core.advice.effects import Effect, read
from network.core.advice.introductions import introductions
from network.core.advice.surroundings import LeadFact, Surroundings
from network.core.measures.kind import NetworkKind


def test_a_reason_is_read_as_it_was_written() -> None:
    lead = LeadFact("substitution", 1, 2, "Miel", 4)
    known = Surroundings(
        leads={(1, 2): (lead,)}, chains=dict.fromkeys((1, 2), frozenset({"miel"}))
    )
    (only,) = introductions(nx.star_graph(2), known)

    kept = json.loads(json.dumps(reason_document(only.reason)))

    assert read_reason_document(kept) == only.reason


@pytest.mark.parametrize("with_shape", [True, False])
def test_an_effect_is_read_as_it_was_written(*, with_shape: bool) -> None:
    star, ring = nx.star_graph(12), nx.cycle_graph(13)
    effect = Effect(*(read(each, with_shape=with_shape) for each in (star, ring)))

    kept = read_effect_document(json.loads(json.dumps(effect_document(effect))))

    assert kept.before.needed == 11
    assert kept.before.indispensable == 1
    assert kept.after.indispensable == 0
    if with_shape:
        assert kept.before.kind is NetworkKind.CENTRALISED
        assert kept.before.heaviest == 0
        assert kept.after.parts is not None
        assert kept.after.parts.largest == 1
        assert kept.gain == pytest.approx(effect.after.index, abs=0.001)
    else:
        assert kept.before == figures_of(effect.before)
        assert kept.gain is None


def test_a_network_that_begins_has_no_index() -> None:
    pair = read(nx.path_graph(2))

    kept = read_effect_document(effect_document(Effect(pair, pair)))

    assert kept.before.kind is NetworkKind.BEGINNING
    assert kept.before.index is None
    assert kept.gain is None
