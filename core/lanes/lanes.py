"""The lanes of a scope, ordered by what hurts, and the frames that are drawn of them."""

from functools import partial
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from core.ack_flow import AckFlow, ConsumerAcks, ConsumerKey, PublisherKey
from core.graph import FlowGraph, Node, node_id
from core.lanes.coverage import Coverage, Sees, coverage, tell_apart
from core.lanes.frame import Frame, frame
from core.lanes.holders import Holder, QueueKey
from core.lanes.hurts import judge
from core.lanes.lane import Batching, Gauge, Hurt, Lane
from core.lanes.ledger import LaneLedger
from core.lanes.presence import Presence
from core.lanes.scope import Scope
from core.lanes.sent import SentMessage, sent
from core.lanes.settled import Fate
from core.life_table import ANSWERS
from core.message_filter import EVERY, MessageFilter
from core.percentiles import Times
from core.services import OWN_PREFIX
from core.topology import Topology
from core.watched_message import Message
from core.wording import tr

MOST_LANES = 500
RATE_SECONDS = 3.0
_FATES = len(Fate)
_TURNS = 4
_MOST_HOLDERS = 5_000
_DOT = "\N{MIDDLE DOT}"


class Watched(Protocol):
    """A session, as far as lanes read it."""

    ack_flow: AckFlow
    topology: Topology

    @property
    def graph(self) -> FlowGraph:
        """What the broker itself counts."""

    def service_of(self, connection: str) -> Node | None:
        """The service node of a connection."""


class Unacked(NamedTuple):
    """Messages that wait for an answer, as it was at one time."""

    messages: list[Message]
    lanes: list[Lane]
    """Who holds each."""
    since: list[float]
    total: int
    """How many there are, told or not."""


