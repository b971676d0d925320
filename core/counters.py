"""Counts and their history: totals that only grow, rates over really elapsed time, fixed rings."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from core.steady_rates import SteadyRates

Ids = NDArray[np.int64]
Numbers = NDArray[np.float64]
_Kind = TypeVar("_Kind", bound=np.generic)

HISTORY_SECONDS = 3600
"""How much a ring holds: one hour, one value a second."""
_BLOCK = 256
_GAP, _NOTHING = np.float32(0.0), np.float32(-0.0)
_SHORTEST_SECONDS = 0.5
"""Over a shorter interval a rate says more about the moment of the poll than about the traffic."""


class Rings:
    """Fixed rings of one value a second, for many counters at once.

    Memory is laid out second by second in blocks of 256 counters, so that recording one second of
    everything is one contiguous write. A second that nobody recorded reads as NaN: a gap. Inside, a
    gap is +0.0 and nothing is -0.0: fresh memory is a gap already, and costs nothing before use.
    """

    def __init__(self, seconds: int = HISTORY_SECONDS) -> None:
        self._seconds = seconds
        self._blocks: list[NDArray[np.float32]] = []
        self._free: list[int] = []
        self._newest: int | None = None
        self._first = 0
        """The oldest second that was ever recorded."""
        self.writes = 0
        """Grows whenever something is recorded."""
        self._written = np.zeros(seconds, dtype=np.int64)
        """By row: the last of the writes that recorded something there."""

    def allocate(self) -> int:
        """The id of a new ring, all of it a gap."""
        if not self._free:
            first = len(self._blocks) * _BLOCK
            self._blocks.append(np.zeros((self._seconds, _BLOCK), dtype=np.float32))
            self._free.extend(range(first + _BLOCK - 1, first - 1, -1))
        return self._free.pop()

    def release(self, ring: int) -> None:
        """Give a ring back; its history is forgotten."""
        if self._newest is not None:
            self._blocks[ring // _BLOCK][self._used, ring % _BLOCK] = _GAP
        self._free.append(ring)

    def merge(self, ring: int, into: int) -> None:
        """Add the history of one ring to that of another; seconds that only one knows count."""
        part, whole = (self._blocks[one // _BLOCK][:, one % _BLOCK] for one in (ring, into))
        is_known = (np.signbit(part) | np.signbit(whole)) & (part + whole == 0.0)
        whole[:] = np.where(is_known, _NOTHING, part + whole)

    def __len__(self) -> int:
        return len(self._blocks) * _BLOCK - len(self._free)

    @property
    def first(self) -> int | None:
        """The oldest second that was ever recorded; None before there was one."""
        return None if self._newest is None else self._first

    def add(self, rings: Ids, values: Numbers, since: float, at: float) -> None:
        """Add `values` to each second that ended after `since` and not after `at`.

        Adding (not setting) lets the nodes of a cluster contribute to one edge.
        """
        self._write(rings, values, since, at, adding=True)

    def put(self, rings: Ids, values: Numbers, since: float, at: float) -> None:
        """Set the seconds that ended after `since` and not after `at`: for gauges."""
        self._write(rings, values, since, at, adding=False)

    def written_since(self, writes: int) -> int | None:
        """The earliest second in which anything was recorded after so many writes."""
        rows = np.flatnonzero(self._written > writes)
        if self._newest is None or not len(rows):
            return None
        return self._newest - int(((self._newest - rows) % self._seconds).max())

    def history(self, ring: int, seconds: int, now: float) -> NDArray[np.float32]:
        """The last `seconds` values up to the second of `now`, oldest first, gaps as NaN."""
        seconds = min(seconds, self._seconds)
        values = np.full(seconds, np.nan, dtype=np.float32)
        if self._newest is None:
            return values
        last = int(now)
        wanted = np.arange(last - seconds + 1, last + 1)
        known = (wanted <= self._newest) & (wanted > self._newest - self._seconds)
        column = self._blocks[ring // _BLOCK][:, ring % _BLOCK]
        values[known] = _shown(column[wanted[known] % self._seconds])
        return values

    def at_second(self, rings: Ids, second: int) -> NDArray[np.float32]:
        """The values of many rings in one second: what a scrolling chart appends."""
        values = np.full(len(rings), np.nan, dtype=np.float32)
        if self._newest is None or not self._newest - self._seconds < second <= self._newest:
            return values
        for block, which in _by_block(rings):
            row = self._blocks[block][second % self._seconds]
            values[which] = _shown(row[rings[which] % _BLOCK])
        return values

    def window(self, rings: Ids, first: int, last: int) -> NDArray[np.float32]:
        """The values of many rings from second `first` to `last`: a row a second, gaps as NaN."""
        stored = np.zeros((max(last - first + 1, 0), len(rings)), dtype=np.float32)
        if self._newest is None:
            return _shown(stored)
        parts = [(block, which, rings[which] % _BLOCK) for block, which in _by_block(rings)]
        begin = max(first, self._newest - self._seconds + 1) - first
        for rows in self._rows(first + begin, min(last, self._newest)):
            end = begin + rows.stop - rows.start
            for block, which, columns in parts:
                stored[begin:end, which] = self._blocks[block][rows, columns]
            begin = end
        return _shown(stored)

    def _write(self, rings: Ids, values: Numbers, since: float, at: float, adding: bool) -> None:
        first = max(int(since) + 1, int(at) - self._seconds + 1)
        for second in range(first, int(at) + 1):
            self._advance(second)
        if self._newest is None:
            return
        self.writes += 1
        parts = [(block, which, rings[which] % _BLOCK) for block, which in _by_block(rings)]
        first = max(first, self._newest - self._seconds + 1)
        for rows in self._rows(first, int(at)):
            self._written[rows] = self.writes
            for block, which, columns in parts:
                here = self._blocks[block][rows]
                now = here[:, columns] + values[which] if adding else values[None, which]
                here[:, columns] = np.where(now == 0.0, _NOTHING, now)

    def _rows(self, first: int, last: int) -> Iterator[slice]:
        """Where seconds lie: in one piece, or in two where the ring begins anew in between."""
        while first <= last:
            row = first % self._seconds
            length = min(last - first + 1, self._seconds - row)
            yield slice(row, row + length)
            first += length

    @property
    def _used(self) -> slice | Ids:
        """The rows that anything was recorded in."""
        newest = self._newest or 0
        if newest - self._first + 1 >= self._seconds:
            return slice(None)
        return np.arange(self._first, newest + 1) % self._seconds

    def _advance(self, second: int) -> None:
        if self._newest is None:
            self._newest = self._first = second
        self._first = min(self._first, second)
        first = max(self._newest + 1, second - self._seconds + 1)
        for new in range(first, second + 1):
            for block in self._blocks if new - self._first >= self._seconds else ():
                block[new % self._seconds] = _GAP
        self._newest = max(self._newest, second)


def _shown(stored: NDArray[np.float32]) -> NDArray[np.float32]:
    """Values as they were recorded, gaps as NaN."""
    is_gap = (stored == 0.0) & ~np.signbit(stored)
    return np.where(is_gap, np.float32(np.nan), stored + np.float32(0.0))


def distinct(ids: Ids) -> Ids:
    """Each of some ids once, in order; faster than sorting, because ids are small and dense."""
    return np.flatnonzero(np.bincount(ids))


def _by_block(rings: Ids) -> list[tuple[int, Ids]]:
    blocks = rings // _BLOCK
    order = np.argsort(blocks, kind="stable")
    ends = np.flatnonzero(np.diff(blocks[order])) + 1
    return [(int(blocks[which[0]]), which) for which in np.split(order, ends) if len(which)]


@dataclass(slots=True, eq=False)
class Pace:
    """One stream of polls that feeds counters: when it last reported, what waits for its second."""

    since: float | None = None
    """The end of the last recorded interval, Unix seconds; None before the first report."""
    pending: Numbers = field(default_factory=lambda: np.zeros(0))
    """Increments of a second that is not over, by counter."""
    rates: Numbers = field(default_factory=lambda: np.zeros(0))
    """Counts per second in the last recorded interval, by counter; NaN where it feeds nothing."""
    steady: SteadyRates = field(default_factory=SteadyRates)
    """The same over as long as it takes to hold several messages."""
    feeds: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))
    """Which counters it feeds, by the last report."""
    fed: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))
    """Which counters it feeds or has fed: what fed them may have ended, the reports go on."""

    def forget_rates(self, counter: int | None = None) -> None:
        """Reports have stopped coming: what the rates (or one) were says nothing about now."""
        if counter is None:
            self.rates[:] = np.nan
            self.steady.forget(slice(None))
        elif counter < len(self.rates):
            self.rates[counter] = np.nan
            self.steady.forget(np.array([counter]))
            self.feeds[counter] = self.fed[counter] = False

    def feed(self, counters: Ids) -> None:
        """Feed these, and no others any more."""
        self.feeds[:] = False
        self.feeds[counters] = self.fed[counters] = True


class Tally:
    """Totals and per-second rates of many counters, fed with increments by one or more paces."""

    def __init__(self, seconds: int = HISTORY_SECONDS) -> None:
        self.rings = Rings(seconds)
        self.began_at: float | None = None
        """Since when is counted; None before the first report."""
        self._totals = np.zeros(0)
        self._paces: list[Pace] = []

    def pace(self) -> Pace:
        """A new stream of polls that will feed counters of this tally."""
        pace = Pace()
        self._paces.append(pace)
        return pace

    def allocate(self) -> int:
        """The id of a new counter, at zero."""
        counter = self.rings.allocate()
        if counter >= len(self._totals):
            self._totals = _grown(self._totals, counter + 1, 0.0)
        self._totals[counter] = 0.0
        return counter

    def release(self, counter: int) -> None:
        """Give a counter back."""
        self.rings.release(counter)
        for pace in self._paces:
            if counter < len(pace.rates):
                pace.pending[counter] = 0.0
                pace.forget_rates(counter)

    def total(self, counter: int) -> int:
        """What was counted so far."""
        return int(self._totals[counter])

    def totals(self, counters: Ids) -> Ids:
        """What many counters have counted so far."""
        return self._totals[counters].astype(np.int64)

    def rate(self, counter: int) -> float:
        """Counts per second over the last recorded interval, of all nodes; NaN in a gap."""
        parts = [pace.rates[counter] for pace in self._paces if counter < len(pace.rates)]
        known = [float(part) for part in parts if part == part]
        return sum(known) if known else float("nan")

    def rates(self, counters: Ids) -> Numbers:
        """The rates of many counters; NaN in a gap, and where a counter is below 0: there is none."""
        found = np.full(len(counters), np.nan)
        for pace in self._paces:
            fed = np.flatnonzero((counters >= 0) & (counters < len(pace.rates)))
            rates = pace.rates[counters[fed]]
            known = ~np.isnan(rates)
            fed, rates = fed[known], rates[known]
            found[fed] = np.nan_to_num(found[fed]) + rates
        return found

    def steady(self, counters: Ids) -> Numbers:
        """The rates of many counters, over as long as it takes to hold several messages.

        NaN also where nothing came in a time too short to tell. What has ended counts nothing, and
        that at once.
        """
        found = np.full(len(counters), np.nan)
        for pace in self._paces:
            fed = np.flatnonzero((counters >= 0) & (counters < len(pace.rates)))
            ids = counters[fed]
            now = pace.rates[ids]
            rates = np.where(pace.feeds[ids] & ~np.isnan(now), pace.steady.rates[ids], now)
            known = ~np.isnan(rates)
            fed, rates = fed[known], rates[known]
            found[fed] = np.nan_to_num(found[fed]) + rates
        return found

    def steady_rate(self, counter: int) -> float:
        """The same of one."""
        found = []
        for pace in self._paces:
            rate = pace.rates[counter] if counter < len(pace.rates) else np.nan
            if rate == rate and pace.feeds[counter]:
                rate = pace.steady.rates[counter]
            if rate == rate:
                found.append(float(rate))
        return sum(found) if found else float("nan")

    def credit(self, counter: int, amount: float) -> None:
        """Correct a total by `amount`: whose counts they are has become known."""
        self._totals[counter] += amount

    def merge(self, counter: int, into: int) -> None:
        """Let one counter also have counted what another one has, and when it did."""
        self._totals[into] += self._totals[counter]
        self.rings.merge(counter, into)

    def credit_rate(self, pace: Pace, counter: int, amount: float) -> None:
        """So many of them are of the interval that the pace has not recorded yet."""
        self._reach(pace)
        pace.pending[counter] += amount

    def rest(self, pace: Pace, counter: int) -> None:
        """What fed a counter has ended, perhaps before there was a rate: nothing is counted now."""
        self._reach(pace)
        pace.fed[counter] = True
        if pace.since is not None and np.isnan(pace.rates[counter]):
            pace.rates[counter] = 0.0

    def begin(self) -> None:
        """Every total is zero again; rates and histories stay."""
        self._totals[:] = 0.0
        self.began_at = None

    def advance(
        self, pace: Pace, counters: Ids, increments: Numbers, at: float, longest: float
    ) -> bool:
        """Add increments seen between the pace's last report and `at`; True: a new interval begins.

        `counters` are all that the pace feeds, also those that did not move; those that nobody
        feeds any more count nothing, and that is known. An interval longer than `longest` seconds
        stays a gap in the rings, though its counts are in the totals. Reports that follow each
        other closely are summed until a second has ended.
        """
        np.add.at(self._totals, counters, increments)
        self.began_at = at if self.began_at is None else self.began_at
        self._reach(pace)
        np.add.at(pace.pending, counters, increments)
        since = pace.since
        if since is not None and (int(at) == int(since) or at - since < _SHORTEST_SECONDS):
            return False
        pace.feed(distinct(counters))
        if since is not None and at - since <= longest:
            told = self._told(pace)
            rates = pace.pending[told] / (at - since)
            pace.rates[:] = np.nan
            pace.rates[told] = rates
            pace.steady.add(told, rates, int(at) - int(since))
            self.rings.add(told, rates, since, at)
        else:
            pace.rates[pace.feeds] = np.nan
            pace.steady.forget(slice(None))
        pace.pending[:] = 0.0
        pace.since = at
        return True

    def _told(self, pace: Pace) -> Ids:
        """What a report tells of: what it feeds, and what it fed and nobody else does now."""
        elsewhere = np.zeros(len(pace.fed), dtype=bool)
        for other in self._paces:
            if other is not pace:
                known = other.feeds[: len(elsewhere)]
                elsewhere[: len(known)] |= known
        return np.flatnonzero(pace.feeds | (pace.fed & ~elsewhere))

    def _reach(self, pace: Pace) -> None:
        """Let a pace have room for every counter."""
        size = len(self._totals)
        if len(pace.pending) < size:
            pace.pending = _grown(pace.pending, size, 0.0)
            pace.rates = _grown(pace.rates, size, np.nan)
            pace.feeds = _grown(pace.feeds, size, 0.0)
            pace.fed = _grown(pace.fed, size, 0.0)
            pace.steady.reach(len(pace.rates))

    def forget_rates(self) -> None:
        """The source is gone: what the rates were says nothing about now."""
        for pace in self._paces:
            pace.forget_rates()

    def end(self, pace: Pace) -> None:
        """A stream of polls is over; what it counted stays."""
        self._paces.remove(pace)


def _grown(values: NDArray[_Kind], size: int, fill: float) -> NDArray[_Kind]:
    grown = np.full(max(size, 2 * len(values), 64), fill, dtype=values.dtype)
    grown[: len(values)] = values
    return grown
