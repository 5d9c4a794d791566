"""The joint purchase as an integer programme, and its exact reading.

One binary per supplier, and per line and price step one binary and one count of
packs, bounded above by the last pack that can be of use:

    first * y <= packs * units <= last * y,   sum of y of a line <= supplier.

The count of packs of a step is never above what serves everybody, reaches the
step or the minimum of the line, or reaches the minimum of the order on this
line alone, whichever is most: beyond that, taking a pack away serves the same
units, keeps every rule and costs no more.  A step whose first pack already
serves everybody covers exactly what everybody wants, which is what makes the
linear relaxation tight.

Source:
    Croxton, K., Gendron, B. and Magnanti, T. (2003). A comparison of
    mixed-integer programming models for nonconvex piecewise linear cost
    minimization problems. Management Science 49 (9).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

from marketplace.purchasing.core.prices import steps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from marketplace.purchasing.core.problem import (
        Item,
        Line,
        Problem,
        Request,
        Supplier,
    )

#: Packs bought of each (supplier, item); pairs left out are not bought.
Packs: TypeAlias = dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Forced:
    """What a person insists on, to see an alternative side by side.

    Attributes:
        use: Suppliers that have to be bought from.
        avoid: Suppliers that may not be bought from.
        single: If true, each item comes from one supplier.
        at_most: Most suppliers in the plan; none means no limit.
    """

    use: frozenset[str] = frozenset()
    avoid: frozenset[str] = frozenset()
    single: bool = False
    at_most: int | None = None


class Aim(Enum):
    """What a model looks for."""

    #: Most value of wanted units served.
    SERVE = 1
    #: Least money, then fewest suppliers.
    SPEND = 2


@dataclass(frozen=True, slots=True)
class Step:
    """A price step of a line in packs.

    Attributes:
        first: Fewest packs, at least one.
        last: Most packs of any use.
        fixed: Minor units paid once in this step.
        pack: Minor units per pack, without freight.
    """

    first: int
    last: int
    fixed: int
    pack: int


@dataclass(slots=True)
class Model:
    """Columns and rows of the programme, as plain integers.

    Attributes:
        lower, upper: Bounds of each column.
        cost: Coefficient of each column in what is minimised.
        rows: ``(coefficients by column, least, most)``; none is unbounded.
        packs: For each (supplier, item), its columns and the packs that one
            unit of the column stands for.
    """

    lower: list[int] = field(default_factory=list)
    upper: list[int] = field(default_factory=list)
    cost: list[int] = field(default_factory=list)
    rows: list[tuple[dict[int, int], int | None, int | None]] = field(
        default_factory=list
    )
    packs: dict[tuple[str, str], list[tuple[int, int]]] = field(default_factory=dict)

    def column(self, upper: int, *, lower: int = 0, cost: int = 0) -> int:
        """Add a whole-number column and return its place."""
        self.lower.append(lower)
        self.upper.append(upper)
        self.cost.append(cost)
        return len(self.cost) - 1

    def row(
        self, terms: dict[int, int], least: int | None = None, most: int | None = None
    ) -> None:
        """Add ``least <= sum of terms <= most``."""
        self.rows.append((terms, least, most))

    def read(self, values: list[int]) -> Packs:
        """Return the packs that a solution buys."""
        bought = {
            pair: sum(values[column] * times for column, times in columns)
            for pair, columns in self.packs.items()
        }
        return {pair: packs for pair, packs in bought.items() if packs}


@dataclass(frozen=True, slots=True)
class Purpose:
    """Which of the programmes of a problem is meant.

    Attributes:
        aim: What is looked for.
        surplus: Whether units nobody asked for may be bought.
        value: Least value of served units; none means everything wanted.
        each: If given, least units served of every item instead of a value.
    """

    aim: Aim
    surplus: bool
    value: int | None = None
    each: Mapping[str, int] | None = None

    def least(self, item: Item) -> int:
        """Return the units of an item that have to be served."""
        if self.each is not None:
            return self.each[item.id]
        return item.wanted if self.everything else 0

    @property
    def everything(self) -> bool:
        """Whether everything wanted has to be served."""
        spend = self.aim is Aim.SPEND
        return spend and self.value is None and self.each is None


def build(problem: Problem, purpose: Purpose, forced: Forced) -> Model:
    """Return the programme of a problem (its rows sorted by id)."""
    model = Model()
    weight = len(problem.suppliers) + 1 if purpose.aim is Aim.SPEND else 0
    items = {item.id: item for item in problem.items}
    building = _Build(items, purpose, forced, model, weight)
    for supplier in problem.suppliers:
        if supplier.id not in forced.avoid:
            building.supplier(supplier)
    for item in problem.items:
        building.item(item)
    building.limits()
    return model


@dataclass(slots=True)
class _Build:
    items: dict[str, Item]
    purpose: Purpose
    forced: Forced
    model: Model
    #: Times that money counts more than a supplier.
    weight: int
    used: dict[str, int] = field(default_factory=dict)
    #: Units that a column adds to what covers an item.
    cover: dict[str, dict[int, int]] = field(default_factory=dict)
    #: Units that a column buys of an item.
    bought: dict[str, dict[int, int]] = field(default_factory=dict)
    #: Binaries that say that a line of the item is bought.
    lines: dict[str, list[int]] = field(default_factory=dict)
    served: dict[int, int] = field(default_factory=dict)

    def supplier(self, supplier: Supplier) -> None:
        """Add a supplier: its lines, freight and limits of the order."""
        model, freight = self.model, supplier.freight
        spend = self.purpose.aim is Aim.SPEND
        used = model.column(1, cost=freight.fixed * self.weight + spend)
        self.used[supplier.id] = used
        units: dict[int, int] = {}
        goods: dict[int, int] = {}
        chosen: list[int] = []
        for line in supplier.lines:
            chosen += self._line(supplier, line, used, units, goods)
        if supplier.id in self.forced.use:
            model.row(dict.fromkeys(chosen, 1), least=1)
        if supplier.minimum_order:
            model.row({**goods, used: -supplier.minimum_order}, least=0)
        if supplier.maximum_order is not None:
            model.row({**goods, used: -supplier.maximum_order}, most=0)
        if freight.truck and freight.truck_units:
            size = freight.truck_units
            most = sum(model.upper[column] * many for column, many in units.items())
            trucks = model.column(-(-most // size), cost=freight.truck * self.weight)
            taken = {column: -many for column, many in units.items()}
            model.row({**taken, trucks: size}, least=0)
            model.row({trucks: 1, used: -1}, least=0)

    def _line(
        self,
        supplier: Supplier,
        line: Line,
        used: int,
        units: dict[int, int],
        goods: dict[int, int],
    ) -> list[int]:
        """Add a line; return the binaries of its steps."""
        model = self.model
        item = self.items[line.item]
        per_pack = supplier.freight.per_unit * line.pack
        chosen, columns = [], []
        for step in useful_steps(supplier, line, item, surplus=self.purpose.surplus):
            whole = step.first == step.last
            y = model.column(1, cost=step.fixed * self.weight)
            chosen.append(y)
            goods[y] = step.fixed
            if whole:
                count, times = y, step.first
                goods[y] += step.pack * times
                model.cost[y] += (step.pack + per_pack) * times * self.weight
            else:
                count, times = model.column(step.last), 1
                goods[count] = step.pack
                model.cost[count] = (step.pack + per_pack) * self.weight
                model.row({count: 1, y: -step.first}, least=0)
                model.row({count: 1, y: -step.last}, most=0)
            columns.append((count, times))
            units[count] = times * line.pack
            self.bought.setdefault(item.id, {})[count] = times * line.pack
            enough = step.first * line.pack >= item.target
            self.cover.setdefault(item.id, {})[y if enough else count] = (
                item.target if enough else times * line.pack
            )
        model.row({**dict.fromkeys(chosen, 1), used: -1}, most=0)
        model.packs[supplier.id, line.item] = columns
        self.lines.setdefault(item.id, []).extend(chosen)
        return chosen

    def item(self, item: Item) -> None:
        """Add what members ask of an item."""
        model, surplus = self.model, self.purpose.surplus
        cover, bought = self.cover.get(item.id, {}), self.bought.get(item.id, {})
        if self.purpose.everything and not item.choosy:
            model.row(cover, least=item.target)
            if not surplus:
                model.row(bought, most=item.at_most)
            return
        served = model.column(item.wanted, lower=self.purpose.least(item))
        self.served[served] = item.weight
        enough, least, beyond = {**cover, served: -1}, dict(cover), {served: 1}
        most = dict(bought)
        free = [request for request in item.requests if not request.at_least]
        for request, many in _alike(item):
            taken = model.column(many)
            beyond[taken] = -request.wanted
            least[taken] = -request.at_least
            most[taken] = -request.at_most
            if request.target > request.wanted:
                enough[taken] = request.wanted - request.target
        model.row(enough, least=0)
        model.row(least, least=0)
        model.row(beyond, most=sum(request.wanted for request in free))
        if not surplus:
            model.row(most, most=sum(request.at_most for request in free))

    def limits(self) -> None:
        """Add what holds over all items: value served and what is forced."""
        model = self.model
        if self.purpose.aim is Aim.SERVE:
            for column, weight in self.served.items():
                model.cost[column] = -weight
        elif self.purpose.value is not None:
            model.row(self.served, least=self.purpose.value)
        if self.forced.at_most is not None:
            model.row(dict.fromkeys(self.used.values(), 1), most=self.forced.at_most)
        if self.forced.single:
            for chosen in self.lines.values():
                model.row(dict.fromkeys(chosen, 1), most=1)


def _alike(item: Item) -> Iterator[tuple[Request, int]]:
    """Yield one request of each kind with a minimum, and how many there are."""
    strict = [request for request in item.requests if request.at_least]

    def kind(request: Request) -> tuple[int, int, int]:
        return request.wanted, request.at_most, request.at_least

    for _, same in groupby(sorted(strict, key=kind), key=kind):
        rows = list(same)
        yield rows[0], len(rows)


def useful_steps(
    supplier: Supplier, line: Line, item: Item, *, surplus: bool
) -> Iterator[Step]:
    """Yield the price steps of a line that a best plan may use.

    Args:
        supplier: Who sells.
        line: The line of that supplier.
        item: What is asked of it.
        surplus: Whether units nobody asked for may be bought.
    """
    pack = line.pack
    caps = [] if line.maximum is None else [line.maximum]
    if not surplus:
        caps.append(item.at_most)
    for step in steps(line):
        first = -(-max(step.first, line.minimum, 1) // pack)
        last = max(first, -(-item.target // pack))
        missing = supplier.minimum_order - step.fixed
        if step.price and missing > 0:
            last = max(last, -(-missing // (step.price * pack)))
        ends = caps if step.last is None else [*caps, step.last]
        last = min([last, *(end // pack for end in ends)])
        if first <= last:
            yield Step(first, last, step.fixed, step.price * pack)
