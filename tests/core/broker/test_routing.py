"""Where messages go, by type of exchange; topics against a plain recursive matcher."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.amqp.fields import Field, field_of
from core.broker.refusal import Refusal
from core.broker.routing import (
    DirectTable,
    FanoutTable,
    HeadersTable,
    RoutingTable,
    TopicTable,
    check_match,
)

WORDS = st.sampled_from(["a", "b", "", "*", "#", "ab"])
BINDING_KEYS = st.lists(WORDS, max_size=5).map(".".join)
ROUTING_KEYS = st.lists(st.sampled_from(["a", "b", "", "ab"]), max_size=5).map(".".join)


def matches(pattern: list[str], words: list[str]) -> bool:
    """What AMQP says of topics, read aloud."""
    if not pattern:
        return not words
    first, rest = pattern[0], pattern[1:]
    if first == "#":
        return any(matches(rest, words[skipped:]) for skipped in range(len(words) + 1))
    return bool(words) and first in ("*", words[0]) and matches(rest, words[1:])


def words_of(key: str) -> list[str]:
    return key.split(".") if key else []


def fields(**values: Any) -> dict[str, Field]:
    return {name.replace("_", "-"): field_of(value) for name, value in values.items()}


def found(table: RoutingTable[str], key: str = "", **headers: Any) -> set[str]:
    return set(table.find(key, fields(**headers)))


@given(st.lists(BINDING_KEYS, max_size=8), ROUTING_KEYS)
def test_that_topics_match_as_amqp_says(patterns: list[str], key: str) -> None:
    table: TopicTable[str] = TopicTable()
    for pattern in patterns:
        table.add(pattern, pattern, {})

    assert found(table, key) == {p for p in patterns if matches(words_of(p), words_of(key))}


@given(st.lists(BINDING_KEYS, min_size=1, max_size=8), st.data())
def test_that_an_unbound_topic_is_gone_and_the_others_stay(
    patterns: list[str], data: st.DataObject
) -> None:
    table: TopicTable[str] = TopicTable()
    for number, pattern in enumerate(patterns):
        table.add(f"{number} {pattern}", pattern, {})
    gone = data.draw(st.integers(0, len(patterns) - 1))
    key = data.draw(ROUTING_KEYS)

    table.discard(f"{gone} {patterns[gone]}", patterns[gone], {})

    expected = {
        f"{number} {pattern}"
        for number, pattern in enumerate(patterns)
        if number != gone and matches(words_of(pattern), words_of(key))
    }
    assert found(table, key) == expected


def test_that_nothing_is_left_of_topics_that_are_unbound() -> None:
    table: TopicTable[str] = TopicTable()
    keys = ["a.b.c", "a.#", "a", "#", "a.b", "*.b.#"]
    for key in keys:
        table.add("q", key, {})
    for key in keys:
        table.discard("q", key, {})

    assert table._root.next == {}
    assert table._root.bound == {}


@pytest.mark.parametrize("kind", [DirectTable, FanoutTable, TopicTable])
def test_that_two_bindings_of_one_key_are_unbound_one_by_one(kind: type[RoutingTable[str]]) -> None:
    table = kind()
    table.add("q", "k", {})
    table.add("q", "k", fields(a=1))

    table.discard("q", "k", {})
    assert found(table, "k") == {"q"}
    table.discard("q", "k", fields(a=1))
    assert found(table, "k") == set()


@pytest.mark.parametrize(
    ("wanted", "headers", "fits"),
    [
        ({}, {}, True),
        ({}, {"a": 1}, True),
        ({"a": 1}, {"a": 1, "b": 2}, True),
        ({"a": 1}, {"a": 1.0}, True),
        ({"a": 1}, {"a": "1"}, False),
        ({"a": 1}, {"a": True}, False),
        ({"a": "x"}, {"a": b"x"}, True),
        ({"a": None}, {"a": "anything"}, True),
        ({"a": None}, {}, False),
        ({"a": 1, "b": 2}, {"a": 1}, False),
        ({"x_match": "any"}, {"a": 1}, False),
        ({"x_match": "any", "a": 1, "b": 2}, {"b": 2}, True),
        ({"x_match": "all", "x_a": 1}, {}, True),
        ({"x_match": "all-with-x", "x_a": 1}, {}, False),
        ({"x_match": "any", "x_a": 1}, {"x_a": 1}, False),
        ({"x_match": "any-with-x", "x_a": 1}, {"x_a": 1}, True),
        ({"a": [1, "x"]}, {"a": [1, "x"]}, True),
        ({"a": {"b": 1}}, {"a": {"b": 2}}, False),
    ],
)
def test_that_headers_match(wanted: Any, headers: Any, fits: bool) -> None:
    table: HeadersTable[str] = HeadersTable()
    table.add("q", "", fields(**wanted))

    assert (found(table, **headers) == {"q"}) is fits
    table.discard("q", "", fields(**wanted))
    assert found(table, **headers) == set()


@pytest.mark.parametrize(
    ("match", "why"),
    [
        ("some", 'Invalid x-match field value <<"some">>; expected all, any, '),
        ("", "Invalid x-match field value <<>>; expected"),
        (1, "Invalid x-match field type signedint (value 1); expected longstr"),
        (True, "Invalid x-match field type bool (value true); expected longstr"),
    ],
)
def test_that_a_match_that_means_nothing_is_refused(match: Any, why: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_match(fields(x_match=match))

    assert why in refused.value.text
