"""Channels that went away before their last counts were read.

The metrics show the rows of a closed channel until the broker's next collection, which comes every
five seconds. A channel that closes just before takes its last counts with it, and one that also
opened since the last reading was never seen at all: only the broker's count of opened channels
tells. What such a channel may have had a part in is a lower bound from then on.
"""

from collections import Counter
from dataclasses import dataclass, field

from core import metrics
from core.directory import PENDING, Directory
from core.facts import Readings
from core.graph import Edge, FlowGraph
from core.identity import Identities
from core.series import SeriesTable

_UNROUTABLE = frozenset({"return_unroutable", "drop_unroutable"})
_NOBODY_KNOWS = ""


@dataclass(slots=True)
class LastCounts:
    """Which channels were missed since watching began, and the edges that this concerns."""

    graph: FlowGraph
    identities: Identities
    directory: Directory
    vhost: str
    own_probes: int = 0
    """Channels that this Flowscope itself opened for a moment."""
    _missed: set[str] = field(default_factory=set)
    """The connections of missed channels."""
    _unrouted: dict[str, set[str]] = field(default_factory=dict)
    """Closed channels whose routes are still to be read, with the exchanges that routed."""
    _short: set[str] = field(default_factory=set)
    """Exchanges of which some routes were missed."""
    _opened: Counter[str] = field(default_factory=Counter)
    """How many channels each node opened since its first reading."""
    _before: dict[str, int] = field(default_factory=dict)
    """How many channels each node had opened, and we had not met, at its first reading."""
    _unmet_before: int = 0
    _was_unmet: bool = False

    def begin(self) -> None:
        """Count from here."""
        self._missed.clear()
        self._short.clear()
        # Less than none: a channel of our own is not in the broker's count yet.
        self._unmet_before = max(0, self._excess)
        self._was_unmet = False

    @property
    def are_whole(self) -> bool:
        """No channel was missed."""
        return not (self._missed or self._short)

    def read_edges(
        self, table: SeriesTable, readings: Readings, routes: SeriesTable | None
    ) -> None:
        """The edges of a node were read: what closed before has shown its last counts, or never.

        `routes` is where the routes of a channel are read by themselves (3.x).
        """
        for pid in self.identities.take_unread(readings.node, readings.at):
            numbers = table.by_channel.get(pid)
            if not numbers:
                if pid not in self.identities.first_seen:  # else it was idle: it never had a row
                    self._miss(pid, routes_too=routes is not None)
            elif routes is not None:
                self._unrouted[pid] = _routing(table, numbers)
        if routes is not None:
            self.read_routes(routes, readings.node, routes.read_at)
        for number in table.by_metric.get(metrics.OPENED_CHANNELS, ()):
            self._count_opened(readings, int(table.last[number]))

    def read_routes(self, routes: SeriesTable, node: str, at: float) -> None:
        """The routes of a node were read."""
        prefix = f"{node}/"
        for pid in [pid for pid in self._unrouted if pid.startswith(prefix)]:
            if self.identities.closed_at.get(pid, 0.0) <= at:
                numbers = routes.by_channel.get(pid, ())
                shown = {f"exchange:{routes.series[number].exchange}" for number in numbers}
                self._short |= self._unrouted.pop(pid) - shown

    def lose_node(self, node: str, *, routes_too: bool) -> None:
        """A node ended, and its channels with it."""
        prefix = f"{node}/"
        for pid in self.identities.open_pids:
            if pid.startswith(prefix):
                self._miss(pid, routes_too=routes_too)
        self._opened[node] = 0
        self._before[node] = -self.identities.met[node]

    def settle(self) -> None:
        """Nothing more will be learned: channels that nobody met were missed."""
        if self._unmet:
            self._missed.add(_NOBODY_KNOWS)

    def mark(self) -> None:
        """Make lower bounds of what missed channels may have had a part in."""
        if self.are_whole:
            return
        services = {self.directory.service_of(connection) for connection in self._missed}
        for edge in self.graph.edges.values():
            if edge.counters and self._concerns(edge, services):
                edge.at_least = True

    def _concerns(self, edge: Edge, services: set[str | None]) -> bool:
        if PENDING in services or edge.source in services or edge.target in services:
            return True
        return edge.kind == "route" and edge.source in self._short

    def _miss(self, pid: str, *, routes_too: bool) -> None:
        known = self.identities.known.get(pid)
        if known is None:
            self._missed.add(_NOBODY_KNOWS)
            return
        if known.vhost not in ("", self.vhost) or not self.directory.service_of(known.connection):
            return
        self._missed.add(known.connection)
        if routes_too:
            self._short |= {
                node.id for node in self.graph.nodes.values() if node.kind == "exchange"
            }

    def _count_opened(self, readings: Readings, opened: int) -> None:
        node = readings.node
        if readings.first:
            self._before[node] = opened - self.identities.met[node]
        at_once = not self._opened
        self._opened[node] = opened
        if at_once:
            self._unmet_before = self._excess
        was, self._was_unmet = self._was_unmet, self._unmet
        if was and self._unmet:
            self._missed.add(_NOBODY_KNOWS)

    @property
    def _excess(self) -> int:
        met = self.identities.met
        opened = (self._opened[node] - met[node] - self._before[node] for node in self._opened)
        return sum(opened) - self.own_probes

    @property
    def _unmet(self) -> bool:
        """More channels were opened since watching began than we met."""
        return self._excess > self._unmet_before


def _routing(table: SeriesTable, numbers: set[int]) -> set[str]:
    """The exchanges that routed what a channel published, as nodes."""
    routed: Counter[str] = Counter()
    for number in numbers:
        series = table.series[number]
        counter = metrics.PUBLISH.get(series.metric)
        if counter == "publish":
            routed[f"exchange:{series.exchange}"] += int(table.added[number])
        elif counter in _UNROUTABLE:
            routed[f"exchange:{series.exchange}"] -= int(table.added[number])
    return {exchange for exchange, amount in routed.items() if amount > 0}
