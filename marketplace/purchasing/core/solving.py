"""Solve a programme with HiGHS and read the answer in whole numbers.

The solver works in floating point and within tolerances; nothing it says about
money is kept.  What is kept is the rounded solution, checked against every row
in whole numbers, and its lower bound, rounded up only as far as the arithmetic
of the solver can be trusted.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, gcd, isfinite
from typing import TYPE_CHECKING, Protocol

import numpy as np
import scipy
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from marketplace.purchasing.core.model import Model

#: What is written in answers as the solver used.
SOLVER = f"scipy.optimize.milp {scipy.__version__} (HiGHS)"
#: Longest time, in seconds, for a linear relaxation.
RELAXED_SECONDS = 5.0
_OUT_OF_TIME, _INFEASIBLE = 1, 2


@dataclass(frozen=True, slots=True)
class Answer:
    """What a solver says of a programme, in its own floating point.

    Attributes:
        status: 0 solved, 1 out of time, 2 infeasible, other numbers trouble.
        values: Values of the columns, or none.
        bound: Lower bound of the scaled objective, or none.
    """

    status: int
    values: Sequence[float] | None
    bound: float | None


class Solver(Protocol):
    """Anything that minimises a programme."""

    def __call__(
        self, model: Model, seconds: float, *, presolve: bool, whole: bool = True
    ) -> Answer:
        """Return the answer found in that time (see :func:`highs`)."""


def highs(
    model: Model, seconds: float, *, presolve: bool, whole: bool = True
) -> Answer:
    """Return the answer of HiGHS.

    Args:
        model: What to minimise.
        seconds: Longest time.
        presolve: Whether the programme is simplified first.
        whole: Whether the columns are whole numbers; if not, the answer is the
            linear relaxation.
    """
    found = milp(
        **as_arrays(model, whole=whole),
        options={
            "time_limit": max(seconds, 0.01),
            "mip_rel_gap": 0.0,
            "presolve": presolve,
        },
    )
    values = None if found.x is None else [float(value) for value in found.x]
    bound = found.mip_dual_bound if whole else found.fun
    return Answer(int(found.status), values, bound)


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of the optimum of a programme.

    Attributes:
        values: Whole numbers that keep every row, or none if none were found.
        objective: What they cost; zero without values.
        bound: Nothing costs less than this.
        infeasible: True if it is known that no values keep every row.
    """

    values: list[int] | None
    objective: int
    bound: int
    infeasible: bool

    @property
    def proved(self) -> bool:
        """Whether nothing better exists."""
        return self.infeasible or (
            self.values is not None and self.bound >= self.objective
        )


def minimise(model: Model, seconds: float, solver: Solver = highs) -> Found:
    """Return the best whole-number solution of a programme and its bound.

    Args:
        model: What to minimise; every column is a bounded whole number.
        seconds: Longest time for the solver.
        solver: Who minimises.
    """
    lowest = sum(
        min(cost * low, cost * high)
        for cost, low, high in zip(model.cost, model.lower, model.upper, strict=True)
    )
    if not model.cost:
        fits = holds(model, [])
        return Found([] if fits else None, 0, 0, infeasible=not fits)
    scale = gcd(*model.cost) or 1
    answer = solver(model, seconds, presolve=True)
    values = read(model, answer)
    if values is None and answer.status not in (_OUT_OF_TIME, _INFEASIBLE):
        answer = solver(model, seconds, presolve=False)
        values = read(model, answer)
    dual = answer.bound
    if values is None and dual is None and answer.status == _OUT_OF_TIME:
        # Without a solution HiGHS tells no bound; the relaxation has one.
        dual = solver(model, RELAXED_SECONDS, presolve=True, whole=False).bound
    bound = max(lowest, _bound(dual, scale, lowest))
    if values is None:
        return Found(None, 0, bound, infeasible=answer.status == _INFEASIBLE)
    objective = sum(
        cost * value for cost, value in zip(model.cost, values, strict=True)
    )
    return Found(values, objective, min(bound, objective), infeasible=False)


def as_arrays(model: Model, *, whole: bool = True) -> dict[str, Any]:
    """Return a programme as the arguments of :func:`scipy.optimize.milp`.

    Costs and rows are divided by their greatest common divisor, and the limits
    of rows rounded inwards, so that tolerances are far below one unit.
    """
    scale = gcd(*model.cost) or 1
    places: list[int] = []
    columns: list[int] = []
    terms: list[int] = []
    least = np.full(len(model.rows), -np.inf)
    most = np.full(len(model.rows), np.inf)
    for place, (row, low, high) in enumerate(model.rows):
        common = gcd(*row.values()) or 1
        places += [place] * len(row)
        columns += row
        terms += [term // common for term in row.values()]
        if low is not None:
            least[place] = -(-low // common)
        if high is not None:
            most[place] = high // common
    shape = (len(model.rows), len(model.cost))
    matrix = csr_array((np.array(terms, dtype=float), (places, columns)), shape=shape)
    return {
        "c": np.array([cost // scale for cost in model.cost], dtype=float),
        "integrality": np.full(len(model.cost), int(whole)),
        "bounds": Bounds(
            np.array(model.lower, dtype=float), np.array(model.upper, dtype=float)
        ),
        "constraints": [LinearConstraint(matrix, least, most)] if model.rows else [],
    }


def read(model: Model, answer: Answer) -> list[int] | None:
    """Return the solution of an answer in whole numbers, if it keeps every row."""
    if answer.values is None:
        return None
    values = [round(value) for value in answer.values]
    return values if holds(model, values) else None


def holds(model: Model, values: list[int]) -> bool:
    """Say whether whole numbers keep every bound and row of a programme."""
    for low, value, high in zip(model.lower, values, model.upper, strict=True):
        if not low <= value <= high:
            return False
    for row, least, most in model.rows:
        total = sum(term * values[column] for column, term in row.items())
        below = least is not None and total < least
        if below or (most is not None and total > most):
            return False
    return True


def _bound(dual: float | None, scale: int, lowest: int) -> int:
    """Return a lower bound in whole numbers from the solver's own."""
    if dual is None or not isfinite(dual):
        return lowest
    trusted = 1e-6 + 1e-12 * abs(dual)
    return ceil(dual - trusted) * scale
