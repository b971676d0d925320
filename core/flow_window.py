"""What happened inside one window of time: the flow graph's counts between two moments."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from core.answers import Answers, answers_json, answers_of
from core.capabilities import Capability
from core.collapsed import CollapsedGraph
from core.facts import Provenance
from core.graph import MAIN, Edge, EdgeKind, Node
from core.session import Session
from core.troubles import Trouble, place_words

SCHEMA = "flowscope/flow/1"
_WARM_UP_SECONDS = 8.0
_CATCH_UP_SECONDS = 60.0
_RESOLVE_SECONDS = 12.0
_TOGETHER_SECONDS = 3.0
_APART_SECONDS = 0.3
"""Groups of counters that were read within that time are of one moment."""
_TICK_SECONDS = 0.05
_WAITS_FOR_NAMES = (
    "waiting for the names of channels that were open before: the broker tells them every 5 s"
)
_KINDS: tuple[EdgeKind, ...] = ("publish", "route", "deliver")


@dataclass(frozen=True, slots=True)
class EdgeCounts:
    """One edge with what it counted inside the window."""

    edge: Edge
    counts: dict[str, int | None]
    provenance: Provenance
    at_least: bool = False
    """The counts are a lower bound."""
    answers: Answers = field(default_factory=dict)
    """How messages were answered, beyond the counts."""


@dataclass(frozen=True, slots=True)
class Hop:
    """What one service caused for another inside the window."""

    counted: EdgeCounts
    queues: tuple[str, ...]
    """The nodes of all queues by which messages get there."""
    how: str
    """Where the counts come from, or why there are none."""


class FlowWindow:
    """Measures with a session: warm up, `begin`, let time pass, `end`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._began_at = 0.0
        self._ended_at = 0.0
        self._read_whole = True
        self._nodes: frozenset[str] = frozenset()

    def warm_up(self, tell: Callable[[str], object] = lambda _: None) -> None:
        """Let sources answer and channels that were open before find their names.

        Takes a moment when everything is quiet, and at most a little more than one statistics
        interval of the broker when channels are busy: then `tell` hears what it waits for.
        """
        session, began = self._session, self._session.clock()
        self._pump_until(lambda: session.freshness.has_answered, _WARM_UP_SECONDS)
        if not session.freshness.is_resolved and session.freshness.has_answered:
            tell(_WAITS_FOR_NAMES)
        left = _WARM_UP_SECONDS - (session.clock() - began)
        self._pump_until(lambda: session.freshness.is_resolved, left)

    def begin(self) -> None:
        """Take the baseline: everything counted from now on is inside."""
        self._read_everything_since(self._session.clock())
        self._read_together(self._session.clock())
        self._began_at = self._session.flow.read_at or self._session.flow.api_totals.read_at
        self._session.flow.begin()
        self._session.diagnosis.begin()
        self._nodes = self._session.flow.tables.nodes

    def pass_time(self, seconds: float, interrupted: Callable[[], bool]) -> None:
        """Watch for `seconds`, or until interrupted."""
        until = self._session.clock() + seconds
        while (left := until - self._session.clock()) > 0 and not interrupted():
            self._session.wait(min(left, _TICK_SECONDS))
            self._session.pump()

    def end(self) -> None:
        """Take the last reading, and give names that are still missing the time they need."""
        asked = self._session.clock()
        self._read_together(asked)
        self._session.flow.hold()  # what follows only explains the counts
        flow = self._session.flow
        self._ended_at = flow.read_at or flow.api_totals.read_at or asked
        everything = self._read_everything_since(asked)
        same_nodes = self._session.flow.tables.nodes == self._nodes
        counts = (
            self._session.freshness.counts_messages and self._session.freshness.counts_every_node
        )
        self._read_whole = everything and same_nodes and counts
        self._pump_until(self._is_named, _RESOLVE_SECONDS)
        self._session.flow.settle()
        self._session.diagnosis.judge()

    @property
    def is_complete(self) -> bool:
        """Every node was read until the end, and no channel went away before it was read."""
        flow = self._session.flow
        return self._read_whole and flow.last_counts.are_whole and flow.api_totals.are_whole

    @property
    def seconds(self) -> float:
        """How long the window was: from the baseline's reading to the last one.

        With totals of the management API alone, from the broker's sample before to the one after.
        """
        flow = self._session.flow
        sampled = [] if flow.read_at else [flow.api_totals.seconds(kind) for kind in _KINDS]
        told = [seconds for seconds in sampled if seconds is not None]
        return max(told, default=max(0.0, self._ended_at - self._began_at))

    def edges(self) -> list[EdgeCounts]:
        """Every edge, in a stable order."""
        graph = self._session.graph
        return [
            EdgeCounts(
                edge,
                graph.counts(edge),
                edge.provenance,
                self._is_bound(edge),
                answers_of(graph, edge),
            )
            for _, edge in sorted(graph.edges.items())
        ]

    def hops(self) -> list[Hop]:
        """Which service caused work for which, in a stable order, as far as counters prove it."""
        graph = CollapsedGraph(self._session.graph)
        return [
            Hop(
                EdgeCounts(
                    edge,
                    graph.counts(edge),
                    edge.provenance,
                    (bool(edge.counters) and not self._read_whole) or graph.is_lower_bound(edge),
                ),
                tuple(way.queue for way in graph.ways(key)),
                graph.how(edge),
            )
            for key, edge in sorted(graph.edges.items())
        ]

    def _is_bound(self, edge: Edge) -> bool:
        if edge.counters and not self._read_whole:
            return True
        return self._session.graph.is_lower_bound(edge)

    def nodes(self) -> list[Node]:
        """Every node, in a stable order."""
        return [node for _, node in sorted(self._session.graph.nodes.items())]

    def troubles(self) -> tuple[Trouble, ...]:
        """What hurts at the end of the window, the worst first."""
        return self._session.graph.troubles

    def place_words(self, trouble: Trouble) -> str:
        """Where a trouble is seen."""
        return place_words(self._session.graph, trouble)

    @property
    def url(self) -> str:
        """The broker, without a password."""
        return self._session.endpoints.shown

    @property
    def missing(self) -> list[Capability]:
        """What the broker did not let us see; firehose is not needed for counts."""
        capabilities = self._session.capabilities.values()
        return [c for c in capabilities if not c.ok and c.name != "firehose"]

    def as_json(self) -> dict[str, Any]:
        """The whole result in the schema `flowscope/flow/1`."""
        session = self._session
        return {
            "schema": SCHEMA,
            "broker": {
                "url": session.endpoints.shown,
                "vhost": session.endpoints.vhost,
                **{k: v for k, v in session.broker.items() if k != "prometheus_listeners"},
            },
            "window_s": round(self.seconds, 3),
            "complete": self.is_complete,
            "capabilities": {name: c.as_json() for name, c in session.capabilities.items()},
            "nodes": [_node_json(node) for node in self.nodes()],
            "edges": [self._edge_json(counted) for counted in self.edges()],
            "hops": [self._hop_json(hop) for hop in self.hops()],
            "troubles": [trouble.as_json() for trouble in self.troubles()],
        }

    def _edge_json(self, counted: EdgeCounts) -> dict[str, Any]:
        edge = counted.edge
        shown: dict[str, Any] = {
            "from": edge.source,
            "to": edge.target,
            "kind": edge.kind,
            "provenance": counted.provenance,
            "rates": {n: self._rate(edge, count) for n, count in counted.counts.items()},
            "counts": counted.counts,
        }
        if answers := answers_json(self._session.graph, edge):
            shown["answers"] = answers
        if counted.at_least:
            shown["at_least"] = True
        if edge.how:
            shown["how"] = edge.how
        return shown

    def _hop_json(self, hop: Hop) -> dict[str, Any]:
        shown = self._edge_json(hop.counted)
        shown["queues"] = list(hop.queues)
        if hop.how:
            shown["how"] = hop.how
        return shown

    def _rate(self, edge: Edge, count: int | None) -> float | None:
        """Counts per second of the time that they cover; None where that is not known."""
        if count is None or count == 0:
            return None if count is None else 0.0
        flow, seconds = self._session.flow, self.seconds
        if edge.kind in _KINDS and not flow.read_at:
            seconds = flow.api_totals.seconds(edge.kind) or 0.0
        return round(count / seconds, 3) if seconds else None

    def _read_together(self, at: float) -> None:
        """Read all counters after `at`, those of one moment if possible.

        Else what was published and what was routed would be counted over different stretches.
        """
        session = self._session
        session.refresh()
        self._catch_up(lambda: session.freshness.counts_are_newer_than(at))
        if session.flow.tables.read_apart > _APART_SECONDS:
            session.refresh()
            self._pump_until(
                lambda: session.flow.tables.read_apart <= _APART_SECONDS, _TOGETHER_SECONDS
            )

    def _read_everything_since(self, at: float) -> bool:
        """Wait until every counter was read after `at`; False if that did not come."""
        self._session.refresh()
        return self._catch_up(lambda: self._session.freshness.was_read_since(at))

    def _catch_up(self, condition: Callable[[], bool]) -> bool:
        """Wait for readings as long as they need, but not where nothing can be read."""
        counts = self._session.freshness.counts_messages
        return self._pump_until(condition, _CATCH_UP_SECONDS if counts else _TICK_SECONDS)

    def _is_named(self) -> bool:
        """Every channel that counted has its name, or nobody will tell it."""
        return not (self._session.freshness.tells_names and self._session.flow.nameless.has_counts)

    def _pump_until(self, condition: Callable[[], bool], seconds: float) -> bool:
        until = self._session.clock() + seconds
        while True:
            self._session.pump()
            if condition():
                return True
            left = until - self._session.clock()
            if left <= 0:
                return False
            self._session.wait(min(left, _TICK_SECONDS))


def _node_json(node: Node) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": node.id, "kind": node.kind, "name": node.name}
    if node.kind == "service":
        shown |= {"instances": node.instances, "named_by": node.named_by}
    else:
        shown["type"] = node.type
    if node.kind == "queue":
        shown |= {"ready": node.ready, "unacked": node.unacked, "consumers": node.consumers}
    shown["present"] = node.present
    return shown


def passing_of(counted: EdgeCounts) -> int | None:
    """How many messages passed along an edge inside the window."""
    counts = [counted.counts.get(name) for name in MAIN[counted.edge.kind]]
    known = [count for count in counts if count is not None]
    return sum(known) if known else None
