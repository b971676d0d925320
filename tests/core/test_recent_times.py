import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.percentiles import percentiles_of
from core.recent_times import RecentTimes, Timed, Track

NOW = 1_700_000_000
WANTED = (50.0, 90.0, 99.0, 100.0)
durations = st.floats(1e-6, 1e5)


def timed(name: str, connection: str = "") -> Timed:
    return Timed("handling", "/", "", name, "billing", connection)


def chosen(times: RecentTimes, *tracks: Track) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    mask = np.zeros(times.numbers, np.bool_)
    mask[[track.number for track in tracks]] = True
    return mask


def percentiles(times: RecentTimes, first: int, last: int, *tracks: Track) -> list[float]:
    rows = times.rows(chosen(times, *tracks), first, last)
    found: list[float] = percentiles_of(rows.sum(axis=0)[None, :], WANTED)[0].tolist()
    return found


def exact(seconds: list[float]) -> list[float]:
    found: list[float] = np.percentile(seconds, WANTED, method="inverted_cdf").tolist()
    return found


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans(), durations), min_size=1, max_size=400))
def test_that_percentiles_of_any_second_are_those_of_what_ended_in_it(
    ended: list[tuple[int, bool, float]],
) -> None:
    times = RecentTimes()
    tracks = [times.track(timed("one")), times.track(timed("other"))]
    for second, which, lasted in ended:
        times.note(tracks[which], NOW + second + 0.5, lasted)

    for which, second in {(which, second) for second, which, _ in ended}:
        seen = [lasted for at, one, lasted in ended if (at, one) == (second, which)]
        at = NOW + second
        assert percentiles(times, at, at, tracks[which]) == pytest.approx(exact(seen), rel=0.0101)


@given(st.lists(st.tuples(st.integers(0, 300), durations), min_size=1, max_size=300))
def test_that_tracks_and_seconds_count_together(ended: list[tuple[int, float]]) -> None:
    times = RecentTimes()
    tracks = [times.track(timed(f"q{number}")) for number in range(12)]
    for number, (second, lasted) in enumerate(ended):
        times.note(tracks[number % 12], NOW + second, lasted)
    every = [track for track in tracks if track.number >= 0]

    found = percentiles(times, NOW, NOW + 300, *every)

    assert found == pytest.approx(exact([lasted for _, lasted in ended]), rel=0.0101)


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.integers(100, 300), st.floats(0.0, 8.0))
def test_that_what_is_too_much_gets_coarser_in_time_alone(
    seed: int, seconds: int, rate: float
) -> None:
    chance = np.random.default_rng(seed)
    traffic: list[list[float]] = [
        chance.lognormal(-3.0, 2.0, min(many, 8)).tolist()
        for many in chance.poisson(rate, seconds).tolist()
    ]
    times = RecentTimes(seconds=2_048, most_cells=150)
    track = times.track(timed("q"))
    for second, ended in enumerate(traffic):
        for lasted in ended:
            times.note(track, NOW + second, lasted)
        times.settle()
    if track.number < 0:
        return

    last = NOW + len(traffic) - 1
    seen = [lasted for ended in traffic for lasted in ended]
    lately = [lasted for ended in traffic[-4:] for lasted in ended]
    rows = times.rows(chosen(times, track), NOW, last)
    assert times.cells <= 150 + 8 * 8  # and what came since it was tidied
    assert rows.sum() <= len(seen) * (1 + 1e-6)
    assert not percentiles(times, NOW, last, track)[-1] > max(seen, default=0.0) * 1.0101
    if lately:
        found = percentiles(times, last - 3, last, track)
        assert found == pytest.approx(exact(lately), rel=0.0101)


def test_that_nothing_is_lost_while_it_only_gets_coarser() -> None:
    times = RecentTimes(seconds=1_000, most_cells=1_000)
    track = times.track(timed("q"))
    for second in range(900):
        for number in range(3):
            times.note(track, NOW + second, 0.001 * (1 + number + second % 7))
        times.settle()

    rows = times.rows(chosen(times, track), NOW, NOW + 899)

    assert times.cells <= 1_000 + 8 * 3
    assert rows.sum() == pytest.approx(2_700)
    assert (rows.sum(axis=1) > 0).all()


def test_that_an_hour_ago_is_forgotten() -> None:
    times = RecentTimes()
    old, new = times.track(timed("old")), times.track(timed("new"))
    times.note(old, NOW, 0.5)
    times.settle()
    times.note(new, NOW + 3_700, 0.25)

    assert not times.rows(chosen(times, old, new), NOW, NOW + 3_600).any()
    assert times.rows(chosen(times, new), NOW + 3_700, NOW + 3_700).sum() == 1
    assert (old.number, list(times.tracks)) == (-1, [timed("new")])


def test_that_a_track_that_was_forgotten_goes_on_under_another_number() -> None:
    times = RecentTimes(seconds=10)
    track, other = times.track(timed("q")), times.track(timed("other"))
    times.note(track, NOW, 0.5)
    times.settle()
    times.note(other, NOW + 100, 0.5)
    times.settle()
    taken = times.track(timed("third"))
    times.note(taken, NOW + 101, 0.5)
    times.note(track, NOW + 102, 2.0)

    assert len({one.number for one in (track, other, taken)}) == 3
    assert percentiles(times, NOW + 95, NOW + 102, track) == pytest.approx([2.0] * 4, rel=0.01)


@pytest.mark.parametrize("most_cells", [1_000, 40])
def test_that_what_comes_late_counts_where_it_belongs(most_cells: int) -> None:
    times = RecentTimes(seconds=100, most_cells=most_cells)
    track = times.track(timed("q"))
    for second in range(90):
        times.note(track, NOW + second, 0.5)
        times.settle()
    before = times.rows(chosen(times, track), NOW, NOW + 90).sum()

    times.note(track, NOW + 41, 0.5)

    assert times.rows(chosen(times, track), NOW, NOW + 90).sum() == pytest.approx(before + 1)
    assert times.rows(chosen(times, track), NOW + 32, NOW + 63).sum() == pytest.approx(33)


def test_that_connections_of_a_service_count_together_when_there_are_too_many() -> None:
    times = RecentTimes(most_tracks=3)
    tracks = [times.track(timed("q", f"connection {number}")) for number in range(10)]

    assert len({id(track) for track in tracks}) == 4
    assert tracks[-1].timed == timed("q")


def test_that_groups_have_histograms_of_their_own() -> None:
    times = RecentTimes()
    tracks = [times.track(timed(f"q{number}")) for number in range(3)]
    for number, track in enumerate(tracks):
        for _ in range(number + 1):
            times.note(track, NOW, 10.0**-number)
    groups = np.full(times.numbers, 2)
    groups[[tracks[0].number, tracks[1].number]] = 0
    groups[tracks[2].number] = 1

    sums = times.sums(groups, 2, NOW - 5, NOW)

    assert sums.sum(axis=1).tolist() == [3, 3]
    assert percentiles_of(sums, (50.0,)).ravel() == pytest.approx([0.1, 0.01], rel=0.01)
