from typing import Any

import pytest

from core.amqp.fields import field_of
from core.asked_headers import argument_words, headers_words, wish_words


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            {"x-match": "all", "weight_class": 3, "document": "invoice"},
            "x-match all: document = 'invoice', weight_class = 3 (number)",
        ),
        ({"colour": "3"}, "x-match all: colour = '3'"),
        ({"x-match": "any", "paid": True}, "x-match any: paid = true (boolean)"),
        ({"x-match": "any", "tenant": "undefined"}, "x-match any: a header tenant"),
        ({"x-match": "any-with-x", "x-a": 1.5}, "x-match any-with-x: x-a = 1.5 (number)"),
        ({"x-match": "any"}, "x-match any: any of no headers, which never matches"),
        ({}, "x-match all: no header, which always matches"),
    ],
)
def test_that_it_is_said_what_a_binding_asks_for(arguments: dict[str, Any], words: str) -> None:
    assert headers_words(arguments) == words


def test_that_arguments_alone_do_not_prove_that_an_exchange_looks_at_headers() -> None:
    assert argument_words({"colour": "red"}) == "colour = 'red'"
    assert argument_words({"x-other": 1}) == "{'x-other': 1}"


@pytest.mark.parametrize(
    ("wanted", "found", "words"),
    [
        (3, "3", "n = the number 3, which is the text '3'"),
        ("true", True, "n = the text 'true', which is the boolean true"),
        (3, 4.0, "n = 3, which is 4.0"),
        ("a", "b", "n = 'a', which is 'b'"),
        (3, None, "n = the number 3, which is None"),
    ],
)
def test_that_types_that_differ_are_told_in_words(wanted: Any, found: Any, words: str) -> None:
    assert wish_words("n", field_of(wanted), field_of(found)) == words
