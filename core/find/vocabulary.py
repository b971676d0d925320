"""The words of the language: what can be compared, what is so or not, and what names can be of."""

from dataclasses import dataclass
from typing import Literal

from core.wording import phrase

Prefix = Literal["service", "exchange", "queue", "connection", "edge", "from", "to", "type"]


@dataclass(frozen=True, slots=True)
class Field:
    """A number that nodes or edges have."""

    name: str
    about: str
    is_rate: bool = False


FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field("rate", phrase("messages a second that pass now"), is_rate=True),
        Field("ready", phrase("messages that wait in a queue")),
        Field("unacked", phrase("messages delivered by a queue and not acknowledged yet")),
        Field("consumers", phrase("consumers of a queue or connection")),
        Field("connections", phrase("open connections of a service")),
        Field("channels", phrase("open channels of a connection")),
        Field("publish", phrase("published a second"), is_rate=True),
        Field("confirm", phrase("confirmed a second"), is_rate=True),
        Field("returned", phrase("returned as unroutable a second"), is_rate=True),
        Field("dropped", phrase("dropped as unroutable a second"), is_rate=True),
        Field("route", phrase("routed to queues a second"), is_rate=True),
        Field("deliver", phrase("delivered a second, in any way"), is_rate=True),
        Field("ack", phrase("acknowledged a second"), is_rate=True),
        Field("redelivered", phrase("delivered again a second"), is_rate=True),
    )
}
FLAGS: dict[str, str] = {
    "idle": phrase("nothing passed in the last minute that was watched, and nothing waits"),
    "hurts": phrase("messages do not get through, or are lost"),
    "notice": phrase("worth a look"),
    "gone": phrase("not declared or connected any more"),
}
PREFIXES: dict[Prefix, str] = {
    "service": phrase("services of that name"),
    "exchange": phrase("exchanges of that name"),
    "queue": phrase("queues of that name"),
    "connection": phrase("connections of that name"),
    "edge": phrase("edges at something of that name"),
    "from": phrase("edges that leave something of that name"),
    "to": phrase("edges that end in something of that name"),
    "type": phrase("exchanges and queues of that type"),
}
NAMED: tuple[Prefix, ...] = ("service", "exchange", "queue", "connection")
"""The kinds of things that have a name of their own."""
KINDS: dict[str, str] = {
    "service": phrase("service"),
    "exchange": phrase("exchange"),
    "queue": phrase("queue"),
    "connection": phrase("connection"),
}
"""What they are called where they are explained; to be said with `tr`."""
OPERATORS: dict[str, str] = {
    ">": phrase("more than"),
    ">=": phrase("at least"),
    "<": phrase("less than"),
    "<=": phrase("at most"),
    "=": phrase("exactly"),
    "!=": phrase("anything but"),
}
