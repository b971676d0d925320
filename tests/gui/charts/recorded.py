"""A small system with recorded counters: what the tests of charts and inspector look at."""

from collections.abc import Sequence

import numpy as np

from core.clock import Clock
from core.edge_times import EdgeTimes
from core.facts import PastRead, Samples
from core.flow import Flow
from core.graph import Edge, EdgeKey, EdgeKind, NodeKind
from core.past import Past, Whose
from core.recent_times import Measure, RecentTimes, Timed
from core.topology_log import Entry, TopologyLog

NOW = 1_700_000_000
PUBLISH: EdgeKey = ("publish", "service:orders", "exchange:shop")


class Recording:
    """What a session offers to the charts, its clock set by hand."""

    def __init__(self) -> None:
        flow = Flow()
        self.graph = flow.graph
        self.log = TopologyLog()
        self.asked: list[Whose] = []
        self.past = Past(self.asked.append)
        self.times = EdgeTimes(RecentTimes(), flow, "/")
        self.periods: dict[str, float] = {"edges": 1.0}
        self.at = float(NOW)

    @property
    def clock(self) -> Clock:
        return lambda: self.at

    def edge(self, kind: EdgeKind, source: str, target: str) -> Edge:
        kinds: tuple[NodeKind, ...] = ("service", "exchange", "queue")
        for end in (source, target):
            for node_kind in kinds:
                if end.startswith(f"{node_kind}:"):
                    self.graph.node(node_kind, end.partition(":")[2])
        edge = self.graph.edge(kind, source, target)
        self.graph.count_with(edge)
        return edge

    def rate(self, edge: Edge, counter: str, values: Sequence[float], until: int = NOW) -> None:
        """Record one value a second, the last one at `until`; NaN stays a gap."""
        ids = np.array([edge.counters[counter]])
        first = until - len(values) + 1
        for second, value in enumerate(values, start=first):
            if value == value:
                self.graph.tally.rings.put(ids, np.array([float(value)]), second - 1, second)
        self.graph.values += 1

    def changed(self, ago: float, verb: str, kind: str = "queue", name: str = "q") -> Entry:
        """Something changed so many seconds ago."""
        entry = Entry(self.at - ago, verb, kind, name)
        self.log.add(entry)
        return entry

    def took(self, measure: Measure, seconds: Sequence[float], at: float, queue: str = "") -> None:
        """Messages of payments took so long, all of them until `at`."""
        exchange = "" if measure == "handling" else "shop"
        queue = "" if measure == "confirm" else queue or "payments.q"
        service = "orders" if measure == "confirm" else "payments"
        track = self.times.recent.track(Timed(measure, "/", exchange, queue, service, ""))
        for one in seconds:
            self.times.recent.note(track, at, one)

    def depth(self, queue: str, gauge: str, values: Sequence[float], until: int = NOW) -> None:
        node = self.graph.node("queue", queue)
        if gauge not in node.gauges:
            node.gauges[gauge] = self.graph.gauges.allocate()
            self.graph.structure += 1
        ids = np.array([node.gauges[gauge]])
        for second, value in enumerate(values, start=until - len(values) + 1):
            self.graph.gauges.put(ids, np.array([float(value)]), second - 1, second)
        self.graph.values += 1

    def sampled(self, queue: Whose, gauge: str, values: Sequence[float], until: int = NOW) -> None:
        """The broker has taken a sample every ten seconds, the last one at `until`."""
        times = [until - 10.0 * n for n in reversed(range(len(values)))]
        taken = Samples(
            times=np.array(times, float), values=np.array(values, float), within=10, apart=70
        )
        self.past.take(PastRead(at=self.at, queue=queue, samples={gauge: (taken,)}))
