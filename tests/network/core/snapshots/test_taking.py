from __future__ import annotations

from datetime import date, timedelta

import pytest

from network.core.graph import TieFact, weave
from network.core.snapshots.taking import SnapshotFacts, pairs_of, ppm, take

DAY = date(2026, 3, 2)


def fact(source: int, target: int, layer: str = "trade", weight: int = 1) -> TieFact:
    return TieFact(source, target, layer, weight, DAY, DAY)


def test_a_trust_of_one_side_is_no_pair() -> None:
    woven = weave(
        [1, 2, 3],
        [
            fact(1, 2, "declared_trust"),
            fact(2, 3, "declared_trust"),
            fact(3, 2, "declared_trust"),
            fact(3, 1),
        ],
    )

    assert pairs_of(woven) == {
        (1, 3): frozenset({"trade"}),
        (2, 3): frozenset({"declared_trust"}),
    }


def test_what_is_not_known_of_an_organisation_is_left_out() -> None:
    taken = take(
        SnapshotFacts(
            day=DAY,
            organisations=frozenset({1, 2, 3}),
            ties=[fact(1, 2, weight=4), fact(2, 9)],
            territories={1: "Nariño", 2: "Nariño"},
            last_days={1: DAY - timedelta(days=400)},
        )
    )

    assert list(taken.measures["territories"]) == ["Nariño"]
    assert taken.measures["all"]["ties"] == 1
    assert taken.measures["changes"] is None
    rows = {row.standing.organisation: row for row in taken.rows}
    assert (rows[1].given, rows[2].given, rows[2].received) == (4, 0, 4)
    assert rows[3].last_day is None
    assert {each["id"] for each in taken.measures["findings"]["alone"]} == {1, 2, 3}


def test_the_stages_come_in_order_and_can_stop_the_work() -> None:
    told: list[tuple[str, float]] = []
    facts = SnapshotFacts(DAY, frozenset({1, 2}), [fact(1, 2)])

    take(facts, on_progress=lambda stage, part: told.append((stage, part)))

    assert [part for _stage, part in told] == sorted(part for _stage, part in told)
    assert told[0][0] == "graph"
    assert told[-1][0] == "layout"

    def stop(stage: str, _part: float) -> None:
        raise InterruptedError(stage)

    with pytest.raises(InterruptedError):
        take(facts, on_progress=stop)


def test_the_same_facts_give_the_same_snapshot() -> None:
    ties = [fact(one, (one + step) % 15) for one in range(15) for step in (1, 4)]
    facts = SnapshotFacts(DAY, frozenset(range(15)), ties)
    turned = SnapshotFacts(DAY, frozenset(range(15)), list(reversed(ties)))

    assert take(facts) == take(turned)


def test_villages_with_a_tie_between_them_are_a_group_each() -> None:
    inside = [(one, other) for other in range(5) for one in range(other)]
    ties = [fact(one + at, other + at) for one, other in inside for at in (0, 5)]
    facts = SnapshotFacts(DAY, frozenset(range(10)), [*ties, fact(0, 5)])

    taken = take(facts)

    groups = [row.community for row in taken.rows]
    assert groups == [groups[0]] * 5 + [groups[5]] * 5
    assert groups[0] != groups[5]
    assert [ties for _one, _other, ties in taken.group_ties] == [1]


def test_a_share_is_kept_in_millionths() -> None:
    assert ppm(1 / 3) == 333_333
