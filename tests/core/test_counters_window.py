import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.counters import Rings

AT = 1_700_000_000


def recorded(rings: int, seconds: int, size: int = 3600) -> tuple[Rings, list[int]]:
    """Ring number n holds n in every second."""
    many = Rings(size)
    ids = [many.allocate() for _ in range(rings)]
    many.put(np.array(ids), np.arange(rings, dtype=float), AT - seconds, AT)
    return many, ids


def test_that_a_window_has_a_row_a_second_and_a_column_a_ring() -> None:
    rings, ids = recorded(3, 10)
    window = rings.window(np.array([ids[2], ids[0]]), AT - 3, AT)
    assert window.tolist() == [[2.0, 0.0]] * 4


def test_that_a_window_spans_blocks_of_rings() -> None:
    rings, ids = recorded(600, 2)
    window = rings.window(np.array(ids), AT, AT)
    assert window[0].tolist() == [float(number) for number in range(600)]


def test_that_seconds_that_nobody_recorded_are_gaps() -> None:
    rings, ids = recorded(1, 5)
    window = rings.window(np.array(ids), AT - 7, AT + 2)[:, 0]
    assert np.isnan(window).tolist() == [True] * 3 + [False] * 5 + [True] * 2


def test_that_seconds_that_fell_out_of_the_ring_are_gaps() -> None:
    rings, ids = recorded(1, 30, size=10)
    window = rings.window(np.array(ids), AT - 19, AT)[:, 0]
    assert np.isnan(window).tolist() == [True] * 10 + [False] * 10


def test_that_a_window_agrees_with_the_history_of_a_ring() -> None:
    rings, ids = recorded(4, 20)
    window = rings.window(np.array(ids), AT - 29, AT)
    history = rings.history(ids[3], 30, AT)
    np.testing.assert_array_equal(window[:, 3], history)


def test_that_a_window_of_rings_that_never_recorded_is_all_gap() -> None:
    rings = Rings()
    window = rings.window(np.array([rings.allocate()]), AT - 1, AT)
    assert np.isnan(window).all()


def test_that_rings_know_how_far_back_something_was_recorded_since() -> None:
    rings, ids = recorded(2, 20, size=60)
    seen = rings.writes
    assert rings.written_since(seen) is None
    rings.add(np.array(ids), np.ones(2), AT + 1.0, AT + 3.0)
    assert rings.written_since(seen) == AT + 2
    rings.put(np.array(ids[:1]), np.ones(1), AT - 9.0, AT - 4.0)
    assert rings.written_since(seen) == AT - 8
    assert rings.written_since(rings.writes) is None
    assert rings.written_since(0) == AT - 19


@given(
    st.lists(
        st.tuples(st.integers(-5, 70), st.integers(1, 45), st.booleans(), st.integers(0, 3)),
        max_size=6,
    )
)
def test_that_a_stretch_of_time_is_recorded_as_each_of_its_seconds(
    stretches: list[tuple[int, int, bool, int]],
) -> None:
    """Also where the ring begins anew in the middle, and where a poll comes late."""
    at_once, one_by_one = Rings(40), Rings(40)
    ids = np.array([at_once.allocate() for _ in range(3)])
    assert ids.tolist() == [one_by_one.allocate() for _ in range(3)]
    for at, seconds, adding, value in stretches:
        values = np.array([value, 0.0, 1.0])
        for rings, step in ((at_once, seconds), (one_by_one, 1)):
            record = rings.add if adding else rings.put
            for begin in range(0, seconds, step):
                until = AT + at + begin + step
                record(ids, values, until - step, until)
    first, last = AT - 20, AT + 130
    np.testing.assert_array_equal(
        at_once.window(ids, first, last), one_by_one.window(ids, first, last)
    )


def test_that_rings_know_when_recording_began() -> None:
    rings = Rings(60)
    assert rings.first is None
    ring = np.array([rings.allocate()])
    rings.put(ring, np.array([1.0]), 99.5, 102.0)
    rings.put(ring, np.array([1.0]), 102.0, 105.0)

    assert rings.first == 100
