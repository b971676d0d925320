import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.broker.routing import TopicTable
from core.nearness import CANDIDATES, difference, likely
from tests.route_plans import BINDING_KEYS, ROUTING_KEYS


@pytest.mark.parametrize(
    ("binding_key", "routing_key", "words"),
    [
        ("order.*", "order.placed.eu", "one word too many ('eu')"),
        ("order.*.*", "order.placed", "one word too few ('*')"),
        ("order.*", "orders.new", "'orders' instead of 'order'"),
        ("order.new", "Order.new", "'Order' instead of 'order' (capital letters count)"),
        ("a.b.c.*", "a.b", "2 words too few ('c', '*')"),
        ("order.*", "order.new", ""),
        ("order.#", "order", ""),
        ("order.new", "", "2 words too few ('order', 'new')"),
    ],
)
def test_that_the_difference_is_said_in_words(
    binding_key: str, routing_key: str, words: str
) -> None:
    assert difference(binding_key, routing_key, wild=True).words == words


@given(BINDING_KEYS, ROUTING_KEYS)
def test_that_nothing_differs_exactly_where_a_topic_matches(pattern: str, key: str) -> None:
    table: TopicTable[str] = TopicTable()
    table.add("q", pattern, {})

    assert (difference(pattern, key, wild=True).share == 0) == bool(list(table.find(key, {})))


def test_that_without_wildcards_a_star_is_a_word() -> None:
    assert difference("order.*", "order.new", wild=False).words == "'new' instead of '*'"


@given(st.lists(BINDING_KEYS, max_size=5))
def test_that_few_keys_are_all_likely(keys: list[str]) -> None:
    assert set(likely(keys, "x")) == set(keys)


def test_that_of_many_keys_the_nearest_is_likely() -> None:
    keys = [f"service{n}.event{n}.created" for n in range(5000)] + ["order.*.eu"]

    assert "order.*.eu" in likely(keys, "order.placed.de")
    assert len(likely(keys, "order.placed.de")) == CANDIDATES
