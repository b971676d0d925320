"""What every message needs, read and written without a detour over `methods`."""

import struct
from functools import lru_cache

from core.amqp.errors import undecodable
from core.amqp.frames import OVERHEAD, encode_body

PUBLISH = b"\x00\x3c\x00\x28"
DELIVER = b"\x00\x3c\x00\x3c"
GET = b"\x00\x3c\x00\x46"
ACK = b"\x00\x3c\x00\x50"
REJECT = b"\x00\x3c\x00\x5a"
NACK = b"\x00\x3c\x00\x78"

MANDATORY, IMMEDIATE = 1, 2

_TAG_AND_BITS = struct.Struct(">4sQB")
_TAGGED = struct.Struct(">QB")
_METHOD = struct.Struct(">BHI")
_HEADER = struct.Struct(">BBHIHHQ")
_BODY = struct.Struct(">BBHI")
_BASIC = 60


def decode_publish(payload: bytes) -> tuple[str, str, int]:
    """Exchange, routing key and the bits MANDATORY and IMMEDIATE. Raises WireError."""
    address = _address(payload[6:-1])
    if address is None:
        raise undecodable(payload)
    exchange, routing_key = address
    return exchange, routing_key, payload[-1]


def decode_deliver(payload: bytes) -> tuple[str, int, bool, str, str]:
    """Consumer tag, delivery tag, redelivered, exchange, routing key. Raises WireError."""
    try:
        tagged = 5 + payload[4]
        delivery_tag, bits = _TAGGED.unpack_from(payload, tagged)
    except (IndexError, struct.error):
        raise undecodable(payload) from None
    address = _address(payload[tagged + 9 :])
    if address is None:
        raise undecodable(payload)
    exchange, routing_key = address
    return _text(payload[5:tagged]), delivery_tag, bits & 1 == 1, exchange, routing_key


def decode_settled(payload: bytes) -> tuple[int, int]:
    """Delivery tag and bits of ack, nack and reject. Raises WireError."""
    if len(payload) != _TAG_AND_BITS.size:
        raise undecodable(payload)
    _, delivery_tag, bits = _TAG_AND_BITS.unpack(payload)
    return delivery_tag, bits


def decode_get(payload: bytes) -> tuple[str, bool]:
    """Queue and whether it needs no ack. Raises WireError."""
    if len(payload) < 8 or (end := 7 + payload[6]) + 1 != len(payload):
        raise undecodable(payload)
    return _text(payload[7:end]), payload[end] & 1 == 1


def encode_settled(method: bytes, delivery_tag: int, bits: int = 0) -> bytes:
    """The payload of ACK, NACK or REJECT."""
    return _TAG_AND_BITS.pack(method, delivery_tag, bits)


def encode_tagged(before: bytes, delivery_tag: int, redelivered: bool, address: bytes) -> bytes:
    """The payload of deliver or get-ok.

    `before` is the method's id with what precedes the delivery tag, `address` exchange and routing
    key as short strings with what follows them.
    """
    return before + _TAGGED.pack(delivery_tag, redelivered) + address


def encode_content(
    channel: int, method: bytes, properties: bytes, body: bytes, frame_max: int
) -> bytes:
    """The frames of a method with its content; `properties` begin with their flags."""
    size = len(body)
    start = (
        _METHOD.pack(1, channel, len(method)),
        method,
        _HEADER.pack(0xCE, 2, channel, 12 + len(properties), _BASIC, 0, size),
        properties,
    )
    if size > 0 and (not frame_max or size + OVERHEAD <= frame_max):
        return b"".join((*start, _BODY.pack(0xCE, 3, channel, size), body, b"\xce"))
    return b"".join((*start, b"\xce", encode_body(channel, body, frame_max)))


@lru_cache(maxsize=4096)
def _text(octets: bytes) -> str:
    """The same few names come with every message."""
    return octets.decode("utf-8", "surrogateescape")


@lru_cache(maxsize=4096)
def _address(octets: bytes) -> tuple[str, str] | None:
    """Exchange and routing key, two short strings with nothing behind them."""
    if not octets or (middle := 1 + octets[0]) >= len(octets):
        return None
    if middle + 1 + octets[middle] != len(octets):
        return None
    return _text(octets[1:middle]), _text(octets[middle + 1 :])
