"""A message as the broker holds it: bytes that it hands on, looked into only where it must."""

from collections.abc import Mapping
from typing import Any

from core.amqp.fields import Field
from core.amqp.properties import Properties

_SHORT_STRINGS_BEFORE = (1 << 15, 1 << 14)
_HEADERS = 1 << 13
_DELIVERY_MODE = 1 << 12
_PRIORITY = 1 << 11
_REPLY_TO = 1 << 9
_EXPIRATION = 1 << 8
_USER_ID = 1 << 4
_TELLING = _REPLY_TO | _EXPIRATION | _USER_ID


class Message:
    """One message, shared by all queues that hold it."""

    __slots__ = ("_properties", "body", "copies", "exchange", "header", "routing_key")

    def __init__(self, exchange: str, routing_key: str, header: bytes, body: bytes) -> None:
        self.exchange = exchange
        self.routing_key = routing_key
        self.header = header
        """Flags and properties: what follows the body size in the header frame."""
        self.body = body
        self.copies: tuple[str, ...] = ()
        """Further routing keys, from the headers CC and BCC."""
        self._properties: Properties | None = None

    @property
    def properties(self) -> Properties:
        """The properties, decoded when one of them is read."""
        if self._properties is None:
            self._properties = Properties().decode(self.header)
        return self._properties

    @property
    def is_plain(self) -> bool:
        """No property has to be checked before it is taken."""
        return not (self.header[0] << 8 | self.header[1]) & _TELLING

    @property
    def delivery_mode(self) -> int | None:
        """1 for transient, 2 for persistent; found without decoding, as every message is asked."""
        header = self.header
        flags = header[0] << 8
        if not flags & _DELIVERY_MODE:
            return None
        at = 2
        for flag in _SHORT_STRINGS_BEFORE:
            at += 1 + header[at] if flags & flag else 0
        if flags & _HEADERS:
            at += 4 + int.from_bytes(header[at : at + 4])
        return header[at]

    @property
    def may_have_copies(self) -> bool:
        """It may have the header CC or BCC."""
        return bool(self.header[0] & _HEADERS >> 8) and b"CC" in self.header

    @property
    def may_expire(self) -> bool:
        """It has the property `expiration`."""
        return bool(self.header[0] & _EXPIRATION >> 8)

    @property
    def has_priority(self) -> bool:
        """It has the property `priority`."""
        return bool(self.header[0] & _PRIORITY >> 8)

    @property
    def routing_keys(self) -> tuple[str, ...]:
        """The routing key and those of CC and BCC."""
        return (self.routing_key, *self.copies)

    @property
    def headers(self) -> Mapping[str, Field]:
        """The headers; empty when there are none."""
        return self.properties.headers or {}

    def rest(self) -> None:
        """It may lie for long: what was decoded of it weighs more than itself."""
        self._properties = None

    def rewrite(self, values: Mapping[str, Any]) -> None:
        """Other properties from now on, before anybody else has seen the message."""
        self.header = b"".join(Properties(values).encode())
        self._properties = None

    def changed(self, values: Mapping[str, Any], exchange: str, keys: tuple[str, ...]) -> "Message":
        """A copy with other properties, exchange and routing keys."""
        kept = Properties({name: value for name, value in values.items() if value is not None})
        copy = Message(exchange, keys[0], b"".join(kept.encode()), self.body)
        copy.copies = keys[1:]
        copy._properties = kept
        return copy


class Entry:
    """A message in one queue."""

    __slots__ = ("expires_at", "message", "priority", "redelivered", "seq")

    def __init__(self, message: Message, seq: int) -> None:
        self.message = message
        self.seq = seq
        """Its place in the queue: lower ones came before."""
        self.priority = 0
        self.expires_at: float | None = None
        self.redelivered = False

    def __lt__(self, other: "Entry") -> bool:
        return self.seq < other.seq
