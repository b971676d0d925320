"""The words of the language: what can be compared, what is so or not, and what names can be of."""

from dataclasses import dataclass
from typing import Literal

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
        Field("rate", "messages a second that pass now", is_rate=True),
        Field("ready", "messages that wait in a queue"),
        Field("unacked", "messages delivered by a queue and not acknowledged yet"),
        Field("consumers", "consumers of a queue or connection"),
        Field("connections", "open connections of a service"),
        Field("channels", "open channels of a connection"),
        Field("publish", "published a second", is_rate=True),
        Field("confirm", "confirmed a second", is_rate=True),
        Field("returned", "returned as unroutable a second", is_rate=True),
        Field("dropped", "dropped as unroutable a second", is_rate=True),
        Field("route", "routed to queues a second", is_rate=True),
        Field("deliver", "delivered a second, in any way", is_rate=True),
        Field("ack", "acknowledged a second", is_rate=True),
        Field("redelivered", "delivered again a second", is_rate=True),
    )
}
FLAGS: dict[str, str] = {
    "idle": "nothing passed in the last minute that was watched, and nothing waits",
    "hurts": "messages do not get through, or are lost",
    "notice": "worth a look",
    "gone": "not declared or connected any more",
}
PREFIXES: dict[Prefix, str] = {
    "service": "services of that name",
    "exchange": "exchanges of that name",
    "queue": "queues of that name",
    "connection": "connections of that name",
    "edge": "edges at something of that name",
    "from": "edges that leave something of that name",
    "to": "edges that end in something of that name",
    "type": "exchanges and queues of that type",
}
NAMED: tuple[Prefix, ...] = ("service", "exchange", "queue", "connection")
"""The kinds of things that have a name of their own."""
OPERATORS: dict[str, str] = {
    ">": "more than",
    ">=": "at least",
    "<": "less than",
    "<=": "at most",
    "=": "exactly",
    "!=": "anything but",
}
