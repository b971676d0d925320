"""Answers that come in batches: a mean to follow, and the least and the greatest as a band behind.

A consumer that acks every few seconds for several messages alternates between few and many; by the
second that is a hatching that hides every other curve. Only the past tells, so that what was drawn
stays as it is.
"""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from gui.charts.geometry import Numbers

SECONDS = 10
"""Over so many a batch evens out."""
FINEST = 6.0
"""With so many pixels for a second or more every batch is seen for itself."""
BATCHED = frozenset({"ack", "confirm"})
"""What is told of several messages at once."""
_TURNS = 3
"""So often it rises and falls meanwhile."""
_NOTABLY, _MANY = 0.4, 5.0
"""Between least and greatest, in parts of the mean; below such a mean single messages are seen."""


@dataclass(frozen=True, slots=True)
class Evened:
    """A line without its first `SECONDS`, as it is drawn."""

    values: Numbers
    low: Numbers
    high: Numbers
    """Gaps where there is no band."""

    @property
    def has_band(self) -> bool:
        """Somewhere it comes in batches."""
        return bool(np.isfinite(self.low).any())


def evened(values: Numbers) -> Evened:
    """A line by the second; where it comes in batches, its mean and its band."""
    windows = sliding_window_view(values, SECONDS + 1)[:, 1:]
    rest = values[SECONDS:]
    low, high, mean = windows.min(axis=1), windows.max(axis=1), windows.mean(axis=1)
    swings = _swings(windows, high - low, mean)
    gap = np.full(len(rest), np.nan)
    return Evened(
        np.where(swings, mean, rest), np.where(swings, low, gap), np.where(swings, high, gap)
    )


def _swings(windows: Numbers, spread: Numbers, mean: Numbers) -> NDArray[np.bool_]:
    steps = np.diff(windows, axis=1)
    notable = (_NOTABLY / 2 * mean)[:, None]
    rises, falls = (steps > notable).sum(axis=1), (steps < -notable).sum(axis=1)
    often = (rises >= _TURNS) & (falls >= _TURNS)
    found: NDArray[np.bool_] = often & (mean >= _MANY) & (spread > _NOTABLY * mean)
    return found
