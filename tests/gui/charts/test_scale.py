import pytest

from gui.charts.scale import age_ticks, ago_words, step_for, tick_words, top_for, value_ticks


@pytest.mark.parametrize(
    ("peak", "top"), [(0, 1.0), (0.2, 0.25), (3.7, 4.0), (154, 200.0), (210, 250.0), (47e3, 5e4)]
)
def test_that_the_value_axis_ends_at_a_round_number_above_the_peak(peak: float, top: float) -> None:
    assert top_for(peak) == pytest.approx(top)


def test_that_the_value_axis_grows_at_once_and_shrinks_late() -> None:
    assert top_for(240, before=200.0) > 240
    assert top_for(150, before=250.0) == 250.0
    assert top_for(20, before=250.0) == 25.0


def test_that_values_of_nothing_keep_a_small_axis() -> None:
    assert top_for(0.0, before=0.5) == 0.5
    assert top_for(0.0, before=500.0) == 1.0


@pytest.mark.parametrize(("span", "most", "step"), [(200, 5, 50), (1, 5, 0.2), (10, 10, 1)])
def test_that_steps_are_one_two_or_five(span: float, most: int, step: float) -> None:
    assert step_for(span, most) == pytest.approx(step)


def test_that_value_ticks_begin_at_zero_and_end_at_the_top() -> None:
    assert value_ticks(200.0) == [(0, "0"), (50, "50"), (100, "100"), (150, "150"), (200, "200")]


@pytest.mark.parametrize(
    ("value", "step", "words"),
    [(0.6, 0.2, "0.6"), (12_000, 2000, "12,000"), (1.5e6, 5e5, "1.5M")],
)
def test_that_a_tick_is_written_short(value: float, step: float, words: str) -> None:
    assert tick_words(value, step) == words


def test_that_age_ticks_include_both_ends() -> None:
    ticks = age_ticks(-300, 0, 5)
    assert [words for _, words in ticks] == ["5 min", "4 min", "3 min", "2 min", "1 min", "now"]
    assert all(-300 < place < 0 for place, _ in ticks)


def test_that_a_zoomed_time_axis_has_finer_ticks() -> None:
    assert [words for _, words in age_ticks(-95, -65, 3)] == [
        "1 min 30 s",
        "1 min 20 s",
        "1 min 10 s",
    ]


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.3, "now"), (11.6, "12 s ago"), (60, "1 min ago")]
)
def test_that_a_moment_is_told_by_how_long_ago_it_was(seconds: float, words: str) -> None:
    assert ago_words(seconds) == words


@pytest.mark.parametrize("span", [10, 60, 204, 300, 900, 3600])
def test_that_an_axis_has_two_ticks_however_narrow_it_is(span: float) -> None:
    assert len(age_ticks(-span, 0, 1)) >= 2
