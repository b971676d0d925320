from math import nan

import numpy as np
import pytest

from gui.charts.geometry import Scope, runs

SCOPE = Scope(width=100, height=53, oldest=-100.0, newest=0.0, top=10.0)
NOW = 1_700_000_000


def drawn(values: list[float], scope: Scope = SCOPE) -> list[tuple[list[float], list[float]]]:
    right = scope.right(NOW)
    first = NOW - len(values) + 1
    (line,) = runs(scope, right, first, np.array([values]))
    return [(x.tolist(), y.tolist()) for x, y in line]


def test_that_now_is_at_the_right_edge_and_zero_at_the_bottom() -> None:
    ((x, y),) = drawn([0.0, 0.0, 10.0])
    assert x == [98.0, 99.0, 100.0]
    assert y == [51.5, 51.5, 1.5]


def test_that_a_gap_ends_a_run() -> None:
    before, after = drawn([1.0, 1.0, nan, 2.0, 2.0, 2.0])
    assert (len(before[0]), len(after[0])) == (2, 3)
    assert after[0][0] - before[0][-1] == 2.0


def test_that_a_value_without_neighbours_is_a_dash() -> None:
    ((x, y),) = drawn([1.0, nan, nan])
    assert x == [96.5, 99.5]
    assert y[0] == y[1]


def test_that_a_line_without_values_has_no_runs() -> None:
    assert drawn([nan, nan]) == []
    assert runs(SCOPE, 0, 0, np.zeros((2, 0))) == [[], []]


def test_that_dense_columns_show_least_and_greatest() -> None:
    scope = Scope(width=100, height=53, oldest=-1000.0, newest=0.0, top=10.0)
    values = [5.0] * 40
    values[25] = 10.0
    ((x, y),) = drawn(values, scope)
    assert len(x) < 14
    assert min(y) == scope.y(10.0)


def test_that_the_picture_moves_by_whole_columns() -> None:
    scope = Scope(width=90, height=50, oldest=-60.0, newest=0.0, top=1.0)
    moved = [scope.right(NOW + tenth / 10) - scope.right(NOW) for tenth in range(11)]
    assert moved[-1] in (1, 2)
    assert moved == sorted(moved)


@pytest.mark.parametrize("second", [NOW - 60, NOW - 30, NOW])
def test_that_the_seconds_of_a_column_contain_it(second: int) -> None:
    right = SCOPE.right(NOW)
    column = SCOPE.column(right, second)
    first, last = SCOPE.seconds(right, column, column)
    assert first <= second <= last
