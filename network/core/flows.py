"""What flows say of a network: how much stays, returns and concentrates.

Amounts are whole numbers of one unit and one currency; whoever calls keeps the
currencies apart.  Answers are exact fractions, and None where nothing flowed.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import networkx as nx

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

#: With at most this many hands between who makes and who uses, the circuit is short.
SHORT_CIRCUIT = 1


def internal_share(internal: int, external: int) -> Fraction | None:
    """Return the part of what was spent that was spent inside.

    Args:
        internal: Spent with organisations of the network, 0 or more.
        external: Spent outside of it, 0 or more.

    Raises:
        ValueError: If an amount is negative.
    """
    _require_amounts(internal, external)
    total = internal + external
    return Fraction(internal, total) if total else None


def leak(internal: int, external: int) -> Fraction | None:
    """Return the part of what was spent that left the network (*fuga*).

    Raises:
        ValueError: If an amount is negative.
    """
    share = internal_share(internal, external)
    return None if share is None else 1 - share


def prosumption(own_use: int, internal: int, external: int) -> Fraction | None:
    """Return the part of what was consumed that the network made (*prosumo*).

    Args:
        own_use: Worth of what makers used themselves.
        internal: Bought from organisations of the network.
        external: Bought outside.

    Raises:
        ValueError: If an amount is negative.
    """
    _require_amounts(own_use, internal, external)
    return internal_share(own_use + internal, external)


def external_internal_index(internal: int, external: int) -> Fraction | None:
    """Return the E-I index: -1 when every tie is inside, 1 when all go outside.

    Source: Krackhardt and Stern (1988): (E - I) / (E + I).

    Args:
        internal: Ties between members, each pair once.
        external: Ties of members with others.

    Raises:
        ValueError: If a count is negative.
    """
    _require_amounts(internal, external)
    total = internal + external
    return Fraction(external - internal, total) if total else None


def local_multiplier(first: int, second: int, third: int) -> Fraction | None:
    """Return LM3, how much each unit moves in three rounds: from 1 to 3.

    Source: Sacks (2002), "The Money Trail", New Economics Foundation.

    Args:
        first: What was spent in the first round.
        second: What of it was received inside.
        third: What those who received it spent inside in their turn.

    Raises:
        ValueError: If a round is negative or larger than the one before.
    """
    _require_amounts(first, second, third)
    if not first >= second >= third:
        msg = f"a round cannot be larger than the one before: {first, second, third}"
        raise ValueError(msg)
    return Fraction(first + second + third, first) if first else None


@dataclass(frozen=True, slots=True)
class Concentration:
    """How far amounts are in few hands.

    Attributes:
        largest: Part of the largest one, above 0 and up to 1.
        herfindahl: Sum of the squared parts: 1 when all is in one hand, 1/n
            when n share it evenly.
    """

    largest: Fraction
    herfindahl: Fraction

    @property
    def as_if(self) -> Fraction:
        """How many equal hands would be as concentrated."""
        return 1 / self.herfindahl


def concentration(amounts: Iterable[int]) -> Concentration | None:
    """Return how far amounts are in few hands; None when there is nothing.

    Source: Herfindahl (1950); Hirschman (1964), "The Paternity of an Index".

    Raises:
        ValueError: If an amount is negative.
    """
    found = list(amounts)
    _require_amounts(*found)
    total = sum(found)
    if not total:
        return None
    return Concentration(
        Fraction(max(found), total),
        Fraction(sum(each * each for each in found), total * total),
    )


def intermediaries(hands: Sequence[Hashable]) -> int:
    """Return how many stand between who makes and who uses.

    Args:
        hands: Who had the goods, from the first to the last; somebody who had
            them twice in a row counts once.

    Raises:
        ValueError: If nobody had them.
    """
    if not hands:
        msg = "goods are in somebody's hands"
        raise ValueError(msg)
    changes = sum(one != other for one, other in pairwise(hands))
    return max(changes - 1, 0)


@dataclass(frozen=True, slots=True)
class Cycling:
    """How far what flows in comes round again.

    Attributes:
        throughflow: Sum of what passed through each compartment.
        path_length: How many compartments a unit passes on average; None when
            nothing comes from outside.
        index: Part of the throughflow that has been there before: 0 when
            nothing comes back, 1 when nothing ever leaves.
    """

    throughflow: int
    path_length: Fraction | None
    index: Fraction


def cycling(
    flows: Mapping[tuple[int, int], int], inflows: Mapping[int, int]
) -> Cycling | None:
    """Return Finn's cycling index of flows between compartments.

    What enters a compartment and does not go on inside is taken to leave.

    Source: Finn (1976), "Measures of ecosystem structure and function derived
    from analysis of flows"; the Cone Spring of Tilly (1968) is the test.

    Args:
        flows: Amounts that went from one compartment to another.
        inflows: Amounts that came into each from outside.

    Returns:
        None when nothing flows.

    Raises:
        ValueError: If an amount is negative, or a compartment passes on more
            than came into it.
    """
    _require_amounts(*flows.values(), *inflows.values())
    through: dict[int, int] = dict(inflows)
    given: dict[int, int] = {}
    for (source, target), amount in flows.items():
        through[target] = through.get(target, 0) + amount
        given[source] = given.get(source, 0) + amount
    for source, amount in given.items():
        if amount > through.get(source, 0):
            msg = f"{source} passes on {amount} and got {through.get(source, 0)}"
            raise ValueError(msg)
    total = sum(through.values())
    if not total:
        return None
    entered = sum(inflows.values())
    cycled = sum(
        (through[one] * part for one, part in _returning(flows, through).items()),
        start=Fraction(0),
    )
    return Cycling(total, Fraction(total, entered) if entered else None, cycled / total)


def balancing_inflows(
    flows: Mapping[tuple[int, int], int], outflows: Mapping[int, int]
) -> dict[int, int]:
    """Return what must have come from outside for all that was spent.

    Whoever spent more than was received inside had the rest from elsewhere.

    Args:
        flows: Amounts that went from one to another inside.
        outflows: Amounts that each sent outside.

    Raises:
        ValueError: If an amount is negative.
    """
    _require_amounts(*flows.values(), *outflows.values())
    needs: dict[int, int] = dict(outflows)
    for (source, target), amount in flows.items():
        needs[source] = needs.get(source, 0) + amount
        needs[target] = needs.get(target, 0) - amount
    return {key: amount for key, amount in sorted(needs.items()) if amount > 0}


def _returning(
    flows: Mapping[tuple[int, int], int], through: Mapping[int, int]
) -> dict[int, Fraction]:
    """Return which part of what passes a compartment has been there before.

    Only within a circle can something come back, so each group of compartments
    that reach each other is solved by itself.  What never leaves a circle has
    always been there before.
    """
    graph = nx.DiGraph([ends for ends, amount in sorted(flows.items()) if amount])
    found: dict[int, Fraction] = {}
    for group in nx.strongly_connected_components(graph):
        keys = sorted(group)
        kept = sum(flows.get((one, other), 0) for one in keys for other in keys)
        if kept == sum(through[key] for key in keys):
            found |= dict.fromkeys(keys, Fraction(1))
            continue
        passes = _inverse(
            [
                [
                    Fraction(int(one == other))
                    - Fraction(flows.get((one, other), 0), through[one])
                    for other in keys
                ]
                for one in keys
            ]
        )
        found |= {key: 1 - 1 / passes[place][place] for place, key in enumerate(keys)}
    return found


def _inverse(rows: list[list[Fraction]]) -> list[list[Fraction]]:
    """Return the inverse of a matrix whose pivots are all above zero, exactly."""
    size = len(rows)
    wide = [
        [*row, *(Fraction(int(place == other)) for other in range(size))]
        for place, row in enumerate(rows)
    ]
    for place in range(size):
        wide[place] = [cell / wide[place][place] for cell in wide[place]]
        for other in range(size):
            factor = wide[other][place]
            if other != place and factor:
                wide[other] = [
                    cell - factor * base
                    for cell, base in zip(wide[other], wide[place], strict=True)
                ]
    return [row[size:] for row in wide]


def _require_amounts(*amounts: int) -> None:
    if any(amount < 0 for amount in amounts):
        msg = f"an amount cannot be negative: {min(amounts)}"
        raise ValueError(msg)
