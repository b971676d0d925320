"""Methods from and to bytes, as the table in `signatures` says.

What the protocol reserves is written as zero and skipped when read, so nobody sees it.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.amqp import hot
from core.amqp.errors import ReplyCode, WireError, frame_error, undecodable
from core.amqp.fields import (
    FieldError,
    decode_short_string,
    decode_table,
    encode_short_string,
    encode_table,
)
from core.amqp.frames import METHOD
from core.amqp.signatures import SIGNATURES, Signature

_ID = struct.Struct(">HH")


@dataclass(frozen=True, slots=True)
class Method:
    """One method with its arguments, received or to be sent."""

    name: str
    """Such as `queue.declare-ok`."""
    arguments: dict[str, Any]

    @property
    def id(self) -> tuple[int, int]:
        """Class and method id, as `close` reports them."""
        return SIGNATURES[self.name].id

    @property
    def is_readable(self) -> bool:
        """Whether all its short strings are UTF-8."""
        return all(_is_text(value) for value in self.arguments.values() if isinstance(value, str))


_BY_ID = {_ID.pack(*signature.id): signature for signature in SIGNATURES.values()}


def decode_method(payload: bytes) -> Method:
    """The method in the payload of a method frame. Raises WireError."""
    signature = _BY_ID.get(payload[:4])
    if signature is None:
        raise _unknown(payload)
    quick = _QUICK.get(signature.name)
    try:
        found = quick(payload) if quick is not None else _decoded(signature, payload)
    except FieldError as error:
        raise undecodable(payload) from error
    return Method(signature.name, found)


def id_of(name: str) -> bytes:
    """The four bytes that a method's payload begins with."""
    return _ID.pack(*SIGNATURES[name].id)


def encode_method(name: str, **arguments: Any) -> bytes:
    """The payload of a method frame; what is not given is empty. Raises FieldError."""
    signature = SIGNATURES[name]
    parts = [_ID.pack(*signature.id)]
    bits: list[bool] = []
    for kind, field in signature.fields:
        if kind == "bit":
            bits.append(bool(arguments.pop(field, False)))
            continue
        parts += _octets(bits)
        bits.clear()
        parts.append(_ENCODERS[kind](arguments.pop(field, _EMPTY[kind])))
    if arguments:
        raise FieldError(f"{name} has no {', '.join(arguments)}")
    return b"".join(parts + _octets(bits))


def _decoded(signature: Signature, payload: bytes) -> dict[str, Any]:
    found: dict[str, Any] = {}
    offset, bit, octet = 4, 8, 0
    for kind, name in signature.fields:
        value: Any
        if kind == "bit":
            if bit == 8:
                (octet, offset), bit = _octet(payload, offset), 0
            value, bit = bool(octet >> bit & 1), bit + 1
        else:
            (value, offset), bit = _DECODERS[kind](payload, offset), 8
        if name != "-":
            found[name] = value
    if offset != len(payload):
        raise FieldError("something follows the last field")
    return found


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _unknown(payload: bytes) -> WireError:
    if len(payload) < _ID.size:
        return frame_error(METHOD, payload, "unknown_frame")
    class_id, method_id = _ID.unpack_from(payload)
    why = f"no method {method_id} in class {class_id}"
    return WireError(ReplyCode.COMMAND_INVALID, why, (class_id, method_id))


def _publish(payload: bytes) -> dict[str, Any]:
    exchange, routing_key, bits = hot.decode_publish(payload)
    return {
        "exchange": exchange,
        "routing_key": routing_key,
        "mandatory": bits & 1 == 1,
        "immediate": bits & 2 == 2,
    }


def _deliver(payload: bytes) -> dict[str, Any]:
    return dict(zip(_DELIVERED, hot.decode_deliver(payload), strict=True))


def _get(payload: bytes) -> dict[str, Any]:
    queue, no_ack = hot.decode_get(payload)
    return {"queue": queue, "no_ack": no_ack}


def _ack(payload: bytes) -> dict[str, Any]:
    delivery_tag, bits = hot.decode_settled(payload)
    return {"delivery_tag": delivery_tag, "multiple": bits & 1 == 1}


def _nack(payload: bytes) -> dict[str, Any]:
    return _ack(payload) | {"requeue": payload[-1] & 2 == 2}


def _reject(payload: bytes) -> dict[str, Any]:
    delivery_tag, bits = hot.decode_settled(payload)
    return {"delivery_tag": delivery_tag, "requeue": bits & 1 == 1}


_DELIVERED = SIGNATURES["basic.deliver"].arguments
_QUICK: dict[str, Callable[[bytes], dict[str, Any]]] = {
    "basic.publish": _publish,
    "basic.deliver": _deliver,
    "basic.get": _get,
    "basic.ack": _ack,
    "basic.nack": _nack,
    "basic.reject": _reject,
}


def _octets(bits: list[bool]) -> list[bytes]:
    return [bytes([sum(bit << index for index, bit in enumerate(bits))])] if bits else []


def _number(form: str) -> Callable[[bytes, int], tuple[int, int]]:
    number = struct.Struct(form)

    def decode(payload: bytes, offset: int) -> tuple[int, int]:
        try:
            return number.unpack_from(payload, offset)[0], offset + number.size
        except struct.error as error:
            raise FieldError("a number ends beyond its frame") from error

    return decode


def _packed(form: str) -> Callable[[int], bytes]:
    number = struct.Struct(form)

    def encode(value: int) -> bytes:
        try:
            return number.pack(value)
        except struct.error as error:
            raise FieldError(f"{value!r} does not fit into {number.size} bytes") from error

    return encode


def _long_string(payload: bytes, offset: int) -> tuple[bytes, int]:
    length, start = _long(payload, offset)
    end = start + length
    if end > len(payload):
        raise FieldError("a long string ends beyond its frame")
    return payload[start:end], end


def _packed_long_string(value: bytes | str) -> bytes:
    encoded = value.encode() if isinstance(value, str) else value
    return struct.pack(">I", len(encoded)) + encoded


_octet = _number(">B")
_long = _number(">I")

_DECODERS: dict[str, Callable[[bytes, int], tuple[Any, int]]] = {
    "octet": _octet,
    "short": _number(">H"),
    "long": _long,
    "longlong": _number(">Q"),
    "shortstr": decode_short_string,
    "longstr": _long_string,
    "table": decode_table,
}
_ENCODERS: dict[str, Callable[[Any], bytes]] = {
    "octet": _packed(">B"),
    "short": _packed(">H"),
    "long": _packed(">I"),
    "longlong": _packed(">Q"),
    "shortstr": encode_short_string,
    "longstr": _packed_long_string,
    "table": encode_table,
}
_EMPTY: dict[str, Any] = {
    "octet": 0,
    "short": 0,
    "long": 0,
    "longlong": 0,
    "shortstr": "",
    "longstr": b"",
    "table": {},
}
