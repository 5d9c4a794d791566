"""What judges the plans is itself not too slow to ask."""

from __future__ import annotations

from tests.marketplace.purchasing.core import oracle
from tests.marketplace.purchasing.core.builders import item, line, problem, supplier


def test_what_is_too_much_to_try_is_counted_and_not_listed() -> None:
    cheap = supplier("s1", line("i1", (0, 1)), minimum_order=4 * 10**9)

    size = oracle.size(problem([item("i1", (1, 1, 0))], cheap))

    assert size == 4 * 10**9 + 4
