"""A histogram of durations as bars of equal width on a logarithmic axis."""

from dataclasses import dataclass

import numpy as np

from core.percentiles import edges
from gui.charts.geometry import Numbers

_NARROWEST = 5.0
"""Pixels of a bar."""
_FEWEST = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """How many took from `low` to `high`."""

    low: float
    high: float
    count: float


def bars(histogram: Numbers, width: float) -> list[Bar]:
    """The bars of all bins that are used: as fine as can be drawn, and as few messages allow."""
    used = np.flatnonzero(histogram)
    if not len(used) or width < 2 * _NARROWEST:
        return []
    first, last = int(used[0]), int(used[-1])
    most = max(2, int(min(width / _NARROWEST, max(_FEWEST, 3 * histogram.sum() ** 0.5))))
    together = max(4, -(-(last - first + 1) // most))
    first -= first % together
    starts = np.arange(first, last + 1, together)
    counts = np.add.reduceat(histogram[first : last + 1], starts - first)
    ends = np.concatenate(([edges()[0] / 1.02], edges()))
    highs = ends[np.minimum(starts + together, len(ends) - 1)]
    return [
        Bar(*bar)
        for bar in zip(ends[starts].tolist(), highs.tolist(), counts.tolist(), strict=True)
    ]
