"""The broker's statistics as the management API shows them, sample by sample.

The broker samples its counters once in a statistics interval, and writes a sample row by row. A
reading counts only when nothing has moved since the reading before, so that it is not one half of
an old sample and one half of a new one. What it had to look for long, the broker may repeat for a
while instead of looking again: that much time must have passed, too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import inf
from typing import Any, Protocol
from urllib.parse import quote

from core.clock import Clock
from core.facts import ObjectTotals, Sample
from core.sources import management_json as read
from core.sources.http import SurfaceError

SETTLING_SECONDS = 0.3
"""After which a reading is repeated when something has moved."""
_USUAL_SECONDS = 5.0
_ALLOWANCE = 1.2
"""A sample takes its time, and the next one is an interval after its end."""
_LATEST = 4
_REMEMBERED = 9
"""Readings, about one interval."""
_REPEATS = 6.0
"""The broker repeats an answer five times as long as finding it took, unless it is told less."""
_COLUMNS = "name,message_stats"
_PUBLISH = ("publish", "confirm", "return_unroutable", "drop_unroutable")
_DELIVER = ("deliver", "deliver_no_ack", "get", "get_no_ack", "redeliver", "ack")

Stats = dict[str, dict[str, int]]


class Questions(Protocol):
    """What is asked of the management API."""

    vhost: str

    def get(self, path: str, **query: str) -> Any:
        """The JSON of a reply."""

    def of_vhost(self, what: str, **query: str) -> Any:
        """`/api/{what}/{vhost}`."""

    def of_clients(self, what: str, **query: str) -> Any:
        """`/api/vhosts/{vhost}/{what}`."""


@dataclass(slots=True)
class StatisticsInterval:
    """How often the broker samples: the steps in which the uptime of its nodes is told."""

    seconds: float = 0.0
    """0 as long as it is not known."""
    within: float = inf
    """A sample is taken in any time as long as this, also by a broker that is late."""
    nodes: int = 0
    _uptimes: dict[str, int] = field(default_factory=dict)
    _steps: dict[str, tuple[float, ...]] = field(default_factory=dict)

    def take(self, reply: object) -> None:
        """Take what `/api/nodes` says."""
        told = {read.text(row, "name"): row.get("uptime") for row in read.rows(reply)}
        self.nodes = len(told)
        uptimes = {node: uptime for node, uptime in told.items() if isinstance(uptime, int)}
        for node, uptime in uptimes.items():
            if (step := uptime - self._uptimes.get(node, uptime)) > 0:
                self._steps[node] = (*self._steps.get(node, ())[-_LATEST:], step / 1000)
        self._uptimes.update(uptimes)
        known = [self._steps.get(node, ()) for node in uptimes] or [(_USUAL_SECONDS,)]
        if all(known):
            self.seconds = max(map(min, known))
            self.within = max(map(max, known)) * _ALLOWANCE


@dataclass(frozen=True, slots=True)
class _Reading:
    """One look at all tables."""

    began_at: float
    totals: ObjectTotals
    took: float
    is_torn: bool
    """A sample came in the midst of it."""

    def of_table(self, table: str) -> object:
        """What changes when the broker samples a table."""
        totals = self.totals
        if table == "route":
            routed = {name: counts.get("publish_out") for name, counts in totals.exchanges.items()}
            return routed, {name: counts.get("publish") for name, counts in totals.queues.items()}
        return [totals.vhost.get(name) for name in (_PUBLISH if table == "publish" else _DELIVER)]

    def has_moved_since(self, last: "_Reading") -> bool:
        """Anything that is listed in both has other totals."""
        now, then = self.totals, last.totals
        pairs = zip(
            (now.channels, now.exchanges, now.queues, {"": now.vhost}),
            (then.channels, then.exchanges, then.queues, {"": then.vhost}),
            strict=True,
        )
        return any(new[key] != old[key] for new, old in pairs for key in new.keys() & old.keys())


class Statistics:
    """Reads the statistics of one vhost and remembers when each table was sampled."""

    def __init__(self, api: Questions, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._interval = StatisticsInterval()
        self._closed = 0
        """Channels, on all nodes."""
        self._last: _Reading | None = None
        self._moved_at = clock()
        self._took: tuple[float, ...] = ()
        self._phases: dict[str, Sample] = {}
        """A sample of each table whose moment is known."""
        self._samples = dict.fromkeys(("publish", "route", "deliver"), Sample(0.0, 0.0))

    def newest(self, *, detailed: bool) -> ObjectTotals | None:
        """What the newest samples say; None when it has to be looked at again. Raises SurfaceError.

        With `rates_mode = detailed` also per edge.
        """
        nodes = self._api.get("nodes", columns="name,uptime,channel_closed")
        self._interval.take(nodes)
        self._closed = sum(read.number(row, "channel_closed") for row in read.rows(nodes))
        reading = self._look()
        self._took = (*self._took[-_REMEMBERED:], reading.took)
        moved = {t for t in self._samples if self._has_moved(t, reading)}
        self._date(reading, moved)
        last, self._last = self._last, reading
        is_new = last is None or reading.is_torn or reading.has_moved_since(last)
        if is_new:
            self._moved_at = self._clock()
        if is_new or reading.began_at < self._moved_at + self._slowness:
            return None
        totals = replace(
            reading.totals,
            samples={**self._samples, "closings": self._of_closings(reading)},
            closed=self._closed,
            period=self._interval.seconds,
            within=self._within,
        )
        return self._with_edges(totals) if detailed else totals

    @property
    def _slowness(self) -> float:
        return _REPEATS * max(self._took)

    @property
    def _within(self) -> float:
        """A broker that answers slowly samples late, too."""
        return self._interval.within + self._slowness

    def _look(self) -> _Reading:
        began_at = self._clock()
        vhost = self._of_whole_vhost()
        exchanges = _stats(self._api.of_vhost("exchanges", columns=_COLUMNS))
        asked_at = self._clock()
        columns = f"{_COLUMNS},connection_details.name,messages_unacknowledged"
        channels = list(read.rows(self._api.of_clients("channels", columns=columns)))
        queues = _stats(self._api.of_vhost("queues", columns=_COLUMNS))
        consumers = [read.consumer_of(row) for row in read.rows(self._api.of_vhost("consumers"))]
        took = self._clock() - asked_at
        again = _stats(self._api.of_vhost("exchanges", columns=_COLUMNS))
        is_torn = (vhost, exchanges) != (self._of_whole_vhost(), again)
        totals = ObjectTotals(
            at=began_at,
            channels=_stats(channels),
            exchanges=exchanges,
            queues=queues,
            vhost=vhost,
            connections={
                read.text(row, "name"): read.text(read.table(row.get("connection_details")), "name")
                for row in channels
            },
            unacked={
                read.text(row, "name"): read.number(row, "messages_unacknowledged")
                for row in channels
            },
            consumers=frozenset((c.channel, c.tag, c.queue) for c in consumers),
            publishes={},
            deliveries={},
            routes={},
            detailed=False,
            period=0.0,
        )
        return _Reading(began_at, totals, took, is_torn)

    def _of_whole_vhost(self) -> dict[str, int]:
        for row in read.rows(self._api.get("vhosts", columns=_COLUMNS)):
            if row.get("name") == self._api.vhost:
                return read.totals(row)
        return {}

    def _has_moved(self, table: str, reading: _Reading) -> bool:
        return self._last is not None and self._last.of_table(table) != reading.of_table(table)

    def _date(self, reading: _Reading, moved: set[str]) -> None:
        """A table that moved was sampled between two readings, and again and again since then.

        It shows a sample a while after the broker has begun to take it: what happened meanwhile is
        not in it.
        In a cluster every node samples at its own time: that one has says nothing of the others.
        """
        if not self._interval.seconds:
            return
        earliest = reading.began_at - self._within
        taking = self._within - self._interval.seconds
        for table in self._samples:
            if table in moved and self._last is not None:
                last = self._last.began_at
                self._phases[table] = Sample(last - taking, (last + reading.began_at) / 2)
            phase = self._phases.get(table)
            if phase is None or self._interval.nodes > 1:
                self._samples[table] = Sample(earliest, earliest)
            else:
                passed = (reading.began_at - phase.at) // self._interval.seconds
                at = phase.at + passed * self._interval.seconds
                self._samples[table] = Sample(max(phase.since, earliest), at)

    def _of_closings(self, reading: _Reading) -> Sample:
        """How many channels have closed is sampled at a time of its own."""
        since = reading.began_at - self._within if self._interval.seconds else 0.0
        return Sample(since, since)

    def _with_edges(self, found: ObjectTotals) -> ObjectTotals:
        publishes: dict[tuple[str, str], Mapping[str, int]] = {}
        deliveries: dict[tuple[str, str], Mapping[str, int]] = {}
        routes: dict[tuple[str, str], Mapping[str, int]] = {}
        for channel in found.channels:
            row = self._details("channels/" + quote(channel, safe=""))
            for part in read.rows(row.get("publishes")):
                exchange = read.text(read.table(part.get("exchange")), "name")
                publishes[channel, exchange] = read.totals(part, "stats")
            for part in read.rows(row.get("deliveries")):
                queue = read.text(read.table(part.get("queue")), "name")
                deliveries[queue, channel] = read.totals(part, "stats")
        vhost = quote(self._api.vhost, safe="")
        for queue in found.queues:
            row = self._details(f"queues/{vhost}/{quote(queue, safe='')}")
            for part in read.rows(row.get("incoming")):
                exchange = read.text(read.table(part.get("exchange")), "name")
                routes[exchange, queue] = read.totals(part, "stats")
        return replace(
            found, publishes=publishes, deliveries=deliveries, routes=routes, detailed=True
        )

    def _details(self, path: str) -> read.Json:
        try:
            return read.table(self._api.get(path))
        except SurfaceError as error:
            if error.status == 404:
                return {}
            raise


def _stats(reply: object) -> Stats:
    return {
        read.text(row, "name"): read.totals(row)
        for row in read.rows(reply)
        if isinstance(row.get("name"), str)
    }
