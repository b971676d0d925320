import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui import numbers


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
        (9_999, "9999"),
        (10_000, "10.0k"),
        (48_213, "48.2k"),
        (7_000_000, "7.00M"),
    ],
)
def test_that_short_counts_are_exact_below_ten_thousand(value: int | None, text: str) -> None:
    assert numbers.count(value) == text


def test_that_exact_counts_are_grouped() -> None:
    assert numbers.exact_count(1_234_567) == "1\u202f234\u202f567"
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
        (0.9996, "1.0 s"),
        (12.4, "12 s"),
        (89.0, "89 s"),
        (150.0, "2.5 min"),
        (9_000.0, "2.5 h"),
    ],
)
def test_that_durations_have_few_figures_and_a_unit(seconds: float | None, written: str) -> None:
    assert numbers.duration(seconds) == written


@pytest.mark.parametrize(
    ("part", "written"),
    [(0.0, "0 %"), (0.0001, "<0.1 %"), (0.025, "2.5 %"), (0.42, "42 %"), (1.0, "100 %")],
)
def test_that_shares_are_per_cent(part: float, written: str) -> None:
    assert numbers.share(part) == written
