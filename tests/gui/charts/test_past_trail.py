from math import isnan, nan

import numpy as np

from core.counters import HISTORY_SECONDS
from gui.charts.past_trail import PastTrail
from tests.gui.charts.recorded import NOW, Recording

QUEUE = "payments.q"


def trail_of(recording: Recording, span: float = 900.0) -> PastTrail:
    trail = PastTrail()
    follow(trail, recording)
    trail.catch_up(recording.at, span)
    return trail


def follow(trail: PastTrail, recording: Recording) -> None:
    lines = recording.graph.depths(f"queue:{QUEUE}")
    trail.follow(recording.graph.gauges, lines)
    trail.recall(recording.past, dict.fromkeys(lines, QUEUE))


def watched(seconds: int = 60) -> Recording:
    recording = Recording()
    recording.depth(QUEUE, "ready", [100.0] * seconds)
    return recording


def ready(trail: PastTrail, first: int, last: int) -> list[float]:
    values: list[float] = trail.between(NOW + first, NOW + last)[0].tolist()
    return values


def test_that_the_past_is_asked_for_once_it_is_known_since_when_is_measured() -> None:
    recording = watched()
    trail = trail_of(recording)
    assert not trail.look_back()
    assert not trail.look_back()
    assert recording.asked == [QUEUE]
    assert trail.before is None


def test_that_a_line_goes_on_to_the_left_with_samples() -> None:
    recording = watched()
    trail = trail_of(recording)
    trail.look_back()
    recording.sampled(QUEUE, "ready", [5.0] * 100 + [9.0] * 20)

    assert trail.look_back()
    assert not trail.look_back()
    assert trail.before == NOW - 59
    assert ready(trail, -62, -58) == [9, 9, 9, 100, 100]
    assert ready(trail, -300, -299) == [5, 5]
    assert trail.is_known("ready")


def test_that_what_was_measured_stays_as_it_is() -> None:
    recording = watched()
    recording.sampled(QUEUE, "ready", [9.0] * 120)
    trail = trail_of(recording)
    measured = trail.between(NOW - 59, NOW).tolist()
    trail.look_back()

    assert trail.between(NOW - 59, NOW).tolist() == measured
    assert np.isnan(trail.measured(NOW - 200, NOW - 60)).all()


def test_that_a_gap_between_measurements_stays_one() -> None:
    recording = watched(10)
    recording.depth(QUEUE, "ready", [90.0] * 10, until=NOW - 40)
    recording.sampled(QUEUE, "ready", [9.0] * 120)
    trail = trail_of(recording)
    trail.look_back()

    assert trail.before == NOW - 49
    assert all(isnan(value) for value in ready(trail, -39, -10))


def test_that_before_the_first_sample_nothing_is_known() -> None:
    recording = watched()
    recording.sampled(QUEUE, "ready", [9.0] * 20)
    trail = trail_of(recording)
    trail.look_back()

    assert ready(trail, -199, -199) == [9]
    assert isnan(ready(trail, -200, -200)[0])
    assert trail.at("ready", NOW - 300) is None


def test_that_a_sample_says_that_it_is_one() -> None:
    recording = watched()
    recording.sampled(QUEUE, "ready", [9.0] * 120)
    trail = trail_of(recording)
    trail.look_back()
    told = trail.at("ready", NOW - 100)

    assert told is not None
    assert told.value == 9
    assert trail.origin(NOW - 100) == "the broker's samples, taken at most 70 s apart"
    assert trail.origin(NOW - 10) == ""
    assert trail.origin(NOW - 2000) == ""


def test_that_samples_are_apart_from_measurements() -> None:
    recording = watched()
    recording.sampled(QUEUE, "ready", [9.0] * 120)
    trail = trail_of(recording)
    trail.look_back()
    told = trail.samples("ready", NOW - 85, NOW)

    assert told is not None
    assert [n for n, value in enumerate(told.tolist()) if value == value] == [5, 15, 25]
    assert told[5] == 9


def test_that_without_samples_a_line_has_no_past() -> None:
    recording = watched()
    recording.sampled(QUEUE, "unacked", [9.0] * 120)
    trail = trail_of(recording)

    trail.look_back()
    assert trail.before is None
    assert trail.samples("ready", NOW - 85, NOW) is None
    assert trail.origin(NOW - 85) == ""


def test_that_samples_of_the_last_seconds_only_are_no_past() -> None:
    recording = watched()
    recording.sampled(QUEUE, "ready", [9.0] * 6)
    trail = trail_of(recording)
    trail.look_back()

    assert trail.before is None


def test_that_who_watched_for_an_hour_needs_no_past() -> None:
    recording = watched(HISTORY_SECONDS)
    trail = trail_of(recording, HISTORY_SECONDS)
    trail.look_back()

    assert recording.asked == []
    assert trail.before is None


def test_that_it_is_forgotten_with_the_lines_that_it_is_of() -> None:
    recording = watched()
    recording.sampled(QUEUE, "ready", [9.0] * 120)
    trail = trail_of(recording)
    trail.look_back()
    recording.depth(QUEUE, "unacked", [nan, 3.0])
    follow(trail, recording)

    assert trail.before is None
    assert trail.look_back()
    assert trail.before == NOW - 59


def test_that_lines_of_several_queues_have_no_past() -> None:
    recording = watched()
    trail = trail_of(recording)
    trail.recall(recording.past, {})
    recording.sampled(QUEUE, "ready", [9.0] * 120)

    assert not trail.look_back()
    assert recording.asked == []


def test_that_a_line_of_very_many_counters_begins_with_the_recording() -> None:
    recording = Recording()
    for number in range(70):
        recording.depth(f"q{number}", "ready", [1.0] * 60)
    recording.sampled(None, "ready", [9.0] * 120)
    trail = PastTrail()
    lines = recording.graph.depths()
    trail.follow(recording.graph.gauges, lines)
    trail.recall(recording.past, dict.fromkeys(lines))
    trail.catch_up(recording.at, 900)

    assert trail.look_back()
    assert trail.before == NOW - 59
    assert ready(trail, -61, -58) == [9, 9, 70, 70]
