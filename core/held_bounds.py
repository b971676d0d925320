"""How many messages channels have given back otherwise than by an ack, as far as counters prove it.

A row stands for a channel, a column for one of the last readings. For each there is a lower and an
upper bound of what was given back until then; `core.negative_acks` says why they hold.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

HISTORY = 64
"""Readings that are remembered: the newest is in the last column."""
WINDOW_SECONDS = 30.0
SHORTEST_SECONDS = 8.0
"""Over less than that a band says next to nothing."""
QUIET_SECONDS = 15.0
"""A channel that did nothing for so long has told all there is to tell."""
_NOW = HISTORY - 1
_BEFORE = HISTORY - 4
"""Unacked of which the last reading tells was counted after this one, if work was told before it.

Work and unacked are told together; a scrape reads unacked, then work, then deliveries and acks.
"""

Columns = NDArray[np.float64]
Rows = NDArray[np.int64]


class HeldBounds:
    """The bounds of many channels, narrowed by each reading."""

    def __init__(self) -> None:
        self.times: Columns = np.zeros(HISTORY)
        self.handed: Columns = np.zeros((0, HISTORY))
        self.acked: Columns = np.zeros((0, HISTORY))
        self.work: Columns = np.zeros((0, HISTORY))
        self.unacked: Columns = np.zeros(0)
        self._low: Columns = np.zeros((0, HISTORY))
        self._high: Columns = np.zeros((0, HISTORY))
        self._base: Columns = np.zeros((0, 2))
        """The bounds of what was given back when counting began."""
        self._base_at = 0
        """The column of that moment; below zero once it is no longer remembered."""
        self._told: Rows = np.zeros(0, np.int64)
        """The newest column that a moment at which unacked was told says something of."""
        self._since: Rows = np.zeros(0, np.int64)
        """The first column of the time in which the channel was watched."""
        self._free: list[int] = []

    def open(self, *, is_old: bool) -> int:
        """A row for a channel; one that is not old has only just opened, with nothing given back."""
        if not self._free:
            self._grow()
        row = self._free.pop()
        for columns in (self.handed, self.acked, self.work, self._low, self._high):
            columns[row] = 0.0
        self.unacked[row] = self._base[row] = 0.0
        self._told[row] = -1
        self._since[row] = 0
        if is_old:
            self.doubt(row)
        return row

    def doubt(self, row: int) -> None:
        """What it did before is not known."""
        self._low[row], self._high[row] = 0.0, np.inf
        self._base[row] = (0.0, np.inf)
        self._told[row] = -1
        self._since[row] = _NOW

    def close(self, row: int) -> None:
        """The channel is over."""
        self._free.append(row)

    def shift(self, at: float) -> None:
        """A reading begins: until something is set, everything is as it was in the one before."""
        for columns in (self.handed, self.acked, self.work, self._low):
            columns[:, :-1] = columns[:, 1:]
        self._high[:, :-1] = self._high[:, 1:]
        self._high[:, -1] = np.inf
        self.times[:-1] = self.times[1:]
        self.times[-1] = at
        self._told -= 1
        self._base_at -= 1
        np.maximum(self._since - 1, 0, out=self._since)

    def narrow(self) -> None:
        """The reading is complete: see what follows from it."""
        held = self.handed[:, -1] - self.acked[:, -1]
        np.minimum(self._high, held[:, None], out=self._high)  # what it holds is not given back
        np.minimum(self._base[:, 1], held, out=self._base[:, 1])
        self._narrow_told()
        self._narrow_quiet(held)
        for row in np.flatnonzero(self._low[:, -1] > self._high[:, -1]).tolist():
            self.doubt(row)

    def limit(self, rows: Sequence[int], limits: Columns, since: float, until: float) -> None:
        """Between these times these channels held no more than that."""
        columns = np.flatnonzero((self.times > since) & (self.times <= until))
        if not len(columns) or not len(rows):
            return
        chosen = np.array(rows)
        held = self.handed[chosen] - self.acked[chosen]
        least = np.full(held.shape, -np.inf)
        least[:, columns] = held[:, columns] - limits[:, None]
        least[np.arange(HISTORY) < self._since[chosen, None]] = -np.inf
        grown = np.maximum.accumulate(np.maximum(self._low[chosen], least), axis=1)
        self._low[chosen] = np.minimum(grown, self._high[chosen])

    def begin(self) -> None:
        """Count from here."""
        self._base_at = _NOW
        self._base[:, 0] = self._low[:, -1]
        self._base[:, 1] = self._high[:, -1]

    def counts(self) -> Columns:
        """Low and high of what each channel gave back since counting began."""
        low = np.maximum(self._low[:, -1] - self._base[:, 1], 0.0)
        return np.array([low, np.maximum(self._high[:, -1] - self._base[:, 0], low)])

    def rates(self) -> Columns:
        """What each channel gives back per second: low, high, since when and until when.

        NaN where that is not known.
        """
        rows = np.arange(len(self._told))
        is_new = (self._told < 0) & (self._since == 0)
        last = np.where(is_new, _NOW, np.maximum(self._told, 0))
        ended = self.times[last]
        first = np.argmax(self.times >= (ended - WINDOW_SECONDS)[:, None], axis=1)
        first = np.maximum(first, self._since)
        seconds = ended - self.times[first]
        is_known = (
            (is_new | (self._told >= 0)) & (self.times[first] > 0) & (seconds >= SHORTEST_SECONDS)
        )
        seconds = np.where(is_known, seconds, np.nan)
        low = np.maximum(self._low[rows, last] - self._high[rows, first], 0.0)
        high = np.maximum(self._high[rows, last] - self._low[rows, first], low)
        return np.array([low / seconds, high / seconds, self.times[first], ended])

    def _narrow_told(self) -> None:
        """Unacked was told somewhere in the last readings."""
        rows = np.flatnonzero(self.work[:, -2] != self.work[:, -3])
        rows = rows[self._since[rows] <= _BEFORE]
        unacked = self.unacked[rows]
        self._at_most(rows, _BEFORE, self.handed[rows, -1] - self.acked[rows, _BEFORE] - unacked)
        self._at_least(rows, self.handed[rows, _BEFORE] - self.acked[rows, -1] - unacked)
        self._told[rows] = _BEFORE

    def _narrow_quiet(self, held: Columns) -> None:
        """What did nothing for a while, and was told to hold so much, gave back all the rest."""
        long_ago = int(np.searchsorted(self.times, self.times[-1] - QUIET_SECONDS, "right")) - 1
        if long_ago < 0 or not self.times[long_ago]:
            return
        moved = (self.work[:, long_ago] != self.work[:, -1]) | (
            self.handed[:, long_ago] + self.acked[:, long_ago]
            != self.handed[:, -1] + self.acked[:, -1]
        )
        rows = np.flatnonzero(~moved & (self._since <= long_ago))
        back = held[rows] - self.unacked[rows]
        self._at_most(rows, long_ago, back)
        self._at_least(rows, back)
        self._told[rows] = np.maximum(self._told[rows], long_ago)

    def _at_most(self, rows: Rows, column: int, most: Columns) -> None:
        """No more until then, and so until any time before."""
        part = np.s_[: column + 1]
        self._high[rows, part] = np.minimum(self._high[rows, part], most[:, None])
        if column >= self._base_at:
            self._base[rows, 1] = np.minimum(self._base[rows, 1], most)

    def _at_least(self, rows: Rows, least: Columns) -> None:
        self._low[rows, -1] = np.maximum(self._low[rows, -1], least)

    def _grow(self) -> None:
        size = len(self.unacked)
        more = max(size, 16)
        self._free += range(size + more - 1, size - 1, -1)
        for name in ("handed", "acked", "work", "_low", "_high"):
            setattr(self, name, _longer(getattr(self, name), more))
        for name in ("unacked", "_base", "_told", "_since"):
            setattr(self, name, _longer(getattr(self, name), more))


def _longer(rows: NDArray[np.generic], more: int) -> NDArray[np.generic]:
    return np.concatenate([rows, np.zeros((more, *rows.shape[1:]), rows.dtype)])
