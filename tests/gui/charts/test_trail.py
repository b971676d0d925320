from math import isnan, nan

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.counters import Rings
from gui.charts.trail import REACH_SECONDS, SLICE_SECONDS, SLICE_VALUES, Trail
from tests.gui.charts.recorded import NOW, PUBLISH, Recording


def trail_of(recording: Recording, span: float = 60.0, **lines: list[int]) -> Trail:
    trail = Trail()
    ids = {name: np.array(counters, dtype=np.int64) for name, counters in lines.items()}
    trail.follow(recording.graph.tally.rings, ids)
    trail.catch_up(recording.at, span)
    return trail


def two_edges() -> tuple[Recording, list[int]]:
    recording = Recording()
    first = recording.edge(*PUBLISH)
    second = recording.edge("publish", "service:billing", "exchange:shop")
    return recording, [edge.counters["publish"] for edge in (first, second)]


def test_that_a_line_is_the_sum_of_its_counters() -> None:
    recording, ids = two_edges()
    for key, value in zip(recording.graph.edges.values(), (3.0, 4.0), strict=True):
        recording.rate(key, "publish", [value] * 20)
    trail = trail_of(recording, publish=ids)
    assert trail.between(NOW - 5, NOW).tolist() == [[7.0] * 6]


def test_that_a_second_without_any_reading_is_a_gap() -> None:
    recording = Recording()
    edge = recording.edge(*PUBLISH)
    recording.rate(edge, "publish", [1, 2, nan, 4, 5])
    values = trail_of(recording, publish=[edge.counters["publish"]]).between(NOW - 4, NOW)[0]
    assert [isnan(value) for value in values] == [False, False, True, False, False]


def test_that_a_line_is_known_as_far_as_some_counter_is() -> None:
    recording, ids = two_edges()
    recording.rate(next(iter(recording.graph.edges.values())), "publish", [3.0] * 20)
    trail = trail_of(recording, publish=ids)
    known = trail.at("publish", NOW)
    assert known is not None
    assert (known.value, known.counters, known.of) == (3.0, 1, 2)


def test_that_the_newest_seconds_wait_for_counters_that_have_not_reported() -> None:
    recording, ids = two_edges()
    first, second = recording.graph.edges.values()
    recording.rate(first, "publish", [3.0] * 20)
    recording.rate(second, "publish", [4.0] * 19, until=NOW - 1)
    trail = trail_of(recording, publish=ids)
    assert trail.at("publish", NOW) is None
    recording.rate(second, "publish", [4.0])
    assert trail.catch_up(recording.at, 60) == NOW
    assert trail.at("publish", NOW) == trail.latest("publish", 5)


def test_that_a_counter_that_has_gone_does_not_hold_the_line_back_for_long() -> None:
    recording, ids = two_edges()
    first, second = recording.graph.edges.values()
    recording.rate(first, "publish", [3.0] * 30)
    recording.rate(second, "publish", [4.0] * 10, until=NOW - 20)
    known = trail_of(recording, publish=ids).at("publish", NOW)
    assert known is not None
    assert known.value == 3.0


def test_that_a_late_reading_says_from_when_on_the_line_has_changed() -> None:
    recording = Recording()
    edge = recording.edge(*PUBLISH)
    recording.rate(edge, "publish", [1.0] * 30, until=NOW - 10)
    trail = trail_of(recording, publish=[edge.counters["publish"]])
    recording.rate(edge, "publish", [2.0] * 10)
    assert trail.catch_up(recording.at, 60) == NOW - 9


def test_that_nothing_changed_when_nothing_was_recorded() -> None:
    recording = Recording()
    edge = recording.edge(*PUBLISH)
    recording.rate(edge, "publish", [1.0] * 30)
    trail = trail_of(recording, publish=[edge.counters["publish"]])
    assert trail.catch_up(recording.at, 60) is None


def test_that_a_long_history_is_read_in_slices() -> None:
    recording = Recording()
    edge = recording.edge(*PUBLISH)
    recording.rate(edge, "publish", [1.0] * 3000)
    trail = trail_of(recording, 3000, publish=[edge.counters["publish"]])
    assert trail.is_behind(3000)
    assert np.isfinite(trail.between(NOW - 2999, NOW)).sum() == REACH_SECONDS + SLICE_SECONDS
    while trail.is_behind(3000):
        trail.catch_up(recording.at, 3000)
    assert np.isfinite(trail.between(NOW - 2999, NOW)).all()


