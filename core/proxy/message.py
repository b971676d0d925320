"""A message as it passes: what its method and its content header tell, and its body's beginning."""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from core.amqp.errors import ReplyCode, WireError, undecodable
from core.amqp.fields import Field
from core.amqp.properties import Properties
from core.cause_names import NO_NAMES, CauseNames, cause_names, may_tell
from core.content import LONGEST_BODY, LONGEST_HEADER, Content

_SIZE = struct.Struct(">Q")
_LENGTH = struct.Struct(">I")
_PROPERTIES = 12
"""Where in a content header the properties begin."""
_HEADERS, _IDS = 0x2000, 0x0680


class Label(NamedTuple):
    """What its content header tells of a message."""

    size: int
    message_id: str = ""
    correlation_id: str = ""
    reply_to: str = ""
    death_queue: str = ""
    death_reason: str = ""
    deaths: int = 0
    names: CauseNames = NO_NAMES


@dataclass(slots=True)
class Message:
    """What is known of a message that somebody holds, or that waits for its confirm."""

    exchange: str
    routing_key: str
    queue: str
    consumer_tag: str
    flags: int
    label: Label
    content: Content | None = None
    """Until it is told."""


class Passing:
    """The content that passes on a channel in one direction, frame by frame."""

    __slots__ = ("_body", "_done", "_header", "_label", "_method", "_missing")

    def __init__(self) -> None:
        self.forget()

    @property
    def is_under_way(self) -> bool:
        """A content has begun and is not complete."""
        return bool(self._method)

    def forget(self) -> None:
        """Take no notice of what comes before the next method."""
        self._method = self._header = b""
        self._body = bytearray()
        self._missing = 0

    def begin(self, method: bytes, done: Callable[[bytes, Label], None]) -> None:
        """A method that a content follows; `done` is called with both when all of it came."""
        if self._method:
            raise WireError(ReplyCode.UNEXPECTED_FRAME, "a method inside a content")
        self._method = method
        self._done = done

    def header(self, payload: bytes) -> None:
        """The content header. Raises WireError."""
        if not self._method:
            return
        self._label = label_of(payload)
        self._header = payload
        self._missing = self._label.size
        if not self._missing:
            self._finish()

    def body(self, payload: bytes) -> None:
        """A piece of the body. Raises WireError."""
        if not self._method:
            return
        self._missing -= len(payload)
        if len(self._body) < LONGEST_BODY:
            self._body += payload
        if self._missing < 0:
            raise WireError(ReplyCode.FRAME_ERROR, "a body is longer than its header says")
        if not self._missing:
            self._finish()

    def _finish(self) -> None:
        method, self._method = self._method, b""
        self._done(method, self._label)
        self._body = bytearray()

    @property
    def content(self) -> Content | None:
        """What the message carries that is complete now."""
        if len(self._header) > LONGEST_HEADER:
            return None
        body = bytes(self._body[:LONGEST_BODY])
        return Content(self._header[_PROPERTIES:], body, self._label.size)


def label_of(header: bytes) -> Label:
    """What a content header tells. Raises WireError."""
    try:
        size = _SIZE.unpack_from(header, 4)[0]
        flags = header[_PROPERTIES] << 8 | header[_PROPERTIES + 1]
        if flags & _HEADERS and may_tell(header):
            return _labelled(size, Properties().decode(header, _PROPERTIES))
        return Label(size, *_ids(header, flags)) if flags & _IDS else Label(size)
    except (IndexError, struct.error):
        raise undecodable(header) from None


def _ids(header: bytes, flags: int) -> tuple[str, str, str]:
    """Message id, correlation id and where to reply, read without the properties around them."""
    at = _PROPERTIES + 2
    for bit in (0x8000, 0x4000):
        if flags & bit:
            at += 1 + header[at]
    if flags & _HEADERS:
        at += 4 + _LENGTH.unpack_from(header, at)[0]
    at += (flags >> 12 & 1) + (flags >> 11 & 1)
    found = {}
    for bit in (0x0400, 0x0200, 0x0100, 0x0080):
        if flags & bit:
            end = at + 1 + header[at]
            found[bit] = header[at + 1 : end]
            at = end
    return _text(found.get(0x0080)), _text(found.get(0x0400)), _text(found.get(0x0200))


def _text(octets: bytes | None) -> str:
    return octets.decode("utf-8", "surrogateescape") if octets else ""


def _labelled(size: int, properties: Properties) -> Label:
    """With the newest entry of x-death, which comes first, and with what caused it."""
    ids = (properties.message_id, properties.correlation_id, properties.reply_to)
    headers = properties.headers or {}
    deaths = headers.get("x-death")
    entries = deaths.value if deaths is not None and deaths.tag == "A" else []
    newest = entries[0].value if entries and entries[0].tag == "F" else {}
    found = [_told(newest, name) for name in ("queue", "reason", "count")]
    queue, reason = (one if isinstance(one, str) else "" for one in found[:2])
    count = found[2] if isinstance(found[2], int) and found[2] > 0 else 0
    own, correlation, reply_to = (one or "" for one in ids)
    deaths_told = queue, reason, min(count, 2**32 - 1)
    return Label(size, own, correlation, reply_to, *deaths_told, cause_names(headers))


def _told(entry: dict[str, Field], name: str) -> object:
    return entry[name].value if name in entry else None
