"""The history that a chart shows: some lines, one value a second, summed over their counters.

A line is the sum of many counters. A second in which none of them is known is a gap. A second in
which only some are known is their sum: counters of edges that came later or are gone say nothing.
Only the newest seconds wait: as long as fewer counters have reported than in the seconds before,
the sum is not drawn, so that the nodes of a cluster, polled one after the other, make no dip.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.counters import HISTORY_SECONDS, Ids, Rings
from core.wording import tr
from gui.charts.history import History, Slots, Values

SETTLE_SECONDS = 3
"""How long the newest seconds may wait for counters that have not reported yet."""
REACH_SECONDS = 2 * SETTLE_SECONDS
"""So many seconds tell whether the newest of them wait."""
SLICE_SECONDS = 600
"""How much history is read in one go."""
SLICE_VALUES = 150_000
"""… unless it is of so many counters that the window would have to wait."""


@dataclass(frozen=True, slots=True)
class Known:
    """A value of a line and how much of it is known."""

    value: float
    second: int
    counters: int
    """How many counters were known in that second."""
    of: int
    """How many counters the line has."""

    @property
    def detail(self) -> str:
        """What it is of, in words."""
        return tr("the sum of {known} of {all} counters.", known=self.counters, all=self.of)


class Trail(History):
    """The last hour of some lines, read from the rings piece by piece."""

    reach_seconds, slice_seconds = REACH_SECONDS, SLICE_SECONDS

    def __init__(self, size: int = HISTORY_SECONDS) -> None:
        super().__init__(0, size)
        self.names: tuple[str, ...] = ()
        self._rings = Rings(1)
        self._ids: list[Ids] = []
        self._all_ids = np.zeros(0, dtype=np.int64)
        self._starts = np.zeros(0, dtype=np.int64)
        self._writes = 0
        """So many of the rings' writes were read."""
        self._known = np.zeros((0, size), dtype=np.int32)

    def follow(self, rings: Rings, lines: Mapping[str, Ids]) -> bool:
        """Follow these lines from now on; True when they are not the ones of before.

        What was read of a line stays until it has been read again. Each has a counter at least.
        """
        same = tuple(lines) == self.names and rings is self._rings
        if same and all(map(np.array_equal, self._ids, lines.values())):
            return False
        sums = np.full((len(lines), self._size), np.nan)
        known = np.zeros((len(lines), self._size), dtype=np.int32)
        for row, name in enumerate(lines):
            if rings is self._rings and name in self.names:
                sums[row] = self._values[self.names.index(name)]
                known[row] = self._known[self.names.index(name)]
        self._writes = self._writes if rings is self._rings else 0
        self.names, self._ids, self._rings = tuple(lines), list(lines.values()), rings
        self._all_ids = np.concatenate([self._all_ids[:0], *self._ids])
        self._starts = np.cumsum([0, *map(len, self._ids)])[:-1]
        self._values, self._known = sums, known
        self._read_anew()
        return True

    def at(self, name: str, second: int) -> Known | None:
        """One line in one second; None in a gap."""
        if name not in self.names:
            return None
        row = self.names.index(name)
        value = self._value(row, second)
        if value is None:
            return None
        return Known(value, second, int(self._known[row, second % self._size]), len(self._ids[row]))

    def latest(self, name: str, within: float) -> Known | None:
        """The newest known value of a line that is not older than `within` seconds."""
        second = self._latest(self.names.index(name), within) if name in self.names else None
        return None if second is None else self.at(name, second)

    def is_known(self, name: str) -> bool:
        """A line has a value in some second of what was read."""
        return name in self.names and bool(np.isfinite(self._values[self.names.index(name)]).any())

    def is_used(self, name: str) -> bool:
        """A line has a value above 0 in some second of what was read."""
        return name in self.names and bool((self._values[self.names.index(name)] > 0).any())

    def _changed_from(self) -> int:
        """A poll may tell late of seconds that were read: the rings know of which."""
        settling = super()._changed_from()
        written = self._rings.written_since(self._writes)
        self._writes = self._rings.writes
        return settling if written is None else min(settling, written)

    def _at_once(self) -> int:
        return min(SLICE_SECONDS, max(REACH_SECONDS, SLICE_VALUES // max(1, len(self._all_ids))))

    def _forget(self, slots: Slots) -> None:
        self._known[:, slots] = 0

    def _read(self, first: int, last: int) -> int | None:
        if not self._ids or last < first:
            return None
        values = self._rings.window(self._all_ids, first, last)
        is_known = values == values
        counts = np.add.reduceat(is_known, self._starts, axis=1, dtype=np.int32).T
        filled = np.where(is_known, values, np.float32(0))
        sums = np.add.reduceat(filled, self._starts, axis=1, dtype=np.float64).T
        sums[counts == 0] = np.nan
        if last == self._newest:
            _withhold(sums, counts)
        self._known[:, np.arange(first, last + 1) % self._size] = counts
        return self._keep(first, sums)


def _withhold(sums: Values, counts: NDArray[np.int32]) -> None:
    """Make the newest seconds wait as long as fewer counters have reported than before them."""
    recent = counts[:, -2 * SETTLE_SECONDS :]
    complete = recent == recent.max(axis=1, keepdims=True)
    waiting = np.minimum(complete[:, ::-1].argmax(axis=1), SETTLE_SECONDS)
    from_newest = np.arange(sums.shape[1])[::-1]
    sums[from_newest < waiting[:, None]] = np.nan
