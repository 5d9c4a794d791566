"""Who may do what: one table, asked first by every service and query.

A person acts through roles.  A role is held in one organisation, or in one
network for its coordinators; what it allows is the row of :data:`ALLOWED`.
What belongs to an organisation in which the actor holds nothing does not exist
for that actor: the answer is :class:`NotFoundError`, never a refusal that
would betray it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from network.errors import NotAllowedError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Role(StrEnum):
    """What a person is in an organisation, or in a network."""

    MEMBER = "member"
    OFFICER = "officer"
    TREASURER = "treasurer"
    COMMITTEE = "committee"
    FISCAL = "fiscal"
    LEGAL_REPRESENTATIVE = "legal_representative"
    BUYER_AGENT = "buyer_agent"
    SUPPLIER_AGENT = "supplier_agent"
    COORDINATOR = "coordinator"


class Action(StrEnum):
    """Everything that a role can allow."""

    # Organisations and people
    SEE_MEMBERS = "see_members"
    INVITE_MEMBER = "invite_member"
    MANAGE_MEMBERSHIPS = "manage_memberships"
    EDIT_ORGANISATION = "edit_organisation"
    ASSIST_ENTRY = "assist_entry"
    DECLARE_TRUST = "declare_trust"
    SEE_OWN_TRUST = "see_own_trust"
    REPLY_TO_FAILURE = "reply_to_failure"
    SEE_AUDIT = "see_audit"
    # Networks
    SEE_NETWORK = "see_network"
    COORDINATE_NETWORK = "coordinate_network"
    SEE_TRUST_GATE = "see_trust_gate"
    KEEP_TRUST_GATE = "keep_trust_gate"
    SEE_JOBS = "see_jobs"
    # Catalogue
    EDIT_CATALOGUE = "edit_catalogue"
    EDIT_PRODUCT_SHEET = "edit_product_sheet"
    # Photographs and documents
    SEE_FILES = "see_files"
    KEEP_FILE = "keep_file"
    # Book
    SEE_BOOK = "see_book"
    SEE_OWN_STATEMENT = "see_own_statement"
    COUNT_CASH = "count_cash"
    CORRECT_ENTRY = "correct_entry"
    RECORD_PAYMENT = "record_payment"
    # Joint purchases
    SEE_PURCHASE = "see_purchase"
    CONVENE_PURCHASE = "convene_purchase"
    TAKE_PART_IN_PURCHASE = "take_part_in_purchase"
    NOTE_LINE = "note_line"
    NOTE_LINE_FOR_OTHERS = "note_line_for_others"
    RUN_PURCHASE = "run_purchase"
    RECORD_QUOTE = "record_quote"
    CHOOSE_PLAN = "choose_plan"
    PLACE_ORDER = "place_order"
    RECEIVE_GOODS = "receive_goods"
    HAND_OVER = "hand_over"
    RECORD_INVOICE = "record_invoice"
    PAY_SUPPLIER = "pay_supplier"
    FILE_CLAIM = "file_claim"


_EVERYBODY = frozenset(
    {
        Role.MEMBER,
        Role.OFFICER,
        Role.TREASURER,
        Role.COMMITTEE,
        Role.FISCAL,
        Role.LEGAL_REPRESENTATIVE,
    }
)
_OFFICERS = frozenset({Role.OFFICER, Role.LEGAL_REPRESENTATIVE})
_TREASURY = frozenset({Role.TREASURER})
_OVERSIGHT = frozenset({Role.FISCAL})
_COORDINATORS = frozenset({Role.COORDINATOR})
_AGENTS = frozenset({Role.BUYER_AGENT, Role.SUPPLIER_AGENT})

#: Which roles allow each action.  A coordinator's role is held in a network.
ALLOWED: Mapping[Action, frozenset[Role]] = {
    Action.SEE_MEMBERS: _EVERYBODY | _AGENTS,
    Action.INVITE_MEMBER: _EVERYBODY | _AGENTS,
    Action.MANAGE_MEMBERSHIPS: _OFFICERS | _COORDINATORS,
    Action.EDIT_ORGANISATION: _OFFICERS | _AGENTS | _COORDINATORS,
    Action.ASSIST_ENTRY: _OFFICERS | _TREASURY,
    Action.DECLARE_TRUST: _OFFICERS,
    Action.SEE_OWN_TRUST: _EVERYBODY | _AGENTS,
    Action.REPLY_TO_FAILURE: _OFFICERS | _AGENTS,
    Action.SEE_AUDIT: _OFFICERS | _OVERSIGHT,
    Action.SEE_NETWORK: _EVERYBODY | _AGENTS | _COORDINATORS,
    Action.COORDINATE_NETWORK: _COORDINATORS,
    Action.SEE_TRUST_GATE: _OFFICERS | _COORDINATORS,
    Action.KEEP_TRUST_GATE: _COORDINATORS,
    Action.SEE_JOBS: _COORDINATORS,
    Action.EDIT_CATALOGUE: _COORDINATORS | _OFFICERS,
    Action.EDIT_PRODUCT_SHEET: _OFFICERS | _AGENTS,
    Action.SEE_FILES: _EVERYBODY | _AGENTS,
    Action.KEEP_FILE: _EVERYBODY | _AGENTS,
    Action.SEE_BOOK: _OFFICERS | _TREASURY | _OVERSIGHT | {Role.COMMITTEE},
    Action.SEE_OWN_STATEMENT: _EVERYBODY,
    Action.COUNT_CASH: _OVERSIGHT | {Role.COMMITTEE, Role.OFFICER},
    Action.CORRECT_ENTRY: _TREASURY | _OFFICERS,
    Action.RECORD_PAYMENT: _TREASURY,
    Action.SEE_PURCHASE: _EVERYBODY | _COORDINATORS,
    Action.CONVENE_PURCHASE: _OFFICERS | _COORDINATORS,
    Action.TAKE_PART_IN_PURCHASE: _OFFICERS,
    Action.NOTE_LINE: _EVERYBODY,
    Action.NOTE_LINE_FOR_OTHERS: _OFFICERS | _TREASURY,
    Action.RUN_PURCHASE: _OFFICERS | _COORDINATORS,
    Action.RECORD_QUOTE: _OFFICERS | _COORDINATORS,
    Action.CHOOSE_PLAN: _OFFICERS | {Role.COMMITTEE},
    Action.PLACE_ORDER: _OFFICERS | _TREASURY,
    Action.RECEIVE_GOODS: _OFFICERS | _OVERSIGHT,
    Action.HAND_OVER: _OFFICERS,
    Action.RECORD_INVOICE: _TREASURY,
    Action.PAY_SUPPLIER: _TREASURY,
    Action.FILE_CLAIM: _OFFICERS,
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks for something.

    Attributes:
        person_id: The person who is signed in, or who types for another.
        roles: Roles held today, by organisation id.
        coordinates: Ids of the networks the person coordinates.
        networks: Networks of each organisation in ``roles``, flattened.
        second_factor: Whether this session gave a one-time code.
        roles_in: Roles held in the organisations of each network.  When it is
            not given, every role counts in every network of ``networks``.
    """

    person_id: int
    roles: Mapping[int, frozenset[Role]] = field(default_factory=dict)
    coordinates: frozenset[int] = frozenset()
    networks: frozenset[int] = frozenset()
    second_factor: bool = False
    roles_in: Mapping[int, frozenset[Role]] = field(default_factory=dict)

    def holds_in(self, action: Action, network_id: int) -> bool:
        """Tell whether a role in an organisation of the network allows it."""
        if network_id not in self.networks:
            return False
        everywhere = frozenset().union(*self.roles.values())
        held = self.roles_in.get(
            network_id, frozenset() if self.roles_in else everywhere
        )
        return bool(held & ALLOWED[action])

    def holds(self, action: Action, organisation_id: int) -> bool:
        """Tell whether a role in the organisation allows the action."""
        held = self.roles.get(organisation_id, frozenset())
        return bool(held & ALLOWED[action])

    def holds_anywhere(self, action: Action) -> bool:
        """Tell whether any role allows the action, wherever it is held."""
        allowed = ALLOWED[action]
        if self.coordinates and Role.COORDINATOR in allowed:
            return True
        return any(held & allowed for held in self.roles.values())

    def coordinates_any(self, network_ids: Iterable[int]) -> bool:
        """Tell whether the person coordinates one of the networks."""
        return not self.coordinates.isdisjoint(network_ids)


