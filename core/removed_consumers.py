"""Consumers that the broker removed with messages in their hands, while their services stay."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core import numbers
from core.consumer_troubles import Holder, held_queues
from core.graph import FlowGraph, node_id
from core.structure import Structure
from core.topology_log import BROKER_ITSELF, Entry, TopologyLog, Unread
from core.troubles import Trouble
from core.wording import counted, phrase, tr

_RECENT_SECONDS = 60.0
"""What a consumer held so long before it went is what it held."""
_LISTED_SECONDS = 10.0
"""The broker may list a consumer for so long that has gone."""
_TOLD_SECONDS = 3600.0

_Key = tuple[str, str]
"""A service's node and a queue."""


@dataclass(frozen=True, slots=True)
class _Held:
    """What consumers of a service hold of a queue."""

    at: float
    unacked: int | None
    """None where several channels hold some, or one that holds of other queues as well."""


class RemovedConsumers:
    """Remembers what consumers held, and tells of those that went by no wish of a user."""

    def __init__(self, graph: FlowGraph, structure: Structure, log: TopologyLog) -> None:
        self._graph = graph
        self._structure = structure
        self._news = Unread(log)
        self._held: dict[_Key, _Held] = {}
        self._removed: dict[_Key, tuple[Entry, int | None]] = {}

    def troubles(self, holders: Iterable[Holder], at: float) -> Iterator[Trouble]:
        """Take what is held now; what is seen at services that have lost a consumer."""
        self._read_log()
        self._held = {k: h for k, h in self._held.items() if at - h.at <= _RECENT_SECONDS}
        self._held |= self._holding(holders, at)
        for key, (entry, unacked) in list(self._removed.items()):
            if self._is_over(key, entry, at):
                del self._removed[key]
            elif not self._is_consuming(key):
                yield _trouble(key, entry, unacked)

    def _holding(self, holders: Iterable[Holder], at: float) -> dict[_Key, _Held]:
        found: dict[_Key, _Held] = {}
        for holder in holders:
            queues = held_queues(self._structure.topology, holder)
            for queue in queues:
                key = holder.service, queue
                is_plain = len(queues) == 1 and key not in found
                found[key] = _Held(at, holder.unacked if is_plain else None)
        return found

    def _read_log(self) -> None:
        for entry in self._news.take():
            if (entry.kind, entry.verb, entry.by) == ("consumer", "vanished", BROKER_ITSELF):
                key = node_id("service", entry.service), entry.queue
                if (held := self._held.get(key)) is not None:
                    self._removed[key] = entry, held.unacked

    def _is_over(self, key: _Key, entry: Entry, at: float) -> bool:
        """The service has left or consumes again, the queue is gone, or it is long ago."""
        nodes = self._graph.nodes.get(key[0]), self._graph.nodes.get(node_id("queue", key[1]))
        if not all(node is not None and node.present for node in nodes):
            return True
        is_listed = self._structure.read_at >= entry.at + _LISTED_SECONDS
        return at - entry.at > _TOLD_SECONDS or (is_listed and self._is_consuming(key))

    def _is_consuming(self, key: _Key) -> bool:
        edge = self._graph.edges.get(("deliver", node_id("queue", key[1]), key[0]))
        return edge is not None and edge.declared


def _trouble(key: _Key, entry: Entry, unacked: int | None) -> Trouble:
    told = tr(
        "the broker removed its consumer of queue {queue} at {time} "
        "(as it does when a channel ends, or at a consumer timeout: after too long without an ack)",
        queue=key[1],
        time=numbers.clock(entry.at),
    )
    if unacked is None:
        text = tr("{told}; what it held went back to the queue", told=told)
    else:
        text = counted(
            unacked,
            phrase("{told}; it held {n:,} message when last counted, which went back to the queue"),
            phrase(
                "{told}; it held {n:,} messages when last counted, which went back to the queue"
            ),
            told=told,
        )
    return Trouble(
        key[0],
        "removed",
        "notice",
        text,
        amount=unacked or 0,
        told_by="topology",
        leads_to=node_id("queue", key[1]),
        change=entry,
    )
