"""What is wrong with a problem, said so that the person can put it right."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketplace.purchasing.core.prices import steps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from marketplace.purchasing.core.problem import (
        Item,
        Line,
        Problem,
        Request,
        Supplier,
    )

#: Largest single number that is understood.
MOST = 10**12
#: Largest total of money: beyond it the solver's arithmetic is not exact.
MOST_MONEY = 10**15
#: Longest time, in seconds, that can be given to one plan.
MOST_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in what was given.

    Attributes:
        pointer: JSON pointer (RFC 6901) to the place.
        message: What is wrong and what to do, in Spanish.
    """

    pointer: str
    message: str


def faults(problem: Problem) -> list[Fault]:
    """Return everything wrong with the problem, in the order of its rows.

    A problem without faults can be given to the planner.
    """
    found = list(_head(problem))
    for place, item in enumerate(problem.items):
        found += _item(f"/items/{place}", item)
    known = {item.id for item in problem.items}
    for place, supplier in enumerate(problem.suppliers):
        found += _supplier(f"/suppliers/{place}", supplier, known)
    return found or list(_whole(problem))


def _head(problem: Problem) -> Iterator[Fault]:
    if not re.fullmatch("[A-Z]{3}", problem.currency):
        yield Fault(
            "/currency", "la moneda va en tres letras mayúsculas; escriba COP o USD"
        )
    if not 1 <= problem.seconds <= MOST_SECONDS:
        yield Fault(
            "/seconds", f"el tiempo va de 1 a {MOST_SECONDS} segundos; cámbielo"
        )
    if not problem.items:
        yield Fault("/items", "no hay artículos; agregue al menos uno")
    yield from _repeated("/items", "id", (item.id for item in problem.items))
    yield from _repeated("/suppliers", "id", (each.id for each in problem.suppliers))


def _item(pointer: str, item: Item) -> Iterator[Fault]:
    yield from _named(f"{pointer}/id", item.id)
    yield from _named(f"{pointer}/unit", item.unit)
    if item.reference_price is not None:
        yield from _range(f"{pointer}/reference_price", item.reference_price, 1)
    members = (request.member for request in item.requests)
    yield from _repeated(f"{pointer}/requests", "member", members)
    for place, request in enumerate(item.requests):
        yield from _request(f"{pointer}/requests/{place}", request)


def _request(pointer: str, request: Request) -> Iterator[Fault]:
    yield from _named(f"{pointer}/member", request.member)
    yield from _range(f"{pointer}/wanted", request.wanted, 0)
    yield from _range(f"{pointer}/at_least", request.at_least, 0)
    yield from _range(f"{pointer}/at_most", request.at_most, 0)
    if request.at_most < request.wanted:
        yield Fault(
            f"{pointer}/at_most",
            f"el máximo ({request.at_most}) es menor que lo pedido "
            f"({request.wanted}); súbalo o baje lo pedido",
        )
    if request.at_most < request.at_least:
        yield Fault(
            f"{pointer}/at_least",
            f"lo mínimo que recibe ({request.at_least}) pasa de su máximo "
            f"({request.at_most}); bájelo o suba el máximo",
        )


def _supplier(pointer: str, supplier: Supplier, known: set[str]) -> Iterator[Fault]:
    yield from _named(f"{pointer}/id", supplier.id)
    yield from _range(f"{pointer}/minimum_order", supplier.minimum_order, 0)
    if supplier.maximum_order is not None:
        yield from _range(f"{pointer}/maximum_order", supplier.maximum_order, 0)
        if supplier.maximum_order < supplier.minimum_order:
            yield Fault(
                f"{pointer}/maximum_order",
                "el pedido máximo es menor que el mínimo; corrija uno de los dos",
            )
    yield from _freight(f"{pointer}/freight", supplier)
    items = (line.item for line in supplier.lines)
    yield from _repeated(f"{pointer}/lines", "item", items)
    for place, line in enumerate(supplier.lines):
        yield from _line(f"{pointer}/lines/{place}", line, known)