#: Acts for timetable work that nobody asked for; holds no role.
SYSTEM = Actor(person_id=0)


def require(actor: Actor, action: Action, organisation_id: int) -> None:
    """Let the actor through if a role held in the organisation allows it.

    Raises:
        NotFoundError: If the actor holds nothing in the organisation.
        NotAllowedError: If what the actor holds there does not allow it.
    """
    if actor.holds(action, organisation_id):
        return
    if organisation_id not in actor.roles:
        raise NotFoundError(organisation=organisation_id)
    raise NotAllowedError(action=action, organisation=organisation_id)


def require_network(actor: Actor, action: Action, network_id: int) -> None:
    """Let the actor through if coordination or membership allows it.

    A coordinator of the network passes when the action names that role; a
    person of a member organisation when a role held in one of them allows it.

    Raises:
        NotFoundError: If the actor has nothing to do with the network.
        NotAllowedError: If the actor belongs to it but may not do this.
    """
    allowed = ALLOWED[action]
    if network_id in actor.coordinates and Role.COORDINATOR in allowed:
        return
    if network_id not in actor.networks | actor.coordinates:
        raise NotFoundError(network=network_id)
    if actor.holds_in(action, network_id):
        return
    raise NotAllowedError(action=action, network=network_id)


def require_anywhere(actor: Actor, action: Action) -> None:
    """Let the actor through if any role allows it, wherever it is held.

    For what belongs to no organisation, such as the common catalogue.

    Raises:
        NotAllowedError: If no role of the actor allows it.
    """
    if not actor.holds_anywhere(action):
        raise NotAllowedError(action=action)


def require_over(
    actor: Actor, action: Action, organisation_id: int, network_ids: Iterable[int]
) -> None:
    """Let through who may do this inside the organisation or coordinates over it.

    Args:
        actor: Who asks.
        action: What for.
        organisation_id: The organisation it would be done to.
        network_ids: Networks in which that organisation is today.

    Raises:
        NotFoundError: If the actor holds nothing there and shares no network.
        NotAllowedError: If what the actor holds does not allow it.
    """
    over = frozenset(network_ids)
    if Role.COORDINATOR in ALLOWED[action] and actor.coordinates_any(over):
        return
    if organisation_id not in actor.roles and over & (
        actor.networks | actor.coordinates
    ):
        raise NotAllowedError(action=action, organisation=organisation_id)
    require(actor, action, organisation_id)
