"""How long things took, second by second for the last hour, of many tracks at once.

A second holds only the bins into which something fell. When all that is too much, older seconds are
put together, two, four and up to 256 of them, but never two bins: what is told of them stays as
exact, only the moment becomes less so. What does not even fit then is forgotten, the oldest first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from core.counters import HISTORY_SECONDS
from core.percentiles import BINS, bins_of
from core.time_stretch import BIN_BITS, Chosen, Stretch

Measure = Literal["confirm", "wait", "handling"]
"""Publish to confirm, publish to deliver, deliver to ack."""
_NOTED = 3 * 8_192
_COARSEST = 9
"""As a power of two: what is half an hour old is put together by 256 seconds then."""
_TIDY_SECONDS = 8


class Timed(NamedTuple):
    """What is timed: of which messages, at whom. Texts are empty where they do not matter."""

    measure: Measure
    vhost: str
    exchange: str
    queue: str
    service: str
    connection: str


@dataclass(slots=True, weakref_slot=True, eq=False)
class Track:
    """The times of one thing; whoever notes them holds it."""

    timed: Timed
    number: int = -1
    """Below 0 while nothing of it is known."""
    born: int = 0
    """The `version` of the tracks with which it came."""


class RecentTimes:
    """The times of an hour."""

    def __init__(
        self,
        seconds: int = HISTORY_SECONDS,
        most_cells: int = 12_000_000,
        most_tracks: int = 5_000,
    ) -> None:
        self.tracks: dict[Timed, Track] = {}
        """Those of which something is known."""
        self.version = 0
        """Grows whenever tracks come or go."""
        self._seconds = seconds
        self._most_cells = most_cells
        self._most_tracks = most_tracks
        self._held: WeakValueDictionary[Timed, Track] = WeakValueDictionary()
        self._free: list[int] = []
        self._last_at = np.zeros(0)
        self._noted: list[float] = []
        self._stretches: dict[int, Stretch] = {}
        self._newest = 0
        self._tidied = 0
        self._pressure = 0
        """New stretches may become as long as two to the power of that many seconds."""
        self._widest = 0
        """The same of those that are there."""

    def track(self, timed: Timed) -> Track:
        """Where to note the times of something.

        When there are too many, connections of one service count together.
        """
        known = self._held.get(timed)
        if known is not None:
            return known
        if len(self._held) >= self._most_tracks and timed.connection:
            return self.track(timed._replace(connection=""))
        track = self._held[timed] = Track(timed)
        return track

    def note(self, track: Track, at: float, lasted: float) -> None:
        """Something that ended at `at` took so long."""
        if track.number < 0:
            self._enter(track)
        self._noted += (track.number, at, lasted)
        if len(self._noted) >= _NOTED:
            self.settle()

    def settle(self) -> None:
        """Sort in what was noted; whoever reads does so before."""
        if not self._noted:
            return
        noted = np.array(self._noted).reshape(-1, 3)
        self._noted = []
        numbers = noted[:, 0].astype(np.uint32)
        codes = numbers << BIN_BITS | bins_of(noted[:, 2]).astype(np.uint32)
        seconds = np.floor(noted[:, 1]).astype(np.int64)
        self._last_at[numbers] = np.maximum(self._last_at[numbers], noted[:, 1])
        self._newest = max(self._newest, int(seconds.max()))
        for second in np.unique(seconds).tolist():
            self._stretch(second).put(codes[seconds == second])
        if self._newest - self._tidied >= _TIDY_SECONDS:
            self._tidy()

    @property
    def cells(self) -> int:
        """How many bins of some track in some second are kept."""
        return sum(map(len, self._stretches.values()))

    @property
    def coarsest(self) -> int:
        """The longest time, in seconds, that is only known as a whole."""
        return max((stretch.span for stretch in self._stretches.values()), default=1)

    @property
    def size(self) -> int:
        """Bytes of all that is kept."""
        return sum(stretch.size for stretch in self._stretches.values())

    @property
    def numbers(self) -> int:
        """Every number of a track is below that."""
        return len(self._last_at)

    def rows(self, chosen: Chosen, first: int, last: int) -> NDArray[np.float32]:
        """Histograms of the chosen tracks from second `first` to `last`, a row a second.

        Seconds that were put together share evenly what they have.
        """
        rows = np.zeros((last - first + 1, BINS), np.float32)
        for start, stretch in self._between(first, last):
            share = stretch.histogram(chosen) / stretch.span
            rows[max(start - first, 0) : start + stretch.span - first] += share
        return rows

    def sums(
        self, groups: NDArray[np.int64], many: int, first: int, last: int
    ) -> NDArray[np.float64]:
        """A histogram for each of `many` groups of tracks over all those seconds.

        `groups` gives the group of each number of a track, `many` for none.
        """
        touched = [stretch for _, stretch in self._between(first, last)]
        places = [np.zeros(0, np.int64), *(stretch.places(groups) for stretch in touched)]
        counts = [np.zeros(0), *(stretch.counts for stretch in touched)]
        shape = many + 1, BINS
        whole = np.bincount(np.concatenate(places), np.concatenate(counts), shape[0] * BINS)
        return np.asarray(whole.reshape(shape)[:many], np.float64)

    def _between(self, first: int, last: int) -> Iterator[tuple[int, Stretch]]:
        """The stretches that touch those seconds."""
        self.settle()
        first = max(first, self._newest - self._seconds + 1)
        known = self._stretches
        starts = known if self._widest else range(first, last + 1)
        for start in starts:
            stretch = known.get(start)
            if stretch is not None and start <= last and start + stretch.span > first:
                stretch.settle()
                yield start, stretch

    def _stretch(self, second: int) -> Stretch:
        for power in range(self._widest + 1):
            known = self._stretches.get(second >> power << power)
            if known is not None and known.power >= power:
                return known
        made = self._stretches[second] = Stretch()
        return made

    def _enter(self, track: Track) -> None:
        if not self._free:
            before = len(self._last_at)
            self._last_at = np.concatenate([self._last_at, np.zeros(max(before, 64))])
            self._free = list(range(len(self._last_at) - 1, before - 1, -1))
        track.number = self._free.pop()
        self._last_at[track.number] = 0.0
        self.version += 1
        track.born = self.version
        self.tracks[track.timed] = track

    def _tidy(self) -> None:
        """Forget what is too old, and let what is old become coarser while it is too much."""
        self._tidied = self._newest
        oldest = self._newest - self._seconds + 1
        for start in [s for s, one in self._stretches.items() if s + one.span <= oldest]:
            del self._stretches[start]
        for stretch in self._stretches.values():
            stretch.settle()
        self._merge()
        while self.cells > self._most_cells and self._pressure < _COARSEST:
            self._pressure += 1
            self._merge()
        self._forget_oldest()
        if self._pressure and self.cells < self._most_cells // 4:
            self._pressure -= 1
        self._widest = max(stretch.power for stretch in self._stretches.values())
        self._forget_tracks()

    def _forget_oldest(self) -> None:
        cells = self.cells
        for start in sorted(self._stretches):
            if cells <= self._most_cells:
                return
            cells -= len(self._stretches.pop(start))

    def _merge(self) -> None:
        """Put seconds together, the more of them the longer ago they were."""
        if not self._pressure:
            return
        merged: dict[int, Stretch] = {}
        for start in sorted(self._stretches):
            stretch = self._stretches[start]
            home, power = self._home(start, stretch.power)
            if home in merged:
                merged[home].take(stretch)
            else:
                merged[home] = stretch
                stretch.power = power
        for stretch in merged.values():
            stretch.settle()
        self._stretches = merged

    def _home(self, start: int, power: int) -> tuple[int, int]:
        """Where a stretch begins that may be so long so long ago."""
        for wider in range(self._pressure, power, -1):
            home = start >> wider << wider
            ago = self._newest - home - (1 << wider)
            if ago << self._pressure >= self._seconds << wider:
                return home, wider
        return start, power

    def _forget_tracks(self) -> None:
        """Numbers of what was not seen for more than all that is kept are free again."""
        oldest = self._newest - self._seconds - (1 << self._widest)
        gone = [t for t in self.tracks.values() if 0 < self._last_at[t.number] < oldest]
        for track in gone:
            del self.tracks[track.timed]
            self._free.append(track.number)
            track.number = -1
        self.version += bool(gone)
