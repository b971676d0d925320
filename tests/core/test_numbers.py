import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import numbers
from core.wording import tr


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "?"),
        (0.0, "0/s"),
        (0.001, "<0.01/s"),
        (0.04, "0.04/s"),
        (0.4, "0.4/s"),
        (9.96, "10.0/s"),
        (12.44, "12.4/s"),
        (99.94, "99.9/s"),
        (99.96, "100/s"),
        (999.4, "999/s"),
        (999.6, "1.00k/s"),
        (1_254.0, "1.25k/s"),
        (12_540.0, "12.5k/s"),
        (125_400.0, "125k/s"),
        (999_900.0, "1.00M/s"),
        (2.5e9, "2.50G/s"),
    ],
)
def test_that_rates_have_three_figures_and_a_unit(value: float | None, text: str) -> None:
    assert numbers.rate(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "?"),
        (0, "0"),
        (9_999, "9,999"),
        (10_000, "10.0k"),
        (48_213, "48.2k"),
        (7_000_000, "7.00M"),
    ],
)
def test_that_short_counts_are_exact_below_ten_thousand(value: int | None, text: str) -> None:
    assert numbers.count(value) == text


def test_that_exact_counts_are_grouped() -> None:
    assert numbers.exact_count(1_234_567) == "1,234,567"
    assert numbers.exact_count(None) == "?"


def test_that_lower_bounds_are_marked() -> None:
    assert numbers.rate(2.0, at_least=True) == "≥ 2.0/s"
    assert numbers.count(2, at_least=True) == "≥ 2"
    assert numbers.exact_count(2, at_least=True) == "≥ 2"


def test_that_the_unknown_is_never_marked_as_a_bound() -> None:
    assert numbers.rate(None, at_least=True) == numbers.UNKNOWN


@given(st.floats(min_value=0.01, max_value=1e11))
def test_that_no_rate_is_ever_written_as_zero(value: float) -> None:
    assert numbers.rate(value).strip("/s.0kMG") != ""


@given(st.floats(min_value=0, max_value=1e12))
def test_that_rates_stay_short(value: float) -> None:
    assert len(numbers.rate(value)) <= 8


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (None, "?"),
        (1e-6, "<0.01 ms"),
        (0.00042, "0.42 ms"),
        (0.0042, "4.2 ms"),
        (0.34, "340 ms"),
        (0.95, "950 ms"),
        (0.9996, "1.0 s"),
        (9.96, "10 s"),
        (12.4, "12 s"),
        (59.4, "59 s"),
        (89.0, "1 min 29 s"),
        (150.0, "2 min 30 s"),
        (599.7, "10 min"),
        (1_000.0, "17 min"),
        (9_000.0, "2 h 30 min"),
        (2_000_000.0, "23 d"),
    ],
)
def test_that_durations_have_few_figures_and_a_unit(seconds: float | None, written: str) -> None:
    assert numbers.duration(seconds) == written


@pytest.mark.parametrize(
    ("part", "written"),
    [(0.0, "0%"), (0.0001, "<0.1%"), (0.025, "2.5%"), (0.42, "42%"), (1.0, "100%")],
)
def test_that_shares_are_per_cent(part: float, written: str) -> None:
    assert numbers.share(part) == written


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (0.0, "0 ms"),
        (0.0099, "9.9 ms"),
        (0.9996, "999 ms"),
        (9.99, "9.9 s"),
        (59.99, "59 s"),
        (200.0, "3 min 20 s"),
        (599.9, "9 min 59 s"),
        (3_599.9, "59 min"),
        (7_500.0, "2 h 5 min"),
        (100_000.0, "1 d 3 h"),
    ],
)
def test_that_an_age_is_rounded_down(seconds: float, written: str) -> None:
    assert numbers.age(seconds) == written


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (0.0, "0 s"),
        (-1.0, "0 s"),
        (8.9, "8 s"),
        (119.9, "1 min 59 s"),
        (720.0, "12 min"),
        (719.0, "11 min"),
        (7_200.0, "2 h"),
    ],
)
def test_that_an_age_known_to_the_second_has_no_decimals(seconds: float, written: str) -> None:
    assert numbers.whole_age(seconds) == written


@given(st.floats(min_value=0.001, max_value=1e7))
def test_that_an_age_never_says_more_than_has_passed(seconds: float) -> None:
    assert seconds_in(numbers.age(seconds)) <= seconds + 1e-6


def seconds_in(words: str) -> float:
    units = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3_600.0, "d": 86_400.0}
    parts = words.replace(",", "").split()
    return sum(
        float(number) * units[unit] for number, unit in zip(parts[::2], parts[1::2], strict=True)
    )


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0, "0 s"), (0.5, "500 ms"), (1.5, "1.5 s"), (90, "1 min 30 s"), (604_800, "7 d")],
)
def test_that_a_time_that_was_chosen_is_told_exactly(seconds: float, written: str) -> None:
    assert numbers.given_time(seconds) == written


@pytest.mark.parametrize(
    ("number", "written"),
    [(0, "0 B"), (1023, "1,023 B"), (1024, "1.0 KiB"), (1_300_000, "1.2 MiB"), (2**31, "2.0 GiB")],
)
def test_that_a_size_is_in_binary_units(number: int, written: str) -> None:
    assert numbers.size(number) == written


@pytest.mark.parametrize(
    ("number", "written"),
    [(512, "512 B"), (1_048_576, "1 MiB"), (10_000, "10 kB"), (1.5e9, "1.5 GB"), (1234, "1,234 B")],
)
def test_that_a_size_that_was_chosen_is_told_exactly(number: float, written: str) -> None:
    assert numbers.given_size(number) == written


def test_that_templates_write_counts_as_numbers_does() -> None:
    assert tr("{n:,}", n=1_234_567) == numbers.exact_count(1_234_567)
