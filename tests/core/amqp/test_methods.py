"""Every method both ways, with pika as the oracle."""

import contextlib
from typing import Any

import pika.spec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from core.amqp import hot
from core.amqp.errors import ReplyCode, WireError
from core.amqp.fields import Field, FieldError
from core.amqp.methods import Method, decode_method, encode_method, id_of
from core.amqp.signatures import SIGNATURES
from tests.core.amqp.streams import arguments_of, methods, names

EVERY = list(SIGNATURES)
few = settings(max_examples=20)


def pika_of(name: str) -> Any:
    class_id, method_id = SIGNATURES[name].id
    return pika.spec.methods[class_id << 16 | method_id]


def plain(value: Any) -> Any:
    """Fields without their types, as pika tells them."""
    match value:
        case Field():
            return plain(value.value)
        case dict():
            return {key: plain(one) for key, one in value.items()}
        case bytes():
            return value.decode("latin-1")
    return value


def as_pika_says(value: Any) -> Any:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def test_that_the_table_has_every_method_of_pika_and_two_more() -> None:
    known = {(number >> 16, number & 0xFFFF) for number in pika.spec.methods}

    ours = {signature.id for signature in SIGNATURES.values()}
    assert known <= ours
    assert ours - known <= {SIGNATURES["basic.recover-async"].id}


@pytest.mark.parametrize("name", EVERY)
@few
@given(data=some.data())
def test_that_a_method_comes_back(name: str, data: some.DataObject) -> None:
    arguments = data.draw(arguments_of(SIGNATURES[name]))

    method = decode_method(encode_method(name, **arguments))
    assert method.name == name
    assert {key: plain(value) for key, value in method.arguments.items()} == {
        key: plain(value) for key, value in arguments.items()
    }


@pytest.mark.parametrize("name", EVERY)
@few
@given(data=some.data())
def test_that_pika_reads_what_we_write(name: str, data: some.DataObject) -> None:
    arguments = data.draw(arguments_of(SIGNATURES[name]))
    payload = encode_method(name, **arguments)
    read = pika_of(name)(**arguments)
    read.decode(payload, 4)

    told = {key: as_pika_says(getattr(read, key)) for key in arguments}
    assert told == {key: plain(value) for key, value in arguments.items()}


@pytest.mark.parametrize("name", EVERY)
@few
@given(data=some.data())
def test_that_we_read_what_pika_writes(name: str, data: some.DataObject) -> None:
    arguments = data.draw(arguments_of(SIGNATURES[name]))
    payload = id_of(name) + b"".join(pika_of(name)(**arguments).encode())
    read = decode_method(payload).arguments

    assert {key: plain(value) for key, value in read.items()} == {
        key: plain(value) for key, value in arguments.items()
    }


@pytest.mark.parametrize("name", EVERY)
def test_that_what_follows_a_method_is_wrong(name: str) -> None:
    with pytest.raises(WireError) as raised:
        decode_method(encode_method(name) + b"\x00")

    assert raised.value.code == ReplyCode.FRAME_ERROR
    assert raised.value.method == SIGNATURES[name].id


@given(some.data(), methods())
def test_that_a_shortened_method_is_wrong(data: some.DataObject, payload: bytes) -> None:
    end = data.draw(some.integers(0, len(payload) - 1))
    with pytest.raises(WireError):
        decode_method(payload[:end])


@given(some.data(), methods())
def test_that_a_changed_method_raises_nothing_else(data: some.DataObject, payload: bytes) -> None:
    at = data.draw(some.integers(0, len(payload) - 1))
    changed = payload[:at] + bytes([data.draw(some.integers(0, 255))]) + payload[at + 1 :]
    with contextlib.suppress(WireError):
        decode_method(changed)


def test_that_an_unknown_method_is_named() -> None:
    with pytest.raises(WireError, match="COMMAND_INVALID - no method 99 in class 60") as raised:
        decode_method(b"\x00\x3c\x00\x63")

    assert raised.value.method == (60, 99)


def test_that_half_a_method_id_is_no_method() -> None:
    with pytest.raises(WireError, match="type 1, all octets = <<0>>: unknown_frame"):
        decode_method(b"\x00")


def test_that_wrong_arguments_are_told_to_the_caller() -> None:
    with pytest.raises(FieldError, match=r"basic\.ack has no requeue"):
        encode_method("basic.ack", requeue=True)
    with pytest.raises(FieldError, match="does not fit into 2 bytes"):
        encode_method("basic.qos", prefetch_count=70_000)


@given(names, names, some.integers(0, 3))
def test_that_the_quick_way_reads_a_publish(exchange: str, routing_key: str, bits: int) -> None:
    payload = encode_method(
        "basic.publish",
        exchange=exchange,
        routing_key=routing_key,
        mandatory=bits & hot.MANDATORY,
        immediate=bits & hot.IMMEDIATE,
    )

    assert hot.decode_publish(payload) == (exchange, routing_key, bits)


@given(names, some.integers(0, 2**64 - 1), some.booleans(), names, names)
def test_that_the_quick_way_writes_a_delivery(
    tag: str, number: int, again: bool, exchange: str, routing_key: str
) -> None:
    whole = Method(
        "basic.deliver",
        {
            "consumer_tag": tag,
            "delivery_tag": number,
            "redelivered": again,
            "exchange": exchange,
            "routing_key": routing_key,
        },
    )
    payload = encode_method(whole.name, **whole.arguments)
    address = payload[4 + 1 + len(tag.encode()) + 9 :]
    before = payload[: 4 + 1 + len(tag.encode())]

    assert hot.encode_tagged(before, number, again, address) == payload
    assert decode_method(payload) == whole


@pytest.mark.parametrize("method", [hot.ACK, hot.NACK, hot.REJECT])
def test_that_the_quick_way_writes_what_is_settled(method: bytes) -> None:
    payload = hot.encode_settled(method, 5, 1)

    assert decode_method(payload).arguments["delivery_tag"] == 5
    assert hot.decode_settled(payload) == (5, 1)
