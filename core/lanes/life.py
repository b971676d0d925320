"""All that was seen of one message: every step, where, and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.life_table import STATE_WORDS, Event
from core.recent_steps import RecentSteps
from core.topology import DEFAULT_EXCHANGE_NAME
from core.watched_message import Message, Step

EVENT_WORDS: dict[Event, str] = {
    "publish": "published to {exchange}",
    "route": "routed to {queue}",
    "confirm": "confirmed by the broker",
    "nack_by_broker": "nacked by the broker",
    "return_unroutable": "returned: no queue took it",
    "deliver": "delivered from {queue}",
    "deliver_no_ack": "delivered from {queue}, auto ack",
    "deliver_unseen": "delivered from {queue}, acks not observable",
    "get": "fetched from {queue} by get",
    "get_no_ack": "fetched from {queue} by get, auto ack",
    "ack": "acked",
    "nack": "nacked, not requeued",
    "nack_requeue": "nacked and requeued into {queue}",
    "reject": "rejected, not requeued",
    "reject_requeue": "rejected and requeued into {queue}",
    "channel_closed": "back into {queue}: the channel ended",
    "recover": "back into {queue}: recover",
    "dead_letter": "dead-lettered from {queue}",
    "unanswered": "never confirmed: the channel ended first",
    "lose_sight": "not watched any more",
}


@dataclass(frozen=True, slots=True)
class LifeStep:
    """One thing that happened to a message."""

    at: float
    event: Event
    words: str
    service: str
    channel: int
    consumer_tag: str
    tag: int
    batch: int
    """Other than 0: one frame settled it together with others."""

    @property
    def where(self) -> str:
        """Who did it, on which channel."""
        by = f", {self.consumer_tag}" if self.consumer_tag else ""
        return f"{self.service or '?'}, channel {self.channel}{by}"


@dataclass(frozen=True, slots=True)
class Life:
    """The life of a message as far as it was seen."""

    message: Message
    steps: tuple[LifeStep, ...]
    is_whole: bool
    """Nothing that was seen of it has been forgotten."""
    alike: bool = False
    """Told by an id that several messages have: these may be the steps of more than one."""

    @property
    def state(self) -> str:
        """What it is now."""
        return STATE_WORDS[self.message.state]

    def as_json(self, now: float) -> dict[str, Any]:
        """The form that is copied."""
        steps = [
            {
                "at": step.at,
                "event": step.event,
                "service": step.service or None,
                "channel": step.channel,
                "consumer_tag": step.consumer_tag or None,
                "tag": step.tag,
            }
            for step in self.steps
        ]
        return {**self.message.as_json(now), "state": self.message.state, "steps": steps}


def life_of(message: Message, recent: RecentSteps) -> Life:
    """A message's steps: those of all that carry its id, else its own."""
    mine = _by_id(message, recent) if message.message_id else _its_own(message, recent)
    steps = tuple(map(_told, mine))
    is_whole = recent.first == 0 or bool(steps and steps[0].event in ("publish", "route"))
    publishes = sum(step.event == "publish" for step in steps)
    return Life(message, steps, is_whole, alike=publishes > 1)


def _by_id(message: Message, recent: Iterable[Step]) -> list[Step]:
    vhost, name = message.party.vhost, message.message_id
    return [
        step
        for step in recent
        if step.message.message_id == name and step.message.party.vhost == vhost
    ]


def _its_own(message: Message, recent: Iterable[Step]) -> list[Step]:
    return [step for step in recent if step.message is message]


def _told(step: Step) -> LifeStep:
    message = step.message
    exchange = message.exchange or DEFAULT_EXCHANGE_NAME
    queue = message.queue or "a queue that was not seen"
    words = EVENT_WORDS[step.event].format(exchange=exchange, queue=queue)
    return LifeStep(
        step.at,
        step.event,
        words,
        message.party.service or message.party.connection,
        message.channel,
        message.consumer_tag,
        message.tag,
        step.batch,
    )
