import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.counters import Pace
from core.facts import Series
from core.series import DORMANT, IGNORED, LIMBO, SeriesTable


def series(number: int, metric: str = "m", channel: str = "n/1.0") -> Series:
    return Series(number, metric, channel, exchange="x", queue=None)


def table(*numbers: int, at: float = 0.0) -> SeriesTable:
    found = SeriesTable(Pace())
    for number in numbers:
        found.add(series(number), at)
        found.feed(number, 10 + number)
    return found


def take(found: SeriesTable, values: dict[int, float]) -> dict[int, float]:
    """What moved, by counter."""
    counters, added = found.take(np.array([*values], np.int64), np.array([*values.values()]))
    return dict(zip(counters.tolist(), added.tolist(), strict=True))


def test_that_only_what_moved_is_told() -> None:
    found = table(0, 1, at=5.0)
    assert take(found, {0: 7, 1: 5}) == {10: 2}
    assert take(found, {0: 7, 1: 6}) == {11: 1}
    assert found.added[:2].tolist() == [2, 1]


def test_that_a_counter_that_began_anew_adds_its_whole_value() -> None:
    found = table(0, at=100.0)
    assert take(found, {0: 3}) == {10: 3}
    assert take(found, {0: 5}) == {10: 2}


def test_that_a_value_that_cannot_be_read_changes_nothing() -> None:
    found = table(0)
    assert take(found, {0: 100}) == {10: 100}
    assert take(found, {0: float("nan")}) == {}
    assert take(found, {0: 101}) == {10: 1}


def test_that_what_feeds_no_counter_is_kept_but_not_told() -> None:
    found = table(0, 1, 2)
    found.feed(0, LIMBO)
    found.feed(1, DORMANT)
    found.feed(2, IGNORED)
    assert take(found, {0: 1, 1: 2, 2: 3}) == {}
    assert found.waiting() == [0, 1]
    assert found.in_limbo() == [0]
    assert found.fed().tolist() == []


def test_that_it_tells_all_counters_that_it_feeds() -> None:
    found = table(3, 1)
    assert found.fed().tolist() == [11, 13]
    found.feed(3, 11)
    assert found.fed().tolist() == [11]
    found.remove(1)
    assert found.fed().tolist() == [11]
    found.remove(3)
    assert found.fed().tolist() == []


def test_that_a_number_that_is_given_again_has_no_past() -> None:
    found = table(0, at=50.0)
    take(found, {0: 60})
    assert found.remove(0).channel == "n/1.0"
    assert found.by_channel == {}
    assert not any(found.by_metric.values())
    found.add(series(0, "other", "n/2.0"), 0.0)
    assert found.by_channel == {"n/2.0": {0}}
    assert found.added[0] == 0
    assert found.waiting() == []
    assert take(found, {0: 4}) == {}


def test_that_a_dormant_series_wakes_when_it_is_about_to_count() -> None:
    found = table(0, 1, 2, at=5.0)
    for number in (0, 1):
        found.feed(number, DORMANT)
    numbers = np.array([2, 1, 0])
    assert found.waking(numbers, np.array([9.0, 6.0, 5.0])) == [1]
    assert found.waking(numbers, np.array([9.0, 5.0, float("nan")])) == []


def test_that_large_numbers_fit() -> None:
    found = table(1000)
    assert take(found, {1000: 2.0}) == {1010: 2.0}


@given(st.lists(st.integers(0, 100), min_size=1))
def test_that_everything_counted_is_added_up(values: list[int]) -> None:
    found = table(0)
    expected, last = 0, 0
    for value in values:
        take(found, {0: value})
        expected += value - last if value >= last else value
        last = value
    assert found.added[0] == expected
