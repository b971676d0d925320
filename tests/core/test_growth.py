from hypothesis import given
from hypothesis import strategies as st

from core.growth import Growth, total


def test_that_the_first_snapshot_is_where_counting_begins() -> None:
    growth: Growth[str] = Growth()
    growth.take({"a": {"publish": 100}})
    assert growth.grown == {}
    growth.take({"a": {"publish": 103}})
    assert growth.grown == {"a": {"publish": 3}}


def test_that_what_is_new_since_began_at_zero() -> None:
    growth: Growth[str] = Growth()
    growth.take({})
    growth.take({"a": {"publish": 4}})
    growth.take({"a": {"publish": 4, "confirm": 2}})
    assert growth.grown == {"a": {"publish": 4, "confirm": 2}}


def test_that_a_counter_that_began_anew_adds_its_whole_value() -> None:
    growth: Growth[str] = Growth()
    for value in (10, 15, 2):
        growth.take({"a": {"publish": value}})
    assert growth.grown == {"a": {"publish": 7}}


def test_that_what_is_gone_keeps_what_it_has_grown_and_is_known_as_gone() -> None:
    growth: Growth[str] = Growth()
    growth.take({"a": {"publish": 1}})
    growth.take({"a": {"publish": 5}})
    growth.take({})
    assert growth.grown == {"a": {"publish": 4}}
    assert growth.vanished == {"a"}


def test_that_to_begin_counts_from_the_last_snapshot() -> None:
    growth: Growth[str] = Growth()
    growth.take({"a": {"publish": 1}})
    growth.take({})
    growth.begin()
    assert growth.vanished == set()
    growth.take({"b": {"publish": 2}})
    assert growth.grown == {"b": {"publish": 2}}


def test_that_a_copy_does_not_grow() -> None:
    growth: Growth[str] = Growth()
    growth.take({"a": {"publish": 1}})
    growth.take({"a": {"publish": 2}})
    copy = growth.copy()
    growth.take({"a": {"publish": 9}})
    assert copy == {"a": {"publish": 1}}


def test_that_a_sum_is_over_all_objects() -> None:
    assert total({"a": {"publish": 1}, "b": {"publish": 2, "ack": 5}, "c": {}}, "publish") == 3


@given(st.lists(st.integers(0, 50), min_size=1))
def test_that_growth_never_runs_backwards(values: list[int]) -> None:
    growth: Growth[str] = Growth()
    before = 0
    for value in values:
        growth.take({"a": {"publish": value}})
        now = total(growth.grown, "publish")
        assert now >= before
        before = now
    if values == sorted(values):
        assert before == values[-1] - values[0]
