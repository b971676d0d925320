"""The value axes: from 0 upwards, or decades of time. What they place is what is drawn."""

from math import ceil, floor
from typing import Protocol

import numpy as np

from core.numbers import duration
from gui.charts.geometry import Numbers
from gui.charts.scale import Tick, top_for, value_ticks

_ROW_PIXELS = 34
_MOST_ROWS = 7
_FINER = (1, 2, 5)


class ValueAxis(Protocol):
    """Which values a plot shows, from bottom to top."""

    @property
    def bottom(self) -> float:
        """The value at the lower edge."""

    @property
    def top(self) -> float:
        """The value at the upper edge."""

    def fit(self, values: Numbers) -> bool:
        """Make room for these; True when the axis has changed."""

    def ticks(self, height: float) -> list[Tick]:
        """Where something is written, on so many pixels."""


class CountAxis:
    """Numbers from 0 upwards."""

    bottom = 0.0

    def __init__(self) -> None:
        self.top = 1.0

    def fit(self, values: Numbers) -> bool:
        """Keep some room above the highest."""
        peak = float(np.nanmax(values)) if np.any(values == values) else 0.0
        before, self.top = self.top, top_for(peak, self.top)
        return before != self.top

    def ticks(self, height: float) -> list[Tick]:
        """In steps of 1, 2 or 5."""
        return value_ticks(self.top or 1.0, min(max(2, int(height / _ROW_PIXELS)), _MOST_ROWS))


class DurationAxis:
    """Logarithms of seconds to the base of ten, in whole decades."""

    def __init__(self) -> None:
        self.bottom, self.top = -3.0, 0.0
        self._is_fitted = False

    def fit(self, values: Numbers) -> bool:
        """Take in whole decades; give one back only when two are empty."""
        known = values[values == values]
        if not len(known):
            return False
        low, high = floor(float(known.min())), ceil(float(known.max()))
        high = max(high, low + 1)
        before, was_fitted = (self.bottom, self.top), self._is_fitted
        self._is_fitted = True
        if not was_fitted or not self.bottom <= low <= self.bottom + 1:
            self.bottom = float(low)
        if not was_fitted or not self.top - 1 <= high <= self.top:
            self.top = float(high)
        return not was_fitted or before != (self.bottom, self.top)

    def ticks(self, height: float) -> list[Tick]:
        """At each decade, and between them where there is room."""
        return duration_ticks(self.bottom, self.top, int(height / _ROW_PIXELS))


def duration_ticks(bottom: float, top: float, most: int) -> list[Tick]:
    """Logarithms of round durations from bottom to top, with their words."""
    decades = range(floor(bottom), ceil(top) + 1)
    finer = _FINER if len(decades) * len(_FINER) <= most else _FINER[:1]
    step = max(1, ceil(len(decades) / max(most, 2)))
    found = [
        (float(np.log10(factor)) + decade, duration(factor * 10.0**decade))
        for decade in decades[::step]
        for factor in finer
    ]
    return [(at, _short(words)) for at, words in found if bottom - 1e-9 <= at <= top + 1e-9]


def _short(words: str) -> str:
    """`1 ms` instead of `1.0 ms`."""
    return words.replace(".0 ", " ").replace("0.10 ", "0.1 ").replace("0.20 ", "0.2 ")
