"""Queues that get nothing since a binding was removed: told while nobody has bound them again."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core import numbers
from core.graph import FlowGraph, Node, node_id
from core.structure import Structure
from core.topology import DEFAULT_EXCHANGE, Queue, Topology
from core.topology_changes import binding_words
from core.topology_log import Entry, TopologyLog, Unread
from core.troubles import Severity, Trouble
from core.wording import tr

_BEFORE_SECONDS = 600
"""A queue that got nothing for so long before has lost nothing."""
_BLUR_SECONDS = 15.0
"""What was counted between two reads may be of before the removal."""
_PATIENCE_SECONDS = 15
_PAUSES = 3
"""Where another way in is left, it must be still for so many times the longest pause before."""


@dataclass(slots=True)
class _Loss:
    """A binding of a queue that was removed."""

    entry: Entry
    routed: int | None = None
    """What had been routed to the queue when it was told that nothing comes; None before."""


class LostFeeds:
    """Watches the queues that have lost a binding, until messages come again."""

    def __init__(self, graph: FlowGraph, structure: Structure, log: TopologyLog) -> None:
        self._graph = graph
        self._structure = structure
        self._news = Unread(log)
        self._losses: dict[str, _Loss] = {}

    def troubles(self, at: float) -> Iterator[Trouble]:
        """What is seen at each such queue, and at services that have no other."""
        self._read_log()
        told = {}
        for queue, loss in list(self._losses.items()):
            node = self._graph.nodes.get(node_id("queue", queue))
            if node is None or not node.present or not self._is_lost(node, queue, loss, at):
                del self._losses[queue]
            elif loss.routed is not None and node.consumers:
                told[node.id] = loss.entry
        for key, entry in told.items():
            yield self._trouble(key, entry)
        if told:
            yield from self._without_feed(told)

    def _read_log(self) -> None:
        for entry in self._news.take():
            known = self._losses.get(entry.queue)
            match entry.kind, entry.verb:
                case "binding", "vanished" if known is None or known.routed is None:
                    self._losses[entry.queue] = _Loss(entry)
                case ("binding", "appeared") if known and known.entry.name == entry.name:
                    del self._losses[entry.queue]
                case ("queue", "appeared" | "vanished") if known:
                    del self._losses[entry.queue]

    def _is_lost(self, node: Node, queue: str, loss: _Loss, at: float) -> bool:
        """Messages came until then and none came since, or that is not known yet."""
        counters = self._counters(node.id)
        if not counters:
            return False
        routed = sum(self._graph.tally.total(counter) for counter in counters)
        if loss.routed is not None:
            loss.routed = min(loss.routed, routed)  # totals may have begun anew
            return routed <= loss.routed and not self._is_back(queue, loss)
        if self._structure.read_at < loss.entry.at or at < loss.entry.at + _PATIENCE_SECONDS:
            return True
        if self._is_back(queue, loss) or may_get_dead_letters(self._structure.topology, queue):
            return False
        return self._has_stopped(queue, loss, counters, routed, at)

    def _counters(self, queue: str) -> list[int]:
        edges = [e for e in self._graph.edges.values() if e.kind == "route" and e.target == queue]
        return [edge.counters["publish"] for edge in edges if "publish" in edge.counters]

    def _is_back(self, queue: str, loss: _Loss) -> bool:
        """The same binding is there again."""
        if self._structure.read_at < loss.entry.at:
            return False
        found = self._structure.topology.bindings_by_queue.get(queue, ())
        return any(
            loss.entry.name == binding_words(one)
            or loss.entry.name.startswith(binding_words(one) + " ")
            for one in found
        )

    def _has_stopped(
        self, queue: str, loss: _Loss, counters: list[int], routed: int, at: float
    ) -> bool:
        """Look whether what came has stopped; False once it is known that it has not."""
        removed = int(loss.entry.at)
        first = removed - _BEFORE_SECONDS
        rates = self._graph.tally.rings.window(np.array(counters, np.int64), first, int(at))
        known: NDArray[np.bool_] = ~np.all(np.isnan(rates), axis=1)
        came = np.flatnonzero(np.nansum(rates, axis=1) > 0) + first
        before = came[came <= removed]
        if not len(before) or came[-1] > removed + _BLUR_SECONDS:
            return False
        quiet = int(known[came[-1] + 1 - first :].sum())
        begun = first + int(np.flatnonzero(known)[0])
        pause = int(np.diff([begun, *before.tolist(), removed]).max())
        ways = ways_left(self._structure.topology, queue)
        if quiet >= (max(2 * _PATIENCE_SECONDS, _PAUSES * pause) if ways else _PATIENCE_SECONDS):
            loss.routed = routed
        return True

    def _trouble(self, queue: str, entry: Entry) -> Trouble:
        declared = self._structure.topology.queues.get(entry.queue)
        ways = ways_left(self._structure.topology, entry.queue)
        exchange, key = _source(entry)
        text = tr("no message has come since {removal}", removal=_removal(entry, exchange, key))
        if ways:
            text = tr("{told}; what is still bound to it brings nothing", told=text)
        text = tr("{told}: bind it again, unless that is meant", told=text)
        source = node_id("exchange", exchange)
        leads_to = source if source in self._graph.nodes else ""
        severity = _severity(declared)
        return Trouble(queue, "unfed", severity, text, leads_to=leads_to, change=entry)

    def _without_feed(self, told: dict[str, Entry]) -> Iterator[Trouble]:
        """The services all of whose queues get nothing."""
        feeds: dict[str, set[str]] = {}
        for edge in self._graph.edges.values():
            if edge.kind == "deliver" and edge.declared:
                feeds.setdefault(edge.target, set()).add(edge.source)
        for service, queues in feeds.items():
            if queues <= told.keys():
                queue = min(queues)
                entry = told[queue]
                text = tr(
                    "it gets nothing any more: no message has come to queue {queue} since {time}",
                    queue=entry.queue,
                    time=numbers.clock(entry.at),
                )
                yield Trouble(service, "unfed", "notice", text, leads_to=queue, change=entry)


def _severity(declared: Queue | None) -> Severity:
    """A queue that lives with its consumer may be bound and unbound as that pleases."""
    is_private = declared is not None and (declared.exclusive or declared.auto_delete)
    return "notice" if is_private else "warning"


def ways_left(topology: Topology, queue: str) -> int:
    """How many bindings are left, other than the one that every queue has."""
    found = topology.bindings_by_queue.get(queue, ())
    return sum(binding.source != DEFAULT_EXCHANGE for binding in found)


def may_get_dead_letters(topology: Topology, queue: str) -> bool:
    """What comes from inside the broker is not counted: nobody knows that nothing comes."""
    found = topology.bindings_by_queue.get(queue, ())
    if any(binding.source in topology.fed_from_inside - {DEFAULT_EXCHANGE} for binding in found):
        return True
    return any(
        other.dead_letter_exchange == DEFAULT_EXCHANGE
        and other.dead_letter_routing_key in (None, queue)
        for other in topology.queues.values()
    )


def _source(entry: Entry) -> tuple[str, str]:
    """The exchange and, in brackets, the key of a binding."""
    exchange, _, rest = entry.name.partition(" -> ")
    return exchange, rest.removeprefix(entry.queue).strip()


def _removal(entry: Entry, exchange: str, key: str) -> str:
    """When a binding went, and through whom."""
    time = numbers.clock(entry.at)
    if not entry.by:
        return tr(
            "about {time}, when the binding of {exchange} {key} was removed",
            time=time,
            exchange=exchange,
            key=key,
        )
    return tr(
        "{time}, when {user} removed the binding of {exchange} {key}",
        time=time,
        user=entry.doer,
        exchange=exchange,
        key=key,
    )
