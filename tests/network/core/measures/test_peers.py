from __future__ import annotations

import networkx as nx
import pytest

from network.core.measures.kind import NetworkKind
from network.core.measures.peers import random_peer


def test_the_peer_of_a_star_is_not_a_star() -> None:
    peer = random_peer(nx.star_graph(40))

    assert peer.kind is not NetworkKind.CENTRALISED
    assert peer.draws == 20
    assert peer.parts.concentration < 0.5
    assert peer.index is not None


def test_the_peer_of_a_village_has_fewer_triangles() -> None:
    villages = nx.connected_caveman_graph(6, 6)

    peer = random_peer(villages)

    assert peer.transitivity < nx.transitivity(villages) / 2
    assert peer.average_path is not None
    assert peer.average_path < nx.average_shortest_path_length(villages)


def test_the_peer_of_everybody_with_everybody_is_the_same_network() -> None:
    peer = random_peer(nx.complete_graph(8))

    assert peer.index == pytest.approx(100)
    assert peer.parts.after_attack == 1
    assert peer.average_path == pytest.approx(1)


def test_the_same_seed_gives_the_same_peer() -> None:
    net = nx.cycle_graph(15)

    assert random_peer(net, seed=3) == random_peer(net, seed=3)
    assert random_peer(net, seed=3) != random_peer(net, seed=4)


def test_few_organisations_have_a_peer_without_index() -> None:
    nobody, three = random_peer(nx.empty_graph(0)), random_peer(nx.path_graph(3))

    assert nobody.average_path is None
    assert nobody.index is three.index is None
    assert three.kind is NetworkKind.BEGINNING


def test_a_larger_network_is_compared_with_fewer_peers() -> None:
    assert random_peer(nx.cycle_graph(501)).draws == 5
    assert random_peer(nx.empty_graph(2_001)).draws == 1
