import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.counters import _SHORTEST_SECONDS, Ids, Numbers, Rings, Tally, distinct

AT = 1_000_000.0


def ids(*numbers: int) -> Ids:
    return np.array(numbers, dtype=np.int64)


def numbers(*values: float) -> Numbers:
    return np.array(values, dtype=np.float64)


def shown(rings: Rings, ring: int, seconds: int, now: float) -> list[float | None]:
    """A history with None for a gap, because NaN equals nothing."""
    return [None if v != v else v for v in rings.history(ring, seconds, now).tolist()]


def test_that_a_new_ring_is_one_gap() -> None:
    rings = Rings(10)
    ring = rings.allocate()
    assert shown(rings, ring, 3, AT) == [None] * 3
    rings.put(ids(ring), numbers(5), AT - 1, AT)
    assert shown(rings, rings.allocate(), 3, AT) == [None] * 3


def test_that_seconds_between_two_reports_are_filled_and_others_stay_gaps() -> None:
    rings = Rings(10)
    ring = rings.allocate()
    rings.put(ids(ring), numbers(4), AT, AT + 2)
    rings.put(ids(ring), numbers(7), AT + 4, AT + 5)
    assert shown(rings, ring, 8, AT + 6) == [None, None, 4.0, 4.0, None, None, 7.0, None]


def test_that_putting_sets_and_adding_adds() -> None:
    rings = Rings(10)
    gauge, rate = rings.allocate(), rings.allocate()
    for _ in range(2):
        rings.put(ids(gauge), numbers(3), AT, AT + 1)
        rings.add(ids(rate), numbers(3), AT, AT + 1)
    assert rings.at_second(ids(gauge, rate), int(AT) + 1).tolist() == [3.0, 6.0]


def test_that_the_oldest_second_makes_room_for_the_newest() -> None:
    rings = Rings(3)
    ring = rings.allocate()
    for second in range(5):
        rings.put(ids(ring), numbers(second), AT + second - 1, AT + second)
    assert shown(rings, ring, 3, AT + 4) == [2.0, 3.0, 4.0]
    assert shown(rings, ring, 99, AT + 4) == [2.0, 3.0, 4.0]
    assert math.isnan(rings.at_second(ids(ring), int(AT) + 1)[0])
    assert shown(rings, ring, 3, AT + 100) == [None] * 3


def test_that_a_report_that_is_older_than_the_ring_is_forgotten() -> None:
    rings = Rings(3)
    ring = rings.allocate()
    rings.put(ids(ring), numbers(1), AT + 99, AT + 100)
    rings.put(ids(ring), numbers(9), AT, AT + 1)
    assert shown(rings, ring, 3, AT + 100) == [None, None, 1.0]


def test_that_a_ring_that_is_given_again_has_no_past() -> None:
    rings = Rings(5)
    first, other = rings.allocate(), rings.allocate()
    rings.put(ids(first, other), numbers(1, 2), AT - 1, AT)
    assert len(rings) == 2
    rings.release(first)
    assert len(rings) == 1
    again = rings.allocate()
    assert again == first
    assert shown(rings, again, 1, AT) == [None]
    assert shown(rings, other, 1, AT) == [2.0]


def test_that_nothing_is_not_a_gap() -> None:
    rings = Rings(10)
    ring = rings.allocate()
    rings.put(ids(ring), numbers(0), AT, AT + 1)
    rings.add(ids(ring), numbers(3), AT + 1, AT + 2)
    rings.add(ids(ring), numbers(-3), AT + 1, AT + 2)
    assert shown(rings, ring, 3, AT + 3) == [0.0, 0.0, None]
    assert rings.at_second(ids(ring), int(AT) + 1).tolist() == [0.0]
    assert not np.signbit(rings.window(ids(ring), int(AT) + 1, int(AT) + 2)).any()


def test_that_many_rings_keep_apart() -> None:
    rings = Rings(4)
    many = np.array([rings.allocate() for _ in range(600)])
    assert len(set(many.tolist())) == 600
    rings.put(many, many.astype(float), AT - 1, AT)
    backwards = many[::-1]
    assert rings.at_second(backwards, int(AT)).tolist() == backwards.tolist()
    assert rings.window(backwards[:3], int(AT), int(AT))[0].tolist() == backwards[:3].tolist()


