from __future__ import annotations

from marketplace.purchasing.core.model import Model
from marketplace.purchasing.core.solving import Answer, highs, minimise, read


def knapsack() -> Model:
    """Cover 7 with pieces of 2 (cost 30) and 5 (cost 60): 5 + 2 for 90."""
    model = Model()
    two, five = model.column(9, cost=30), model.column(9, cost=60)
    model.row({two: 2, five: 5}, least=7)
    return model


class Told:
    """A solver that says what it is told, one answer after the other."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.presolved: list[bool] = []
        self.asked: list[tuple[Model, float, bool]] = []

    def __call__(
        self, model: Model, seconds: float, *, presolve: bool, whole: bool = True
    ) -> Answer:
        self.presolved.append(presolve)
        self.asked.append((model, seconds, whole))
        return self.answers.pop(0)


def test_the_optimum_is_found_and_proved() -> None:
    found = minimise(knapsack(), 5)

    assert (found.values, found.objective, found.bound) == ([1, 1], 90, 90)
    assert found.proved


def test_no_solution_is_proved_too() -> None:
    model = knapsack()
    model.row({0: 1, 1: 1}, most=1)

    found = minimise(model, 5)

    assert found.infeasible
    assert found.proved


def test_a_solution_that_breaks_a_row_is_not_taken() -> None:
    solver = Told(Answer(0, [0.0, 1.4], 60.0), Answer(0, [1.0, 1.0], 3.0))

    found = minimise(knapsack(), 5, solver)

    assert solver.presolved == [True, False]
    assert (found.objective, found.bound) == (90, 90)


def test_trouble_twice_is_no_answer() -> None:
    solver = Told(Answer(4, None, None), Answer(4, None, None))

    found = minimise(knapsack(), 5, solver)

    assert (found.values, found.infeasible, found.bound) == (None, False, 0)
    assert not found.proved


def test_time_that_ends_leaves_a_gap() -> None:
    solver = Told(Answer(1, [4.0, 0.0], 2.5))

    found = minimise(knapsack(), 5, solver)

    assert (found.objective, found.bound) == (120, 90)
    assert not found.proved


def test_without_a_solution_in_time_the_relaxation_gives_the_bound() -> None:
    solver = Told(
        Answer(1, None, None), highs(knapsack(), 5, presolve=True, whole=False)
    )

    found = minimise(knapsack(), 5, solver)

    # Seven units at 12 each, in whole multiples of 30.
    assert (found.values, found.bound, found.infeasible) == (None, 90, False)


def test_a_bound_that_is_no_number_is_replaced_by_the_trivial_one() -> None:
    model = Model()
    model.column(5, lower=-2, cost=3)

    found = minimise(model, 5, Told(Answer(1, [-1.0], float("-inf"))))

    assert (found.objective, found.bound) == (-3, -6)


def test_a_programme_without_columns_is_read_from_its_rows() -> None:
    free, stuck = Model(), Model()
    free.row({}, least=0)
    stuck.row({}, least=1)

    assert minimise(free, 5).values == []
    assert minimise(stuck, 5).infeasible


def test_values_outside_their_bounds_are_refused() -> None:
    model = knapsack()
    model.row({0: 1}, most=3)

    assert read(model, Answer(0, [10.0, 1.0], 0.0)) is None
    assert read(model, Answer(0, [4.0, 1.0], 0.0)) is None
    assert read(model, Answer(0, [3.0, 1.0], 0.0)) == [3, 1]


def test_a_programme_without_rows_or_costs_is_solved() -> None:
    model = Model()
    model.column(3, lower=1)

    assert minimise(model, 5).objective == 0
