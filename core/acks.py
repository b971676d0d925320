"""When each channel was last seen to acknowledge, and what it holds meanwhile.

Deliveries and acks are counted live, but how many messages a channel holds unacked is told once a
statistics interval (5 s). Every age here is what was seen, never more: the time between two
readings in which the counter of acks did not move, while the channel was told to hold messages.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.facts import ObjectTotals, Readings, Series
from core.metrics import DELIVER, UNACKED

_HANDED = frozenset({"deliver", "get"})
_API_LAG_SECONDS = 10.0
"""Totals of the management API may be two statistics intervals old."""
_REMEMBERED_PAUSES = 8


@dataclass(slots=True)
class ChannelAcks:
    """One channel, as its counters have shown it."""

    still_since: float
    """Since then it has held messages and acked none, as far as was seen."""
    handed_at: float
    """When it was last seen to get a message that it has to ack."""
    was_there: bool = False
    """It was open before it was watched."""
    unacked: int = 0
    handed_since: int = 0
    """Messages that it got since `still_since`."""
    pauses: deque[float] = field(default_factory=lambda: deque(maxlen=_REMEMBERED_PAUSES))
    """Seconds between its latest acks while it held messages."""
    counted: dict[tuple[str, str], int] = field(default_factory=dict)
    """What it has counted since it opened, by queue (empty: all of them) and counter."""

    @property
    def queues(self) -> list[str]:
        """The queues of which it got more than it acked."""
        names = {queue for queue, _ in self.counted if queue}
        return sorted(queue for queue in names if self._outstanding(queue) > 0)

    @property
    def longest_pause(self) -> float:
        """The longest of its latest pauses between two acks; 0 where no ack was seen."""
        return max(self.pauses, default=0.0)

    @property
    def is_older_than_watching(self) -> bool:
        """It has acked nothing since watching began, and holds more than it got since then."""
        return self.was_there and not self.pauses and self.handed_since < self.unacked

    def saw(self, handed: int, acked: int, asked: float, told: float) -> None:
        """Take what moved in a reading that was asked for and answered at these times."""
        if handed:
            self.handed_at = told
            self.handed_since += handed
        if acked:
            self.pauses.append(told - self.still_since)
            self._begin_anew(told)
        elif not self.unacked:
            self._begin_anew(asked)

    def count(self, queue: str, name: str, value: int) -> int:
        """Note what it has counted; how much more that is than before."""
        before = self.counted.get((queue, name), 0)
        self.counted[queue, name] = value
        return max(value - before, 0)

    def _begin_anew(self, at: float) -> None:
        self.still_since = at
        self.handed_since = 0

    def _outstanding(self, queue: str) -> int:
        handed = sum(self.counted.get((queue, name), 0) for name in _HANDED)
        return handed - self.counted.get((queue, "ack"), 0)


class _Node:
    """The channels of one node, and the series that tell of them, by their numbers."""

    def __init__(self) -> None:
        self.channels: dict[str, ChannelAcks] = {}
        self.read_at = 0.0
        self._series: dict[int, Series] = {}
        self._last: NDArray[np.float64] = np.zeros(0)
        self._watched: NDArray[np.bool_] = np.zeros(0, np.bool_)

    def taking(self, readings: Readings) -> Iterator[None]:
        told = readings.at + readings.took
        for number in readings.gone.tolist():
            self._remove(number)
        for series in readings.new:
            if series.metric == UNACKED or series.metric in DELIVER:
                self._add(series)
                self.channels.setdefault(series.channel, ChannelAcks(told, told, readings.first))
        moved = self._moved(readings.numbers, readings.values)
        yield
        added = self._added(moved)
        self.read_at = readings.at
        for process, channel in self.channels.items():
            handed, acked = (0, 0) if readings.first else added.get(process, (0, 0))
            channel.saw(handed, acked, readings.at, told)

    def _add(self, series: Series) -> None:
        number = series.number
        if number >= len(self._last):
            more = 2 * number + 64 - len(self._last)
            self._last = np.concatenate([self._last, np.zeros(more)])
            self._watched = np.concatenate([self._watched, np.zeros(more, np.bool_)])
        self._last[number] = 0.0
        self._watched[number] = True
        self._series[number] = series

    def _remove(self, number: int) -> None:
        series = self._series.pop(number, None)
        if series is None:
            return
        self._watched[number] = False
        if series.metric == UNACKED:
            self.channels.pop(series.channel, None)

    def _moved(
        self, numbers: NDArray[np.int64], values: NDArray[np.float64]
    ) -> list[tuple[Series, int]]:
        """The series whose value is another than before, with it."""
        known = numbers < len(self._last)
        numbers, values = numbers[known], values[known]
        changed = self._watched[numbers] & (values != self._last[numbers]) & ~np.isnan(values)
        self._last[numbers[changed]] = values[changed]
        pairs = zip(numbers[changed].tolist(), values[changed].tolist(), strict=True)
        return [(self._series[number], int(value)) for number, value in pairs]

    def _added(self, moved: list[tuple[Series, int]]) -> dict[str, tuple[int, int]]:
        """By process: how many messages it got and how many it acked since the last reading."""
        found: dict[str, tuple[int, int]] = {}
        for series, value in moved:
            channel = self.channels.get(series.channel)
            if channel is not None and series.metric == UNACKED:
                channel.unacked = value
            elif channel is not None:
                name = DELIVER[series.metric]
                more = channel.count(series.queue or "", name, value)
                handed, acked = found.get(series.channel, (0, 0))
                is_handed, is_ack = name in _HANDED, name == "ack"
                found[series.channel] = (handed + more * is_handed, acked + more * is_ack)
        return found


class Acks:
    """Every open channel that the metrics or, without them, the management API show."""

    def __init__(self) -> None:
        self._nodes: dict[str, _Node] = {}
        self._named: dict[str, ChannelAcks] = {}
        self._totals_at = 0.0

    def taking(self, readings: Readings) -> Iterator[None]:
        """Take one scrape of the cheap families, in short steps."""
        if readings.group == "edges":
            self._nodes.pop(readings.replaces, None)
            if readings.restarted or readings.first:
                self._nodes.pop(readings.node, None)
            yield from self._nodes.setdefault(readings.node, _Node()).taking(readings)

    def take_totals(self, totals: ObjectTotals) -> None:
        """Take one poll of the management API."""
        self._totals_at = totals.at
        for gone in self._named.keys() - totals.channels.keys():
            del self._named[gone]
        is_first = not self._named
        for name, counts in totals.channels.items():
            is_new = name not in self._named
            fresh = ChannelAcks(totals.at, totals.at, is_first)
            channel = self._named.setdefault(name, fresh)
            channel.unacked = totals.unacked.get(name, 0)
            more = {c: channel.count("", c, counts.get(c, 0)) for c in (*_HANDED, "ack")}
            if not is_new:
                handed = sum(more[counter] for counter in _HANDED)
                channel.saw(handed, more["ack"], totals.at, totals.at)

    def by_process(self) -> Iterator[tuple[str, ChannelAcks, float]]:
        """The channels that the metrics show: process, what is known, until when it was read."""
        for node in self._nodes.values():
            for process, channel in node.channels.items():
                yield process, channel, node.read_at

    def by_name(self) -> Iterator[tuple[str, ChannelAcks, float]]:
        """The channels of the management API: name, what is known, until when that is true."""
        for name, channel in self._named.items():
            yield name, channel, self._totals_at - _API_LAG_SECONDS
