from dataclasses import replace

import pytest

from core.known_keys import MOST, MOST_SEEN, KnownKey, known_keys, wildcard
from core.topology import Queue
from tests.core.test_routes import bound, topology


def test_that_bound_keys_come_first_and_each_once() -> None:
    declared = topology(
        bound("order.*"), bound("order.new"), bound("order.new", "audit.q"), shop="topic"
    )

    assert known_keys(declared, "shop", ["order.old", "order.new", ""]) == [
        KnownKey("order.new", "bound", "payments.q"),
        KnownKey("order.*", "pattern", "payments.q"),
        KnownKey("order.old", "seen"),
    ]


def test_that_a_star_is_no_pattern_at_a_direct_exchange() -> None:
    (known,) = known_keys(topology(bound("order.*"), shop="direct"), "shop")

    assert known.origin == "bound"


@pytest.mark.parametrize("type_", ["fanout", "headers"])
def test_that_no_key_is_offered_where_none_counts(type_: str) -> None:
    assert known_keys(topology(bound("k"), shop=type_), "shop", ["seen"]) == []


def test_that_the_default_exchange_offers_queues() -> None:
    assert [one.key for one in known_keys(topology(), "")] == ["audit.q", "payments.q"]


def test_that_an_exchange_that_is_not_known_offers_what_was_seen() -> None:
    assert known_keys(topology(), "gone", ["k"]) == [KnownKey("k", "seen")]


def test_that_very_many_keys_are_bounded() -> None:
    many = {f"q{number}": Queue(name=f"q{number}") for number in range(MOST + 5)}

    assert len(known_keys(replace(topology(), queues=many), "")) == MOST
    assert len(known_keys(topology(), "shop", map(str, range(900)))) == MOST_SEEN


@pytest.mark.parametrize(
    ("key", "place"),
    [("order.*", (6, 7)), ("#", (0, 1)), ("a.#.b.*", (2, 3)), ("order.new*", None), ("", None)],
)
def test_that_the_first_word_to_fill_in_is_found(key: str, place: tuple[int, int] | None) -> None:
    assert wildcard(key) == place