def test_that_less_of_many_counters_is_read_in_one_go() -> None:
    rings = Rings()
    ids = np.array([rings.allocate() for _ in range(3000)])
    rings.add(ids, np.ones(len(ids)), NOW - 2000.0, float(NOW))
    trail = Trail()
    trail.follow(rings, {"publish": ids})
    trail.catch_up(NOW, 2000)
    read = np.isfinite(trail.between(NOW - 1999, NOW)).sum()
    assert read == REACH_SECONDS + SLICE_VALUES // len(ids) < SLICE_SECONDS


@given(
    st.lists(
        st.tuples(st.integers(0, 1), st.integers(0, 40), st.integers(1, 8), st.integers(0, 15)),
        max_size=12,
    )
)
def test_that_a_line_that_was_followed_is_the_line_that_is_read_at_once(
    polls: list[tuple[int, int, int, int]],
) -> None:
    rings = Rings(3600)
    ids = np.array([rings.allocate(), rings.allocate()])
    followed, at = Trail(), NOW
    followed.follow(rings, {"publish": ids})
    for counter, late, seconds, passed in polls:
        at += passed
        until = float(at - late)
        rings.add(ids[counter : counter + 1], np.array([2.0]), until - seconds, until)
        followed.catch_up(at, 300)
    followed.catch_up(at, 300)
    anew = Trail()
    anew.follow(rings, {"publish": ids})
    while anew.newest != at or anew.is_behind(300):
        anew.catch_up(at, 300)
    while followed.is_behind(300):
        followed.catch_up(at, 300)
    first = at - 300
    np.testing.assert_array_equal(followed.between(first, at), anew.between(first, at))


def test_that_what_was_recorded_while_nobody_read_is_read_later() -> None:
    recording = Recording()
    edge = recording.edge(*PUBLISH)
    recording.rate(edge, "publish", [1.0] * 30)
    trail = trail_of(recording, 900, publish=[edge.counters["publish"]])
    recording.at += 1500
    recording.rate(edge, "publish", [2.0] * 1500, until=NOW + 1500)
    trail.catch_up(recording.at, 900)
    while trail.is_behind(900):
        trail.catch_up(recording.at, 900)
    assert trail.between(NOW + 601, NOW + 1500).tolist() == [[2.0] * 900]


def test_that_a_line_keeps_its_past_when_another_line_comes() -> None:
    recording = Recording()
    edge = recording.edge(*PUBLISH)
    recording.rate(edge, "publish", [1.0] * 30)
    trail = trail_of(recording, publish=[edge.counters["publish"]])
    lines = {name: np.array([edge.counters[name]]) for name in ("confirm", "publish")}
    assert trail.follow(recording.graph.tally.rings, lines)
    assert trail.between(NOW - 2, NOW)[1].tolist() == [1.0] * 3
    assert not trail.follow(recording.graph.tally.rings, lines)


def test_that_a_line_without_values_is_unknown_and_one_of_zeros_is_not_used() -> None:
    recording = Recording()
    edge = recording.edge(*PUBLISH)
    recording.rate(edge, "publish", [0.0] * 5)
    ids = edge.counters
    trail = trail_of(recording, publish=[ids["publish"]], confirm=[ids["confirm"]])
    assert trail.is_known("publish")
    assert not trail.is_used("publish")
    assert not trail.is_known("confirm")


def test_that_a_value_that_is_too_old_is_not_the_latest() -> None:
    recording = Recording()
    edge = recording.edge(*PUBLISH)
    recording.rate(edge, "publish", [1.0] * 5, until=NOW - 20)
    trail = trail_of(recording, publish=[edge.counters["publish"]])
    assert trail.latest("publish", within=10) is None
    known = trail.latest("publish", within=30)
    assert known is not None
    assert known.second == NOW - 20


def test_that_a_clock_that_went_back_does_not_mix_old_and_new() -> None:
    rings = Rings()
    ring = np.array([rings.allocate()])
    rings.put(ring, np.array([5.0]), NOW - 10, NOW)
    trail = Trail()
    trail.follow(rings, {"publish": ring})
    trail.catch_up(NOW, 60)
    trail.catch_up(NOW - 5, 60)
    assert trail.newest == NOW - 5
    assert trail.at("publish", NOW) is None
