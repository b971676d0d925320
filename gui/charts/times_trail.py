"""How long things took over the last hour: percentile lines and histograms of a selection.

Each second tells of the ten seconds up to it, so that a line goes on where messages are few; where
nothing ended in them there is a gap. Durations are drawn as logarithms to the base of ten.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core import numbers
from core.counters import HISTORY_SECONDS
from core.edge_times import EdgeTimes
from core.percentiles import BINS, percentiles_of
from core.recent_times import Measure
from core.selection import Selection
from core.time_stretch import Chosen
from core.wording import tr
from gui.charts.geometry import Numbers
from gui.charts.history import History, Slots

LINES = {"p50": 50.0, "p90": 90.0, "p99": 99.0, "max": 100.0}
WINDOW_SECONDS = 10
_REACH_SECONDS = 6
"""How late a fact may come and still be drawn at once."""
_SLICE_SECONDS = 120
"""How much history is read in one go."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of a line."""

    value: float
    second: int

    @property
    def detail(self) -> str:
        """What it is of, in words."""
        return tr("of what ended in the {time} before.", time=numbers.whole_age(WINDOW_SECONDS))


class TimesTrail(History):
    """The last hour of a selection, read piece by piece."""

    reach_seconds, slice_seconds = _REACH_SECONDS, _SLICE_SECONDS

    def __init__(self, size: int = HISTORY_SECONDS) -> None:
        super().__init__(len(LINES), size)
        self.names = tuple(LINES)
        self._times: EdgeTimes | None = None
        self._whose: tuple[Selection, Measure] = (None, "wait")
        self._chosen: Chosen = np.zeros(0, np.bool_)
        self._version: tuple[int, int] = (-1, -1)
        self._rows: NDArray[np.float32] = np.zeros((0, BINS), np.float32)

    def follow(self, times: EdgeTimes, selection: Selection, measure: Measure) -> None:
        """Tell of that from now on; what was read stays until it has been read again."""
        if (selection, measure) != self._whose or times is not self._times:
            self._times, self._whose = times, (selection, measure)
            self._values[:] = np.nan
            self._rows = np.zeros((self._size, BINS), np.float32)
            self._version = (-1, -1)
            self._read_anew()
        if times.version != self._version:
            before, version = self._chosen, self._version
            self._chosen, self._version = times.chosen(selection, measure), times.version
            if self._is_other(before, version[0]):
                self._read_anew()

    def _is_other(self, before: Chosen, version: int) -> bool:
        """Not only tracks that began since then were added."""
        assert self._times is not None
        older = np.zeros(len(self._chosen), np.bool_)
        tracks = self._times.recent.tracks.values()
        older[[track.number for track in tracks if track.born <= version]] = True
        kept = np.zeros(len(self._chosen), np.bool_)
        kept[: len(before)] = before
        return not np.array_equal(kept & older, self._chosen & older)

    def histogram(self, first: int, last: int) -> Numbers:
        """How many fell into each bin in those seconds, as far as they were read."""
        first = max(first, self._newest - self._size + 1, self._read_from)
        begin, end = first % self._size, min(last, self._newest) % self._size + 1
        if first > min(last, self._newest):
            return np.zeros(BINS)
        wraps = begin >= end  # slices instead of an index: nothing is copied
        parts = (self._rows[begin:], self._rows[:end]) if wraps else (self._rows[begin:end],)
        return np.asarray(sum(part.sum(axis=0) for part in parts), np.float64)

    def at(self, name: str, second: int) -> Spot | None:
        """One line in one second; None in a gap."""
        value = self._value(self.names.index(name), second) if name in LINES else None
        return None if value is None else Spot(value, second)

    def latest(self, name: str, within: float) -> Spot | None:
        """The newest known value of a line that is not older than `within` seconds."""
        second = self._latest(self.names.index(name), within) if name in LINES else None
        return None if second is None else self.at(name, second)

    def is_known(self, name: str) -> bool:
        """A line has a value in some second of what was read."""
        return name in LINES and bool(np.isfinite(self._values[self.names.index(name)]).any())

    def _forget(self, slots: Slots) -> None:
        self._rows[slots] = 0

    def _read(self, first: int, last: int) -> int | None:
        if self._times is None or last < first:
            return None
        rows = self._times.recent.rows(self._chosen, first - WINDOW_SECONDS + 1, last)
        summed = np.cumsum(rows, axis=0, dtype=np.float64)
        within = summed[WINDOW_SECONDS - 1 :].copy()
        within[1:] -= summed[:-WINDOW_SECONDS]
        lines = np.log10(percentiles_of(within, tuple(LINES.values()))).T
        self._rows[np.arange(first, last + 1) % self._size] = rows[WINDOW_SECONDS - 1 :]
        return self._keep(first, lines)
