from math import log10

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.recent_times import Timed
from gui.charts.times_trail import LINES, WINDOW_SECONDS, TimesTrail
from tests.gui.charts.recorded import NOW, Recording

QUEUE = "queue:payments.q"


def trail_of(recording: Recording, span: float = 60.0) -> TimesTrail:
    trail = TimesTrail()
    read(trail, recording, span)
    return trail


def read(trail: TimesTrail, recording: Recording, span: float = 60.0) -> None:
    trail.follow(recording.times, QUEUE, "handling")
    trail.catch_up(recording.at, span)
    while trail.is_behind(span):
        trail.catch_up(recording.at, span)


def line(trail: TimesTrail, name: str, first: int, last: int) -> list[float | None]:
    values = trail.between(first, last)[list(LINES).index(name)].tolist()
    return [None if value != value else 10**value for value in values]


@settings(max_examples=25)
@given(
    st.lists(st.lists(st.floats(1e-5, 1e3), max_size=4), min_size=1, max_size=40),
    st.integers(1, 30),
)
def test_that_each_second_tells_of_the_ten_up_to_it(traffic: list[list[float]], step: int) -> None:
    recording, trail = Recording(), TimesTrail()
    first = NOW - len(traffic) + 1
    for second, ended in enumerate(traffic, start=first):
        recording.took("handling", ended, second + 0.5)
        recording.at = second + 0.9
        if second % step == 0:
            read(trail, recording)
    read(trail, recording)

    for second in range(first, NOW + 1):
        within = traffic[max(0, second - first - WINDOW_SECONDS + 1) : second - first + 1]
        seen = [one for ended in within for one in ended]
        for name, percent in LINES.items():
            exact = np.percentile(seen, percent, method="inverted_cdf") if seen else None
            (shown,) = line(trail, name, second, second)
            assert shown == (None if exact is None else pytest.approx(exact, rel=0.0101))


def test_that_ten_seconds_after_the_last_message_there_is_a_gap() -> None:
    recording = Recording()
    recording.took("handling", [0.5], NOW - 30)
    trail = trail_of(recording)

    known = [one is not None for one in line(trail, "p50", NOW - 31, NOW - 19)]
    assert known == [False, *[True] * 10, False, False]
    assert trail.is_known("p99")
    assert trail.latest("p99", 20.0) is None


def test_that_a_late_fact_still_changes_the_line() -> None:
    recording = Recording()
    recording.took("handling", [0.5] * 3, NOW - 1)
    trail = trail_of(recording)
    recording.took("handling", [4.0], NOW - 4)

    changed = trail.catch_up(recording.at, 60.0)

    assert changed == NOW - 4
    assert line(trail, "max", NOW, NOW) == [pytest.approx(4.0, rel=0.01)]


def test_that_an_hour_is_read_piece_by_piece() -> None:
    recording = Recording()
    recording.took("handling", [0.5], NOW - 3_500)
    recording.took("handling", [0.5], NOW - 5)
    trail = TimesTrail()
    trail.follow(recording.times, QUEUE, "handling")
    trail.catch_up(recording.at, 3_600)
    assert trail.is_behind(3_600)
    assert trail.histogram(NOW - 3_599, NOW).sum() == 1

    pieces = 1
    while trail.is_behind(3_600):
        trail.catch_up(recording.at, 3_600)
        pieces += 1

    assert pieces > 10
    assert trail.histogram(NOW - 3_599, NOW).sum() == 2
    assert line(trail, "p50", NOW - 3_500, NOW - 3_500) == [pytest.approx(0.5, rel=0.01)]


def test_that_a_new_consumer_is_taken_in_without_reading_all_again() -> None:
    recording = Recording()
    recording.took("handling", [0.5], NOW - 20)
    trail = trail_of(recording)
    recent = recording.times.recent
    other = recent.track(Timed("handling", "/", "", "payments.q", "other", "one more"))
    recent.note(other, NOW - 1, 8.0)

    trail.follow(recording.times, QUEUE, "handling")

    assert not trail.is_behind(60.0)
    trail.catch_up(recording.at, 60.0)
    assert line(trail, "max", NOW, NOW) == [pytest.approx(8.0, rel=0.01)]
    assert line(trail, "max", NOW - 20, NOW - 20) == [pytest.approx(0.5, rel=0.01)]


def test_that_another_selection_begins_anew() -> None:
    recording = Recording()
    recording.took("handling", [0.5], NOW - 2)
    trail = trail_of(recording)

    trail.follow(recording.times, "queue:other", "handling")
    trail.catch_up(recording.at, 60.0)

    assert not trail.is_known("p50")
    assert trail.at("p50", NOW) is None
    assert not trail.histogram(NOW - 60, NOW).any()


def test_that_a_point_says_of_what_it_is() -> None:
    recording = Recording()
    recording.took("handling", [0.5], NOW - 2)

    spot = trail_of(recording).latest("p50", 5.0)

    assert spot is not None
    assert spot.value == pytest.approx(log10(0.5), abs=0.005)
    assert spot.detail == "of what ended in the 10 s before."
