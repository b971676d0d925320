"""Channels that went away before their last counts were read.

The metrics show the rows of a closed channel until the broker's next collection, which comes every
five seconds. A channel that closes just before takes its last counts with it, and one that also
opened since the last reading was never seen at all: the broker's count of opened channels tells.
What such a channel may have had a part in is a lower bound from then on.
"""

from dataclasses import dataclass, field

from core import metrics
from core.directory import PENDING, Directory
from core.facts import Readings
from core.graph import Edge, FlowGraph
from core.identity import Identities
from core.series import SeriesTable


@dataclass(slots=True)
class LastCounts:
    """Which channels were missed since watching began, and the edges that this concerns."""

    graph: FlowGraph
    identities: Identities
    directory: Directory
    vhost: str
    own_probes: int = 0
    """Channels that this Flowscope opened for a moment since it started."""
    _missed: set[str] = field(default_factory=set)
    """The connections of missed channels; empty where nobody knows it."""
    _unrouted: dict[str, frozenset[str]] = field(default_factory=dict)
    """Closed channels whose routes are still to be read, with the exchanges that routed."""
    _short: set[str] = field(default_factory=set)
    """Exchanges of which some routes were missed."""
    _opened: dict[str, int] = field(default_factory=dict)
    """How many channels each node has ever opened."""
    _unmet_before: int = 0
    _was_unmet: bool = False

    def begin(self) -> None:
        """Count from here."""
        self._missed.clear()
        self._short.clear()
        self._unmet_before = self._excess
        self._was_unmet = False

    @property
    def are_whole(self) -> bool:
        """No channel was missed."""
        return not (self._missed or self._short)

    def read_edges(self, table: SeriesTable, readings: Readings, *, route_by_channel: bool) -> None:
        """The edges of a node were read: what closed before has shown its last counts, or never."""
        for pid in self.identities.take_unread(readings.node, readings.at):
            numbers = table.by_channel.get(pid)
            if not numbers:
                self._miss(pid)
            elif route_by_channel:
                self._unrouted[pid] = frozenset(_routing(table, numbers))
        for number in table.by_metric.get(metrics.OPENED_CHANNELS, ()):
            self._opened[readings.node] = int(table.last[number])
        unmet = self._unmet > 0
        if unmet and self._was_unmet:
            self._missed.add("")
        self._was_unmet = unmet

    def read_routes(self, table: SeriesTable, readings: Readings) -> None:
        """The routes of a node were read, after its edges."""
        prefix = f"{readings.node}/"
        for pid in [pid for pid in self._unrouted if pid.startswith(prefix)]:
            if self.identities.closed_at.get(pid, 0.0) <= readings.at:
                numbers = table.by_channel.get(pid, ())
                shown = {table.series[number].exchange for number in numbers}
                self._short |= self._unrouted.pop(pid) - shown

    def lose_node(self, node: str) -> None:
        """A node ended, and its channels with it."""
        prefix = f"{node}/"
        for pid in self.identities.open_pids:
            if pid.startswith(prefix):
                self._miss(pid)
        self._opened.pop(node, None)

    def settle(self) -> None:
        """Nothing more will be learned: channels that nobody met were missed."""
        if self._unmet > 0:
            self._missed.add("")

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
        return edge.kind == "route" and edge.source.partition(":")[2] in self._short

    def _miss(self, pid: str) -> None:
        known = self.identities.known.get(pid)
        if known is None:
            self._missed.add("")
        elif known.vhost in ("", self.vhost) and self.directory.service_of(known.connection):
            self._missed.add(known.connection)

    @property
    def _excess(self) -> int:
        met = self.identities.met
        return sum(opened - met[node] for node, opened in self._opened.items()) - self.own_probes

    @property
    def _unmet(self) -> int:
        """Channels that were opened since watching began and that nobody has met."""
        return self._excess - self._unmet_before


def _routing(table: SeriesTable, numbers: set[int]) -> set[str]:
    ...
