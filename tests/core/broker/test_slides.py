import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.broker.slides import Slide, Slides, points

AT = 1_800_000_000.0


def filled(slide: Slide[int], values: list[int], step: float = 5.0) -> float:
    for n, value in enumerate(values):
        slide.add(AT + n * step, value)
    return AT + (len(values) - 1) * step


def test_that_a_sample_stands_until_the_next() -> None:
    slide: Slide[int] = Slide(0.0, 600.0)
    filled(slide, [1, 2])

    assert [slide.by(AT + late) for late in (-1, 0, 4.9, 5, 100)] == [None, 1, 1, 2, 2]


def test_that_samples_that_come_too_soon_are_left_out() -> None:
    slide: Slide[int] = Slide(60.0, 3600.0)
    end = filled(slide, list(range(30)))

    assert slide.samples == [0, 12, 24]
    assert slide.by(end) == 24


def test_that_what_does_not_change_takes_no_room() -> None:
    slide: Slide[int] = Slide(0.0, 600.0)
    filled(slide, [7] * 1000)

    assert slide.samples == [7]
    assert slide.by(AT + 100) == 7


@given(st.lists(st.integers(0, 3), min_size=1, max_size=400))
def test_that_it_remembers_as_long_as_it_has_to(values: list[int]) -> None:
    slide: Slide[int] = Slide(0.0, 600.0)
    end = filled(slide, values)
    told = [slide.by(end - 5.0 * n) for n in range(min(len(values), 121))]

    assert told == values[::-1][:121]
    assert len(slide.times) <= 122


@pytest.mark.parametrize(("age", "kept"), [(60, 600), (600, 600), (601, 3600), (9000, 3600)])
def test_that_the_finest_that_goes_back_so_far_is_told(age: float, kept: float) -> None:
    slides: Slides[int] = Slides()

    assert slides.reaching(age).kept == kept


def test_that_points_are_told_newest_first() -> None:
    assert points(100.0, 20, 10) == [100.0, 90.0, 80.0]
