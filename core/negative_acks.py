"""How many messages consumers nacked or rejected, told from counters alone: a band, never a guess.

RabbitMQ counts what a channel got and what it acked, not what it nacked or rejected. But of any one
moment

    nacked or rejected = deliveries + gets - acks - unacked

Deliveries and acks are read live; unacked is told once a statistics interval, of a moment between
two readings. So that moment says how much was given back, but for what passed between the readings
around it. A consumer with a prefetch never holds more than that, and what was given back never gets
less: the band is what all of this leaves.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from math import isnan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.bands import Band
from core.facts import Readings, Series
from core.held_bounds import Columns, HeldBounds
from core.metrics import DELIVER, REDUCTIONS, UNACKED
from core.topology import Topology

_DELIVERED, _FETCHED, _ACKED, _UNACKED, _WORK = range(5)
_BY_NAME = {"deliver": _DELIVERED, "get": _FETCHED, "ack": _ACKED}
_ROLES = {
    **{metric: _BY_NAME[name] for metric, name in DELIVER.items() if name in _BY_NAME},
    UNACKED: _UNACKED,
    REDUCTIONS: _WORK,
}
"""What the series of a metric tell of their channel."""


class GivenBack(NamedTuple):
    """What a channel nacked or rejected of a queue's messages."""

    process: str
    queue: str
    total: Band
    """Since counting began."""
    rate: Band | None
    """Per second, lately; None where it was not watched for long enough."""
    since: float = 0.0
    until: float = 0.0
    """The time that the rate is about."""
    is_shared: bool = False
    """Its channel got messages of other queues, too: any of them may have none of it."""


class NegativeAcks:
    """The channels of one node."""

    def __init__(self) -> None:
        self._rows: dict[str, int] = {}
        """By channel process, of those that ever got messages of the watched vhost."""
        self._parts: dict[tuple[str, str], None] = {}
        """Process and queue."""
        self._getting: set[str] = set()
        """Processes that fetch, for which a prefetch is no limit."""
        self._gauges: dict[str, dict[str, int]] = {}
        """By process: the numbers of the series that tell unacked and work."""
        self._series: dict[int, Series] = {}
        self._limits: dict[str, dict[str, int]] = {}
        """By process what each consumer that was ever seen may hold, by tag; 0 without limit."""
        self._limited_until = 0.0
        self._bounds = HeldBounds()
        self._last: Columns = np.zeros(0)
        self._row: NDArray[np.int64] = np.zeros(0, np.int64)
        self._role: NDArray[np.int64] = np.zeros(0, np.int64)

    def take(self, readings: Readings) -> list[GivenBack]:
        """Take one scrape; what channels that ended had given back."""
        ended = self._end(readings.gone.tolist())
        for number in readings.gone.tolist():
            self._remove(number)
        self._bounds.shift(readings.at)
        for series in readings.new:
            self._add(series, is_old=readings.first)
        self._set(readings.numbers, readings.values)
        self._bounds.narrow()
        return ended

    def limit(self, topology: Topology, names: Mapping[str, str], at: float) -> None:
        """Take who consumes on which channel, as of `at`; `names` are those of the processes."""
        rows, limits = [], []
        for process, row in self._rows.items():
            known = self._limits.setdefault(process, {})
            for consumer in topology.consumers_by_channel.get(names.get(process, ""), ()):
                if consumer.ack_required:
                    known[consumer.tag] = _larger(known.get(consumer.tag), consumer.prefetch)
            if known and all(known.values()) and process not in self._getting:
                rows.append(row)
                limits.append(float(sum(known.values())))
        self._bounds.limit(rows, np.array(limits), self._limited_until, at)
        self._limited_until = at

    def begin(self) -> None:
        """Count from here."""
        self._bounds.begin()

    def parts(self) -> Iterator[GivenBack]:
        """What each open channel gave back, by queue."""
        lows, highs = self._bounds.counts().tolist()
        slow, fast, since, until = self._bounds.rates().tolist()
        queues = Counter(process for process, _ in self._parts)
        for process, queue in self._parts:
            row, is_shared = self._rows[process], queues[process] > 1
            total = Band(0.0 if is_shared else lows[row], highs[row])
            rate = None if isnan(slow[row]) else Band(0.0 if is_shared else slow[row], fast[row])
            yield GivenBack(process, queue, total, rate, since[row], until[row], is_shared)

    def _add(self, series: Series, *, is_old: bool) -> None:
        role = _ROLES.get(series.metric)
        if role is None:
            return
        self._reserve(series.number)
        self._series[series.number] = series
        self._role[series.number], self._row[series.number] = role, -1
        process = series.channel
        if role in (_UNACKED, _WORK):
            self._gauges.setdefault(process, {})[series.metric] = series.number
        elif process not in self._rows:
            self._rows[process] = self._bounds.open(is_old=is_old)
        if series.queue is not None:
            self._parts[process, series.queue] = None
        if process in self._rows:
            for number in (series.number, *self._gauges.get(process, {}).values()):
                self._row[number] = self._rows[process]

    def _end(self, gone: list[int]) -> list[GivenBack]:
        """Channels are over whose gauges are gone."""
        found = (self._series.get(number) for number in gone)
        over = {series.channel for series in found if series and series.metric == UNACKED}
        ended = [part for part in self.parts() if part.process in over] if over else []
        for part in ended:
            del self._parts[part.process, part.queue]
        for process in over:
            row = self._rows.pop(process, None)
            if row is not None:
                self._bounds.close(row)
                self._row[self._row == row] = -1
            self._gauges.pop(process, None)
            self._limits.pop(process, None)
            self._getting.discard(process)
        return ended

    def _remove(self, number: int) -> None:
        """A series is gone: of a channel that ended, or of a queue that was deleted."""
        series = self._series.pop(number, None)
        if series is None:
            return
        self._row[number] = -1
        if series.queue is not None and series.channel in self._rows:
            self._parts.pop((series.channel, series.queue), None)
            self._bounds.doubt(self._rows[series.channel])

    def _set(self, numbers: NDArray[np.int64], values: Columns) -> None:
        """Put the values of a reading in their places; one that is no number is as it was."""
        is_known = (numbers < len(self._last)) & ~np.isnan(values)
        self._last[numbers[is_known]] = values[is_known]
        numbers = numbers[numbers < len(self._last)]
        numbers = numbers[self._row[numbers] >= 0]
        bounds = self._bounds
        bounds.handed[:, -1] = self._sums(numbers, _DELIVERED) + self._sums(numbers, _FETCHED)
        bounds.acked[:, -1] = self._sums(numbers, _ACKED)
        bounds.unacked[:] = self._sums(numbers, _UNACKED)
        bounds.work[:, -1] = self._sums(numbers, _WORK)
        fetched = numbers[(self._role[numbers] == _FETCHED) & (self._last[numbers] > 0)]
        self._getting |= {self._series[number].channel for number in fetched.tolist()}

    def _sums(self, numbers: NDArray[np.int64], role: int) -> Columns:
        mine = numbers[self._role[numbers] == role]
        rows = len(self._bounds.unacked)
        return np.bincount(self._row[mine], self._last[mine], rows).astype(np.float64)

    def _reserve(self, number: int) -> None:
        more = number + 1 - len(self._last)
        if more > 0:
            more += number + 64
            self._last = np.concatenate([self._last, np.zeros(more)])
            self._row = np.concatenate([self._row, np.full(more, -1)])
            self._role = np.concatenate([self._role, np.zeros(more, np.int64)])


def _larger(one: int | None, other: int) -> int:
    """The larger of two limits; 0 is none."""
    return other if one is None else max(one, other) if one and other else 0