class Lanes:
    """Reads a session; `arrange` now and then, `frame` as often as something is drawn."""

    def __init__(self, watched: Watched) -> None:
        self.ledger = LaneLedger(watched.ack_flow)
        self.shown: list[Lane] = []
        """The worst first."""
        self.left_out = 0
        """Lanes that are too many to be shown."""
        self._presence = Presence(watched)
        self._turn = 0
        self._forget_from = _MOST_HOLDERS
        self._one_queue = False
        self._percentiles: dict[int, tuple[float, float] | None] = {}
        self._watched = watched
        self._flow = watched.ack_flow

    def pull(self) -> int:
        """Take what has happened; of how many steps."""
        return self.ledger.pull()

    def frame(
        self, lanes: list[Lane], slots: int, few: int, now: float, stays: int | None = None
    ) -> Frame:
        """What moves in some of the lanes, and a settled message that stays."""
        ledger = self.ledger
        numbers = [lane.number for lane in lanes]
        holders = len(ledger.holders)
        return frame(ledger.waiting, ledger.settled, numbers, holders, slots, few, now, stays)

    def arrange(self, scope: Scope, now: float, *, in_place: bool = False) -> list[Lane]:
        """Judge every lane of a scope anew; `in_place` leaves those that are shown where they are."""
        are_too_many = len(self.ledger.holders) > self._forget_from
        if are_too_many:
            self._forget()
        self._meet(scope)
        if are_too_many:  # those that are left may be as many, and no fewer the next time
            self._forget_from = max(_MOST_HOLDERS, 2 * len(self.ledger.holders))
        self._turn += 1
        self._one_queue = scope.queue is not None
        self._presence.check(self.ledger, scope.vhost, now)
        figures = _Figures(self.ledger, now)
        lanes = [
            lane
            for number, key in enumerate(self.ledger.holders.keys)
            if scope.takes(key, self._node_of) and (lane := self._lane(number, key, figures, now))
        ]
        if scope.is_whole:
            lanes = _telling(lanes)
        lanes.sort(key=lambda lane: (not scope.is_whole and lane.kind != "queue", _weight(lane)))
        if in_place:
            before = {lane.number: place for place, lane in enumerate(self.shown)}
            lanes.sort(key=lambda lane: before.get(lane.number, len(before)))
        self.left_out = max(len(lanes) - MOST_LANES, 0)
        self.shown = lanes[:MOST_LANES]
        for lane in self.shown:
            lane.usual = self._usual(lane)
        tell_apart(self.shown, self._watched.topology, self._watched.service_of)
        return self.shown

    def unacked(self, most: int) -> Unacked:
        """What lanes hold, the oldest first; at most so many are told."""
        by_number = {lane.number: lane for lane in self.shown if lane.kind != "queue"}
        waiting = self.ledger.waiting
        mine = np.zeros(len(self.ledger.holders) + 1, bool)
        mine[list(by_number)] = True
        rows = np.flatnonzero(mine[waiting.holder])
        total = len(rows)
        if total > most:
            rows = rows[np.argpartition(waiting.since[rows], most)[:most]]
        rows = rows[np.argsort(waiting.since[rows], kind="stable")]
        messages = list(map(waiting.message, rows.tolist()))
        lanes = [by_number[number] for number in waiting.holder[rows].tolist()]
        return Unacked(messages, lanes, waiting.since[rows].tolist(), total)

    def coverage(self, scope: Scope, sees: Sees) -> Coverage:
        """How many of a scope's consumers are seen."""
        return coverage(self._watched.topology, scope, self._watched.service_of, sees)

    def sent(self, scope: Scope, most: int, asked: MessageFilter = EVERY) -> list[SentMessage]:
        """What is known to have been published in a scope; on top what no queue took."""
        recent = self._flow.recent_steps
        wanted = partial(scope.takes, node_of=self._node_of)
        return sent(recent, wanted, most, self._own(), asked)

    def _own(self) -> frozenset[str]:
        """Queues of Flowscope, also those that no topology has told of yet."""
        taps = (key.queue for key in self._flow.consumers if key.service.startswith(OWN_PREFIX))
        return self._flow.own_queues.union(taps)

    def _forget(self) -> None:
        """Too many that are gone: only those that hold something, or did lately, are known on."""
        self.ledger.begin_anew()
        self.ledger.pull()
        self._percentiles.clear()
        self.shown = []

    def _meet(self, scope: Scope) -> None:
        """Consumers that never got anything have lanes as well, and so has a chosen queue."""
        if scope.queue is not None:
            self.ledger.holders.number(QueueKey(scope.vhost, scope.queue))
        for channel in self._flow.life.channels:
            party = channel.party
            for tag, consumer in channel.consumers.items():
                self.ledger.holders.number(
                    ConsumerKey(
                        party.vhost,
                        consumer.queue,
                        party.service,
                        party.connection,
                        channel.number,
                        tag,
                    )
                )

    def _node_of(self, connection: str, service: str) -> str:
        node = self._watched.service_of(connection) if connection else None
        return node.id if node is not None else node_id("service", service)

    def _lane(self, number: int, key: Holder, figures: "_Figures", now: float) -> Lane | None:
        """The lane of a holder; None when there is nothing to show any more."""
        if isinstance(key, ConsumerKey):
            if key.service.startswith(OWN_PREFIX):
                return None
            lane = self._consumer(number, key, figures)
        elif isinstance(key, PublisherKey):
            lane = self._publisher(number, key, figures)
        elif key.queue in self._flow.own_queues:
            return None
        else:
            lane = self._queue(number, key, figures)
        if lane is not None:
            judge(lane, self._settled_at(key), now)
        return lane

    def _settled_at(self, key: Holder) -> float | None:
        acks = self._flow.consumers.get(key) if isinstance(key, ConsumerKey) else None
        return acks.settled_at if acks is not None else None

    def _consumer(self, number: int, key: ConsumerKey, figures: "_Figures") -> Lane | None:
        held, rates = int(figures.held[number]), figures.rates(number)
        channel, consumer = self._flow.channel(key), self._flow.subscription(key)
        acks = self._flow.consumers.get(key)
        is_blind = acks is not None and bool(acks.counts["deliver_unseen"]) and not held
        if not (held or rates or consumer is not None or (is_blind and key.connection)):
            return None
        if (
            is_blind
            and not key.service
            and node_id("queue", key.queue) not in self._watched.graph.nodes
        ):
            return None  # a queue of Flowscope's own, or one that came just now
        return Lane(
            key,
            number,
            "consumer",
            self._name_of(key),
            self._where(key),
            held,
            figures.oldest(number),
            at_least=bool(channel is not None and channel.unacked.forgotten),
            gauge=None if is_blind else self._gauge(key, held),
            is_blind=is_blind,
            batching=_batching(acks, figures.last_batch(number)) if acks is not None else None,
            rates=rates,
        )

    def _where(self, key: ConsumerKey) -> str:
        """Where several queues are shown, which one is the first thing to know."""
        acks = self._flow.consumers.get(key)
        tag = key.consumer_tag
        if not tag and acks is not None and acks.counts["deliver_unseen"]:
            tag = self._declared_tag(key)  # the firehose tells no get from a delivery
        elif not tag:
            tag = tr("by get")
        channel = tr("channel {channel}", channel=key.channel)
        if tag:
            channel = tr("channel {channel} · {tag}", channel=key.channel, tag=tag)
        return channel if self._one_queue else f"{key.queue} {_DOT} {channel}"

    def _declared_tag(self, key: ConsumerKey) -> str:
        """What consumes there as the broker lists it; empty where it lists nobody."""
        consumers = self._watched.topology.consumers_by_queue.get(key.queue, ())
        channel = f"{key.connection} ({key.channel})"
        tags = [consumer.tag for consumer in consumers if consumer.channel == channel]
        return tags[0] if len(tags) == 1 else ", ".join(tags)

    def _name_of(self, key: ConsumerKey) -> str:
        """As the graph calls it, which knows more than a single fact does."""
        node = self._watched.service_of(key.connection) if key.connection else None
        return node.name if node is not None else key.service or key.connection or "?"

    def _gauge(self, key: ConsumerKey, held: int) -> Gauge:
        channel, consumer = self._flow.channel(key), self._flow.subscription(key)
        if channel is None or consumer is None:
            return Gauge(held, "unknown")
        if consumer.no_ack:
            return Gauge(held, "no_ack")
        if channel.limit and (not consumer.limit or channel.limit < consumer.limit):
            return Gauge(len(channel.unacked), channel.limit, shared=len(channel.consumers) > 1)
        return Gauge(held, consumer.limit or "none")

    def _publisher(self, number: int, key: PublisherKey, figures: "_Figures") -> Lane | None:
        held, rates = int(figures.held[number]), figures.rates(number)
        confirms = self._flow.publishers.get(key)
        if confirms is None and not held and not rates:
            return None
        return Lane(
            key,
            number,
            "publisher",
            key.service or "?",
            tr("to {exchange}", exchange=key.exchange or "(AMQP default)"),
            held,
            figures.oldest(number),
            is_blind=confirms is not None and bool(confirms.unseen) and not held,
            rates=rates,
        )

    def _usual(self, lane: Lane) -> tuple[float, float] | None:
        """Percentiles change slowly: those of a lane are read in one of a few turns."""
        number, times = lane.number, self._times_of(lane.key)
        if times is None:
            return None
        if number not in self._percentiles or (number + self._turn) % _TURNS == 0:
            found = times.percentiles((50.0, 99.0))
            self._percentiles[number] = (found[0], found[1]) if found is not None else None
        return self._percentiles[number]

    def _times_of(self, key: Holder) -> Times | None:
        """How long what a holder settled had waited; None where none of it was seen."""
        if isinstance(key, ConsumerKey):
            acks = self._flow.consumers.get(key)
            return acks.handling if acks is not None else None
        confirms = self._flow.publishers.get(key) if isinstance(key, PublisherKey) else None
        return confirms.confirming if confirms is not None else None

    def _queue(self, number: int, key: QueueKey, figures: "_Figures") -> Lane:
        node = self._watched.graph.nodes.get(node_id("queue", key.queue))
        ready = node.ready if node is not None else None
        held = int(figures.held[number])
        is_unsure = ready is None or self._presence.is_unsure(key)
        return Lane(
            key,
            number,
            "queue",
            key.queue,
            _seen_words(held if ready is None else min(held, ready), is_unsure),
            held,
            figures.oldest(number),
            ready=ready,
            is_unsure=is_unsure,
            rates=figures.rates(number),
        )