writes = st.lists(
    st.tuples(
        st.lists(st.integers(0, 3), min_size=1, max_size=4, unique=True),
        st.integers(0, 9),
        st.integers(-3, 6),
        st.integers(0, 4),
        st.booleans(),
    ),
    max_size=15,
)


@settings(max_examples=50)
@given(writes)
def test_that_rings_equal_a_plain_model(
    steps: list[tuple[list[int], int, int, int, bool]],
) -> None:
    length = 6
    rings = Rings(length)
    names = [rings.allocate() for _ in range(4)]
    model: dict[tuple[int, int], float] = {}
    newest, now = None, int(AT)
    for who, value, forward, span, adding in steps:
        now += forward
        write = rings.add if adding else rings.put
        write(ids(*(names[w] for w in who)), np.full(len(who), float(value)), now - span, now)
        for second in range(now - span + 1, now + 1):
            newest = second if newest is None else max(newest, second)
            if second > newest - length:
                for w in who:
                    before = model.get((w, second), 0.0) if adding else 0.0
                    model[w, second] = before + value
        model = {k: v for k, v in model.items() if newest is None or k[1] > newest - length}
    for w, name in enumerate(names):
        expected = [model.get((w, second)) for second in range(now - length + 1, now + 1)]
        assert shown(rings, name, length, now) == expected
        assert [
            None if v != v else v
            for v in (rings.at_second(ids(name), s)[0] for s in range(now - 5, now + 1))
        ] == expected


def test_that_a_tally_knows_totals_and_rates_over_the_time_that_really_passed() -> None:
    tally = Tally(10)
    counter, pace = tally.allocate(), tally.pace()
    assert tally.total(counter) == 0
    assert math.isnan(tally.rate(counter))
    tally.advance(pace, ids(counter), numbers(5), AT, 10)
    assert tally.total(counter) == 5
    assert math.isnan(tally.rate(counter))
    tally.advance(pace, ids(counter), numbers(30), AT + 2.5, 10)
    assert tally.total(counter) == 35
    assert tally.rate(counter) == pytest.approx(12)
    assert shown(tally.rings, counter, 4, AT + 2) == [None, None, 12.0, 12.0]
    tally.advance(pace, ids(counter), numbers(0), AT + 4, 10)
    assert tally.rate(counter) == 0


def test_that_a_missed_poll_is_a_gap_and_no_spike() -> None:
    tally = Tally(20)
    counter, pace = tally.allocate(), tally.pace()
    tally.advance(pace, ids(counter), numbers(0), AT, 2.5)
    tally.advance(pace, ids(counter), numbers(10), AT + 1, 2.5)
    tally.advance(pace, ids(counter), numbers(9000), AT + 9, 2.5)
    assert tally.total(counter) == 9010
    assert math.isnan(tally.rate(counter))
    tally.advance(pace, ids(counter), numbers(10), AT + 10, 2.5)
    assert tally.rate(counter) == 10
    assert shown(tally.rings, counter, 10, AT + 10) == [10.0, *[None] * 8, 10.0]


def test_that_reports_within_a_second_wait_until_it_is_over() -> None:
    tally = Tally(20)
    counter, pace = tally.allocate(), tally.pace()
    tally.advance(pace, ids(counter), numbers(0), AT, 10)
    tally.advance(pace, ids(counter), numbers(3), AT + 0.4, 10)
    assert tally.total(counter) == 3
    assert math.isnan(tally.rate(counter))
    tally.advance(pace, ids(counter), numbers(4), AT + 1.4, 10)
    assert tally.rate(counter) == pytest.approx(5)


def test_that_a_poll_that_follows_closely_is_no_spike() -> None:
    tally = Tally(20)
    counter, pace = tally.allocate(), tally.pace()
    tally.advance(pace, ids(counter), numbers(0), AT, 10)
    tally.advance(pace, ids(counter), numbers(10), AT + 0.99, 10)
    tally.advance(pace, ids(counter), numbers(10), AT + 1.0, 10)
    tally.advance(pace, ids(counter), numbers(10), AT + 1.01, 10)
    assert tally.rate(counter) == pytest.approx(20)
    assert tally.total(counter) == 30


def test_that_nodes_of_a_cluster_contribute_to_one_counter() -> None:
    tally = Tally(20)
    counter = tally.allocate()
    paces = [tally.pace(), tally.pace()]
    for second, amount in enumerate((0, 10, 20)):
        for index, pace in enumerate(paces):
            at = AT + second + 0.3 * index
            tally.advance(pace, ids(counter), numbers(amount), at, 10)
    assert tally.total(counter) == 60
    assert tally.rate(counter) == pytest.approx(40)
    assert shown(tally.rings, counter, 3, AT + 2) == [None, 20.0, 40.0]


