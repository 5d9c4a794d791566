"""One purchase as its rules look at it: what is known, who asks, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marketplace.kernel.money import Money
from marketplace.purchasing.core.deeds import Deed, Waiting

if TYPE_CHECKING:
    from datetime import date, datetime

    from marketplace.purchasing.queries.waiting.facts import Facts
    from marketplace.purchasing.queries.waiting.parties import PartyFacts
    from network.policy import Action, Actor


@dataclass(frozen=True, slots=True)
class Case:
    """One purchase, who asks, and when."""

    facts: Facts
    actor: Actor
    now: datetime
    day: date

    def may(self, action: Action) -> bool:
        """Tell whether the actor may do this to run the purchase."""
        return action in self.facts.may

    def acting_for(self, action: Action) -> list[PartyFacts]:
        """Return the associations taking part for which the actor may do this."""
        return [
            party
            for party in self.facts.parties
            if party.joined_at is not None
            and self.actor.holds(action, party.organisation_id)
        ]

    def money(self, minor: int) -> Money:
        """Return an amount in the currency of the purchase."""
        return Money(minor, self.facts.row.currency)

    def balance(self, book_id: int, code: str) -> int:
        """Return what is in an account, in minor units; 0 if it is not known."""
        return self.facts.accounts.get((book_id, code), 0)

    def say(
        self,
        deed: Deed,
        party: PartyFacts | None = None,
        **values: Any,  # noqa: ANN401 - fields of Waiting
    ) -> Waiting:
        """Return that this deed waits, for an association if one is given."""
        row = self.facts.row
        if party is not None:
            values = {
                "organisation_id": party.organisation_id,
                "organisation": party.name,
                **values,
            }
        return Waiting(
            deed, row.id, row.title, row.state, row.network.time_zone, **values
        )
