"""Roles that one person may not hold in one organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from network.policy import Role

if TYPE_CHECKING:
    from collections.abc import Collection

#: Pairs of which one watches the other.
ROLES_APART: frozenset[frozenset[Role]] = frozenset(
    {
        frozenset({Role.TREASURER, Role.FISCAL}),
        frozenset({Role.LEGAL_REPRESENTATIVE, Role.FISCAL}),
        frozenset({Role.BUYER_AGENT, Role.SUPPLIER_AGENT}),
    }
)


def clashing_role(role: Role, held: Collection[Role]) -> Role | None:
    """Return a role already held that forbids one more, or none."""
    return next(
        (other for other in sorted(held) if frozenset({role, other}) in ROLES_APART),
        None,
    )
