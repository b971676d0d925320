"""AMQP frames that a script sends, right or wrong, and frames that a broker sent.

The bytes of methods are pika's, those of tables and properties core.amqp's. Nothing here knows
what is allowed: scripts must be able to misbehave.
"""

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pika import spec

from core.amqp.fields import encode_table
from core.amqp.properties import Properties

METHOD, HEADER, BODY, HEARTBEAT = 1, 2, 3, 8
END = b"\xce"
GREETING = b"AMQP\x00\x00\x09\x01"
NO_TABLE = bytes(4)
HEAD = struct.Struct(">BHI")

Arguments = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame as it came."""

    kind: int
    channel: int
    payload: bytes
    end: bytes = END


class Incoming:
    """Bytes of a broker that become frames."""

    def __init__(self) -> None:
        self.rest = b""

    def feed(self, octets: bytes) -> None:
        """Take in what came."""
        self.rest += octets

    def take(self) -> Frame | None:
        """The next whole frame; a broker that refuses the protocol sends none but a greeting."""
        if len(self.rest) < HEAD.size or self.rest.startswith(b"AMQP"):
            return None
        kind, channel, size = HEAD.unpack_from(self.rest)
        end = HEAD.size + size
        if len(self.rest) <= end:
            return None
        taken = Frame(kind, channel, self.rest[HEAD.size : end], self.rest[end : end + 1])
        self.rest = self.rest[end + 1 :]
        return taken


@dataclass(slots=True)
class Content:
    """A message of which some frames have come."""

    method: Any
    properties: Properties = field(default_factory=Properties)
    body: bytes = b""
    frames: int = 0
    size: int = -1

    @property
    def is_whole(self) -> bool:
        """Whether all of its frames are there."""
        return 0 <= self.size <= len(self.body)

    def add(self, frame: Frame) -> None:
        """Its next frame."""
        if frame.kind == HEADER:
            self.size = struct.unpack_from(">HHQ", frame.payload)[2]
            self.properties = Properties().decode(frame.payload, 12)
        else:
            self.body += frame.payload
            self.frames += 1


def frame(kind: int, channel: int, payload: bytes, end: bytes = END) -> bytes:
    """Any frame."""
    return HEAD.pack(kind, channel, len(payload)) + payload + end


def method_payload(name: str, **fields: Any) -> bytes:
    """A method such as `queue.declare` with some of its fields; `arguments` may hold Fields."""
    table = fields.pop("arguments", None)
    known = _method_class(name)(**fields)
    payload = struct.pack(">I", known.INDEX) + b"".join(known.encode())
    return payload if table is None else payload.removesuffix(NO_TABLE) + encode_table(table)


def method_frame(channel: int, name: str, **fields: Any) -> bytes:
    """A frame with one method."""
    return frame(METHOD, channel, method_payload(name, **fields))


def header_payload(size: int, properties: Arguments, class_id: int = 60, weight: int = 0) -> bytes:
    """The payload of a content header."""
    head = struct.pack(">HHQ", class_id, weight, size)
    return head + b"".join(Properties(properties).encode())


def content_frames(channel: int, body: bytes, properties: Arguments, most: int = 4088) -> bytes:
    """Header and body frames of a message, none with more than `most` bytes of its body."""
    parts = [body[start : start + most] for start in range(0, len(body), most)]
    frames = [frame(HEADER, channel, header_payload(len(body), properties))]
    return b"".join(frames + [frame(BODY, channel, part) for part in parts])


def decoded_method(payload: bytes) -> Any:
    """The method in a frame, as pika's object; tables in it have lost their types."""
    index = struct.unpack_from(">I", payload)[0]
    return spec.methods[index]().decode(payload, 4)


def name_of(method: Any) -> str:
    """The name of a method as the specification writes it, such as `basic.get-ok`."""
    family, _, verb = method.NAME.partition(".")
    return f"{family}.{re.sub(r'(?<!^)(?=[A-Z])', '-', verb)}".lower()


def replies_to(name: str) -> tuple[str, ...]:
    """The methods that answer a method; none when nothing does."""
    return tuple(reply for reply in (f"{name}-ok", f"{name}-empty") if reply in _NAMES)


def _method_class(name: str) -> Any:
    family, _, verb = name.partition(".")
    words = [word.capitalize() for word in verb.split("-")]
    return getattr(getattr(spec, family.capitalize()), "".join(words))


_NAMES = frozenset(name_of(method) for method in spec.methods.values())
