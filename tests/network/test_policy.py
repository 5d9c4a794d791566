"""The table of who may do what, and the three ways of asking it."""

from __future__ import annotations

import pytest

from network.errors import NotAllowedError, NotFoundError
from network.policy import (
    ALLOWED,
    SYSTEM,
    Action,
    Actor,
    Role,
    require,
    require_anywhere,
    require_network,
    require_over,
)

HOME, NETWORK = 7, 3


def holding(role: Role, *, in_network: bool = True) -> Actor:
    return Actor(
        1,
        roles={HOME: frozenset({role})},
        networks=frozenset({NETWORK}) if in_network else frozenset(),
    )


COORDINATOR = Actor(1, coordinates=frozenset({NETWORK}))


def test_every_action_is_allowed_to_somebody() -> None:
    assert set(ALLOWED) == set(Action)
    assert all(ALLOWED.values())


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.COORDINATOR}))
@pytest.mark.parametrize("action", sorted(Action))
def test_a_role_passes_where_the_table_says(action: Action, role: Role) -> None:
    actor = holding(role)

    if role in ALLOWED[action]:
        require(actor, action, HOME)
        require_network(actor, action, NETWORK)
        require_over(actor, action, HOME, {NETWORK})
        assert actor.holds(action, HOME)
    else:
        with pytest.raises(NotAllowedError):
            require(actor, action, HOME)
        with pytest.raises(NotAllowedError):
            require_network(actor, action, NETWORK)
        with pytest.raises(NotAllowedError):
            require_over(actor, action, HOME, {NETWORK})


@pytest.mark.parametrize("action", sorted(Action))
def test_a_coordinator_passes_in_the_network_where_the_table_says(
    action: Action,
) -> None:
    if Role.COORDINATOR in ALLOWED[action]:
        require_network(COORDINATOR, action, NETWORK)
        require_over(COORDINATOR, action, HOME, {NETWORK})
    else:
        with pytest.raises(NotAllowedError):
            require_network(COORDINATOR, action, NETWORK)
        with pytest.raises(NotAllowedError):
            require_over(COORDINATOR, action, HOME, {NETWORK})


@pytest.mark.parametrize("action", sorted(Action))
def test_what_is_elsewhere_does_not_exist(action: Action) -> None:
    for actor in (holding(Role.OFFICER, in_network=False), COORDINATOR, SYSTEM):
        with pytest.raises(NotFoundError):
            require(actor, action, 99)
        with pytest.raises(NotFoundError):
            require_network(actor, action, 98)
        with pytest.raises(NotFoundError):
            require_over(actor, action, 99, {98})


def test_coordination_is_told_from_membership() -> None:
    assert COORDINATOR.coordinates_any([1, NETWORK])
    assert not COORDINATOR.coordinates_any([])
    assert not holding(Role.OFFICER).coordinates_any([NETWORK])


def test_a_role_counts_only_in_the_networks_of_its_organisation() -> None:
    two = Actor(
        1,
        roles={HOME: frozenset({Role.OFFICER}), 8: frozenset({Role.MEMBER})},
        networks=frozenset({NETWORK, 4}),
        roles_in={NETWORK: frozenset({Role.OFFICER}), 4: frozenset({Role.MEMBER})},
    )

    require_network(two, Action.CONVENE_PURCHASE, NETWORK)
    require_network(two, Action.SEE_NETWORK, 4)
    with pytest.raises(NotAllowedError):
        require_network(two, Action.CONVENE_PURCHASE, 4)


def test_what_belongs_to_no_organisation_asks_for_a_role_anywhere() -> None:
    require_anywhere(COORDINATOR, Action.EDIT_CATALOGUE)
    require_anywhere(holding(Role.OFFICER), Action.EDIT_CATALOGUE)
    with pytest.raises(NotAllowedError):
        require_anywhere(SYSTEM, Action.EDIT_CATALOGUE)
