"""Codes of the accounts that a purchase moves, as the chart writes them."""

from __future__ import annotations


def purchase_code(purchase_id: int) -> str:
    """Return the clearing account of a purchase, which ends at zero."""
    return f"purchase:{purchase_id}"


def member_code(person_id: int) -> str:
    """Return the account of what a member owes the book."""
    return f"member:{person_id}"


def association_code(organisation_id: int) -> str:
    """Return the account of what an association owes the book."""
    return f"association:{organisation_id}"


def supplier_code(organisation_id: int) -> str:
    """Return the account of what the book owes a supplier (negative)."""
    return f"supplier:{organisation_id}"


def claim_code(organisation_id: int) -> str:
    """Return the account of what a supplier has to make good."""
    return f"claim:{organisation_id}"


def member_advance_code(purchase_id: int, person_id: int) -> str:
    """Return the account of a member's advance for one purchase (negative)."""
    return f"advance:{purchase_id}:person:{person_id}"


def association_advance_code(purchase_id: int, organisation_id: int) -> str:
    """Return the account of an association's advance for one purchase."""
    return f"advance:{purchase_id}:association:{organisation_id}"
