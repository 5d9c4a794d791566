"""Choose what to buy, one aim after the other.

1. Most value of wanted units served, buying nothing that nobody asked for.
2. Least money with that value served.  Units nobody asked for are bought only
   if as much of every item is then served for less than without them.
3. Fewest suppliers among the cheapest.

The second and third aim are one programme: money counts one more time than
there are suppliers, so that no number of suppliers is worth a unit of money.
Nearly always everything wanted can be served, and then that programme alone is
solved: if it serves everybody without surplus it also settles the first aim.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from time import monotonic
from typing import TYPE_CHECKING

from marketplace.purchasing.core.allotting import allot
from marketplace.purchasing.core.model import Aim, Purpose, build
from marketplace.purchasing.core.prices import accepts, order_cost, steps
from marketplace.purchasing.core.solving import highs, minimise

if TYPE_CHECKING:
    from collections.abc import Callable

    from marketplace.purchasing.core.model import Forced, Packs
    from marketplace.purchasing.core.problem import Line, Problem, Supplier
    from marketplace.purchasing.core.solving import Found, Solver


@dataclass(frozen=True, slots=True)
class Choice:
    """What to buy, and what is known about it.

    Attributes:
        packs: Packs of each (supplier, item).
        money: Minor units, freight included.
        bound: No plan that serves as much costs less.
        served: Value of wanted units that the first aim found possible.
        served_bound: No plan serves more than this value.
        saved: Minor units that surplus units save; none if there is no surplus.
        feasible: False if nothing at all can be bought.
        settled: False if time ended before it was known whether the surplus
            is needed.
    """

    packs: Packs
    money: int
    bound: int
    served: int
    served_bound: int
    saved: int | None = None
    feasible: bool = True
    settled: bool = True

    @property
    def proved(self) -> bool:
        """Whether no better plan exists by any of the aims."""
        return (
            self.settled
            and self.money == self.bound
            and self.served == self.served_bound
        )


@dataclass(slots=True)
class Chooser:
    """The stages of one choice, within one time limit.

    Attributes:
        problem: Rows sorted by id.
        forced: What a person insists on.
        progress: Who is told how it goes, if anybody.
        solver: Who solves the programmes.
    """

    problem: Problem
    forced: Forced
    progress: Callable[[str, float], object] | None = None
    solver: Solver = highs
    started: float = field(default_factory=monotonic)

    def choose(self) -> Choice:
        """Return the best plan found in the time of the problem."""
        total = sum(item.weight * item.wanted for item in self.problem.items)
        full = self._run("cost", Purpose(Aim.SPEND, surplus=True), 0.9)
        if full.values is not None:
            settled = self._settle(full, Purpose(Aim.SPEND, surplus=False), total)
            if settled is not None:
                return settled
        serve = self._run("serve", Purpose(Aim.SERVE, surplus=False), 0.6)
        value, most = -serve.objective, -serve.bound
        if serve.values is None or (value == 0 < total):
            most = 0 if serve.infeasible else most
            return Choice({}, 0, 0, 0, most, feasible=most > 0)
        spend = self._run("cost", Purpose(Aim.SPEND, surplus=True, value=value), 0.7)
        exact = Purpose(Aim.SPEND, surplus=False, value=value)
        settled = self._settle(spend, exact, value, most) if spend.values else None
        if settled is not None:
            return settled
        packs = self._rescued(self._packs(serve, Purpose(Aim.SERVE, surplus=False)))
        return Choice(packs, self._money(packs), self._least(spend), value, most)

    def _rescued(self, packs: Packs) -> Packs:
        """Return a cheaper plan that serves as much of every item, if found.

        For when the cheapest plan of the same value was not found in time: what
        is served of each item is kept, which is much easier.
        """
        each = self._served(packs, surplus=False)
        kept = Purpose(Aim.SPEND, surplus=False, each=each)
        found = self._run("cost", kept, 1)
        if found.values is None:
            return packs
        cheaper = self._packs(found, kept)
        return min(packs, cheaper, key=self._money)

    def _served(self, packs: Packs, *, surplus: bool) -> dict[str, int]:
        """Return the wanted units of every item that are served."""
        bought = units_of(self.problem, packs)
        return {
            item.id: sum(
                min(request.wanted, units)
                for request, units in zip(
                    item.requests,
                    allot(item, bought[item.id], surplus=surplus).given.values(),
                    strict=True,
                )
            )
            for item in self.problem.items
        }

    def left(self) -> float:
        """Return the seconds that are left."""
        return max(0.0, self.problem.seconds - (monotonic() - self.started))

    def _run(self, stage: str, purpose: Purpose, part: float) -> Found:
        if self.progress is not None:
            self.progress(stage, 1 - self.left() / self.problem.seconds)
        model = build(self.problem, purpose, self.forced)
        return minimise(model, self.left() * part, self.solver)

    def _packs(self, found: Found, purpose: Purpose) -> Packs:
        assert found.values is not None
        packs = build(self.problem, purpose, self.forced).read(found.values)
        return trimmed(self.problem, packs, self.forced)

    def _money(self, packs: Packs) -> int:
        return sum(order_cost(each, ordered(each, packs)) for each in self._suppliers)

    @property
    def _suppliers(self) -> tuple[Supplier, ...]:
        return self.problem.suppliers

    def _least(self, found: Found) -> int:
        """Return the bound in money of a programme that also counts suppliers."""
        many = len(self._suppliers)
        return max(0, -(-(found.bound - many) // (many + 1)))

    def _settle(
        self, found: Found, without: Purpose, value: int, most: int | None = None
    ) -> Choice | None:
        """Return the plan found, or the one without surplus if as cheap.

        None if the same value cannot be served without surplus.
        """
        packs = self._packs(
            found, Purpose(Aim.SPEND, surplus=True, value=without.value)
        )
        money = self._money(packs)
        bound = money if found.proved else min(money, self._least(found))
        most = value if most is None else most
        if not self._surplus(packs):
            return Choice(packs, money, bound, value, most)
        exact = self._run("surplus", without, 0.8)
        if exact.infeasible:
            return None
        if exact.values is None:
            return Choice(packs, money, bound, value, most, saved=0, settled=False)
        other = self._packs(exact, without)
        same = self._served(other, surplus=False)
        now = self._served(packs, surplus=True)
        if any(now[item] < units for item, units in same.items()):
            # It serves other things instead: that is another plan, not a saving.
            as_much = Purpose(Aim.SPEND, surplus=True, each=same)
            found = self._run("surplus", as_much, 1)
            if found.values is None:
                spent = self._money(other)
                return Choice(other, spent, bound, value, most, settled=False)
            packs = self._packs(found, as_much)
            money = self._money(packs)
            bound = money if found.proved else min(money, self._least(found))
        return self._cheaper(other, Choice(packs, money, bound, value, most))

    def _cheaper(self, other: Packs, with_surplus: Choice) -> Choice:
        """Return a choice, or another without surplus if that costs no more."""
        spent = self._money(other)
        if spent <= with_surplus.money:
            bound = min(with_surplus.bound, spent)
            return replace(with_surplus, packs=other, money=spent, bound=bound)
        # Without surplus it is cheaper only because the other was not proved.
        saves = self._surplus(with_surplus.packs)
        return replace(
            with_surplus, saved=spent - with_surplus.money if saves else None
        )

    def _surplus(self, packs: Packs) -> bool:
        bought = units_of(self.problem, packs)
        return any(
            allot(item, bought[item.id], surplus=True).left
            for item in self.problem.items
        )


def ordered(supplier: Supplier, packs: Packs) -> dict[str, int]:
    """Return the units of each item ordered from a supplier."""
    return {
        line.item: packs[supplier.id, line.item] * line.pack
        for line in supplier.lines
        if packs.get((supplier.id, line.item))
    }


def units_of(problem: Problem, packs: Packs) -> dict[str, int]:
    """Return the units bought of each item, none left out."""
    bought = {item.id: 0 for item in problem.items}
    for supplier in problem.suppliers:
        for item, units in ordered(supplier, packs).items():
            bought[item] += units
    return bought


def trimmed(problem: Problem, packs: Packs, forced: Forced) -> Packs:
    """Return the plan without packs that neither serve anybody nor save money.

    The programme is indifferent to packs that cost nothing; extra wishes alone
    do not open a pack, so they go.
    """
    targets = {item.id: item.target for item in problem.items}
    bought = units_of(problem, packs)
    kept = dict(packs)
    for supplier in problem.suppliers:
        for line in supplier.lines:
            spare = bought[line.item] - targets[line.item]
            now = kept.get((supplier.id, line.item), 0)
            if now and spare >= line.pack and supplier.id not in forced.use:
                fewer = _fewest(supplier, line, kept, spare)
                kept[supplier.id, line.item] = fewer
                bought[line.item] -= (now - fewer) * line.pack
    return {pair: many for pair, many in kept.items() if many}


def _fewest(supplier: Supplier, line: Line, packs: Packs, spare: int) -> int:
    """Return the fewest packs of a line that cost no more than those bought."""
    pair = supplier.id, line.item
    now = packs[pair]
    needed = max(0, now - spare // line.pack)
    starts = [-(-max(step.first, line.minimum) // line.pack) for step in steps(line)]
    cost = order_cost(supplier, ordered(supplier, packs))
    for fewer in sorted({needed, *(max(start, needed) for start in starts)}):
        order = ordered(supplier, {**packs, pair: fewer})
        cheap = fewer < now and order_cost(supplier, order) <= cost
        if cheap and accepts(supplier, order):
            return fewer
    return now
