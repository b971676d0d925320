"""Headers as JSON with their types, and back."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.amqp.fields import Field, decode_table, encode_table
from core.amqp.typed_json import field_from_json, typed_json, typed_table

PLAIN = [
    (Field("S", "ä!"), "ä!"),
    (Field("S", ""), ""),
    (Field("I", -1), -1),
    (Field("l", 2**40), 2**40),
    (Field("d", 1.5), 1.5),
    (Field("t", True), True),
    (Field("V", None), None),
    (Field("A", [Field("I", 1), Field("S", "a")]), [1, "a"]),
    (Field("F", {"k": Field("V", None)}), {"k": None}),
    (Field("F", {}), {}),
]
MARKED = [
    (Field("T", 1_700_000_000_000), {"$timestamp": 1_700_000_000_000}),
    (Field("T", 2**64 - 1), {"$timestamp": 2**64 - 1}),
    (Field("x", b"text"), {"$base64": "dGV4dA=="}),
    (Field("x", b""), {"$base64": ""}),
    (Field("S", b"\xff"), {"$base64_string": "/w=="}),
    (Field("D", Decimal("-1.50")), {"$decimal": "-1.50"}),
    (
        Field("F", {"$timestamp": Field("I", 1)}),
        {"$table": {"$timestamp": 1}},
    ),
    (
        Field("A", [Field("F", {"at": Field("T", 1)})]),
        [{"at": {"$timestamp": 1}}],
    ),
]


@pytest.mark.parametrize(("field", "shown"), PLAIN + MARKED)
def test_that_a_field_says_its_type_and_comes_back_as_it_was(field: Field, shown: Any) -> None:
    assert typed_json(field) == shown
    assert field_from_json(json.loads(json.dumps(shown))) == field


@pytest.mark.parametrize(
    ("number", "shown"),
    [(float("nan"), "NaN"), (float("inf"), "Infinity"), (-float("inf"), "-Infinity")],
)
def test_that_what_is_no_number_is_valid_json_but_is_not_sent(number: float, shown: str) -> None:
    assert typed_json(Field("d", number)) == {"$float": shown}
    with pytest.raises(ValueError, match="RabbitMQ ends the connection"):
        field_from_json({"$float": shown})


@pytest.mark.parametrize(
    "value",
    [
        {"$timestamp": "now"},
        {"$timestamp": -1},
        {"$timestamp": True},
        {"$timestamp": 2**64},
        {"$decimal": 1.5},
        {"$decimal": "much"},
        {"$base64": "*"},
        {"$base64": 5},
        {"$table": []},
    ],
)
def test_that_a_wrong_value_is_refused_in_words(value: Any) -> None:
    with pytest.raises(ValueError, match=r"^\$\w+ is "):
        field_from_json(value)


@pytest.mark.parametrize("table", [{"$ref": "a"}, {"$timestamp": 1, "other": 2}])
def test_that_other_keys_with_that_sign_are_a_table(table: dict[str, Any]) -> None:
    assert field_from_json(table).tag == "F"


def test_that_the_headers_themselves_are_never_wrapped() -> None:
    assert typed_table({"$timestamp": Field("I", 1)}) == {"$timestamp": 1}


values = some.recursive(
    some.none() | some.booleans() | some.integers(-(2**63), 2**63 - 1) | some.text(),
    lambda inner: some.lists(inner) | some.dictionaries(some.text(max_size=20), inner),
)


@given(some.dictionaries(some.text(max_size=20), values))
def test_that_whatever_was_received_comes_back(headers: dict[str, Any]) -> None:
    received, _ = decode_table(encode_table(headers))
    shown = json.loads(json.dumps(typed_table(received)))
    assert encode_table({key: field_from_json(one) for key, one in shown.items()}) == encode_table(
        received
    )
