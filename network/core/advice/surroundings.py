"""What is known of organisations beside their ties: goods, places, trust."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import asin, cos, hypot, radians, sin, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Mean radius of the Earth.
EARTH_KM = 6371.0088
#: A distance that nobody knows counts as this one.
UNKNOWN_KM = 100.0
#: Beyond so many kilometres one is as far as the other.
FARTHEST_KM = 300.0
#: Weight of what speaks for a pair, in hundreds of kilometres saved.
FOR_LEAD = 2.0
FOR_CHAIN = 0.5
FOR_FRIEND = 0.5
FOR_STANDING = 1.0
#: Weight of what speaks against it: only taken if there is nothing else.
AGAINST_REFUSED = 1000.0
AGAINST_HUB = 50.0

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class LeadFact:
    """One organisation has something that another needs.

    Attributes:
        kind: Text of the kind, as ``network.models.LeadKind`` has it.
        source: Who makes it or offers it.
        target: Who buys it elsewhere or needs it.
        what: The product or chain, as people call it.
        weight: How much there is in it, to compare.
    """

    kind: str
    source: int
    target: int
    what: str
    weight: int


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of the organisations of a network beside their ties.

    Attributes:
        chains: Codes of the value chains each one works in.
        places: Latitude and longitude of each one, in degrees.
        trusted: Whom each one trusts and is trusted by, for reasons that
            everybody in the network may know.
        leads: What there is between two, by pair, the lower id first.
        refused: Pairs that must not be proposed now.
        standing: Pairs that are proposed already: they stay while they are
            about as good as others, so that advice does not change every day.
        planned: Pairs that somebody is bringing together: advice counts on
            their tie.
    """

    chains: Mapping[int, frozenset[str]] = field(default_factory=dict)
    places: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    trusted: Mapping[int, frozenset[int]] = field(default_factory=dict)
    leads: Mapping[Pair, tuple[LeadFact, ...]] = field(default_factory=dict)
    refused: frozenset[Pair] = frozenset()
    standing: frozenset[Pair] = frozenset()
    planned: frozenset[Pair] = frozenset()

    def leads_between(self, one: int, other: int) -> tuple[LeadFact, ...]:
        """Return what one has for the other, either way, most weight first."""
        found = self.leads.get(ordered(one, other), ())
        return tuple(
            sorted(found, key=lambda lead: (-lead.weight, lead.kind, lead.what))
        )

    def shared_chains(self, one: int, other: int) -> tuple[str, ...]:
        """Return the codes of the chains that both work in, in order."""
        nothing: frozenset[str] = frozenset()
        both = self.chains.get(one, nothing) & self.chains.get(other, nothing)
        return tuple(sorted(both))

    def common_friends(self, one: int, other: int) -> tuple[int, ...]:
        """Return whom both trust, in order."""
        nobody: frozenset[int] = frozenset()
        both = self.trusted.get(one, nobody) & self.trusted.get(other, nobody)
        return tuple(sorted(both - {one, other}))

    def kilometres(self, one: int, other: int) -> int | None:
        """Return how far apart two are as the crow flies, if it is known."""
        if one not in self.places or other not in self.places:
            return None
        return round(great_circle_km(self.places[one], self.places[other]))

    def against(self, one: int, other: int) -> float:
        """Return what speaks against a pair, less what speaks for it.

        The unit is a hundred kilometres: a lead is worth 200, a chain or a
        friend in common 50 each.  These weights are a choice of ours, to be
        looked at with use; only the order they give matters.
        """
        apart = self.kilometres(one, other)
        cost = min(UNKNOWN_KM if apart is None else apart, FARTHEST_KM) / 100
        cost -= FOR_LEAD * bool(self.leads.get(ordered(one, other)))
        cost -= FOR_CHAIN * bool(self.shared_chains(one, other))
        cost -= FOR_FRIEND * bool(self.common_friends(one, other))
        cost -= FOR_STANDING * (ordered(one, other) in self.standing)
        return cost + AGAINST_REFUSED * (ordered(one, other) in self.refused)


def ordered(one: int, other: int) -> Pair:
    """Return a pair with the lower id first."""
    return (one, other) if one < other else (other, one)


def great_circle_km(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Return the kilometres between two points of the globe.

    Args:
        start: Latitude and longitude in degrees.
        end: The same of the other point.

    Source:
        Sinnott, R. (1984). Virtues of the haversine. Sky and Telescope 68, 159.
    """
    (north, east), (north_too, east_too) = (
        (radians(point[0]), radians(point[1])) for point in (start, end)
    )
    across = sin((north_too - north) / 2)
    along = sqrt(cos(north) * cos(north_too)) * sin((east_too - east) / 2)
    return 2 * EARTH_KM * asin(min(1.0, hypot(across, along)))
