"""What would become of a network if some left and others met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from network.core.advice.documents import figures_of
from network.core.advice.introductions import MOST_READ
from network.core.advice.whatif import what_if as suppose
from network.core.graph import flatten, weave
from network.policy import Action, require_network
from network.queries.facts import members_on, supporting_on, tie_facts
from network.queries.proposals import names_of
from network.queries.red.readings import Named

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from sqlalchemy.orm import Session

    from network.core.advice.documents import Figures
    from network.models import Layer
    from network.policy import Actor

#: Names told of those who would be cut off; beyond, only how many.
NAMED = 6


@dataclass(frozen=True, slots=True)
class WhatIfReading:
    """A network today and as it would be, with names.

    Attributes:
        removed: Who would leave.
        added: Pairs that would have a tie and have none today.
        ignored: How many of the wishes make no sense: somebody who is not
            measured in the network, or a tie that is there already.
        before: The network of today.
        after: The network as it would be.
        cut_off: Some of those who stay and would lose the rest.
        cut_off_count: How many they are.
        heaviest: Through whom most ways pass, today and then, if known.
    """

    removed: tuple[Named, ...]
    added: tuple[tuple[Named, Named], ...]
    ignored: int
    before: Figures
    after: Figures
    cut_off: tuple[Named, ...]
    cut_off_count: int
    heaviest: tuple[Named | None, Named | None]

    @property
    def is_empty(self) -> bool:
        """Whether nothing of what was supposed makes sense."""
        return not self.removed and not self.added


def what_if(  # noqa: PLR0913 - two sorts of supposition, and all by keyword but those
    session: Session,
    network_id: int,
    without: Collection[int],
    plus: Iterable[tuple[int, int]],
    *,
    actor: Actor,
    day: date,
    layers: Collection[Layer] | None = None,
) -> WhatIfReading:
    """Return what a network would be without some and with more ties.

    It is worked out now, from the active ties; in a network of more than
    :data:`MOST_READ` organisations without kind, index and parts.

    Args:
        session: The open transaction.
        network_id: The network.
        without: Keys of organisations that would leave.
        plus: Pairs of keys that would have a tie.
        actor: Who asks; whoever may see the network.
        day: The day whose ties count.
        layers: Only these kinds of tie; all when none.

    Raises:
        NotFoundError: If the actor has nothing to do with the network.
    """
    require_network(actor, Action.SEE_NETWORK, network_id)
    wishes = set(plus)
    facts = tie_facts(session, network_id, day, layers=layers)
    inside = members_on(session, network_id, day)
    supporting = supporting_on(session, network_id, day)
    graph = flatten(weave(inside, facts, without=supporting))
    found = suppose(graph, without, wishes, with_shape=len(graph) <= MOST_READ)
    before, after = figures_of(found.before), figures_of(found.after)
    told = found.cut_off[:NAMED]
    ends = [key for pair in found.added for key in pair]
    names = names_of(
        session,
        {
            *found.removed,
            *ends,
            *told,
            *(each.heaviest for each in (before, after) if each.heaviest is not None),
        },
    )
    return WhatIfReading(
        removed=tuple(_named(names, key) for key in found.removed),
        added=tuple((_named(names, a), _named(names, b)) for a, b in found.added),
        ignored=len(set(without)) - len(found.removed) + len(wishes) - len(found.added),
        before=before,
        after=after,
        cut_off=tuple(_named(names, key) for key in told),
        cut_off_count=len(found.cut_off),
        heaviest=(_heaviest(names, before), _heaviest(names, after)),
    )


def _heaviest(names: Mapping[int, str], figures: Figures) -> Named | None:
    return None if figures.heaviest is None else _named(names, figures.heaviest)


def _named(names: Mapping[int, str], key: int) -> Named:
    return Named(key, names[key])
