"""The field tables of messages: every type, wrong bytes, and pika as the judge where it is right."""

import json
import math
import struct
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pika import data as pika_data

from core.amqp.fields import (
    DEEPEST,
    Field,
    FieldError,
    as_json,
    decode_table,
    encode_short_string,
    encode_table,
    field_of,
    shown,
)


def table_of(payload: bytes, key: bytes = b"k") -> bytes:
    inner = bytes([len(key)]) + key + payload
    return struct.pack(">I", len(inner)) + inner


def only_field(payload: bytes) -> Field:
    table, end = decode_table(table_of(payload))
    assert end == len(table_of(payload))
    return table["k"]


WIRE = [
    (b"t\x01", Field("t", True), True),
    (b"t\x00", Field("t", False), False),
    (b"b\xff", Field("b", -1), -1),
    (b"B\xff", Field("B", 255), 255),
    (b"s\xff\xfe", Field("s", -2), -2),
    (b"U\xff\xfe", Field("U", -2), -2),
    (b"u\xff\xfe", Field("u", 65534), 65534),
    (b"I\xff\xff\xff\xff", Field("I", -1), -1),
    (b"i\xff\xff\xff\xff", Field("i", 2**32 - 1), 2**32 - 1),
    (b"l" + b"\xff" * 8, Field("l", -1), -1),
    (b"L" + b"\x7f" + b"\xff" * 7, Field("L", 2**63 - 1), 2**63 - 1),
    (b"f\x3f\xc0\x00\x00", Field("f", 1.5), 1.5),
    (b"d" + struct.pack(">d", 0.1), Field("d", 0.1), 0.1),
    (b"d" + struct.pack(">d", math.inf), Field("d", math.inf), "Infinity"),
    (b"d" + struct.pack(">d", -math.inf), Field("d", -math.inf), "-Infinity"),
    (b"D\x02" + struct.pack(">i", -150), Field("D", Decimal("-1.50")), "-1.50"),
    (b"T" + struct.pack(">Q", 1_700_000_000_000), Field("T", 1_700_000_000_000), 1_700_000_000_000),
    (b"T" + struct.pack(">Q", 2**63), Field("T", 2**63), 2**63),
    (b"S\x00\x00\x00\x03\xc3\xa4!", Field("S", "ä!"), "ä!"),
    (b"S\x00\x00\x00\x02\xff\xfe", Field("S", b"\xff\xfe"), {"base64": "//4="}),
    (b"x\x00\x00\x00\x02\xff\xfe", Field("x", b"\xff\xfe"), {"base64": "//4="}),
    (b"V", Field("V", None), None),
    (b"A\x00\x00\x00\x03t\x01V", Field("A", [Field("t", True), Field("V", None)]), [True, None]),
    (b"F" + table_of(b"V"), Field("F", {"k": Field("V", None)}), {"k": None}),
]


@pytest.mark.parametrize(("payload", "field", "shown_as"), WIRE)
def test_that_every_type_keeps_its_tag_and_its_bytes(
    payload: bytes, field: Field, shown_as: Any
) -> None:
    assert only_field(payload) == field
    assert encode_table({"k": field}) == table_of(payload)
    assert as_json(field) == shown_as


@pytest.mark.parametrize("payload", [payload for payload, _, _ in WIRE])
def test_that_bytes_that_break_off_raise_only_our_own_error(payload: bytes) -> None:
    whole = table_of(payload)
    for length in range(len(whole)):
        with pytest.raises(FieldError):
            decode_table(whole[:length])
    assert decode_table(whole + b"trailing")[1] == len(whole)


def test_that_nan_becomes_a_word() -> None:
    assert as_json(only_field(b"d" + struct.pack(">d", math.nan))) == "NaN"


