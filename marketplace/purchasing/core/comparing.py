"""What a plan saves each member, told without exaggeration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def alone_prices(
    problem: Mapping[str, Any], result: Mapping[str, Any]
) -> dict[str, int | None]:
    """Return what each member would pay alone for what the plan gives him.

    The plan compares with the same suppliers, who may charge one person a whole
    truck; nobody would pay that while the shop in the village sells by the sack.
    So the reference price counts where it is lower.

    Args:
        problem: The document of the problem, as it was solved.
        result: The document of the plan.

    Returns:
        Minor units by member; None where neither price is known.
    """
    references = {
        item["id"]: item.get("reference_price") for item in problem.get("items", ())
    }
    shops: dict[str, int | None] = {}
    for row in result.get("allocations", ()):
        reference = references.get(row["item"])
        so_far = shops.get(row["member"], 0)
        known = so_far is not None and reference is not None
        shops[row["member"]] = so_far + reference * row["allocated"] if known else None
    return {
        row["member"]: _lower(row["alone"], shops.get(row["member"]))
        for row in result.get("members", ())
    }


def _lower(offer: int | None, shop: int | None) -> int | None:
    known = [price for price in (offer, shop) if price is not None]
    return min(known, default=None)


def told_fairly(
    problem: Mapping[str, Any], result: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the document of a plan with the prices of :func:`alone_prices`."""
    alones = alone_prices(problem, result)
    members = [
        {**row, "alone": alone, "saves": None if alone is None else alone - row["pays"]}
        for row in result.get("members", ())
        for alone in (alones[row["member"]],)
    ]
    return {**result, "members": members}


def told_alone(rows: Iterable[tuple[int | None, int, int]]) -> int | None:
    """Return what a member's units would cost at the prices the member knows.

    Args:
        rows: For each input what the member said to pay alone for a unit, if
            anything, the reference price of a unit, and units.

    Returns:
        Minor units; the reference price stands in where the member said
        nothing.  None if nothing was said of any input.
    """
    known = list(rows)
    if all(told is None for told, _, _ in known):
        return None
    return sum(
        (reference if told is None else told) * units
        for told, reference, units in known
    )
