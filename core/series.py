"""The model's side of one group of series: last values, what they added, which counter they feed."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.counters import Pace, distinct
from core.facts import Series

LIMBO = -1
"""Counts, but nobody knows for whom yet."""
IGNORED = -2
"""Not counted: Flowscope's own, or nothing that an edge shows."""
DORMANT = -3
"""Would count on an edge that is not drawn because nothing moved on it since watching began."""


@dataclass(slots=True)
class SeriesTable:
    """The series of one group of one node, in columns indexed by their numbers."""

    pace: Pace
    read_at: float = 0.0
    """When the group was last read."""
    period: float = 1.0
    by_channel: dict[str, set[int]] = field(default_factory=dict)
    by_metric: dict[str, dict[int, Series]] = field(default_factory=dict)
    series: dict[int, Series] = field(default_factory=dict)
    last: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    added: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    """What each series has counted since watching began."""
    _marked: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    """What each had counted when the last interval was recorded."""
    counter: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    """The tally's counter that each series feeds, or LIMBO or IGNORED."""
    _fed: NDArray[np.int64] | None = None
    _of_queues: dict[str, tuple[NDArray[np.int64], list[str]]] = field(default_factory=dict)

    def add(self, series: Series, value: float) -> None:
        """Take a new series; `value` is where its counting begins."""
        self._reserve(series.number)
        number = series.number
        self.series[number] = series
        self.by_metric.setdefault(series.metric, {})[number] = series
        self._of_queues.pop(series.metric, None)
        self.last[number] = value
        self.added[number] = self._marked[number] = 0.0
        self.counter[number] = IGNORED
        if series.channel:
            self.by_channel.setdefault(series.channel, set()).add(number)

    def remove(self, number: int) -> Series:
        """A series is gone."""
        series = self.series.pop(number)
        del self.by_metric[series.metric][number]
        self._of_queues.pop(series.metric, None)
        numbers = self.by_channel.get(series.channel)
        if numbers is not None:
            numbers.discard(number)
            if not numbers:
                del self.by_channel[series.channel]
        self.feed(number, IGNORED)
        return series

    def begin(self) -> None:
        """What was counted so far does not count any more."""
        self._marked -= self.added
        self.added[:] = 0.0

    def mark(self) -> None:
        """An interval was recorded, another one begins."""
        np.copyto(self._marked, self.added)

    def lately(self, number: int) -> float:
        """What a series has counted in the interval that is not recorded yet."""
        return float(self.added[number] - self._marked[number])

    def feed(self, number: int, counter: int) -> None:
        """From now on the series feeds that counter."""
        self.counter[number] = counter
        self._fed = None

    def take(
        self, numbers: NDArray[np.int64], values: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Fold a scrape: the counters that move and by how much, in pairs.

        A value below the last one means that the broker began anew (a queue or exchange was
        declared again): then the whole value is what was added. One that is no number says nothing.
        """
        last = self.last[numbers]
        values = np.where(np.isnan(values), last, values)
        added = values - last
        np.copyto(added, values, where=added < 0)
        self.last[numbers] = values
        self.added[numbers] += added
        counters = self.counter[numbers]
        moving = (counters >= 0) & (added > 0)
        return counters[moving], added[moving]

    def skip(self, numbers: NDArray[np.int64], values: NDArray[np.float64]) -> None:
        """Fold a scrape without counting what it added."""
        self.last[numbers] = np.where(np.isnan(values), self.last[numbers], values)

    def falling(self, numbers: NDArray[np.int64], values: NDArray[np.float64]) -> list[int]:
        """Series that began anew since the last scrape; what came before that is not known."""
        began_anew = (self.counter[numbers] >= 0) & (values < self.last[numbers])
        return [int(n) for n in numbers[began_anew]]

    def waiting(self) -> list[int]:
        """Series whose counter may be known by now."""
        return [int(n) for n in np.flatnonzero((self.counter == LIMBO) | (self.counter == DORMANT))]

    def in_limbo(self) -> list[int]:
        """Series whose channel has no name yet."""
        return [int(n) for n in np.flatnonzero(self.counter == LIMBO)]

    def waking(self, numbers: NDArray[np.int64], values: NDArray[np.float64]) -> list[int]:
        """Dormant series for which a scrape that is about to be taken has counted something."""
        moving = (self.counter[numbers] == DORMANT) & (values != self.last[numbers])
        return [int(n) for n in numbers[moving & ~np.isnan(values)]]

    def of_queues(self, metric: str) -> tuple[NDArray[np.int64], list[str]]:
        """The series of a metric that are of a queue, and of which."""
        found = self._of_queues.get(metric)
        if found is None:
            shown = {
                n: s.queue for n, s in self.by_metric.get(metric, {}).items() if s.queue is not None
            }
            found = np.array([*shown], np.int64), [*shown.values()]
            self._of_queues[metric] = found
        return found

    def fed(self) -> NDArray[np.int64]:
        """All counters that the group feeds now."""
        if self._fed is None:
            self._fed = distinct(self.counter[self.counter >= 0])
        return self._fed

    def _reserve(self, number: int) -> None:
        if number < len(self.last):
            return
        size = max(64, 2 * (number + 1))
        more = size - len(self.last)
        self.last = np.concatenate([self.last, np.zeros(more)])
        self.added = np.concatenate([self.added, np.zeros(more)])
        self._marked = np.concatenate([self._marked, np.zeros(more)])
        self.counter = np.concatenate([self.counter, np.full(more, IGNORED, np.int64)])
