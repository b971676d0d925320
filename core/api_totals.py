"""Counts from the management API's totals, where there is no Prometheus endpoint."""

import math
from collections import Counter
from collections.abc import Callable, Mapping

from core.api_edges import OWN, ApiEdges
from core.attribution import Counts, Knowledge, Ledger, Proved, Table
from core.closings import Closings
from core.directory import PENDING, Directory
from core.edge_arrays import EdgeArrays
from core.facts import ObjectTotals, Sample
from core.graph import COUNTERS, EdgeKey, EdgeKind, FlowGraph, node_id
from core.parts import Held, Sources
from core.structure import Structure
from core.topology import Topology

_KINDS: tuple[EdgeKind, ...] = ("publish", "route", "deliver")
_NEVER = Sample(0.0, 0.0)


class ApiTotals:
    """The counts of edges that totals prove, and *unknown* for the rest."""

    def __init__(self, graph: FlowGraph, directory: Directory, structure: Structure) -> None:
        self._directory = directory
        self._closings = Closings()
        self._edges = ApiEdges(graph, directory, structure, self._closings)
        self._ledgers: dict[EdgeKind, Ledger] = {
            "publish": Ledger(("publish",), ("confirm", "return_unroutable", "drop_unroutable")),
            "route": Ledger(COUNTERS["route"]),
            "deliver": Ledger(COUNTERS["deliver"]),
        }
        self._arrays = EdgeArrays()
        self._proved: dict[EdgeKind, Proved] = {kind: Proved() for kind in _KINDS}
        self._sources = Sources()
        self._held = Held()
        self._connections: dict[str, str] = {}
        """Channel to connection."""
        self._deleted: set[str] = set()
        """Queues whose last counts may never be sampled."""
        self._begun: dict[str, float] = {}
        """When the sample of each kind was taken from which is counted."""
        self._met: set[str] = set()
        """Every queue that was ever listed."""
        self._own: dict[str, Counts] = {}
        """What was counted at queues of Flowscope's own, also at those that are gone."""
        self._first: ObjectTotals | None = None
        self._last: ObjectTotals | None = None

    def begin(self) -> None:
        """Count from here."""
        for ledger in self._ledgers.values():
            ledger.begin()
        self._arrays.begin()
        self._closings.begin()
        self._proved = {kind: Proved() for kind in _KINDS}
        self._deleted = set()
        self._first = self._last
        self._begun = {}
        self._date()

    @property
    def read_at(self) -> float:
        """Everything that had happened by then is in what the edges show."""
        samples = self._last.samples.values() if self._last else ()
        return min((sample.since for sample in samples), default=0.0)

    @property
    def are_whole(self) -> bool:
        """Each message, confirm and return that was counted is known by its edge."""
        return self._edges.are_whole

    @property
    def suspected(self) -> set[EdgeKey]:
        """Edges that nothing declares and that may exist all the same."""
        return self._edges.suspected

    def seconds(self, kind: EdgeKind) -> float | None:
        """From sample to sample: how long the broker counted what edges of a kind show.

        None as long as nothing has moved, and in a cluster, where each node samples for itself.
        """
        sample = self._last.samples.get(kind, _NEVER) if self._last else _NEVER
        began = self._begun.get(kind)
        if self._last is None or began is None or not sample.is_dated:
            return None
        period = self._last.period
        return max(1, round((sample.at - began) / period)) * period

    def take_topology(self, topology: Topology) -> None:
        """Who can have a part from now on."""
        self._sources.take(topology)

    def change_consumers(self, queue: str, at: float) -> None:
        """The broker said that a consumer of a queue came or went."""
        self._held.change(queue, at)

    def lose_queue(self, queue: str) -> None:
        """The broker said that a queue was deleted."""
        self._deleted.add(queue)

    def take(self, totals: ObjectTotals) -> None:
        """Take a reading."""
        self._last = totals
        self._first = self._first or totals
        self._date()
        self._connections |= totals.connections
        self._held.take(totals.consumers, totals.at)
        self._closings.take(totals, self._row_of_channel)
        if totals.detailed:
            self._arrays.take(totals)
            self._proved = self._arrays.proved(self._row_of_channel, _row_of_exchange)
        else:
            self._prove(totals)
        for kind in ("route", "deliver"):
            self._proved[kind].broken |= self._deleted
        baseline = self._first.channels
        owing = {self._row_of_channel(c) for c, n in baseline.items() if _awaits_confirms(n)}
        self._edges.show(self._proved, owing, totals)

    def _prove(self, totals: ObjectTotals) -> None:
        known = {
            "publish": Knowledge(self._row_of_channel),
            "route": Knowledge(_row_of_exchange, self._may_route),
            "deliver": Knowledge(self._row_of_channel, settled=self._settled(totals)),
        }
        for kind, table in self._tables(totals).items():
            self._ledgers[kind].take(table, known[kind])
            self._proved[kind] = self._ledgers[kind].proved

    def _date(self) -> None:
        """Find out from which samples is counted, as far as that is not known yet."""
        if self._first is None or self._last is None:
            return
        for kind, sample in self._last.samples.items():
            if kind not in self._begun and sample.is_dated:
                late = math.ceil((sample.at - self._first.at) / self._last.period)
                self._begun[kind] = sample.at - late * self._last.period

    def _tables(self, totals: ObjectTotals) -> dict[EdgeKind, Table]:
        published, routed = (
            {x: {"publish": counts.get(name, 0)} for x, counts in totals.exchanges.items()}
            for name in ("publish_in", "publish_out")
        )
        at, interval = totals.at, totals.within
        rows, queues, whole = self._without_own(totals)
        return {
            "publish": Table(at, totals.channels, published, totals.vhost, interval),
            "route": Table(at, routed, totals.queues, None, interval),
            "deliver": Table(at, rows, queues, whole, interval),
        }

    def _without_own(
        self, totals: ObjectTotals
    ) -> tuple[Mapping[str, Counts], Mapping[str, Counts], Counts]:
        """What was delivered, without Flowscope's own queues and the channels that consume them."""
        fresh = totals.queues.keys() - self._met
        self._met |= fresh
        own = self._own.keys() | {name for name in fresh if self._directory.is_hidden_queue(name)}
        self._own |= {name: totals.queues.get(name, self._own.get(name, {})) for name in own}
        whole = Counter(totals.vhost)
        for counts in self._own.values():
            whole.subtract(counts)
        rows = {c: n for c, n in totals.channels.items() if self._row_of_channel(c) != OWN}
        queues = {name: counts for name, counts in totals.queues.items() if name not in own}
        return rows, queues, whole

    def _row_of_channel(self, channel: str) -> str | None:
        service = self._directory.service_of(self._connections.get(channel, ""))
        return None if service == PENDING else service or OWN

    def _may_route(self, row: str, queue: str) -> bool:
        return self._sources.reach(row.partition(":")[2], queue)

    def _settled(self, totals: ObjectTotals) -> Callable[[str], str | None]:
        since = self._ledgers["deliver"].cut_at - totals.within

        def queue_of(channel: str) -> str | None:
            counts = totals.channels.get(channel, {})
            gets = counts.get("get", 0) + counts.get("get_no_ack", 0)
            return None if gets else self._held.queue_of(channel, since)

        return queue_of


def _row_of_exchange(exchange: str) -> str:
    return node_id("exchange", exchange)


def _awaits_confirms(counts: Counts) -> bool:
    """A confirm that comes now may be of a message that was published before."""
    return counts.get("publish", 0) != counts.get("confirm", 0)
