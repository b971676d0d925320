"""Times of many messages as a histogram of fixed size, of which percentiles can be asked."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

_GROWTH = 1.02
"""Each bin is so much wider than the one before: a percentile is wrong by 1 % at most."""
_SHORTEST = 1e-6
_LONGEST = 1e6
_BINS = int(np.log(_LONGEST / _SHORTEST) / np.log(_GROWTH)) + 2
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
        return np.zeros(_BINS, np.int64) if self._bins is None else self._bins

    def __len__(self) -> int:
        return int(self.bins.sum())

    def percentiles(self, wanted: tuple[float, ...] = PERCENTILES) -> list[float] | None:
        """The seconds that so many per cent did not exceed; None without any."""
        summed = np.cumsum(self.bins)
        if not summed[-1]:
            return None
        ranks = np.ceil(np.array(wanted) / 100 * summed[-1]).clip(1)
        found = np.searchsorted(summed, ranks)
        middles = _SHORTEST * _GROWTH ** (found - 0.5)
        return [min(float(middle), self.longest) for middle in middles]

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
        steps = np.log(seconds.clip(_SHORTEST, _LONGEST) / _SHORTEST) / np.log(_GROWTH)
        added = np.bincount(np.ceil(steps).astype(np.int64), minlength=_BINS)
        self._bins = added if self._bins is None else self._bins + added


def edges() -> NDArray[np.float64]:
    """Where each bin ends, in seconds."""
    ends = _SHORTEST * np.power(_GROWTH, np.arange(_BINS, dtype=np.float64))
    return np.asarray(ends, np.float64)


def _ms(seconds: float) -> float:
    return float(f"{seconds * 1000:.4g}")
