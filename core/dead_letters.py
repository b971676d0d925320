"""How many messages left a queue for its dead-letter exchange, where that can be told.

RabbitMQ counts dead letters per node and queue type only (`rabbitmq_global_messages_dead_lettered_
…_total` of `/metrics`). When nothing was dead-lettered, every queue's count is zero; when just one
queue of a type on the whole broker has a dead-letter exchange, all of them are its own; otherwise
nobody can tell, and the edges are unknown.
"""

from dataclasses import dataclass, field

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
        return bool(self._waiting)

    def take(self, letters: DeadLetters) -> None:
        """Take the totals of a node."""
        for queue_type, value in letters.totals.items():
            key = (letters.node, queue_type)
            before = self._last.get(key)
            self._last[key] = value
            if before is None or value == before:
                continue
            added = value - before if value > before else value
            self._waiting.append(_Increment(letters.at, queue_type, added))
        self.read_at = letters.at

    def take_able(self, able: frozenset[DeadLetterQueue], at: float) -> None:
        """Take which queues of the whole broker dead-letter, as read at `at`."""
        either = self._able | able
        self._able = able
        due = [increment for increment in self._waiting if increment.at <= at]
        self._waiting = [increment for increment in self._waiting if increment.at > at]
        for increment in due:
            self._moved.add(increment.queue_type)
            of_type = [queue for queue in either if queue.type == increment.queue_type]
            if len(of_type) == 1:
                self._count(of_type[0], increment)
            else:
                self._ambiguous.add(increment.queue_type)
        if self.read_at:
            self._show()

    def _count(self, queue: DeadLetterQueue, increment: _Increment) -> None:
        for edge in self._edges_of(queue):
            self.graph.count_with(edge)
            counters = np.array([edge.counters["dead_letter"]])
            added = np.array([float(increment.amount)])
            tally = self.graph.tally
            tally.advance(self._pace, counters, added, increment.at, _LONGEST_SECONDS)

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
        names=tr("{names} and {n} more", names=named, n=more) if more else named,
    )
