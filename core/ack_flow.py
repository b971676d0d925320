"""The flow of acknowledgements: what became of messages, by consumer, queue and publisher.

All numbers are of single facts that were seen. They are exact as long as nothing was lost and
watching began before the first message; `is_partial` says when that is not so.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from core.direct_replies import DirectReplies
from core.key_counts import KeyCounts
from core.life_table import ANSWERS, HANDED, PUBLISHES, Event
from core.lifecycle import Lifecycle
from core.message_facts import MessageFacts
from core.oddities import Oddities
from core.open_channels import OpenChannel, Subscription
from core.percentiles import Times
from core.recent_steps import RecentSteps
from core.recent_times import Measure, RecentTimes, Timed, Track
from core.reply_times import ReplyTimes
from core.seen_pairs import SeenPairs
from core.sent_keys import SentKeys
from core.watched_message import Message, Step

_MOST_CONSUMERS = 2_000
_MOST_QUEUES = 10_000


class ConsumerKey(NamedTuple):
    """A consumer; an empty tag stands for what was fetched by get."""

    vhost: str
    queue: str
    service: str
    connection: str
    channel: int
    consumer_tag: str


class PublisherKey(NamedTuple):
    """Who publishes to an exchange."""

    vhost: str
    service: str
    exchange: str


@dataclass(slots=True)
class ConsumerAcks:
    """What became of the messages that a consumer got."""

    counts: Counter[Event | str] = field(default_factory=Counter)
    """How often each event happened; `redeliver` counts deliveries of messages that came back."""
    answers: int = 0
    """Frames that acked, nacked or rejected."""
    multiple: int = 0
    """Messages that were settled together with others or as all up to a tag (`multiple`)."""
    handling: Times = field(default_factory=Times)
    """From delivery to ack, nack or reject."""
    waiting: Times = field(default_factory=Times)
    """From publish to the first delivery, of messages with an id."""
    last_batch: int = 0
    settled_at: float | None = None
    handled: Track | None = None
    """Where the latest of `handling` are noted."""
    waited: dict[str, Track] = field(default_factory=dict)
    """The same of `waiting`, by the exchange to which the messages were published."""

    @property
    def handed(self) -> int:
        """Messages that it got."""
        return sum(self.counts[event] for event in HANDED)

    def merge(self, other: "ConsumerAcks") -> None:
        """Those of another consumer besides."""
        self.counts.update(other.counts)
        self.answers += other.answers
        self.multiple += other.multiple
        self.handling.merge(other.handling)
        self.waiting.merge(other.waiting)


@dataclass(slots=True)
class PublisherConfirms:
    """What became of what a service published to an exchange."""

    counts: Counter[Event | str] = field(default_factory=Counter)
    confirming: Times = field(default_factory=Times)
    """From publish to the broker's confirm or nack."""
    confirmed: dict[str, Track] = field(default_factory=dict)
    """Where the latest of them are noted, by connection."""
    unseen: int = 0
    """Publishes whose confirms could not have been seen."""


