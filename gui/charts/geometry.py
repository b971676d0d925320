"""Seconds and values to device pixels of a plot; a gap ends a run of points."""

from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Run = tuple[Numbers, Numbers]
"""Columns and rows of points that belong together, in device pixels."""

_DENSE = 2.0
"""From so many seconds a pixel on, each pixel shows the least and the greatest of its seconds."""
_SHORTEST = 3.0
"""How wide a value without neighbours is drawn, in pixels."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What part of time and value a plot shows, and on how many device pixels."""

    width: int
    height: int
    oldest: float
    """The left edge, seconds relative to now: negative."""
    newest: float
    """The right edge, seconds relative to now: negative or 0."""
    top: float
    """The value at the upper edge."""
    bottom: float = 0.0
    """The value at the lower edge."""

    @property
    def density(self) -> float:
        """Pixels a second."""
        return self.width / round(self.newest - self.oldest, 6)

    @property
    def scale(self) -> tuple[float, ...]:
        """All but which part of time it is: what has the same scale can be scrolled."""
        span = round(self.newest - self.oldest, 6)
        return (self.width, self.height, span, self.top, self.bottom)

    def right(self, now: float) -> int:
        """The pixel column, counted from the beginning of time, where the right edge is."""
        return floor((now + self.newest) * self.density)

    def seconds(self, right: int, first: float, last: float) -> tuple[int, int]:
        """The seconds that touch the columns `first` to `last`."""
        left = right - self.width
        return floor((left + first) / self.density) - 1, ceil((left + last) / self.density) + 1

    def column(self, right: int, second: int) -> float:
        """The column of a second."""
        return second * self.density - right + self.width

    def y(self, value: float) -> float:
        """The row of a value."""
        share = (value - self.bottom) / (self.top - self.bottom)
        return self.height - 1.5 - share * (self.height - 3.0)


def runs(scope: Scope, right: int, first: int, values: Numbers) -> list[list[Run]]:
    """What to draw of each line (a row of `values`, from second `first` on).

    A gap ends a run; a value without neighbours becomes a short dash.
    """
    if not values.size:
        return [[] for _ in values]
    seconds = np.arange(first, first + values.shape[1], dtype=np.float64)
    x = seconds * scope.density - (right - scope.width)
    if scope.density * _DENSE <= 1.0:
        x, values = _extremes(x, values)
    pixels = (scope.height - 3.0) / (scope.top - scope.bottom)
    y = scope.height - 1.5 - (values - scope.bottom) * pixels
    known = y == y
    some = np.flatnonzero(known.any(axis=0))
    if not len(some):
        return [[] for _ in values]
    reach = slice(int(some[0]), int(some[-1]) + 1)  # what is newer than the last poll is no break
    x, y, known = x[reach], y[:, reach], known[:, reach]
    unbroken = known.all(axis=1).tolist()
    half = max(scope.density, _SHORTEST) / 2
    return [
        [(x, row)] if whole and len(x) > 1 else _broken(x, row, is_known, half)
        for row, is_known, whole in zip(y, known, unbroken, strict=True)
    ]


def _broken(x: Numbers, y: Numbers, known: NDArray[np.bool_], half: float) -> list[Run]:
    edges = np.flatnonzero(np.diff(known, prepend=False, append=False)).tolist()
    found: list[Run] = []
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        if end - begin > 1:
            found.append((x[begin:end], y[begin:end]))
        else:
            found.append((x[[begin, begin]] + (-half, half), y[[begin, begin]]))
    return found


def _extremes(x: Numbers, values: Numbers) -> tuple[Numbers, Numbers]:
    """Least and greatest value of each pixel column; a column with no value at all is a gap."""
    columns = np.floor(x)
    starts = np.flatnonzero(np.diff(columns, prepend=columns[0] - 1.0))
    both = np.empty((len(values), 2 * len(starts)))
    both[:, 0::2] = np.fmin.reduceat(values, starts, axis=1)
    both[:, 1::2] = np.fmax.reduceat(values, starts, axis=1)
    return np.repeat(columns[starts] + 0.5, 2), both
