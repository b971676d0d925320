from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.percentiles import Times
from gui.charts.bars import bars


@given(st.lists(st.floats(1e-6, 1e6), min_size=1, max_size=200), st.floats(20.0, 600.0))
def test_that_every_message_is_in_the_bar_of_its_duration(
    seconds: list[float], width: float
) -> None:
    times = Times()
    for one in seconds:
        times.add(one)

    found = bars(times.bins.astype(float), width)

    assert sum(bar.count for bar in found) == len(seconds)
    assert found[0].low <= min(seconds) * 1.001
    assert found[-1].high >= max(seconds) * 0.999
    assert all(one.high == other.low for one, other in pairwise(found))


def test_that_few_messages_have_few_bars() -> None:
    histogram = np.zeros(1397)
    histogram[[300, 900]] = 1.0

    assert len(bars(histogram, 900.0)) <= 13
    assert len(bars(histogram * 10_000, 900.0)) > 100


def test_that_without_messages_or_room_there_are_none() -> None:
    assert bars(np.zeros(1397), 300.0) == []
    assert bars(np.ones(1397), 5.0) == []
