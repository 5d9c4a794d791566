"""What a supplier's offer comes to, freight included, so that offers compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace.kernel.sharing import largest_remainder
from marketplace.purchasing.core.prices import freight_cost, line_cost

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from marketplace.purchasing.core.problem import Freight, Line


def sold_units(line: Line, wanted: int) -> int | None:
    """Return the fewest units a supplier sells that serve so many, or None.

    Args:
        line: The input as it is sold: packs, minimum, maximum.
        wanted: Units to be served, zero or more.
    """
    if not wanted:
        return 0
    units = -(-max(wanted, line.minimum) // line.pack) * line.pack
    return None if line.maximum is not None and units > line.maximum else units


def landed_costs(
    lines: Sequence[Line], freight: Freight, wanted: Mapping[str, int]
) -> dict[str, int]:
    """Return what each input would cost if all of it came from one supplier.

    The freight of the order is split over its inputs by units, as in a plan.

    Args:
        lines: What the supplier sells.
        freight: What bringing the order costs.
        wanted: Units to be served, by input.

    Returns:
        Minor units by input, of the units that have to be bought; inputs that
        the supplier cannot serve whole are left out.

    Source:
        docs/sources.md, "Landed cost": (price times units plus freight) / units.
    """
    bought = {
        line.item: units
        for line in lines
        if (units := sold_units(line, wanted.get(line.item, 0)))
    }
    if not bought:
        return {}
    goods = {
        line.item: line_cost(line, bought[line.item])
        for line in lines
        if line.item in bought
    }
    parts = largest_remainder(
        freight_cost(freight, sum(bought.values())), list(bought.values())
    )
    return {item: goods[item] + part for item, part in zip(bought, parts, strict=True)}
