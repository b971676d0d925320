"""A message that a tap received."""

import base64
from dataclasses import dataclass
from typing import Any

from core.amqp.properties import Properties
from core.amqp.typed_json import typed_table

_LONGEST_CHARACTER = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class TappedMessage:
    """A copy of a message; properties and headers are decoded when somebody looks."""

    at: float
    """When it reached us, in Unix seconds."""
    exchange: str
    routing_key: str
    redelivered: bool
    wire: Properties
    """Properties and headers with their types on the wire."""
    body: bytes
    """The beginning of the body, as much of it as is kept."""
    size: int
    """Bytes of the whole body."""

    @property
    def truncated(self) -> bool:
        """The body is longer than what was kept."""
        return self.size > len(self.body)

    @property
    def properties(self) -> dict[str, Any]:
        """Its properties without the headers, safe to print."""
        return self.wire.as_json()

    @property
    def headers(self) -> dict[str, Any]:
        """Its headers, safe to print, each with its type."""
        return typed_table(self.wire.headers or {})

    @property
    def text(self) -> str | None:
        """The body as text, or None when it is not UTF-8."""
        try:
            return self.body.decode("utf-8")
        except UnicodeDecodeError as error:
            # The cut may have gone through the last character.
            if self.truncated and len(self.body) - error.start < _LONGEST_CHARACTER:
                return self.body[: error.start].decode("utf-8")
            return None

    def as_json(self) -> dict[str, Any]:
        """The line that the command line prints."""
        line: dict[str, Any] = {
            "at": self.at,
            "exchange": self.exchange,
            "routing_key": self.routing_key,
            "redelivered": self.redelivered,
            "properties": self.properties,
            "headers": self.headers,
            "size": self.size,
        }
        text = self.text
        if text is not None:
            line["body"] = text
        else:
            line["body_base64"] = base64.b64encode(self.body).decode("ascii")
        if self.truncated:
            line["body_truncated"] = True
        if self.wire.fault:
            line["fault"] = self.wire.fault
        return line
