"""Properties stand in for pika's on both ways, and wrong bytes never raise."""

import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pika import BasicProperties

from core.amqp.fields import Field, FieldError
from core.amqp.properties import NAMES, Properties

texts = some.text(max_size=60)
octets = some.integers(0, 255)
KINDS = {"delivery_mode": octets, "priority": octets, "timestamp": some.integers(0, 2**64 - 1)}
given_properties = some.fixed_dictionaries(
    {}, optional={name: KINDS.get(name, texts) for name in NAMES}
)


def received(properties: Properties | BasicProperties) -> Properties:
    return Properties().decode(b"".join(properties.encode()))


@given(given_properties)
def test_that_pika_reads_what_we_write(properties: dict[str, Any]) -> None:
    read = BasicProperties()
    read.decode(b"".join(Properties(properties).encode()))

    assert {name: getattr(read, name) for name in NAMES if getattr(read, name) is not None} == (
        properties
    )


@given(given_properties)
def test_that_we_read_what_pika_writes(properties: dict[str, Any]) -> None:
    read = received(BasicProperties(**properties))

    assert read.values == properties
    assert all(getattr(read, name) == properties.get(name) for name in NAMES)
    assert read.fault == ""


@given(some.binary(max_size=120))
def test_that_no_bytes_raise(encoded: bytes) -> None:
    properties = Properties().decode(encoded)

    assert isinstance(properties.as_json() | properties.headers_as_json(), dict)


def test_that_every_cut_keeps_what_came_before_it_and_says_so() -> None:
    whole = b"".join(Properties({"content_type": "text/plain", "priority": 3}).encode())

    for length in range(len(whole)):
        cut = Properties().decode(whole[:length])
        assert cut.fault != ""
        assert cut.content_type in (None, "text/plain")
    assert Properties().decode(whole[:-1]).content_type == "text/plain"


def test_that_headers_keep_their_types() -> None:
    sent = {"ms": Field("T", 1_700_000_000_000), "half": 0.5, "bad": Field("S", b"\xff")}
    read = received(Properties({"headers": sent, "message_id": "m1"}))

    assert read.headers == {
        "ms": Field("T", 1_700_000_000_000),
        "half": Field("d", 0.5),
        "bad": Field("S", b"\xff"),
    }
    assert read.as_json() == {"message_id": "m1"}
    assert read.headers_as_json() == {
        "ms": 1_700_000_000_000,
        "half": 0.5,
        "bad": {"base64": "/w=="},
    }


def test_that_a_message_without_headers_has_none() -> None:
    read = received(Properties())

    assert read.headers is None
    assert read.headers_as_json() == {}


def test_that_an_endless_chain_of_flag_words_is_a_fault() -> None:
    assert Properties().decode(b"\x00\x01" * 50).fault != ""
    assert Properties().decode(b"\x00\x01\x00\x00").fault == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [("priority", 256), ("timestamp", -1), ("timestamp", 2**64), ("type", "x" * 256)],
)
def test_that_a_value_that_does_not_fit_names_its_property(name: str, value: Any) -> None:
    with pytest.raises(FieldError, match=name):
        Properties({name: value}).encode()


def test_that_bytes_are_decoded_from_an_offset() -> None:
    header = struct.pack(">HxxQ", 60, 0) + b"".join(Properties({"app_id": "shop"}).encode())

    assert Properties().decode(header, 12).app_id == "shop"
