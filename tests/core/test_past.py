from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.facts import PastRead, Samples
from core.past import Begin, Past, Whose, begin_of, held

AT = 10_000.0


def samples(
    values: Sequence[float], step: float = 10, apart: float = 70, end: float = AT
) -> Samples:
    """Samples whose last one is of `end`."""
    times = [end - step * n for n in reversed(range(len(values)))]
    return Samples(
        times=np.array(times, float), values=np.array(values, float), within=step, apart=apart
    )


def past_of(queue: str, at: float) -> PastRead:
    return PastRead(at=at, queue=queue, samples={"ready": (samples([1]),)})


def test_that_it_is_asked_for_once_and_told_when_it_is_there() -> None:
    asked: list[Whose] = []
    past = Past(asked.append)

    assert past.of("bills", AT) is None
    assert past.of("bills", AT) is None
    assert asked == ["bills"]
    past.take(past_of("bills", AT + 1))
    assert past.of("bills", AT) is not None
    assert asked == ["bills"]


def test_that_it_is_asked_for_again_for_a_later_time() -> None:
    asked: list[Whose] = []
    past = Past(asked.append)
    past.of("bills", AT)
    past.take(past_of("bills", AT + 1))

    assert past.of("bills", AT + 60) is None
    assert asked == ["bills", "bills"]


def test_that_more_is_known_once_it_was_told() -> None:
    past = Past()
    before = past.revision
    past.take(past_of("bills", AT))

    assert past.revision > before


@pytest.mark.parametrize(
    ("values", "begin"),
    [
        pytest.param([], None, id="nothing is known"),
        pytest.param([9, 9], Begin(None, AT - 10), id="more all the time"),
        pytest.param([0, 9], Begin(AT - 80, AT), id="more at the last"),
        pytest.param([0, 9, 9, 9], Begin(AT - 100, AT - 20), id="more since the second"),
        pytest.param([0, 9, 1, 9], Begin(AT - 80, AT), id="it was less in between"),
        pytest.param([9, 0], Begin(AT - 70, AT), id="more after the last only"),
    ],
)
def test_when_it_began(values: list[float], begin: Begin | None) -> None:
    assert begin_of((samples(values),), AT, low=1) == begin


def test_that_finer_samples_count_where_there_are_any() -> None:
    coarse = samples([0, 9, 9, 9, 9, 9])
    fine = samples([0, 0, 9, 9], step=5, apart=10)

    assert begin_of((coarse, fine), AT, low=1) == Begin(AT - 20, AT - 5)


def test_that_coarser_ones_count_before_the_finer_begin() -> None:
    coarse = samples([0, 9, 9, 9, 9, 9])
    fine = samples([9, 9], step=5, apart=10)

    assert begin_of((coarse, fine), AT, low=1) == Begin(AT - 120, AT - 40)


def test_that_what_is_sampled_later_says_nothing() -> None:
    assert begin_of((samples([0, 9, 0, 0]),), AT - 20, low=1) == Begin(AT - 100, AT - 20)


@given(
    began=st.floats(100, 3400),
    beat=st.floats(4.9, 6.0),
    phase=st.floats(0, 5),
    step=st.sampled_from([1, 2, 5, 10]),
)
def test_that_it_began_between_the_two(began: float, beat: float, phase: float, step: int) -> None:
    """A broker that samples on the first beat a minute after the last, and is asked on a grid."""
    taken = [phase]
    while taken[-1] < 3600:
        beats = np.ceil(60 / beat)
        taken.append(taken[-1] + beats * beat)
    grid = np.arange(step * np.ceil(phase / step) + step, 3600, step)
    last = np.array([max(one for one in taken if one <= time) for time in grid])
    told = Samples(times=grid, values=np.where(last >= began, 9.0, 0.0), within=step, apart=70)
    found = begin_of((told,), 3600.0, low=1)

    assert found is not None
    assert found.earliest is not None
    assert found.earliest <= began <= found.latest
    assert found.latest - found.earliest <= 70 + step + 1e-6


def test_that_a_sample_is_held_until_the_next() -> None:
    taken = samples([1, 2, 2, 5])

    assert held((taken,), 9_965, 10_000).tolist() == [1] * 6 + [2] * 20 + [5] * 10


def test_that_nothing_is_known_before_the_first_sample_and_after_the_last() -> None:
    values = held((samples([1, 2]),), 9_970, 10_020)

    assert np.isnan(values[:11]).all()
    assert (values[11:31] == [1] * 10 + [2] * 10).all()
    assert np.isnan(values[31:]).all()


def test_that_the_finer_samples_are_held_where_there_are_any() -> None:
    values = held((samples([1, 1, 1]), samples([7, 8], step=5)), 9_985, 10_000)

    assert values.tolist() == [1] * 6 + [7] * 5 + [8] * 5


def test_that_without_samples_nothing_is_held() -> None:
    assert np.isnan(held((), 9_990, 10_000)).all()
    assert np.isnan(held((samples([]),), 9_990, 10_000)).all()


def test_that_a_finer_sample_that_is_not_known_hides_no_other() -> None:
    values = held((samples([1, 1, 1]), samples([float("nan"), 8], step=5)), 9_991, 10_000)

    assert values.tolist() == [1] * 5 + [8] * 5
