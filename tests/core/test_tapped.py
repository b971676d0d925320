"""A message that a tap received, as a line of JSON."""

import json
from typing import Any

import pytest

from core.amqp.fields import Field
from core.amqp.properties import Properties
from core.tapped import TappedMessage


def tapped(body: bytes = b"", size: int | None = None, **others: Any) -> TappedMessage:
    facts: dict[str, Any] = {
        "at": 12.5,
        "exchange": "shop",
        "routing_key": "order.new",
        "redelivered": False,
        "wire": Properties(),
        "body": body,
        "size": len(body) if size is None else size,
    }
    return TappedMessage(**{**facts, **others})


def test_that_a_text_is_printed_as_text() -> None:
    wire = Properties({"content_type": "text/plain", "headers": {"n": 1}})

    assert tapped("ä".encode(), wire=wire).as_json() == {
        "at": 12.5,
        "exchange": "shop",
        "routing_key": "order.new",
        "redelivered": False,
        "properties": {"content_type": "text/plain"},
        "headers": {"n": 1},
        "size": 2,
        "body": "ä",
    }


def test_that_what_is_no_text_is_printed_as_base64() -> None:
    line = tapped(b"\xff\x00").as_json()

    assert line["body_base64"] == "/wA="
    assert "body" not in line


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_that_a_cut_through_a_character_leaves_the_text_before_it(cut: int) -> None:
    line = tapped("ab😀".encode()[: 2 + cut], size=6).as_json()

    assert (line["body"], line["body_truncated"], line["size"]) == ("ab", True, 6)


def test_that_wrong_bytes_before_the_cut_are_no_text() -> None:
    assert tapped(b"\xffabcdef", size=100).text is None


def test_that_a_whole_body_that_ends_within_a_character_is_no_text() -> None:
    assert tapped("ab😀".encode()[:4]).text is None


def test_that_poisoned_headers_print_as_valid_json() -> None:
    poison = {
        "ms": Field("T", 1_700_000_000_000),
        "huge": Field("T", 2**63),
        "bytes": Field("S", b"\xff\xfe"),
        "nan": Field("d", float("nan")),
    }
    wire = Properties().decode(b"".join(Properties({"headers": poison}).encode()))

    line = tapped(wire=wire).as_json()

    assert json.loads(json.dumps(line, allow_nan=False))["headers"] == {
        "ms": {"$timestamp": 1_700_000_000_000},
        "huge": {"$timestamp": 2**63},
        "bytes": {"$base64_string": "//4="},
        "nan": {"$float": "NaN"},
    }


def test_that_broken_properties_are_said_to_be() -> None:
    wire = Properties().decode(b"\x80\x00\xff")

    assert tapped(wire=wire).as_json()["fault"] != ""
