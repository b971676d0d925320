"""Columns, order and pages of replies, as RabbitMQ makes them."""

from collections.abc import Mapping
from typing import Any

import pytest

from core.broker.management.asking import ApiError
from core.broker.management.listing import answer

ROWS = [
    {"name": "b", "messages": 2, "stats": {"publish": 5, "ack": 1}, "list": [{"tag": 1, "x": 2}]},
    {"name": "a", "messages": 10, "stats": {"ack": 2}},
    {"name": "ab"},
]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ("name", [{"name": "b"}, {"name": "a"}, {"name": "ab"}]),
        ("stats.publish", [{"stats": {"publish": 5}}, {"stats": []}, {}]),
        ("stats.publish,stats", [{"stats": {"publish": 5, "ack": 1}}, {"stats": {"ack": 2}}, {}]),
        ("list.tag", [{"list": [{"tag": 1}]}, {}, {}]),
        ("unknown", [{}, {}, {}]),
    ],
)
def test_that_columns_are_picked(columns: str, expected: list[Any]) -> None:
    assert answer(ROWS, {"columns": columns}) == expected


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["b", "a", "ab"]),
        ({"sort": "name"}, ["a", "ab", "b"]),
        ({"sort": "name", "sort_reverse": "true"}, ["b", "ab", "a"]),
        ({"sort": "messages"}, ["ab", "b", "a"]),
        ({"sort": "stats.ack"}, ["ab", "b", "a"]),
        ({"sort": "unknown.deep"}, ["b", "a", "ab"]),
    ],
)
def test_that_rows_are_sorted(query: Mapping[str, str], names: list[str]) -> None:
    assert [row["name"] for row in answer(ROWS, query)] == names


@pytest.mark.parametrize(
    ("query", "names", "filtered"),
    [
        ({"page": "1"}, ["b", "a", "ab"], 3),
        ({"page": "2", "page_size": "2"}, ["ab"], 3),
        ({"page": "1", "name": "a"}, ["a", "ab"], 2),
        ({"page": "1", "name": "^A$", "use_regex": "true"}, ["a"], 1),
        ({"page": "1", "name": "zzz"}, [], 0),
    ],
)
def test_that_a_page_is_cut_out(query: Mapping[str, str], names: list[str], filtered: int) -> None:
    page = answer(ROWS, query)

    assert [row["name"] for row in page["items"]] == names
    assert (page["filtered_count"], page["item_count"], page["total_count"]) == (
        filtered,
        len(names),
        3,
    )


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ({"page": "9", "page_size": "2"}, "page_out_of_range"),
        ({"page": "0"}, "invalid_pagination_parameters"),
        ({"page": "1", "page_size": "501"}, "invalid_pagination_parameters"),
        ({"page": "x"}, "bad_request"),
        ({"page": "1", "name": "(", "use_regex": "true"}, "bad_request"),
    ],
)
def test_that_a_page_that_is_none_is_refused(query: Mapping[str, str], error: str) -> None:
    with pytest.raises(ApiError) as refused:
        answer(ROWS, query)

    assert (refused.value.status, refused.value.body["error"]) == (400, error)


def test_that_columns_of_one_object_and_other_replies_work() -> None:
    assert answer({"a": 1, "b": 2}, {"columns": "a"}) == {"a": 1}
    assert answer("4.0.5", {"columns": "a"}) == "4.0.5"
