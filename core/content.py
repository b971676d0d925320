"""What a message carries: its properties as they were on the wire, and its body, not without end."""

from dataclasses import dataclass, field

from core.amqp.fields import Field
from core.amqp.properties import Properties

LONGEST_BODY = 64 * 1024
"""Bytes of a body that are kept of a message that somebody else receives."""
LONGEST_HEADER = 16 * 1024
"""Bytes of properties up to which they are kept at all."""
_OVERHEAD = 300


@dataclass(frozen=True, slots=True)
class Content:
    """Of one message; it is not written anywhere, neither to files nor to logs."""

    header: bytes = field(repr=False)
    """The properties, encoded."""
    body: bytes = field(repr=False)
    """The beginning of the body, as much of it as is kept."""
    size: int
    """Bytes of the whole body."""
    is_copy: bool = False
    """It is the firehose's copy: the properties of the message are a table among its headers."""

    @property
    def cost(self) -> int:
        """Bytes of memory, about."""
        return len(self.header) + len(self.body) + _OVERHEAD

    @property
    def properties(self) -> Properties:
        """Properties and headers of the message, decoded when somebody looks."""
        wire = Properties().decode(self.header)
        return _original(wire) if self.is_copy else wire


def content_of(header: bytes, body: bytes, *, is_copy: bool = False) -> Content | None:
    """As much of a message as is kept; None for one whose properties are too long."""
    if len(header) > LONGEST_HEADER:
        return None
    return Content(header, body[:LONGEST_BODY], len(body), is_copy)


def _original(copy: Properties) -> Properties:
    told = (copy.headers or {}).get("properties")
    found = told.value if told is not None and isinstance(told.value, dict) else {}
    return Properties({name: _plain(name, one) for name, one in found.items()})


def _plain(name: str, told: Field) -> object:
    """Headers stay a table of fields; of what is one value its type is known."""
    value = told.value
    if name == "headers":
        return value if isinstance(value, dict) else {}
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value
