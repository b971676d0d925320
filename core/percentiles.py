"""Times of many messages as a histogram of fixed size, of which percentiles can be asked."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

_GROWTH = 1.02
"""Each bin is so much wider than the one before: a percentile is wrong by 1 % at most."""
_SHORTEST = 1e-6
_LONGEST = 1e6
BINS = int(np.log(_LONGEST / _SHORTEST) / np.log(_GROWTH)) + 2
_PENDING = 1_024
PERCENTILES = (50.0, 90.0, 99.0)


class Times:
    """How long something took, for many messages: from a microsecond to eleven days."""

    __slots__ = ("_bins", "_pending", "longest")

    def __init__(self) -> None:
        self.longest = 0.0
        self._bins: NDArray[np.int64] | None = None
        self._pending: list[float] = []

    def add(self, seconds: float) -> None:
        """One more."""
        self._pending.append(seconds)
        if len(self._pending) >= _PENDING:
            self._settle()

    def merge(self, other: "Times") -> None:
        """All of another one besides."""
        bins = other.bins
        self._bins = bins.copy() if self._bins is None else self._bins + bins
        self.longest = max(self.longest, other.longest)

    @property
    def bins(self) -> NDArray[np.int64]:
        """How many there are in each bin; `edges` tells where these begin."""
        self._settle()
        return np.zeros(BINS, np.int64) if self._bins is None else self._bins

    def __len__(self) -> int:
        return int(self.bins.sum())

    def percentiles(self, wanted: tuple[float, ...] = PERCENTILES) -> list[float] | None:
        """The seconds that so many per cent did not exceed; None without any."""
        found = percentiles_of(self.bins[None, :], wanted)[0]
        return None if np.isnan(found[0]) else [min(float(one), self.longest) for one in found]

    def as_json(self) -> dict[str, Any] | None:
        """Count, percentiles and the longest, in milliseconds; None without any."""
        found = self.percentiles()
        if found is None:
            return None
        named = {f"p{p:g}_ms": _ms(seconds) for p, seconds in zip(PERCENTILES, found, strict=True)}
        return {"count": len(self), **named, "max_ms": _ms(self.longest)}

    def _settle(self) -> None:
        if not self._pending:
            return
        seconds = np.array(self._pending)
        self._pending = []
        self.longest = max(self.longest, float(seconds.max()))
        added = np.bincount(bins_of(seconds), minlength=BINS)
        self._bins = added if self._bins is None else self._bins + added


def bins_of(seconds: NDArray[np.float64]) -> NDArray[np.int64]:
    """In which bin each time falls."""
    steps = np.log(seconds.clip(_SHORTEST, _LONGEST) / _SHORTEST) / np.log(_GROWTH)
    return np.asarray(np.ceil(steps), np.int64)


def percentiles_of(rows: NDArray[Any], wanted: tuple[float, ...]) -> NDArray[np.float64]:
    """For each histogram (a row) the seconds that so many per cent did not exceed; NaN without any.

    The 100th is the longest, as nearly as bins tell.
    """
    summed = np.cumsum(rows, dtype=np.float64)  # over all rows: one search finds a bin in each
    ends = summed[BINS - 1 :: BINS]
    begins = np.concatenate(([0.0], ends[:-1]))
    whole = ends - begins
    first = np.arange(len(rows)) * BINS
    found = np.empty((len(rows), len(wanted)))
    for column, percent in enumerate(wanted):
        rank = np.maximum(whole * percent / 100, np.minimum(whole, 1.0)) * (1 - 1e-6)
        found[:, column] = np.searchsorted(summed, begins + rank) - first
    middles = _SHORTEST * _GROWTH ** (found - 0.5)
    middles[whole <= 0] = np.nan
    return middles


def edges() -> NDArray[np.float64]:
    """Where each bin ends, in seconds."""
    ends = _SHORTEST * np.power(_GROWTH, np.arange(BINS, dtype=np.float64))
    return np.asarray(ends, np.float64)


def _ms(seconds: float) -> float:
    return float(f"{seconds * 1000:.4g}")
