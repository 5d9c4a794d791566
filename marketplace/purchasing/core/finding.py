"""What is worth saying about a plan, in plain Spanish."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketplace.purchasing.core.choosing import ordered
from marketplace.purchasing.core.outcome import Finding
from marketplace.purchasing.core.prices import (
    accepts,
    goods_cost,
    line_cost,
    order_cost,
)
from marketplace.purchasing.core.wording import counted, money, number, percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from marketplace.purchasing.core.choosing import Choice
    from marketplace.purchasing.core.model import Forced
    from marketplace.purchasing.core.paying import Balanced, Invoice
    from marketplace.purchasing.core.problem import Item, Line, Problem, Supplier


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything a plan is judged by.

    Attributes:
        problem: Rows sorted by id.
        choice: What is bought.
        forced: What a person insisted on.
        invoice: What it costs.
        given: Units by item and member.
        left: Units nobody asked for, by item.
        alone: Minor units each member would pay alone.
        balanced: What members pay.
    """

    problem: Problem
    choice: Choice
    forced: Forced
    invoice: Invoice
    given: Mapping[str, Mapping[str, int]]
    left: Mapping[str, int]
    alone: Mapping[str, int | None]
    balanced: Balanced

    def all(self) -> tuple[Finding, ...]:
        """Return the findings, those that need a decision first."""
        return (
            *self._empty(),
            *self._proof(),
            *self._unserved(),
            *self._surplus(),
            *self._next_breaks(),
            *self._unused(),
            *self._compared(),
        )

    def _money(self, minor: int) -> str:
        return money(minor, self.problem.currency)

    def _empty(self) -> Iterator[Finding]:
        if not self.choice.feasible:
            yield Finding(
                "infeasible",
                "Con estas cotizaciones no se puede comprar nada de lo pedido. "
                "Reúna más pedidos o pida otras cotizaciones.",
            )

    def _proof(self) -> Iterator[Finding]:
        choice = self.choice
        if choice.proved:
            return
        served = choice.served_bound - choice.served
        yield Finding(
            "not-proved",
            "Se acabó el tiempo antes de probar que es el mejor plan. "
            f"No puede mejorar en más de {self._money(choice.money - choice.bound)}. "
            "Dé más segundos para probarlo.",
            {"could_save": choice.money - choice.bound, "could_serve": served},
        )

    def _unserved(self) -> Iterator[Finding]:
        for item in self.problem.items:
            given = self.given[item.id]
            missing = {
                request.member: request.wanted - given[request.member]
                for request in item.requests
                if given[request.member] < request.wanted
            }
            if not missing:
                continue
            units = sum(missing.values())
            otherwise = (
                "Con paquetes completos, mínimos y topes no se puede servir más "
                "sin que sobre."
            )
            whys = [*self._obstacles(item)] or [otherwise]
            yield Finding(
                "unserved",
                f"De {item.id} faltan {counted(units, item.unit)} para "
                f"{counted(len(missing), 'persona')}. " + " ".join(whys),
                {"item": item.id, "units": units, "members": len(missing)},
            )

    def _obstacles(self, item: Item) -> Iterator[str]:
        """Yield what keeps suppliers from serving all of an item."""
        for supplier in self.problem.suppliers:
            line = next((n for n in supplier.lines if n.item == item.id), None)
            if line is not None and supplier.id not in self.forced.avoid:
                why = self._obstacle(supplier, line, item)
                if why:
                    yield f"{supplier.id}: {why}."

    def _obstacle(self, supplier: Supplier, line: Line, item: Item) -> str:
        most, unit = item.at_most, item.unit
        asked = {each.id: each.at_most for each in self.problem.items}
        below = supplier.minimum_order - goods_cost(supplier, asked)
        spent = goods_cost(supplier, ordered(supplier, self.choice.packs))
        limit = supplier.maximum_order
        short = (
            f"vende desde {counted(line.minimum, unit)}; "
            f"faltan pedidos por {number(line.minimum - most)}"
        )
        cases = (
            (line.minimum > most, short),
            (
                line.pack > most,
                f"el paquete trae {counted(line.pack, unit)} y sobrarían",
            ),
            (
                line.maximum is not None and line.maximum < item.wanted,
                f"solo tiene {counted(line.maximum or 0, unit)}",
            ),
            (
                below > 0,
                f"no se llega a su pedido mínimo, faltan {self._money(below)}",
            ),
            (
                limit is not None and spent + line_cost(line, line.pack) > limit,
                f"vende como máximo {self._money(limit or 0)}",
            ),
            (
                line.pack > 1,
                f"vende paquetes completos de {counted(line.pack, unit)}",
            ),
        )
        return next((why for holds, why in cases if holds), "")

    def _surplus(self) -> Iterator[Finding]:
        saved = self.choice.saved
        if saved is None:
            return
        units = sum(self.left.values())
        rows = ", ".join(
            f"{counted(self.left[item.id], item.unit)} de {item.id}"
            for item in self.problem.items
            if self.left[item.id]
        )
        yield Finding(
            "surplus",
            f"Comprar de más sale más barato: sobran {rows}. "
            f"Sin ellos lo mismo costaría {self._money(saved)} más.",
            {"units": units, "saves": saved},
        )

    def _next_breaks(self) -> Iterator[Finding]:
        units: dict[str, int] = {}
        for order in self.invoice.orders:
            units[order.item] = units.get(order.item, 0) + order.units
        named = {item.id: item for item in self.problem.items}
        for supplier in self.problem.suppliers:
            bought = ordered(supplier, self.choice.packs)
            for line in supplier.lines:
                if line.item in bought:
                    item = named[line.item]
                    yield from self._next_break(
                        supplier, line, bought, item, units[line.item]
                    )

    def _next_break(
        self,
        supplier: Supplier,
        line: Line,
        bought: Mapping[str, int],
        item: Item,
        units: int,
    ) -> Iterator[Finding]:
        """Yield what reaching the next break of a line would change."""
        now = bought[line.item]
        steps = [step.from_ for step in line.breaks if step.from_ > now]
        if not steps:
            return
        goal = -(-steps[0] // line.pack) * line.pack
        order = {**bought, line.item: goal}
        if not accepts(supplier, order):
            return
        more, cost = goal - now, self.invoice.landed[line.item]
        rise = order_cost(supplier, order) - order_cost(supplier, bought)
        before, after = cost * (units + more), (cost + rise) * units
        if after >= before:
            return
        less = percent(before - after, before)
        yield Finding(
            "next-break",
            f"{counted(more, item.unit)} más de {item.id} con {supplier.id} y todos "
            f"pagan {less} menos por unidad. En total serían {self._money(rise)} más.",
            {
                "supplier": supplier.id,
                "item": item.id,
                "units": more,
                "from": steps[0],
                "cost": rise,
                "less_per_mille": (before - after) * 1000 // before,
            },
        )

    def _unused(self) -> Iterator[Finding]:
        used = {charge.supplier for charge in self.invoice.freight}
        if not used:
            return
        for supplier in self.problem.suppliers:
            if supplier.id not in used:
                why, values = self._why_unused(supplier)
                text = f"No se compra a {supplier.id}: {why}."
                yield Finding(
                    "unused-supplier", text, {"supplier": supplier.id, **values}
                )

    def _why_unused(self, supplier: Supplier) -> tuple[str, dict[str, int | str]]:
        """Return why nothing is bought from a supplier, and the figures."""
        if supplier.id in self.forced.avoid:
            return "así se pidió", {}
        bought: dict[str, int] = {}
        for order in self.invoice.orders:
            bought[order.item] = bought.get(order.item, 0) + order.units
        asked = {
            line.item: -(-bought[line.item] // line.pack) * line.pack
            for line in supplier.lines
            if line.item in bought
        }
        if not asked:
            return "no ofrece nada de lo que se compra", {}
        if not accepts(supplier, asked):
            return "lo que se compra no cabe en sus mínimos y máximos", {}
        cost = order_cost(supplier, asked)
        dearer = cost - sum(self.invoice.landed[item] for item in asked)
        if dearer > 0:
            return (
                f"lo mismo costaría {self._money(dearer)} más, puesto en destino",
                {"dearer": dearer},
            )
        return "el conjunto elegido cuesta menos o sirve más", {}

    def _compared(self) -> Iterator[Finding]:
        balanced = self.balanced
        unknown = [name for name, price in self.alone.items() if price is None]
        if unknown:
            yield Finding(
                "no-comparison",
                f"{counted(len(unknown), 'persona')} no tiene con qué comparar: "
                "nadie le vende solo y falta el precio de referencia.",
                {"members": len(unknown)},
            )
        if balanced.moved:
            yield Finding(
                "balanced",
                f"Se pasaron {self._money(balanced.moved)} entre quienes más ganan, "
                "para que nadie pague más que solo.",
                {"moved": balanced.moved},
            )
        if balanced.over:
            yield Finding(
                "dearer-together",
                "Juntos cuesta más que lo que pagarían por separado: "
                f"{self._money(balanced.over)} más. Revise si conviene esta compra.",
                {"over": balanced.over},
            )
