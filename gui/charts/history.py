"""Lines of one value a second over the last hour, read from somewhere piece by piece."""

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

Slots = NDArray[np.int64] | slice
Values = NDArray[np.float64]
"""A row a line, gaps as NaN."""


class History(ABC):
    """What was read of some lines; `catch_up` reads on, never so much that the window waits."""

    reach_seconds: ClassVar[int]
    """So many of the newest seconds may still become others than they were read."""
    slice_seconds: ClassVar[int]
    """How much is read in one go, at most."""

    def __init__(self, lines: int, size: int) -> None:
        self._size = size
        self._values: Values = np.full((lines, size), np.nan)
        self._newest = 0
        self._read_from = 1

    @property
    def newest(self) -> int:
        """The last second that was read."""
        return self._newest

    def is_behind(self, span: float) -> bool:
        """Some of the last `span` seconds have not been read yet."""
        return self._read_from > max(self._newest - int(span), self._newest - self._size + 1)

    def catch_up(self, now: float, span: float) -> int | None:
        """Read what is new, and one slice of what is still missing of the last `span` seconds.

        Returns the earliest second whose value changed, None if none did.
        """
        last = int(now)
        first = max(self._changed_from(), self._read_from)
        first = min(first, last - self.reach_seconds + 1)
        if last < self._newest or last - first >= self.slice_seconds:
            first = last - self.reach_seconds + 1
            self._read_from = last + 1
        self._clear_until(last)
        changed = [self._read(max(first, last - self._size + 1), last)]
        self._read_from = min(self._read_from, first)
        if self.is_behind(span):
            oldest = max(last - int(span), last - self._size + 1)
            start = max(oldest, self._read_from - self._at_once())
            changed.append(self._read(start, self._read_from - 1))
            self._read_from = start
        return min((second for second in changed if second is not None), default=None)

    def between(self, first: int, last: int) -> Values:
        """All lines from second `first` to `last`."""
        wanted = np.arange(first, last + 1)
        values = self._values[:, wanted % self._size]
        values[:, (wanted > self._newest) | (wanted <= self._newest - self._size)] = np.nan
        return values

    @property
    def before(self) -> int | None:
        """What is earlier is no measurement of ours; None where all is."""
        return None

    def origin(self, second: int) -> str:  # noqa: ARG002 - others have several
        """Where the values of a second come from, when these are no measurements."""
        return ""

    def samples(self, name: str, first: int, last: int) -> Values | None:  # noqa: ARG002
        """What somebody else has sampled of a line, at the seconds when it shows; None without."""
        return None

    def measured(self, first: int, last: int) -> Values:
        """What was measured of all lines, without such samples."""
        return History.between(self, first, last)

    def _value(self, row: int, second: int) -> float | None:
        """One line in one second; None in a gap."""
        if not self._newest - self._size < second <= self._newest:
            return None
        value = float(self._values[row, second % self._size])
        return None if value != value else value

    def _latest(self, row: int, within: float) -> int | None:
        """The newest second, not longer than `within` seconds ago, in which a line has a value."""
        seconds = np.arange(self._newest - min(int(within), self._size - 1), self._newest + 1)
        known = np.flatnonzero(~np.isnan(self._values[row, seconds % self._size]))
        return int(seconds[known[-1]]) if len(known) else None

    def _read_anew(self) -> None:
        """What was read stays until it has been read again."""
        self._read_from = self._newest + 1

    def _clear_until(self, last: int) -> None:
        passed = last - self._newest
        slots: Slots = slice(None)
        if 0 <= passed < self._size:
            slots = np.arange(self._newest + 1, last + 1) % self._size
        self._values[:, slots] = np.nan
        self._forget(slots)
        self._newest = last

    def _keep(self, first: int, values: Values) -> int | None:
        """Take what was read from second `first` on; the earliest second that has changed."""
        slots = np.arange(first, first + values.shape[1]) % self._size
        before = self._values[:, slots]
        changed = ((values != before) & ((values == values) | (before == before))).any(axis=0)
        self._values[:, slots] = values
        return first + int(changed.argmax()) if changed.any() else None

    def _changed_from(self) -> int:
        """The earliest second that may have become another than it was read."""
        return self._newest - self.reach_seconds + 1

    def _at_once(self) -> int:
        """How many seconds can be read without that the window waits."""
        return self.slice_seconds

    @abstractmethod
    def _read(self, first: int, last: int) -> int | None:
        """Read these seconds and `_keep` them; None where there is nothing to read."""

    @abstractmethod
    def _forget(self, slots: Slots) -> None:
        """What else is kept of these seconds is an hour old."""
