"""All that was seen of one message: every step, where, and when; what it carries; its relatives."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from core.lanes.kin import Kin
from core.life_table import HANDED, STATE_WORDS, Event
from core.recent_steps import RecentSteps
from core.tapped import TappedMessage
from core.topology import DEFAULT_EXCHANGE_NAME
from core.watched_message import Message, Step
from core.wording import phrase, tr

WhyNowhere = Callable[[Message], str]
"""Why no queue takes a message; empty if one does, or that is not known."""

EVENT_WORDS: dict[Event, str] = {
    "publish": phrase("published to {exchange}"),
    "route": phrase("routed to {queue}"),
    "confirm": phrase("confirmed by the broker"),
    "nack_by_broker": phrase("nacked by the broker"),
    "return_unroutable": phrase("returned: no queue took it"),
    "deliver": phrase("delivered from {queue}"),
    "deliver_no_ack": phrase("delivered from {queue}, auto ack"),
    "deliver_unseen": phrase("delivered from {queue}, acks not observable"),
    "get": phrase("fetched from {queue} by get"),
    "get_no_ack": phrase("fetched from {queue} by get, auto ack"),
    "ack": phrase("acked"),
    "nack": phrase("nacked, not requeued"),
    "nack_requeue": phrase("nacked and requeued into {queue}"),
    "reject": phrase("rejected, not requeued"),
    "reject_requeue": phrase("rejected and requeued into {queue}"),
    "channel_closed": phrase("back into {queue}: the channel ended"),
    "recover": phrase("back into {queue}: recover"),
    "dead_letter": phrase("dead-lettered from {queue}"),
    "unanswered": phrase("never confirmed: the channel ended first"),
    "lose_sight": phrase("not watched any more"),
}


_OF_THE_STEPS = ("at", "exchange", "routing_key", "redelivered")


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
        service, tag = self.service or "?", self.consumer_tag
        if not tag:
            return tr("{service}, channel {channel}", service=service, channel=self.channel)
        return tr(
            "{service}, channel {channel}, {tag}", service=service, channel=self.channel, tag=tag
        )


@dataclass(frozen=True, slots=True)
class Life:
    """The life of a message as far as it was seen."""

    message: Message
    steps: tuple[LifeStep, ...]
    is_whole: bool
    """Nothing that was seen of it has been forgotten."""
    alike: bool = False
    """Told by an id that several messages have: these may be the steps of more than one."""
    unrouted: Message | None = None
    """The publish that no queue took."""
    why: str = ""
    """Why none does, as things are declared; empty where that is not known.

    Also of a publish of which nobody told whether a queue took it.
    """
    carried: TappedMessage | None = None
    """What it carries, as far as that is kept."""
    not_carried: str = ""
    """Why that is not there."""
    kin: Kin | None = None
    copies: tuple[Message, ...] = ()
    """The message as each of its steps had it, itself first, then the newest."""

    def with_content(self, carried: TappedMessage | str, kin: Kin) -> "Life":
        """The same with what it carries, or why that is not there, and with its relatives."""
        if isinstance(carried, str):
            return replace(self, not_carried=carried, kin=kin)
        return replace(self, carried=carried, kin=kin)

    @property
    def state(self) -> str:
        """What it is now."""
        return tr(STATE_WORDS[self.message.state])

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
        told = {**self.message.as_json(now), "state": self.message.state, "steps": steps}
        if self.unrouted is not None or self.why:
            told["no_queue"] = self.why or None
        if self.carried is not None:
            carried = self.carried.as_json()
            told["carries"] = {name: carried[name] for name in carried if name not in _OF_THE_STEPS}
        if self.kin is not None:
            told |= self.kin.as_json()
        return told


def life_of(message: Message, recent: RecentSteps, why: WhyNowhere = lambda _: "") -> Life:
    """A message's steps: those of all that carry its id, else its own."""
    mine = _by_id(message, recent) if message.message_id else _its_own(message, recent)
    steps = tuple(map(_told, mine))
    is_whole = recent.first == 0 or bool(steps and steps[0].event in ("publish", "route"))
    publishes = sum(step.event == "publish" for step in steps)
    lost = next((step.message for step in mine if _is_unrouted(step)), None)
    doubtful = lost or _unheard_of(mine)
    reason = why(doubtful) if doubtful is not None else ""
    copies = tuple(dict.fromkeys([message, *(step.message for step in reversed(mine))]))
    return Life(message, steps, is_whole, publishes > 1, lost, reason, copies=copies)


def _is_unrouted(step: Step) -> bool:
    """No queue took it: the broker said so, or sent it back."""
    is_heard = step.event == "publish" and step.message.queues == 0
    return is_heard or step.event == "return_unroutable"


def _unheard_of(mine: list[Step]) -> Message | None:
    """A publish of which nobody has told whether a queue took it.

    The firehose tells that the default exchange routed it even to a queue that does not exist.
    """
    if not mine or mine[0].event != "publish" or any(step.event in HANDED for step in mine):
        return None
    sent = mine[0].message
    is_told = sent.queues is not None or any(step.event == "route" for step in mine)
    return None if is_told and sent.exchange else sent


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
    queue = message.queue or tr("a queue that was not seen")
    words = tr(EVENT_WORDS[step.event], exchange=exchange, queue=queue)
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
