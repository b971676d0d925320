"""What the services publish: a name, data, and from what it followed."""

import json
import time
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

import pika

CAUSE = "causation-id"
"""Header with the message_id of the message that was being handled when this one was published."""


@dataclass(frozen=True, slots=True)
class Event:
    """A message as a service thinks of it."""

    name: str
    data: Any
    order: str = ""
    """The order that it is about: its correlation_id, all along the chain."""
    cause: str = ""
    """The message_id of what caused it."""
    headers: dict[str, Any] = field(default_factory=dict)
    reply_to: str = ""
    correlation: str = ""
    """What a request and its reply have in common, instead of the order."""

    @property
    def body(self) -> bytes:
        """The data as JSON."""
        return json.dumps(self.data).encode()

    def properties(self, app: str, message_id: str) -> pika.BasicProperties:
        """The envelope in AMQP's words."""
        headers = self.headers | ({CAUSE: self.cause} if self.cause else {})
        return pika.BasicProperties(
            content_type="application/json",
            delivery_mode=1,
            message_id=message_id,
            correlation_id=self.correlation or self.order or None,
            reply_to=self.reply_to or None,
            timestamp=int(time.time()),
            type=self.name,
            app_id=app,
            headers=headers or None,
        )


def new_id(draw: Random) -> str:
    """A random UUID that the same seed draws again."""
    return str(UUID(int=draw.getrandbits(128), version=4))
