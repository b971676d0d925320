import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.percentiles import Times


def times_of(*seconds: float) -> Times:
    times = Times()
    for one in seconds:
        times.add(one)
    return times


@given(st.lists(st.floats(1e-6, 1e6), min_size=1, max_size=3000))
def test_that_percentiles_are_wrong_by_a_hundredth_at_most(seconds: list[float]) -> None:
    found = times_of(*seconds).percentiles((50.0, 99.0))

    exact = np.percentile(seconds, (50.0, 99.0), method="inverted_cdf")
    assert found == pytest.approx(exact.tolist(), rel=0.0101)


def test_that_there_is_none_without_times() -> None:
    assert (Times().percentiles(), Times().as_json(), len(Times())) == (None, None, 0)


def test_that_times_out_of_range_are_the_shortest_and_the_longest() -> None:
    assert times_of(-1.0, 0.0, 1e9).percentiles((1.0, 100.0)) == pytest.approx(
        [1e-6, 1e6], rel=0.02
    )


def test_that_times_of_two_count_together() -> None:
    together = times_of(*[0.001] * 30)
    together.merge(times_of(*[1.0] * 70))

    assert together.as_json() == {
        "count": 100,
        "p50_ms": pytest.approx(1000, rel=0.01),
        "p90_ms": pytest.approx(1000, rel=0.01),
        "p99_ms": pytest.approx(1000, rel=0.01),
        "max_ms": 1000.0,
    }