@pytest.mark.parametrize(
    "table",
    [
        table_of(b"?"),
        table_of(b""),
        b"\x00\x00\x00\x02\x05a",
        b"\xff\xff\xff\xff",
        table_of(b"S\xff\xff\xff\xff"),
        table_of(b"A\x00\x00\x00\x01I\x00\x00\x00\x01"),
        b"",
    ],
)
def test_that_wrong_bytes_raise_our_own_error(table: bytes) -> None:
    with pytest.raises(FieldError):
        decode_table(table)


def test_that_tables_without_end_are_refused_before_the_stack_is() -> None:
    payload = b"V"
    for _ in range(20_000):
        payload = b"A" + struct.pack(">I", len(payload)) + payload

    with pytest.raises(FieldError, match=str(DEEPEST)):
        decode_table(table_of(payload))


@given(some.binary(max_size=200))
def test_that_no_bytes_at_all_raise_anything_else(encoded: bytes) -> None:
    try:
        table, _ = decode_table(encoded)
    except FieldError:
        return
    json.dumps(as_json(table), allow_nan=False).encode()


def test_that_a_key_that_is_no_text_survives_and_can_be_shown() -> None:
    encoded = table_of(b"V", key=b"a\xff")
    table, _ = decode_table(encoded)

    assert encode_table(table) == encoded
    assert as_json(table) == {"a\\xff": None}


plain_values = some.recursive(
    some.none()
    | some.booleans()
    | some.integers(-(2**63), 2**63 - 1)
    | some.floats(allow_nan=False)
    | some.text()
    | some.binary(),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=9), inner),
    max_leaves=12,
)


@given(some.dictionaries(some.text(max_size=60), plain_values, max_size=5))
def test_that_what_is_encoded_decodes_to_the_same_fields(headers: dict[str, Any]) -> None:
    encoded = encode_table(headers)
    table, end = decode_table(encoded)

    assert end == len(encoded)
    assert encode_table(table) == encoded
    json.dumps(as_json(table), allow_nan=False).encode()


pika_values = some.recursive(
    some.none()
    | some.booleans()
    | some.integers(-(2**63), 2**63 - 1)
    | some.text()
    | some.datetimes(datetime(1970, 1, 2), datetime(9000, 1, 1)).map(  # noqa: DTZ001
        lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
    ),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=9), inner),
    max_leaves=12,
)


@given(some.dictionaries(some.text(max_size=60), pika_values, max_size=5))
def test_that_pika_encodes_plain_values_to_the_same_bytes(headers: dict[str, Any]) -> None:
    pieces: list[bytes] = []
    pika_data.encode_table(pieces, headers)

    assert encode_table(headers) == b"".join(pieces)


@given(some.dictionaries(some.text(max_size=60), pika_values, max_size=5))
def test_that_pika_decodes_our_bytes_to_the_same_values(headers: dict[str, Any]) -> None:
    encoded = encode_table(headers)

    assert pika_data.decode_table(encoded, 0) == (headers, len(encoded))


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, object(), Decimal("NaN"), {"k" * 256: 1}])
def test_that_what_amqp_cannot_hold_is_refused(value: Any) -> None:
    with pytest.raises(FieldError):
        encode_table({"k": value})


def test_that_a_field_that_does_not_fit_its_tag_is_refused() -> None:
    with pytest.raises(FieldError):
        encode_table({"k": Field("b", 300)})


def test_that_a_long_short_string_says_what_is_too_long() -> None:
    assert encode_short_string("a" * 255)[0] == 255
    with pytest.raises(FieldError, match="the routing key has 256 bytes"):
        encode_short_string("ä" * 128, "the routing key")


def test_that_text_with_lone_surrogates_can_be_encoded_and_shown() -> None:
    assert shown("\ud800") == "\\ud800"
    assert decode_table(encode_table({"\ud800": "\udfff"}))[0] == {"\\ud800": Field("S", "\\udfff")}


def test_that_plain_values_get_the_types_that_pika_gives_them() -> None:
    values = [True, 5, 2**31, 1.5, "x", b"x", None]

    assert [field_of(value).tag for value in values] == ["t", "I", "l", "d", "S", "x", "V"]