def test_that_rates_of_many_counters_are_those_of_each() -> None:
    tally = Tally(60)
    one, other = tally.pace(), tally.pace()
    both, single, idle = tally.allocate(), tally.allocate(), tally.allocate()
    for at in (AT, AT + 1):
        tally.advance(one, ids(both, single), numbers(4, 1), at, 10)
        tally.advance(other, ids(both), numbers(5), at, 10)
    found = tally.rates(ids(both, -1, single, idle)).tolist()
    assert found[0] == tally.rate(both) == 9.0
    assert found[2] == tally.rate(single) == 1.0
    assert math.isnan(found[1])
    assert math.isnan(found[3])


def test_that_a_counter_may_be_moved_twice_in_one_report() -> None:
    tally = Tally(5)
    one, other, pace = tally.allocate(), tally.allocate(), tally.pace()
    tally.advance(pace, ids(one, other), numbers(0, 0), AT, 9)
    tally.advance(pace, ids(one, one, other, one), numbers(0, 2, 5, 3), AT + 1, 9)
    assert (tally.total(one), tally.total(other)) == (5, 5)
    assert (tally.rate(one), tally.rate(other)) == (5, 5)


def test_that_a_credit_corrects_a_total_and_shows_nowhere_as_traffic() -> None:
    tally = Tally(5)
    counter, pace = tally.allocate(), tally.pace()
    tally.advance(pace, ids(counter), numbers(0), AT, 9)
    tally.credit(counter, 1000)
    tally.advance(pace, ids(counter), numbers(2), AT + 1, 9)
    assert tally.total(counter) == 1002
    assert tally.rate(counter) == 2


def test_that_to_begin_again_keeps_rates_and_history() -> None:
    tally = Tally(5)
    counter, pace = tally.allocate(), tally.pace()
    tally.advance(pace, ids(counter), numbers(0), AT, 9)
    tally.advance(pace, ids(counter), numbers(7), AT + 1, 9)
    tally.begin()
    assert tally.total(counter) == 0
    assert tally.rate(counter) == 7
    assert shown(tally.rings, counter, 1, AT + 1) == [7.0]


def test_that_a_counter_that_is_given_again_starts_at_zero() -> None:
    tally = Tally(5)
    counter, pace = tally.allocate(), tally.pace()
    tally.advance(pace, ids(counter), numbers(0), AT, 9)
    tally.advance(pace, ids(counter), numbers(7), AT + 1, 9)
    tally.advance(pace, ids(counter), numbers(7), AT + 1.5, 9)
    tally.release(counter)
    assert tally.allocate() == counter
    assert tally.total(counter) == 0
    assert math.isnan(tally.rate(counter))
    tally.advance(pace, ids(counter), numbers(1), AT + 2.5, 9)
    assert tally.rate(counter) == pytest.approx(1 / 1.5)


def test_that_without_a_source_there_is_no_rate() -> None:
    tally = Tally(5)
    counter, pace = tally.allocate(), tally.pace()
    tally.advance(pace, ids(counter), numbers(0), AT, 9)
    tally.advance(pace, ids(counter), numbers(7), AT + 1, 9)
    tally.forget_rates()
    assert math.isnan(tally.rate(counter))
    assert tally.total(counter) == 7


def test_that_what_fed_a_counter_has_ended_is_nothing_now_and_no_gap() -> None:
    tally = Tally(20)
    gone, other, pace = tally.allocate(), tally.allocate(), tally.pace()
    tally.advance(pace, ids(gone, other), numbers(0, 0), AT, 2.5)
    tally.advance(pace, ids(gone, other), numbers(4, 1), AT + 1, 2.5)
    tally.advance(pace, ids(other), numbers(1), AT + 2, 2.5)
    tally.advance(pace, ids(other), numbers(1), AT + 3, 2.5)
    assert tally.rate(gone) == 0
    assert shown(tally.rings, gone, 4, AT + 4) == [4.0, 0.0, 0.0, None]
    assert shown(tally.rings, other, 4, AT + 4) == [1.0, 1.0, 1.0, None]


