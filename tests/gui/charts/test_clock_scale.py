from datetime import datetime

import pytest

from core import numbers
from gui.charts.clock_scale import clock_ticks, moment_words, stretch_words

NOON = datetime(2026, 7, 1, 12, 0, 30).astimezone().timestamp()


def test_that_ticks_are_at_round_times_of_day() -> None:
    ticks = clock_ticks(-90, 0, NOON, 4)
    assert [words for _, words in ticks] == ["11:59:30", "12:00:00"]
    assert [at for at, _ in ticks] == pytest.approx([-60, -30])


def test_that_minutes_need_no_seconds() -> None:
    assert [w for _, w in clock_ticks(-600, -1, NOON, 3)] == ["11:55", "12:00"]


def test_that_a_moment_is_told_as_time_and_age() -> None:
    assert moment_words(NOON - 12, 12) == f"{numbers.clock(NOON - 12)}, 12 s ago"
    assert moment_words(NOON, 0).endswith(", now")
    assert stretch_words(NOON - 30, NOON) == "12:00:00 to 12:00:30"


@pytest.mark.parametrize("span", [10, 60, 204, 300, 900, 3600])
def test_that_an_axis_of_times_of_day_has_two_ticks_however_narrow_it_is(span: float) -> None:
    assert len(clock_ticks(-span, -0.2, NOON + 7.3, 1)) >= 2