class AckFlow:
    """Folds facts into lives, and lives into numbers."""

    def __init__(self, most: int = 100_000) -> None:
        self.life = Lifecycle(most)
        self.times = RecentTimes()
        self.consumers: dict[ConsumerKey, ConsumerAcks] = {}
        self.publishers: dict[PublisherKey, PublisherConfirms] = {}
        self.queues: dict[tuple[str, str], Counter[Event | str]] = {}
        """By vhost and queue what no consumer did: routed there, dead-lettered from there.

        Where there are too many queues, those with the least count together under no name.
        """
        self.pairs = SeenPairs()
        self.oddities = Oddities()
        self.sent_keys = SentKeys()
        self.key_counts = KeyCounts()
        self.direct_replies = DirectReplies()
        self.replies = ReplyTimes()
        self.recent_steps = RecentSteps()
        self.own_queues: frozenset[str] = frozenset()
        """Of Flowscope: who looks at messages wants to know of the others."""
        self.at = 0.0
        """When the newest fact was seen."""
        self._merge_from = _MOST_CONSUMERS

    def fold(self, facts: MessageFacts) -> list[Step]:
        """Take a batch."""
        steps = self.life.fold(facts)
        self.sent_keys.take(facts)
        self.key_counts.take(facts)
        self.direct_replies.take(facts)
        self.recent_steps.add(steps)
        self.replies.take(steps)
        for step in steps:
            if step.event in PUBLISHES:
                self._published(step)
            elif step.event in ("route", "dead_letter"):
                self._queue(step.message)[step.event] += 1
            elif step.event != "lose_sight" or step.message.queue:
                self._consumed(step)
        if len(facts):
            self.at = max(self.at, float(facts.records["at"].max()))
        if len(self.consumers) > self._merge_from:
            self._merge_ended()
        if len(self.queues) > _MOST_QUEUES:
            self._merge_queues()
        return steps

    @property
    def is_partial(self) -> bool:
        """Something is missing: counts are lower bounds."""
        return bool(self.life.lost or self.life.unexpected)

    def holders(self) -> Iterator[tuple[ConsumerKey, list[Message]]]:
        """Who holds messages, with them, oldest first."""
        held: dict[ConsumerKey, list[Message]] = {}
        for message in self.life.unacked():
            held.setdefault(consumer_of(message), []).append(message)
        yield from held.items()

    def prefetch(self, key: ConsumerKey) -> int | None:
        """How many messages a consumer may hold; 0 without limit, None where that is not known."""
        channel, consumer = self.channel(key), self.subscription(key)
        if channel is None or consumer is None or consumer.no_ack:
            return None
        limits = [limit for limit in (consumer.limit, channel.limit) if limit]
        return min(limits, default=0)

    def subscription(self, key: ConsumerKey) -> Subscription | None:
        """How a consumer consumes; None where its beginning was not seen, or it has ended."""
        channel = self.channel(key)
        return channel.consumers.get(key.consumer_tag) if channel is not None else None

    def channel(self, key: ConsumerKey) -> OpenChannel | None:
        """The channel of a consumer; None when it is closed."""
        connection = self.life.connections.get(key.connection)
        return connection.channels.get(key.channel) if connection is not None else None

    def _published(self, step: Step) -> None:
        message = step.message
        key = PublisherKey(message.party.vhost, message.party.service, message.exchange)
        publisher = self.publishers.get(key)
        if publisher is None:
            publisher = self.publishers[key] = PublisherConfirms()
        publisher.counts[step.event] += 1
        publisher.unseen += message.queues is not None
        if step.event == "publish" and message.queues == 0:
            self.sent_keys.note(message)
        if step.event == "return_unroutable":
            self.oddities.returned(message, step.at)
        if step.event in ("confirm", "nack_by_broker") and step.before != "unseen":
            took = step.at - message.began_at
            publisher.confirming.add(took)
            self.times.note(self._confirmed(publisher, message), step.at, took)

    def _confirmed(self, publisher: PublisherConfirms, message: Message) -> Track:
        track = publisher.confirmed.get(message.party.connection)
        if track is None:
            if len(publisher.confirmed) >= _MOST_CONSUMERS:
                publisher.confirmed.clear()
            track = self._track("confirm", message)
            publisher.confirmed[message.party.connection] = track
        return track

    def _track(self, measure: Measure, message: Message) -> Track:
        party = message.party
        exchange = "" if measure == "handling" else message.exchange
        return self.times.track(
            Timed(measure, party.vhost, exchange, message.queue, party.service, party.connection)
        )

    def _consumed(self, step: Step) -> None:
        key = consumer_of(step.message)
        consumer = self.consumers.get(key)
        if consumer is None:
            consumer = self.consumers[key] = ConsumerAcks()
        consumer.counts[step.event] += 1
        if step.event in ANSWERS:
            if step.event == "ack":
                self.pairs.note("ack", step.message)
            self._count_answer(consumer, step)
            self.oddities.settled(step.message)
        elif step.event in HANDED:
            self.pairs.note(step.event, step.message)
            self._count_delivery(consumer, step)
            if step.message.redeliveries:
                self.oddities.came_back(step.message)
            if step.message.deaths:
                self.oddities.went_round(step.message)

    def _count_answer(self, consumer: ConsumerAcks, step: Step) -> None:
        consumer.settled_at = step.at
        if step.batch:
            consumer.multiple += 1
        if not step.batch or step.batch != consumer.last_batch:
            consumer.answers += 1
            consumer.last_batch = step.batch
        if step.before == "unacked":
            consumer.handling.add(step.lasted)
            if consumer.handled is None:
                consumer.handled = self._track("handling", step.message)
            self.times.note(consumer.handled, step.at, step.lasted)

    def _count_delivery(self, consumer: ConsumerAcks, step: Step) -> None:
        message = step.message
        if message.redelivered:
            consumer.counts["redeliver"] += 1
        elif message.published_at is not None:
            waited = step.at - message.published_at
            consumer.waiting.add(waited)
            track = consumer.waited.get(message.exchange)
            if track is None:
                track = consumer.waited[message.exchange] = self._track("wait", message)
            self.times.note(track, step.at, waited)

    def _queue(self, message: Message) -> Counter[Event | str]:
        return self.queues.setdefault((message.party.vhost, message.queue), Counter())

    def _merge_ended(self) -> None:
        """Consumers that are gone count together, by queue and service.

        What would still be too many then are queues that come and go, such as those of replies:
        where nobody consumes any more, all are one.
        """
        open_channels = {(c.party.connection, c.number) for c in self.life.channels}
        gone = [key for key in self.consumers if key[3:5] not in open_channels]
        there = {key[:3] for key in self.consumers.keys() - set(gone)}
        for key in gone:
            if key.connection:
                self._merge(key, ConsumerKey(*key[:3], "", 0, ""))
        merged = [key for key in self.consumers if not key.connection]
        if len(merged) > _MOST_CONSUMERS:
            for key in merged:
                if key[:3] not in there:
                    self._merge(key, ConsumerKey(key.vhost, "", "", "", 0, ""))
        self._merge_from = max(_MOST_CONSUMERS, 2 * len(self.consumers))

    def _merge(self, key: ConsumerKey, together: ConsumerKey) -> None:
        if key != together:
            self.consumers.setdefault(together, ConsumerAcks()).merge(self.consumers.pop(key))

    def _merge_queues(self) -> None:
        fewest = sorted(self.queues, key=lambda queue: self.queues[queue].total())
        for queue in fewest[: _MOST_QUEUES // 2]:
            if queue[1]:
                counts = self.queues.pop(queue)
                self.queues.setdefault((queue[0], ""), Counter()).update(counts)


def consumer_of(message: Message) -> ConsumerKey:
    """Who got a message."""
    party = message.party
    return ConsumerKey(
        party.vhost,
        message.queue,
        party.service,
        party.connection,
        message.channel,
        message.consumer_tag,
    )