def test_that_reports_that_come_again_tell_of_what_has_ended_before_they_stopped() -> None:
    tally = Tally(20)
    gone, other, pace = tally.allocate(), tally.allocate(), tally.pace()
    tally.advance(pace, ids(gone, other), numbers(0, 0), AT, 2.5)
    tally.advance(pace, ids(other), numbers(1), AT + 1, 2.5)
    tally.forget_rates()
    assert math.isnan(tally.rate(gone))
    tally.advance(pace, ids(other), numbers(1), AT + 8, 2.5)
    assert math.isnan(tally.rate(gone))
    tally.advance(pace, ids(other), numbers(1), AT + 9, 2.5)
    assert tally.rate(gone) == 0
    assert shown(tally.rings, gone, 9, AT + 9) == [0.0, *[None] * 7, 0.0]


def test_that_what_ended_on_one_node_says_nothing_of_what_another_counts() -> None:
    tally = Tally(20)
    counter, other = tally.allocate(), tally.allocate()
    left, reached = tally.pace(), tally.pace()
    for second in range(2):
        tally.advance(left, ids(counter), numbers(3), AT + second, 2.5)
        tally.advance(reached, ids(counter, other), numbers(0, 1), AT + second, 2.5)
    left_at = AT + 1
    left.forget_rates()
    for second in (1, 2):
        tally.advance(reached, ids(other), numbers(1), left_at + second, 2.5)
    assert math.isnan(tally.rate(counter))
    assert shown(tally.rings, counter, 2, left_at + 2) == [None, None]


def test_that_the_last_counts_of_what_ends_within_a_second_are_in_its_history() -> None:
    tally = Tally(20)
    gone, other, pace = tally.allocate(), tally.allocate(), tally.pace()
    tally.advance(pace, ids(gone, other), numbers(0, 0), AT, 9)
    tally.advance(pace, ids(gone, other), numbers(3, 0), AT + 0.4, 9)
    tally.advance(pace, ids(other), numbers(0), AT + 1, 9)
    assert tally.rate(gone) == 3
    assert shown(tally.rings, gone, 1, AT + 1) == [3.0]


def test_that_a_tally_grows_with_its_counters() -> None:
    tally = Tally(5)
    pace = tally.pace()
    first = tally.allocate()
    tally.advance(pace, ids(first), numbers(1), AT, 9)
    many = np.array([tally.allocate() for _ in range(500)])
    tally.advance(pace, many, np.ones(500), AT + 1, 9)
    tally.advance(pace, many, np.ones(500), AT + 2, 9)
    assert tally.total(first) == 1
    assert {tally.total(int(counter)) for counter in many} == {2}
    assert {tally.rate(int(counter)) for counter in many} == {1.0}


reports = st.lists(
    st.tuples(
        st.integers(0, 1), st.sampled_from([0.0, 0.3, 1.0, 1.7, 3.0, 8.0]), st.integers(0, 50)
    ),
    max_size=25,
)


@settings(max_examples=50)
@given(reports)
def test_that_totals_are_all_counts_and_rates_times_seconds_are_the_counts_of_the_interval(
    steps: list[tuple[int, float, int]],
) -> None:
    longest = 4.0
    tally = Tally(200)
    counter = tally.allocate()
    paces = [tally.pace(), tally.pace()]
    now, total = AT, 0
    since: list[float | None] = [None, None]
    waiting = [0, 0]
    for who, forward, amount in steps:
        now += forward
        total += amount
        waiting[who] += amount
        tally.advance(paces[who], ids(counter), numbers(amount), now, longest)
        assert tally.total(counter) == total
        many = tally.rates(ids(counter, counter)).tolist()
        assert many == pytest.approx(2 * [tally.rate(counter)], nan_ok=True)
        start = since[who]
        rate = paces[who].rates[counter]
        if start is not None and (int(now) == int(start) or now - start < _SHORTEST_SECONDS):
            continue
        if start is None or now - start > longest:
            assert math.isnan(rate)
        else:
            assert rate * (now - start) == pytest.approx(waiting[who])
        since[who], waiting[who] = now, 0
    for second in range(int(AT), int(now) + 1):
        value = tally.rings.at_second(ids(counter), second)[0]
        assert value != value or value >= 0


@given(st.lists(st.integers(0, 2000)))
def test_that_distinct_ids_are_each_there_once_in_order(some: list[int]) -> None:
    assert distinct(np.array(some, np.int64)).tolist() == sorted(set(some))
