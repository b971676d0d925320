"""How many messages left a queue for its dead-letter exchange, where that can be told.

RabbitMQ counts dead letters per node and queue type only (`rabbitmq_global_messages_dead_lettered_
…_total` of `/metrics`). When nothing was dead-lettered, every queue's count is zero; when just one
queue of a type on the whole broker has a dead-letter exchange, all of them are its own; otherwise
nobody can tell, and the edges are unknown.
"""

from dataclasses import dataclass, field
from itertools import groupby

import numpy as np

from core.counters import Pace
from core.facts import DeadLetterQueue, DeadLetters
from core.graph import Edge, FlowGraph
from core.wording import phrase, tr

_HOW = phrase(
    "rabbitmq_global_messages_dead_lettered of /metrics, which counts per node: this is the only "
    "queue of its type on the broker with a dead-letter exchange"
)
_HOW_NONE = phrase(
    "rabbitmq_global_messages_dead_lettered of /metrics: the broker dead-lettered nothing"
)
_MOST_NAMED = 3
"""Of the queues that share a counter."""
_LONGEST_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class _Increment:
    at: float
    queue_type: str
    amount: int


@dataclass(slots=True)
class DeadLetterCounts:
    """Gives the broker's totals to edges, once a topology says who can have caused them."""

    graph: FlowGraph
    vhost: str
    read_at: float = 0.0
    _pace: Pace = field(init=False)
    _last: dict[tuple[str, str], int] = field(default_factory=dict)
    _waiting: list[_Increment] = field(default_factory=list)
    _able: frozenset[DeadLetterQueue] = frozenset()
    _moved: set[str] = field(default_factory=set)
    _ambiguous: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._pace = self.graph.tally.pace()

    def begin(self) -> None:
        """Count from here."""
        self._waiting.clear()
        self._moved.clear()
        self._ambiguous.clear()

    @property
    def is_waiting(self) -> bool:
        """Something was counted that the next topology decides on."""
        return any(increment.amount for increment in self._waiting)

    def take(self, letters: DeadLetters) -> None:
        """Take the totals of a node."""
        for queue_type, value in letters.totals.items():
            key = (letters.node, queue_type)
            before = self._last.get(key)
            self._last[key] = value
            if before is not None:
                added = value - before if value >= before else value
                self._wait(_Increment(letters.at, queue_type, added))
        self.read_at = letters.at

    def _wait(self, increment: _Increment) -> None:
        """Of readings in which nothing moved only the newest says more than the one before."""
        of_type = [
            i for i, one in enumerate(self._waiting) if one.queue_type == increment.queue_type
        ]
        if of_type and not increment.amount and not self._waiting[of_type[-1]].amount:
            del self._waiting[of_type[-1]]
        self._waiting.append(increment)

    def take_able(self, able: frozenset[DeadLetterQueue], at: float) -> None:
        """Take which queues of the whole broker dead-letter, as read at `at`."""
        either = self._able | able
        self._able = able
        due = [increment for increment in self._waiting if increment.at <= at]
        self._waiting = [increment for increment in self._waiting if increment.at > at]
        for read_at, increments in groupby(due, key=lambda increment: increment.at):
            self._count(list(increments), either, read_at)
        if self.read_at:
            self._show()

    def _count(
        self, increments: list[_Increment], either: frozenset[DeadLetterQueue], at: float
    ) -> None:
        """Take what a node told at one time; that nothing moved is a rate of zero."""
        added: dict[int, float] = {}
        for increment in increments:
            of_type = [queue for queue in either if queue.type == increment.queue_type]
            if increment.amount:
                self._moved.add(increment.queue_type)
            if len(of_type) == 1:
                for edge in self._edges_of(of_type[0]):
                    self.graph.count_with(edge)
                    added[edge.counters["dead_letter"]] = float(increment.amount)
            elif increment.amount:
                self._ambiguous.add(increment.queue_type)
        if added:
            counters, amounts = np.array([*added], np.int64), np.array([*added.values()])
            self.graph.tally.advance(self._pace, counters, amounts, at, _LONGEST_SECONDS)

    def _show(self) -> None:
        sharing = self._sharing()
        for queue in self._able:
            for edge in self._edges_of(queue):
                if queue.type in self._ambiguous:
                    self.graph.forget_counts(edge)
                    edge.provenance = "unknown"
                    edge.how = _why_unknown(queue, sharing[queue.type])
                else:
                    self.graph.count_with(edge)
                    edge.provenance = "counted"
                    edge.how = tr(_HOW) if queue.type in self._moved else tr(_HOW_NONE)

    def _sharing(self) -> dict[str, list[DeadLetterQueue]]:
        """The queues that share a counter that nobody can part, by type."""
        found: dict[str, list[DeadLetterQueue]] = {}
        for queue in sorted(self._able, key=lambda queue: (queue.name, queue.vhost)):
            if queue.type in self._ambiguous:
                found.setdefault(queue.type, []).append(queue)
        return found

    def _edges_of(self, queue: DeadLetterQueue) -> list[Edge]:
        source = f"queue:{queue.name}"
        if queue.vhost != self.vhost:
            return []
        edges = self.graph.edges.values()
        return [edge for edge in edges if edge.kind == "dead_letter" and edge.source == source]


def _why_unknown(queue: DeadLetterQueue, sharing: list[DeadLetterQueue]) -> str:
    """Why nobody can tell, and with which other queues the counter is shared."""
    others = [other for other in sharing[: _MOST_NAMED + 1] if other != queue][:_MOST_NAMED]
    if not others:
        return tr(
            "RabbitMQ has one counter of dead letters for all {type} queues of a node, in whatever "
            "vhost: another one that had a dead-letter exchange shared it with this one",
            type=queue.type,
        )
    named = tr(", ").join(
        tr("{name} (vhost {vhost})", name=other.name, vhost=other.vhost) for other in others
    )
    more = len(sharing) - 1 - len(others)
    return tr(
        "RabbitMQ has one counter of dead letters for all {type} queues of a node, in whatever "
        "vhost. Other queues with a dead-letter exchange share it: {names}",
        type=queue.type,
        names=tr("{names} and {n:,} more", names=named, n=more) if more else named,
    )
