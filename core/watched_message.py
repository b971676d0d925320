"""A message whose life is followed, as a publish on a channel or as a copy in a queue."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from core.life_table import Event, State
from core.message_facts import Party

Trace = tuple[str, str, object]
"""What tells a message in a queue from the others: vhost, queue, and its id or what it looks like.
"""


@dataclass(slots=True, eq=False)
class Message:
    """One message, as far as its life was seen."""

    party: Party
    """Who published it or holds it."""
    channel: int
    tag: int
    exchange: str
    routing_key: str
    queue: str
    consumer_tag: str
    message_id: str
    correlation_id: str
    size: int
    since: float
    """When its state began."""
    state: State = "unseen"
    redelivered: bool = False
    redeliveries: int = 0
    """How often it was seen to be delivered once more."""
    deaths: int = 0
    death_queue: str = ""
    published_at: float | None = None
    """None where that was not seen."""
    began_at: float = 0.0
    """When it was first seen."""
    cause: str = ""
    """The id of the message that caused it, as its header `cause_header` says."""
    cause_header: str = ""
    reply_to: str = ""
    trace_id: str = ""
    content: int = 0
    """The number of what it carries among the `KeptContents`; 0 where that was not seen."""
    queues: int | None = None
    """How many queues took it when it was published; None where that was not seen."""
    headers: str = ""
    """As JSON, of a publish that no queue took; empty where they were not heard."""
    origin: "Message | None" = None
    """The publish by which it came to a consumer; None where that was not seen."""

    @property
    def trace(self) -> Trace:
        """By which it is known again in its queue: its id, else all that is known of it."""
        looks = self.message_id or (
            self.exchange,
            self.routing_key,
            self.correlation_id,
            self.size,
        )
        return self.party.vhost, self.queue, looks

    def as_json(self, now: float) -> dict[str, Any]:
        """The form that the command line prints."""
        return {
            "queue": self.queue,
            "exchange": self.exchange,
            "routing_key": self.routing_key,
            "message_id": self.message_id or None,
            "correlation_id": self.correlation_id or None,
            "size": self.size,
            "service": self.party.service or None,
            "connection": self.party.connection,
            "channel": self.channel,
            "consumer_tag": self.consumer_tag or None,
            "delivery_tag": self.tag,
            "age_s": round(max(now - self.since, 0.0), 3),
            "redelivered": self.redelivered,
            "redeliveries_seen": self.redeliveries,
            "dead_lettered_before": self.deaths,
        }


class Step(NamedTuple):
    """What a fact did to a message."""

    event: Event
    message: Message
    at: float
    lasted: float
    """Seconds that the state before lasted."""
    before: State
    batch: int
    """The frame that settled it together with others; 0 for a frame of its own."""
