"""The properties of a message: kept as they came, decoded when somebody looks.

It stands in for pika's BasicProperties on both ways. Received properties are not even decoded
until an attribute is read, so that no message can end the connection that carries it.
"""

import struct
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar, overload

from core.amqp.fields import (
    FieldError,
    Table,
    as_json,
    decode_short_string,
    decode_table,
    encode_short_string,
    encode_table,
)

Value = TypeVar("Value")

_FLAGS = struct.Struct(">H")
_TIMESTAMP = struct.Struct(">Q")

SHORT_STRINGS = (
    "content_type",
    "content_encoding",
    "correlation_id",
    "reply_to",
    "expiration",
    "message_id",
    "type",
    "user_id",
    "app_id",
    "cluster_id",
)
# In the order of their flags, from bit 15 downwards.
_ORDER = (
    "content_type",
    "content_encoding",
    "headers",
    "delivery_mode",
    "priority",
    "correlation_id",
    "reply_to",
    "expiration",
    "message_id",
    "timestamp",
    "type",
    "user_id",
    "app_id",
    "cluster_id",
)
NAMES = tuple(name for name in _ORDER if name != "headers")
"""The properties that a message can have besides its headers, in AMQP's order."""


class _Property(Generic[Value]):
    """One property of a message; None when the message does not have it."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, message: None, owner: type) -> "_Property[Value]": ...
    @overload
    def __get__(self, message: "Properties", owner: type) -> Value | None: ...
    def __get__(
        self, message: "Properties | None", owner: type
    ) -> "Value | _Property[Value] | None":
        return self if message is None else message.values.get(self._name)


class Properties:
    """Properties and headers of one message, received or to be published."""

    INDEX = 0x003C
    NAME = "BasicProperties"
    __slots__ = ("_fault", "_raw", "_values")

    content_type = _Property[str]()
    content_encoding = _Property[str]()
    headers = _Property[Table]()
    delivery_mode = _Property[int]()
    priority = _Property[int]()
    correlation_id = _Property[str]()
    reply_to = _Property[str]()
    expiration = _Property[str]()
    message_id = _Property[str]()
    timestamp = _Property[int]()
    type = _Property[str]()
    user_id = _Property[str]()
    app_id = _Property[str]()
    cluster_id = _Property[str]()

    def __init__(self, given: Mapping[str, Any] | None = None) -> None:
        self._values: dict[str, Any] | None = dict(given or {})
        self._raw = b""
        self._fault = ""

    @property
    def values(self) -> Mapping[str, Any]:
        """The properties that the message has, decoded now if they were not before."""
        if self._values is None:
            self._values, self._fault = _decoded(self._raw)
        return self._values

    @property
    def raw(self) -> bytes:
        """The bytes that they were decoded from."""
        return self._raw

    @property
    def fault(self) -> str:
        """What is wrong with the bytes; empty when they are as they should be."""
        _ = self.values
        return self._fault

    def as_json(self) -> dict[str, Any]:
        """All properties but the headers, as JSON can say them."""
        return {name: as_json(value) for name, value in self.values.items() if name != "headers"}

    def headers_as_json(self) -> dict[str, Any]:
        """The headers, as JSON can say them."""
        shown: dict[str, Any] = as_json(self.values.get("headers") or {})
        return shown

    def decode(self, encoded: bytes, offset: int = 0) -> "Properties":
        """Keep what follows the body size in a header frame, for later."""
        self._raw = encoded[offset:]
        self._values = None
        return self

    def encode(self) -> list[bytes]:
        """The bytes that follow the body size in a header frame. Raises FieldError."""
        flags = 0
        parts: list[bytes] = []
        for index, name in enumerate(_ORDER):
            value = self.values.get(name)
            if value is not None:
                flags |= 1 << (15 - index)
                parts.append(_encoded(name, value))
        return [_FLAGS.pack(flags), *parts]


def _decoded(raw: bytes) -> tuple[dict[str, Any], str]:
    """The properties up to the first wrong byte, and what is wrong with it."""
    values: dict[str, Any] = {}
    try:
        flags, offset = _flags(raw)
        for index, name in enumerate(_ORDER):
            if flags & 1 << (15 - index):
                values[name], offset = _DECODERS.get(name, decode_short_string)(raw, offset)
    except FieldError as error:
        return values, str(error)
    return values, ""


def _flags(raw: bytes) -> tuple[int, int]:
    first, offset = _number(_FLAGS, raw, 0)
    more = first
    while more & 1:
        more, offset = _number(_FLAGS, raw, offset)
    return first, offset


def _number(form: struct.Struct, raw: bytes, offset: int) -> tuple[int, int]:
    try:
        return int(form.unpack_from(raw, offset)[0]), offset + form.size
    except struct.error as error:
        raise FieldError("the properties end beyond their frame") from error


def _octet(raw: bytes, offset: int) -> tuple[int, int]:
    return _number(struct.Struct("B"), raw, offset)


def _seconds(raw: bytes, offset: int) -> tuple[int, int]:
    return _number(_TIMESTAMP, raw, offset)


_DECODERS: dict[str, Callable[[bytes, int], tuple[Any, int]]] = {
    "headers": decode_table,
    "delivery_mode": _octet,
    "priority": _octet,
    "timestamp": _seconds,
}


def _encoded(name: str, value: Any) -> bytes:
    try:
        match name:
            case "headers":
                return encode_table(value)
            case "delivery_mode" | "priority":
                return bytes([value])
            case "timestamp":
                return _TIMESTAMP.pack(value)
        return encode_short_string(value, name)
    except (ValueError, struct.error) as error:
        raise error if isinstance(error, FieldError) else FieldError(f"{name}: {error}") from error
