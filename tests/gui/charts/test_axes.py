from math import nan

import numpy as np
import pytest

from gui.charts.axes import CountAxis, DurationAxis, duration_ticks


def test_that_counts_begin_at_zero_with_room_above_the_peak() -> None:
    axis = CountAxis()

    assert axis.fit(np.array([nan, 480.0]))
    assert (axis.bottom, axis.top) == (0.0, 600.0)
    assert not axis.fit(np.array([500.0]))
    assert axis.ticks(200.0)[0] == (0, "0")


@pytest.mark.parametrize(
    ("seconds", "bottom", "top"),
    [
        ([0.0042, 0.34], -3, 0),
        ([0.0001, 12.0], -4, 2),
        ([1.0], 0, 1),
        ([0.02, 0.03], -2, -1),
    ],
)
def test_that_durations_take_whole_decades(seconds: list[float], bottom: int, top: int) -> None:
    axis = DurationAxis()
    assert axis.fit(np.log10(seconds))

    assert (axis.bottom, axis.top) == (bottom, top)


def test_that_a_decade_is_given_back_only_when_two_are_empty() -> None:
    axis = DurationAxis()
    axis.fit(np.log10([0.002, 40.0]))
    assert (axis.bottom, axis.top) == (-3, 2)

    assert not axis.fit(np.log10([0.02, 4.0]))
    assert axis.fit(np.log10([0.2, 0.4]))
    assert (axis.bottom, axis.top) == (-1, 0)


def test_that_nothing_known_changes_nothing() -> None:
    assert not DurationAxis().fit(np.array([nan, nan]))
    assert not DurationAxis().fit(np.zeros(0))


@pytest.mark.parametrize(
    ("bottom", "top", "most", "words"),
    [
        (-3, 0, 6, ["1 ms", "10 ms", "100 ms", "1 s"]),
        (-2, -1, 7, ["10 ms", "20 ms", "50 ms", "100 ms"]),
        (-5, 2, 4, ["0.01 ms", "1 ms", "100 ms", "10 s"]),
        (0, 3, 9, ["1 s", "10 s", "1 min 40 s", "17 min"]),
    ],
)
def test_that_round_durations_are_written(
    bottom: float, top: float, most: int, words: list[str]
) -> None:
    ticks = duration_ticks(bottom, top, most)

    assert [text for _, text in ticks] == words
    assert ticks[0][0] == pytest.approx(bottom)
