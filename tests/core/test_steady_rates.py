"""Rates over as long as it takes to hold several messages."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.steady_rates import SteadyRates

GAP = float("nan")


def rate(values: Sequence[float]) -> float:
    """Of one counter, from its values by the second."""
    steady = SteadyRates()
    steady.reach(1)
    for value in values:
        ids = np.array([] if np.isnan(value) else [0], np.int64)
        steady.add(ids, np.array([value] * len(ids)), 1)
    return float(steady.rates[0])


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([3, 5, 4, 2, 6] * 4, 4.0),
        (([1.0] + [0.0] * 19) * 3, 0.05),
        ([0.0] * 60, 0.0),
        ([10.0] * 30 + [700.0], 700.0),
        ([2.0, 4.0], 3.0),
        ([0.0, 1.0, 0.0], 1 / 3),
    ],
    ids=["steady", "slow", "idle", "fast", "new", "new and slow"],
)
def test_that_a_rate_holds_several_messages_or_the_minute(
    values: list[float], expected: float
) -> None:
    assert rate(values) == pytest.approx(expected)


def test_that_nothing_in_a_few_seconds_is_not_nothing() -> None:
    assert np.isnan(rate([0.0] * 4))
    assert rate([0.0] * 5) == 0.0


def test_that_what_has_stopped_falls_to_nothing_and_stays_there() -> None:
    after = [rate([4.0] * 60 + [0.0] * quiet) for quiet in range(1, 60)]

    assert all(later <= sooner for sooner, later in pairwise(after))
    assert after[6] == 0.0


def test_that_a_slow_edge_goes_on_between_two_messages() -> None:
    found = [rate(([1.0] + [0.0] * 14) * 4 + [0.0] * quiet) for quiet in range(15)]

    assert min(found) > 0.04
    assert max(found) < 0.09


def test_that_what_has_begun_is_no_part_of_the_minute_before() -> None:
    assert rate([0.0] * 55 + [6.0] * 5) == 6.0
    assert rate([0.0] * 58 + [4.0] * 2) == pytest.approx(8 / 5)


def test_that_what_was_before_a_gap_is_left_out() -> None:
    assert rate([90.0] * 20 + [GAP] + [4.0] * 6) == 4.0


def test_that_seconds_that_are_told_together_count_as_many() -> None:
    steady = SteadyRates()
    steady.reach(2)
    steady.add(np.array([1]), np.array([4.0]), 5)

    assert np.isnan(steady.rates[0])
    assert steady.rates[1] == 4.0


def test_that_what_is_forgotten_begins_anew() -> None:
    steady = SteadyRates()
    steady.reach(1)
    for value in (*[90.0] * 70, None, *[2.0] * 3):
        if value is None:
            steady.forget(slice(None))
        else:
            steady.add(np.array([0]), np.array([value]), 1)

    assert steady.rates[0] == 2.0


@given(st.lists(st.floats(0, 1e5, width=32), min_size=5, max_size=90))
def test_that_no_rate_is_beyond_what_was_counted(values: list[float]) -> None:
    found = rate(values)
    assert min(values) - 1e-3 <= found <= max(values) * 1.0001
