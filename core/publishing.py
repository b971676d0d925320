"""Test events: a message to publish, and what became of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from core.amqp.fields import FieldError, encode_short_string
from core.amqp.properties import Properties
from core.wording import tr

OutcomeKind = Literal["confirmed", "returned", "nacked", "failed"]

FRAME_MAX = 131_072
"""Bytes; what RabbitMQ offers unless it is configured otherwise."""
_FRAME_OVERHEAD = 7 + 12 + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    """A message that a user wants to send to an exchange."""

    exchange: str = ""
    routing_key: str = ""
    body: bytes = b""
    properties: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, Any] = field(default_factory=dict)
    """Plain values, or `core.amqp.fields.Field` where the type on the wire matters."""
    mandatory: bool = False
    """The broker returns it when no queue takes it."""
    fills_in: bool = False
    """Variables in body and routing key (`core.variables`) are filled in for each message."""

    def wire(self) -> Properties:
        """Its properties and headers as they travel."""
        headers = {"headers": self.headers} if self.headers else {}
        return Properties({**self.properties, **headers})

    def unsendable(self) -> str:
        """Why it cannot even be written to the line; empty when it can."""
        try:
            encode_short_string(self.exchange, tr("the exchange's name"))
            encode_short_string(self.routing_key, tr("the routing key"))
            size = sum(map(len, self.wire().encode())) + _FRAME_OVERHEAD
        except FieldError as error:
            return str(error)
        if size > FRAME_MAX:
            return tr(
                "properties and headers take {size} bytes, one frame holds {most}",
                size=size,
                most=FRAME_MAX,
            )
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the broker said to one message of ours."""

    number: int
    """Its place in the run, from 1."""
    at: float
    """When we knew, in Unix seconds."""
    outcome: OutcomeKind
    """`returned` was confirmed as well, but reached no queue."""
    latency_ms: float | None
    """From sending it to the broker's answer; None when there was none."""
    reply_code: int | None
    reply_text: str
    """The broker's words on a return, or why it failed; empty when there is nothing to say."""
    exchange: str
    routing_key: str

    def as_json(self) -> dict[str, Any]:
        """The line that the command line prints."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is."""

    wanted: int
    sent: int = 0
    confirmed: int = 0
    returned: int = 0
    nacked: int = 0
    failed: int = 0
    blocked: str = ""
    """Why the broker holds publishers back; empty while it does not."""

    @property
    def answered(self) -> int:
        """Messages whose outcome is known."""
        return self.confirmed + self.returned + self.nacked + self.failed

    @property
    def unanswered(self) -> int:
        """Messages that were sent, but not confirmed, returned or nacked."""
        return self.sent - self.confirmed - self.returned - self.nacked
