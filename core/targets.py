"""Where each series of the metrics counts: on which edge, for which service, or not at all."""

from core import metrics
from core.directory import PENDING, Directory
from core.facts import Series
from core.graph import UNKNOWN_SERVICE, EdgeKind, FlowGraph, node_id
from core.identity import Identities
from core.series import DORMANT, IGNORED, LIMBO
from core.structure import Structure
from core.topology import DEFAULT_EXCHANGE
from core.wording import tr

_MOST_DECLARED = 10_000

Target = tuple[EdgeKind, str, str, str]
"""Edge kind, ids of its ends, counter."""


class Targets:
    """Says which counter a series feeds, by what is known of its channel now."""

    def __init__(
        self, graph: FlowGraph, structure: Structure, directory: Directory, identities: Identities
    ) -> None:
        self.nameless: set[str] = set()
        """Channels that nobody will name any more: they are of the unknown service."""
        self._declared: dict[str, None] = {}
        """Queues that events told of, also when no topology has listed them: the newest."""
        self._graph = graph
        self._structure = structure
        self._directory = directory
        self._identities = identities

    def declare(self, queue: str) -> None:
        """An event told of a queue."""
        self._declared.pop(queue, None)
        self._declared[queue] = None
        if len(self._declared) > _MOST_DECLARED:
            del self._declared[next(iter(self._declared))]

    def counter_of(self, series: Series, *, moved: bool) -> int:
        """The tally's counter that a series feeds, or why it feeds none."""
        target = self._target(series)
        if target is None:
            return IGNORED
        kind, source, end, counter = target
        if PENDING in (source, end):
            return LIMBO
        is_drawn = (kind, source, end) in self._graph.edges
        if kind == "route" and not is_drawn and (not moved or self._is_ghost(series)):
            return DORMANT
        self._ensure_ends(series, source, end)
        edge = self._graph.edge(kind, source, end)
        self._structure.count(edge)
        return edge.counters[counter]

    def _is_ghost(self, series: Series) -> bool:
        """A queue that nobody ever declared.

        RabbitMQ 3.10 counts what the default exchange could not route as if it had gone to a queue
        of that name.
        """
        topology = self._structure.topology
        declared = series.queue in topology.queues or series.queue in self._declared
        return series.exchange == DEFAULT_EXCHANGE and bool(topology.exchanges) and not declared

    def _ensure_ends(self, series: Series, source: str, end: str) -> None:
        if series.exchange is not None:
            self._structure.ensure("exchange", series.exchange)
        if series.queue is not None:
            self._structure.ensure("queue", series.queue)
        for id_ in (source, end):
            if id_ == UNKNOWN_SERVICE:
                self._graph.node("service", tr("unknown"), UNKNOWN_SERVICE).named_by = "unknown"
            elif id_.startswith("service:"):
                self._graph.node("service", id_.removeprefix("service:"))

    def _target(self, series: Series) -> Target | None:
        exchange, queue = series.exchange, series.queue
        if queue is not None and self._directory.is_hidden_queue(queue):
            return None
        if series.metric in metrics.ROUTE and exchange is not None and queue is not None:
            ends = (node_id("exchange", exchange), node_id("queue", queue))
            return ("route", *ends, metrics.ROUTE[series.metric])
        if series.metric in metrics.PUBLISH and exchange is not None:
            service = self._service(series.channel)
            end, counter = node_id("exchange", exchange), metrics.PUBLISH[series.metric]
            return None if service is None else ("publish", service, end, counter)
        if series.metric in metrics.DELIVER and queue is not None:
            service = self._service(series.channel)
            source, counter = node_id("queue", queue), metrics.DELIVER[series.metric]
            return None if service is None else ("deliver", source, service, counter)
        return None

    def _service(self, pid: str) -> str | None:
        """The service node of a channel; PENDING while unknown, None when it is not shown."""
        known = self._identities.known.get(pid)
        service = self._directory.service_of(known.connection) if known else PENDING
        return UNKNOWN_SERVICE if service == PENDING and pid in self.nameless else service
