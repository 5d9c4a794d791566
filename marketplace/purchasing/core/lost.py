"""What was lost when some members did not accept the final price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketplace.purchasing.core.wording import counted, money, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a member accepted of one input.

    Attributes:
        item: Name of the input in the plan.
        member: Code of the member.
        units: Whole units, more than zero.
        pays: Minor units of money, freight included.
    """

    item: str
    member: str
    units: int
    pays: int


def dearer(
    accepted: Iterable[Accepted], offered: Mapping[tuple[str, str], tuple[int, int]]
) -> dict[str, int]:
    """Return how much more than accepted each member would pay, in minor units.

    Whoever gets fewer units than accepted may pay in proportion, rounded up.

    Args:
        accepted: What each member accepted.
        offered: Units and money of the new plan, by (item, member).

    Returns:
        Only the members who would pay more; none means that the plan holds.
    """
    more: dict[str, int] = {}
    for each in accepted:
        units, pays = offered.get((each.item, each.member), (0, 0))
        fair = -(-each.pays * min(units, each.units) // each.units)
        more[each.member] = more.get(each.member, 0) + pays - fair
    return {member: extra for member, extra in more.items() if extra > 0}


def lost_reason(
    confirmed: int, asked: int, more: Mapping[str, int], currency: str
) -> str:
    """Return why a purchase goes back to quoting, in Spanish.

    Args:
        confirmed: Members who accepted.
        asked: Members who were asked.
        more: What each of those would pay above what was accepted.
        currency: Three letters.
    """
    start = f"Aceptaron {number(confirmed)} de {counted(asked, 'persona')}."
    if not more:
        return f"{start} Con esos pedidos los proveedores elegidos no venden."
    most = money(max(more.values()), currency)
    who = (
        "1 persona pagaría hasta"
        if len(more) == 1
        else f"{number(len(more))} personas pagarían hasta"
    )
    lost = f"Sin los demás se pierde el precio: {who} {most} más de lo aceptado."
    return f"{start} {lost}"
