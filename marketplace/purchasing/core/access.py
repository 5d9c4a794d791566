"""Who sees a joint purchase, and who runs it."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.purchasing.core.states import PurchaseScope
from network.errors import NotAllowedError, NotFoundError
from network.policy import Action, Actor, require, require_network


@dataclass(frozen=True, slots=True)
class Reach:
    """What decides who has to do with a purchase.

    Attributes:
        purchase_id: The purchase.
        network_id: Its network.
        convener_id: The organisation that buys.
        scope: Whether its own members or the network's take part.
        parties: Organisations invited or taking part.
    """

    purchase_id: int
    network_id: int
    convener_id: int
    scope: PurchaseScope
    parties: frozenset[int]

    def require_sight(self, actor: Actor) -> None:
        """Let through whoever may see the purchase.

        Raises:
            NotFoundError: If the actor has nothing to do with it.
        """
        mine = self.parties | {self.convener_id}
        if any(actor.holds(Action.SEE_PURCHASE, each) for each in mine):
            return
        if self.network_id in actor.coordinates:
            return
        raise NotFoundError(purchase=self.purchase_id)

    def require_running(self, actor: Actor, action: Action) -> None:
        """Let through whoever runs the purchase: its convener's people.

        Coordinators may run a purchase of their network, as far as the action
        is one of theirs.

        Raises:
            NotFoundError: If the actor may not even see it.
            NotAllowedError: If the actor's roles do not allow the action.
        """
        self.require_sight(actor)
        if actor.holds(action, self.convener_id):
            return
        runs_network = self.scope is PurchaseScope.NETWORK
        if runs_network and self.network_id in actor.coordinates:
            require_network(actor, action, self.network_id)
            return
        raise NotAllowedError(action=action, purchase=self.purchase_id)

    def require_part(self, actor: Actor, action: Action, organisation_id: int) -> None:
        """Let through somebody who acts for one of the parties.

        Raises:
            NotFoundError: If the organisation takes no part, or the actor
                holds nothing in it.
            NotAllowedError: If the actor's roles there do not allow it.
        """
        if organisation_id not in self.parties | {self.convener_id}:
            raise NotFoundError(purchase=self.purchase_id)
        require(actor, action, organisation_id)