class _Figures:
    """What is counted of all holders at once."""

    def __init__(self, ledger: LaneLedger, now: float) -> None:
        holders, waiting, settled = len(ledger.holders), ledger.waiting, ledger.settled
        number = np.where(waiting.holder < 0, holders, waiting.holder)
        self.held: NDArray[Any] = np.bincount(number, minlength=holders + 1)
        self._oldest = np.full(holders + 1, np.nan)
        self._oldest[number[::-1]] = waiting.since[::-1]
        self._last_batch = ledger.last_batch
        begun = max(now - RATE_SECONDS, settled.reaches_back_to)
        recent = settled.lately(begun)
        apart = settled.holder[recent].astype(np.intp) * _FATES + settled.fate[recent]
        counts = np.bincount(apart, minlength=holders * _FATES).reshape(holders, _FATES)
        self._rates = counts / max(now - begun, 0.1)
        self._busy = frozenset(np.flatnonzero(counts.any(axis=1)).tolist())

    def oldest(self, number: int) -> float | None:
        """Since when a holder holds its oldest message."""
        since = float(self._oldest[number])
        return None if since != since else since

    def rates(self, number: int) -> dict[Fate, float]:
        """What a holder settled per second."""
        if number not in self._busy:
            return {}
        row = self._rates[number]
        return {Fate(int(fate)): float(row[fate]) for fate in np.flatnonzero(row)}

    def last_batch(self, number: int) -> int:
        """How many messages a holder's last answer settled."""
        return self._last_batch.get(number, (0, 0))[1]


def _telling(lanes: list[Lane]) -> list[Lane]:
    """Of a whole vhost: who consumes, else who publishes, and wherever it hurts."""
    kind = "consumer" if any(lane.kind == "consumer" for lane in lanes) else "publisher"
    return [lane for lane in lanes if lane.kind == kind or lane.hurt > Hurt.CALM]


def _batching(acks: ConsumerAcks, last: int) -> Batching:
    settled = sum(acks.counts[name] for name in ANSWERS)
    return Batching(acks.answers, settled, acks.multiple, last)


def _seen_words(seen: int, is_unsure: bool) -> str:
    """How many of the messages in a queue stand in its lane."""
    if not seen:
        return tr("in the queue")
    if is_unsure:
        return tr("in the queue, at most {n:,} of them seen", n=seen)
    return tr("in the queue, {n:,} of them seen", n=seen)


def _weight(lane: Lane) -> tuple[Any, ...]:
    return (-lane.hurt, lane.kind != "queue", lane.name, *map(str, lane.key))