def _freight(pointer: str, supplier: Supplier) -> Iterator[Fault]:
    freight = supplier.freight
    yield from _range(f"{pointer}/fixed", freight.fixed, 0)
    yield from _range(f"{pointer}/per_unit", freight.per_unit, 0)
    yield from _range(f"{pointer}/truck", freight.truck, 0)
    if freight.truck_units is not None:
        yield from _range(f"{pointer}/truck_units", freight.truck_units, 1)
    elif freight.truck > 0:
        yield Fault(
            f"{pointer}/truck_units",
            "hay un precio por camión; diga cuántas unidades caben en él",
        )


def _line(pointer: str, line: Line, known: set[str]) -> Iterator[Fault]:
    if line.item not in known:
        yield Fault(
            f"{pointer}/item",
            f"el artículo «{line.item}» no está en la lista; agréguelo o quite "
            "esta línea",
        )
    yield from _range(f"{pointer}/pack", line.pack, 1)
    yield from _range(f"{pointer}/minimum", line.minimum, 0)
    if line.maximum is not None:
        yield from _range(f"{pointer}/maximum", line.maximum, 0)
        if line.maximum < line.minimum:
            yield Fault(
                f"{pointer}/maximum",
                "el máximo de la línea es menor que el mínimo; corrija uno de los dos",
            )
    yield from _breaks(f"{pointer}/breaks", line)


def _breaks(pointer: str, line: Line) -> Iterator[Fault]:
    if not line.breaks:
        yield Fault(pointer, "la línea no tiene precio; agregue uno desde 0 unidades")
    elif line.breaks[0].from_ != 0:
        yield Fault(
            f"{pointer}/0/from", "el primer precio empieza en 0 unidades; corríjalo"
        )
    for place, step in enumerate(line.breaks):
        yield from _range(f"{pointer}/{place}/from", step.from_, 0)
        yield from _range(f"{pointer}/{place}/price", step.price, 0)
        if place and step.from_ <= line.breaks[place - 1].from_:
            yield Fault(
                f"{pointer}/{place}/from",
                "las cantidades van de menor a mayor sin repetirse; ordénelas",
            )


def _whole(problem: Problem) -> Iterator[Fault]:
    """Yield what only shows when every row is sound."""
    offered = {line.item for each in problem.suppliers for line in each.lines}
    for place, item in enumerate(problem.items):
        if item.id not in offered:
            yield Fault(
                f"/items/{place}/id",
                f"ningún proveedor ofrece «{item.id}»; agregue una cotización o "
                "quite el artículo",
            )
    worst = sum(_worst(problem, supplier) for supplier in problem.suppliers)
    served = sum(item.weight * item.wanted for item in problem.items)
    if max(worst, served) > MOST_MONEY:
        yield Fault(
            "",
            "los montos son demasiado grandes para un cálculo exacto; revise "
            "precios y cantidades o divida la compra",
        )


def _worst(problem: Problem, supplier: Supplier) -> int:
    """Return more money than any sensible order to a supplier can cost."""
    wanted = {item.id: item.at_most for item in problem.items}
    goods, units = 0, 0
    for line in supplier.lines:
        most = max(wanted[line.item], line.minimum, line.breaks[-1].from_) + line.pack
        goods += max(abs(step.fixed) + step.price * most for step in steps(line))
        units += most
    freight = supplier.freight
    trucks = units // (freight.truck_units or units or 1) + 1
    bringing = freight.fixed + freight.per_unit * units + freight.truck * trucks
    return goods + bringing + supplier.minimum_order


def _named(pointer: str, text: str) -> Iterator[Fault]:
    if not text.strip() or len(text) > 500 or not text.isprintable():
        yield Fault(
            pointer,
            "el nombre está vacío, es muy largo o tiene signos invisibles; "
            "escríbalo de nuevo",
        )


def _range(pointer: str, value: int, least: int) -> Iterator[Fault]:
    if value < least:
        yield Fault(pointer, f"{value} es menor que {least}; escriba {least} o más")
    elif value > MOST:
        yield Fault(pointer, f"{value} es demasiado grande; escriba hasta {MOST}")


def _repeated(pointer: str, field: str, ids: Iterable[str]) -> Iterator[Fault]:
    for name, times in Counter(ids).items():
        if times > 1:
            yield Fault(
                pointer,
                f"«{name}» está {times} veces en {field}; deje una sola fila "
                "o cambie el nombre",
            )
